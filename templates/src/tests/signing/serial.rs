//! One call at a time.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::support::signing::Serial;

/// Counts how often it was woken.
#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn poll<F: Future>(future: Pin<&mut F>, count: &Arc<Count>) -> Poll<F::Output> {
    let waker = Waker::from(Arc::clone(count));
    future.poll(&mut Context::from_waker(&waker))
}

#[test]
fn turns_come_in_the_order_of_arrival() {
    let serial = Serial::shared("scheme", "in order");
    let (one, two) = (Arc::<Count>::default(), Arc::<Count>::default());
    let mut first = pin!(serial.turn());
    let mut second = pin!(serial.clone().turn());
    let mut third = pin!(Serial::shared("scheme", "in order").turn());
    let Poll::Ready(turn) = poll(first.as_mut(), &one) else {
        panic!("nobody else is there")
    };
    assert!(poll(second.as_mut(), &one).is_pending());
    assert!(poll(third.as_mut(), &two).is_pending());
    drop(turn);
    assert_eq!(
        (one.0.load(Ordering::SeqCst), two.0.load(Ordering::SeqCst)),
        (1, 0)
    );
    assert!(poll(third.as_mut(), &two).is_pending());
    let Poll::Ready(turn) = poll(second.as_mut(), &one) else {
        panic!("it is the next")
    };
    drop(turn);
    assert_eq!(two.0.load(Ordering::SeqCst), 1);
    assert!(poll(third.as_mut(), &two).is_ready());
}

#[test]
fn who_gives_up_is_not_waited_for() {
    let serial = Serial::shared("scheme", "given up");
    let count = Arc::<Count>::default();
    let mut first = Box::pin(serial.turn());
    let Poll::Ready(turn) = poll(first.as_mut(), &count) else {
        panic!("nobody else is there")
    };
    let mut second = Box::pin(serial.turn());
    let mut third = Box::pin(serial.turn());
    assert!(poll(second.as_mut(), &count).is_pending());
    let last = Arc::<Count>::default();
    assert!(poll(third.as_mut(), &last).is_pending());
    drop(turn);
    drop(second);
    assert_eq!(last.0.load(Ordering::SeqCst), 1);
    assert!(poll(third.as_mut(), &last).is_ready());
}

#[test]
fn other_credentials_have_other_turns() {
    let count = Arc::<Count>::default();
    let mut first = pin!(Serial::shared("scheme", "a").turn());
    let _turn = poll(first.as_mut(), &count);
    for other in [Serial::shared("scheme", "b"), Serial::shared("other", "a")] {
        assert!(poll(pin!(other.turn()), &count).is_ready());
    }
}
