//! Work that is done by as many threads as the machine runs at once.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// The stack of a thread: what a main thread has on most systems.
const STACK: usize = 8 << 20;
/// Jobs that make a thread worth its while.
const ENOUGH: usize = 64;

/// Does all jobs; what comes of them is in no order.
pub(super) fn each<J: Send, R: Send>(jobs: Vec<J>, work: impl Fn(J) -> R + Sync) -> Vec<R> {
    let most = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = most.min(jobs.len() / ENOUGH);
    let queue = Mutex::new(jobs.into_iter());
    // Whoever panics with the lock has taken nothing.
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || -> Vec<R> { std::iter::from_fn(next).map(&work).collect() };
    thread::scope(|scope| {
        let thread = || Builder::new().stack_size(STACK);
        // This thread works as well, and alone if there are no others to be had.
        let others = (1..threads).map_while(|_| thread().spawn_scoped(scope, run).ok());
        let others: Vec<_> = others.collect();
        let mut done = run();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn every_job_is_done_once() {
        for count in [0, 1, 10_000] {
            let mut done = each((0..count).collect(), |job| job);
            done.sort_unstable();
            assert!(done.into_iter().eq(0..count), "{count}");
        }
    }
}
