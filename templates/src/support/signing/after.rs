//! What a scheme leaves behind until the response was read.

use std::any::Any;
use std::error::Error as StdError;

use http::{HeaderMap, StatusCode};

/// A check of the response that belongs to a request.
pub(super) type Check = Box<dyn FnOnce(StatusCode, &HeaderMap, &[u8]) -> Checked + Send>;

/// What a check finds.
pub(super) type Checked = Result<(), Box<dyn StdError + Send + Sync>>;

/// Gives up what was sent with a refused request. True if there is something else to send.
pub(super) type Renewal = Box<dyn FnOnce() -> bool + Send>;

/// Checks of the response, and what is to be kept until it was read.
#[derive(Default)]
pub(crate) struct After {
    pub(super) checks: Vec<Check>,
    pub(super) renewals: Vec<Renewal>,
    /// Dropped with the rest.
    pub(super) held: Vec<Box<dyn Any + Send>>,
}

impl After {
    /// Whether the body has to be there as a whole before any of it is trusted.
    pub(crate) fn checks_bodies(&self) -> bool {
        !self.checks.is_empty()
    }

    /// Lets every scheme check the response.
    pub(crate) fn check(
        &mut self,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Checked {
        std::mem::take(&mut self.checks)
            .into_iter()
            .try_for_each(|check| check(status, headers, body))
    }

    /// Lets schemes give up what a service did not accept. True if another attempt has something
    /// else to send.
    pub(crate) fn renew(&mut self, status: StatusCode) -> bool {
        let mut renewed = false;
        if status == StatusCode::UNAUTHORIZED {
            for renew in std::mem::take(&mut self.renewals) {
                renewed |= renew();
            }
        }
        renewed
    }
}
