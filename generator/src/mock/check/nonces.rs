//! Nonces that were seen before, as many as there is room for.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sha2::{Digest as _, Sha256};

/// What is remembered of nonces.
#[derive(Debug)]
pub(crate) struct Nonces {
    room: usize,
    seen: BTreeSet<Digest>,
    order: VecDeque<Digest>,
    /// The greatest number of each holder, where numbers have to grow.
    greatest: BTreeMap<Digest, String>,
}

/// Nonces may be long; what is kept of them is not.
type Digest = [u8; 16];

/// Why a nonce is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Repeated,
    NotGreater,
    NotANumber,
}

impl Nonces {
    pub(crate) fn new(room: usize) -> Self {
        Self {
            room: room.max(1),
            seen: BTreeSet::new(),
            order: VecDeque::new(),
            greatest: BTreeMap::new(),
        }
    }

    /// Takes a nonce of a holder, unless it was taken before. Where nonces have to grow, it also has
    /// to be greater than the last one.
    pub(crate) fn take(&mut self, holder: &str, nonce: &[u8], grows: bool) -> Result<(), Refusal> {
        let digest = digest(&[holder.as_bytes(), nonce]);
        if self.seen.contains(&digest) {
            return Err(Refusal::Repeated);
        }
        if grows {
            let number = number(nonce).ok_or(Refusal::NotANumber)?;
            let owner = digest_of(holder);
            let last = self.greatest.get(&owner);
            if last.is_some_and(|last| !is_greater(&number, last)) {
                return Err(Refusal::NotGreater);
            }
            if self.greatest.len() >= self.room {
                self.greatest.pop_first();
            }
            self.greatest.insert(owner, number);
        }
        if self.order.len() >= self.room
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        self.seen.insert(digest);
        self.order.push_back(digest);
        Ok(())
    }
}

fn digest_of(holder: &str) -> Digest {
    digest(&[holder.as_bytes()])
}

fn digest(parts: &[&[u8]]) -> Digest {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    let mut digest = [0; 16];
    digest.copy_from_slice(&hash.finalize()[..16]);
    digest
}

/// The digits of a whole number without zeros before them. Fractions, which some clients have in
/// their milliseconds, are taken along.
fn number(nonce: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(nonce).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    let short = text.len() <= 64 && !whole.is_empty();
    let whole_digits = whole.trim_start_matches('0');
    (short && digits(whole) && digits(fraction)).then(|| format!("{whole_digits}.{fraction}"))
}

fn is_greater(one: &str, two: &str) -> bool {
    let parts = |text: &str| {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        (whole.len(), whole.to_owned(), fraction.to_owned())
    };
    parts(one) > parts(two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_taken_once_a_holder() {
        let mut nonces = Nonces::new(10);
        assert_eq!(nonces.take("a", b"1", false), Ok(()));
        assert_eq!(nonces.take("a", b"1", false), Err(Refusal::Repeated));
        assert_eq!(nonces.take("b", b"1", false), Ok(()));
        assert_eq!(nonces.take("a", b"0", false), Ok(()));
    }

    #[test]
    fn where_they_have_to_grow_they_do() {
        let mut nonces = Nonces::new(10);
        let mut take = |nonce: &[u8]| nonces.take("a", nonce, true);
        assert_eq!(take(b"9"), Ok(()));
        assert_eq!(take(b"10"), Ok(()));
        assert_eq!(take(b"10.5"), Ok(()));
        assert_eq!(take(b"9.9"), Err(Refusal::NotGreater));
        assert_eq!(take(b"x"), Err(Refusal::NotANumber));
    }

    #[test]
    fn memory_is_bounded() {
        let mut nonces = Nonces::new(100);
        for number in 0..1000_u32 {
            assert_eq!(nonces.take("a", &number.to_be_bytes(), false), Ok(()));
        }
        assert_eq!((nonces.seen.len(), nonces.order.len()), (100, 100));
    }
}
