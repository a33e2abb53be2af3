//! Futures of the ways of a gate, chosen by type: a way that the build has left out is never polled, so that the code
//! of its future is not in the binary.
//!
//! A constant condition alone does not do that. The state machine of an `async` function goes on behind each `.await`
//! by a number in memory, and the compiler cannot know that some numbers never stand there.

use std::{
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

/// Tells by its type whether the build has left code out: `NEVER` says that it has.
#[derive(Debug)]
pub struct Reached<const NEVER: bool>;

/// The types of what is awaited.
pub trait Choose {
    /// The type that `F` has here.
    type Of<F>;

    fn of<F>(way: F) -> Self::Of<F>;
}

/// All types stay what they are, so that the compiler says of them what it says without a gate.
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

/// Marks what `.await` stands behind, in code of the user.
pub trait Reach: Sized {
    /// Returns this, to be awaited unless the build has left it out.
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

/// Returns the future of a way that becomes a future of its own.
#[inline(always)]
#[allow(clippy::inline_always, reason = "nothing is to be left of it")]
pub fn way<const NEVER: bool, F>(way: F) -> <Reached<NEVER> as Choose>::Of<F>
where
    Reached<NEVER>: Choose,
{
    Reached::of(way)
}

/// A future that is never polled, of code that the build has left out.
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
