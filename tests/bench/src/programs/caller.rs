use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use FORM::{Client, bench};

fn main() {
    let client = Client::builder().build().expect("nothing is set wrongly");
    let calls = pin!(calls(&client));
    let _ = calls.poll(&mut Context::from_waker(Waker::noop()));
}

async fn calls(client: &Client) {
    CALLS
}

fn maybe<T>() -> Option<T> {
    None
}

fn show<T: std::fmt::Debug, E: std::fmt::Debug>(result: Result<T, E>) {
    println!("{result:?}");
}
