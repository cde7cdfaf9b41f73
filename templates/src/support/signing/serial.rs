//! One call at a time, for services that refuse a nonce older than the last.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// The queue of each credential, for the whole process, keyed like that of
/// [`Counter`](super::counter::Counter).
static QUEUES: LazyLock<Mutex<BTreeMap<u64, Arc<Mutex<Queue>>>>> = LazyLock::new(Mutex::default);

static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A lock that clones share; one that is [`shared`](Self::shared), with all clients of one credential.
#[derive(Clone, Debug, Default)]
pub(crate) struct Serial(Arc<Mutex<Queue>>);

/// Who holds the lock, and who waits for it, in order of arrival.
#[derive(Debug, Default)]
struct Queue {
    is_held: bool,
    waiting: VecDeque<(u64, Waker)>,
    next_ticket: u64,
}

impl Serial {
    /// The lock of `credential` in the security scheme `scheme`.
    pub(crate) fn shared(scheme: &str, credential: &str) -> Self {
        let key = HASHER.hash_one((scheme, credential));
        let mut queues = lock(&QUEUES);
        Self(Arc::clone(queues.entry(key).or_default()))
    }

    /// Waits until it is this call's turn; the turn ends when the result is dropped.
    pub(crate) fn turn(&self) -> impl Future<Output = Turn> + Send + use<> {
        let ticket = {
            let mut queue = lock(&self.0);
            queue.next_ticket += 1;
            queue.next_ticket
        };
        Waiting {
            queue: Arc::clone(&self.0),
            ticket,
        }
    }
}

/// The turn of one call.
#[derive(Debug)]
pub(crate) struct Turn(Arc<Mutex<Queue>>);

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queue = lock(&self.0);
        queue.is_held = false;
        queue.wake_first();
    }
}

/// A call that waits for its turn.
struct Waiting {
    queue: Arc<Mutex<Queue>>,
    ticket: u64,
}

impl Future for Waiting {
    type Output = Turn;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Turn> {
        let mut queue = lock(&self.queue);
        let place = queue.place(self.ticket);
        let is_next = place.unwrap_or(queue.waiting.len()) == 0;
        if is_next && !queue.is_held {
            queue.is_held = true;
            queue.leave(self.ticket);
            return Poll::Ready(Turn(Arc::clone(&self.queue)));
        }
        let waker = context.waker().clone();
        match place {
            Some(place) => queue.waiting[place].1 = waker,
            None => queue.waiting.push_back((self.ticket, waker)),
        }
        Poll::Pending
    }
}

impl Drop for Waiting {
    /// Whoever was woken and does not take the turn wakes the next.
    fn drop(&mut self) {
        let mut queue = lock(&self.queue);
        if queue.place(self.ticket).is_some() {
            queue.leave(self.ticket);
            if !queue.is_held {
                queue.wake_first();
            }
        }
    }
}

impl Queue {
    fn place(&self, ticket: u64) -> Option<usize> {
        self.waiting.iter().position(|(other, _)| *other == ticket)
    }

    fn leave(&mut self, ticket: u64) {
        self.waiting.retain(|(other, _)| *other != ticket);
    }

    fn wake_first(&self) {
        if let Some((_, waker)) = self.waiting.front() {
            waker.wake_by_ref();
        }
    }
}

/// What is guarded is whole even if some thread panicked while it held the lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
