//! The time limit of a whole call, which holds for everything that is done in its course.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::transport::Transport;

/// A time limit that runs.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    begin: Instant,
    length: Duration,
}

impl Limit {
    /// A limit that runs from now on.
    pub(crate) fn start(length: Duration) -> Self {
        Self {
            begin: Instant::now(),
            length,
        }
    }

    /// The time that is left; none when it is up.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.length
            .checked_sub(self.begin.elapsed())
            .filter(|left| !left.is_zero())
    }

    /// What `work` gives, or `None` if the time is up before. `transport` watches the time.
    pub(crate) async fn bound<T>(
        &self,
        transport: &dyn Transport,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let mut work = pin!(work);
        let mut alarm = None;
        let output = poll_fn(|context| {
            if let Poll::Ready(output) = work.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
            // Set only now: most work of this kind is done at once.
            let alarm =
                alarm.get_or_insert_with(|| transport.sleep(self.left().unwrap_or_default()));
            alarm.as_mut().poll(context).map(|()| None)
        });
        output.await
    }
}
