//! Received signatures.

use subtle::ConstantTimeEq as _;

use super::verify_error::VerifyError;
use crate::support::error::SignError;

/// The most signatures of one message that are tried; a service that changes its key sends two.
const MOST: usize = 16;

/// Whether two texts are the same; takes the same time wherever they differ.
pub(crate) fn matches(
    received: &(impl AsRef<[u8]> + ?Sized),
    expected: &(impl AsRef<[u8]> + ?Sized),
) -> bool {
    received.as_ref().ct_eq(expected.as_ref()).into()
}

/// Refuses a message with none among the first of the `received` signatures that fits once it is
/// decoded. Empty ones are none.
pub(crate) fn check_signature<R: AsRef<[u8]>>(
    received: &[R],
    decode: impl Fn(&[u8]) -> Result<Vec<u8>, SignError>,
    fits: impl Fn(&[u8]) -> Result<bool, SignError>,
) -> Result<(), VerifyError> {
    let mut refusal = VerifyError::Missing;
    for received in received
        .iter()
        .map(AsRef::as_ref)
        .filter(|it| !it.is_empty())
        .take(MOST)
    {
        match decode(received) {
            Ok(raw) if fits(&raw)? => return Ok(()),
            Ok(_) => refusal = VerifyError::Mismatch,
            Err(_) if matches!(refusal, VerifyError::Missing) => {
                refusal = VerifyError::Malformed("the signature");
            }
            Err(_) => {}
        }
    }
    Err(refusal)
}

/// Refuses a message that names another key than `own`. One that names none is refused by what is
/// checked after: it has no signature, or [`check_equal`] misses the name.
pub(crate) fn check_key(
    named: &(impl AsRef<[u8]> + ?Sized),
    own: &(impl AsRef<[u8]> + ?Sized),
) -> Result<(), VerifyError> {
    if named.as_ref().is_empty() || matches(named, own) {
        Ok(())
    } else {
        Err(VerifyError::UnknownKey)
    }
}

/// Refuses a message two of whose parts differ although they must agree.
pub(crate) fn check_equal(
    left: &(impl AsRef<[u8]> + ?Sized),
    right: &(impl AsRef<[u8]> + ?Sized),
) -> Result<(), VerifyError> {
    if matches(left, right) {
        Ok(())
    } else {
        Err(VerifyError::Digest)
    }
}
