//! Measured cases, the measurement methods, and the transfer of figures from a measuring program to the report.

mod case;
mod allocations;
mod rounds;
mod contended;

pub use case::{Case, Flips};
pub use contended::{Contended, Slowdown, Strained, strain};
pub use rounds::{Measured, measure, median};

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
    thread,
};

use serde::{Serialize, de::DeserializeOwned};

/// Prints figures as JSON for the report.
///
/// # Errors
///
/// If the figures cannot be written as JSON.
pub fn hand_over<T: Serialize>(figures: &T) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(figures)?);
    Ok(())
}

/// Parses the figures that a program has printed.
///
/// # Errors
///
/// If the output is not JSON of this type.
pub fn take_over<T: DeserializeOwned>(output: &[u8]) -> anyhow::Result<T> {
    Ok(serde_json::from_slice(output)?)
}

/// Returns the output of a future that is nearly always ready at its first poll, without an executor.
#[inline]
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
        thread::yield_now();
    }
}
