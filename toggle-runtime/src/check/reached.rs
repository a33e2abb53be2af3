//! The futures of a gate's ways, chosen by type. A way that the build has left out is never polled, so the binary does
//! not contain the code of its future.
//!
//! A constant condition is not enough for that. After each `.await`, the state machine of an `async` function continues
//! by a number in memory, and the compiler cannot know that some numbers never occur.

use std::{
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

/// The build's choice for code, as a type: `NEVER` if the build has left the code out.
#[derive(Debug)]
pub struct Reached<const NEVER: bool>;

/// The types of awaited futures.
pub trait Choose {
    /// The type that replaces `F`.
    type Of<F>;

    fn of<F>(way: F) -> Self::Of<F>;
}

/// Replaces no type, so that compiler errors are the same as without a gate.
impl Choose for Reached<false> {
    type Of<F> = F;

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "nothing is to be left of it")]
    fn of<F>(way: F) -> F {
        way
    }
}

impl Choose for Reached<true> {
    type Of<F> = LeftOut<F>;

    #[inline]
    fn of<F>(_: F) -> LeftOut<F> {
        LeftOut(PhantomData)
    }
}

/// The marker method before each `.await` in the user's code.
pub trait Reach: Sized {
    /// Returns the value to await: `self`, or a future that is never polled if the build has left the code out.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "nothing is to be left of it")]
    fn __reached<const NEVER: bool>(self) -> <Reached<NEVER> as Choose>::Of<Self>
    where
        Reached<NEVER>: Choose,
    {
        Reached::of(self)
    }
}

impl<F> Reach for F {}

/// Returns the future of a whole way.
#[inline(always)]
#[allow(clippy::inline_always, reason = "nothing is to be left of it")]
pub fn way<const NEVER: bool, F>(way: F) -> <Reached<NEVER> as Choose>::Of<F>
where
    Reached<NEVER>: Choose,
{
    Reached::of(way)
}

/// A future that is never polled, in place of code that the build has left out.
#[must_use = "futures do nothing unless polled"]
#[derive(Debug)]
pub struct LeftOut<F>(PhantomData<fn() -> F>);

impl<F: IntoFuture> Future for LeftOut<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<F::Output> {
        unreached()
    }
}

#[cold]
#[inline(never)]
fn unreached() -> ! {
    unreachable!("the build has left this way out")
}

#[cfg(test)]
mod tests {
    use std::{future::ready, task::Waker};

    use super::*;

    #[test]
    fn reached_future_is_the_future_itself() {
        fn same<F: Future>(_: &F, _: &F) {}
        let (one, other) = (ready(1), way::<false, _>(ready(2)));
        same(&one, &other);
        let mut awaited = std::pin::pin!(async { other.__reached::<false>().await });
        assert_eq!(awaited.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(2));
    }

    #[test]
    fn way_left_out_holds_nothing() {
        assert_eq!(size_of_val(&way::<true, _>(ready([0_u64; 100]))), 0);
    }

    #[test]
    fn way_left_out_is_of_every_auto_trait() {
        fn all<F: Send + Sync + Unpin>(_: &F) {}
        all(&way::<true, _>(ready(std::rc::Rc::new(1))));
    }

    #[test]
    fn reached_await_adds_nothing_to_a_future() {
        async fn inner(text: &str) -> usize {
            ready(()).await;
            text.len()
        }
        let plain = async { inner("a").await + inner("b").await };
        let marked = async { inner("a").__reached::<false>().await + inner("b").__reached::<false>().await };
        assert_eq!(size_of_val(&plain), size_of_val(&marked));
    }
}
