//! Methods inside `#[async_trait]`: the check happens when the method runs, and `else` can use the method's names.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::{
    fmt::Debug,
    future::{Future, ready},
    sync::Arc,
};

use async_trait::async_trait;
use toggle_runtime::{Context, Toggle, ToggleOff, enabled, feature_toggle, scope, toggle};

/// Runs the future of `call` with the toggle `trait` on and off.
#[track_caller]
fn check<F: Future<Output: PartialEq + Debug>>(call: impl Fn() -> F, on: F::Output, off: F::Output) {
    assert_eq!(pollster::block_on(scope().set("trait", true).run_async(call())), on, "on");
    assert_eq!(pollster::block_on(scope().set("trait", false).run_async(call())), off, "off");
}

#[toggle("trait")]
static TRAIT: Toggle;

#[async_trait]
trait Payments {
    #[feature_toggle("trait", else = self.required().await)]
    async fn provided(&self) -> u8 {
        ready(1).await
    }

    async fn required(&self) -> u8;

    #[feature_toggle("trait")]
    async fn generic<T, U>(&self, value: T, other: &U) -> Option<T>
    where
        T: Send + 'static,
        U: ?Sized + Sync,
    {
        let _ = other;
        Some(value)
    }

    async fn by_value(self, text: String) -> String
    where
        Self: Sized;
    async fn by_mutable_reference(&mut self, to: u8);
    async fn patterns(&mut self, pair: (u8, u8), mut_text: String, ignored: &str) -> usize;
    async fn boxed(self: Box<Self>) -> u8;
    async fn counted(self: Arc<Self>) -> usize;
    async fn borrowed<'a>(&'a self, other: &'a [u8], third: &[u8]) -> &'a [u8];
    async fn function(number: u8) -> u8
    where
        Self: Sized;
    async fn result(&self, text: &str) -> Result<u8, Box<dyn std::error::Error + Send + Sync>>;
    async fn context(&self, context: &Context) -> bool;
    async fn marked(&mut self) -> u8;
    async fn closure(&self) -> Vec<u8>;
    async fn never(&self) -> Box<dyn Fn(u8) -> u8 + Send>;
    fn synchronous(&self) -> u8;
}

#[derive(Debug, Clone, PartialEq)]
struct Bank {
    items: Vec<u8>,
}

fn bank() -> Bank {
    Bank { items: vec![5, 6] }
}

impl Bank {
    const OFF: u8 = 99;

    fn first(&self) -> u8 {
        self.items[0]
    }
}

#[async_trait]
impl Payments for Bank {
    #[feature_toggle("trait", else = Self::OFF)]
    async fn required(&self) -> u8 {
        self.first()
    }

    #[feature_toggle("trait", else = { drop(self.items); text })]
    async fn by_value(mut self, mut text: String) -> String {
        self.items.clear();
        text.push_str(" on");
        text
    }

    #[feature_toggle("trait", else = self.items.clear())]
    async fn by_mutable_reference(&mut self, to: u8) {
        self.items[0] = ready(to).await;
    }

    #[feature_toggle(TRAIT, else = usize::from(a) + text.len() + self.items.len())]
    async fn patterns(&mut self, (a, b): (u8, u8), mut text: String, _: &str) -> usize {
        text.clear();
        self.items.push(a);
        usize::from(a * b)
    }

    #[feature_toggle("trait", else = self.items[1])]
    async fn boxed(self: Box<Self>) -> u8 {
        self.first()
    }

    #[feature_toggle("trait", else = Arc::strong_count(&self))]
    async fn counted(self: Arc<Self>) -> usize {
        self.items.len() * 10
    }

    #[feature_toggle("trait", else = if third.is_empty() { other } else { &[] })]
    async fn borrowed<'a>(&'a self, other: &'a [u8], third: &[u8]) -> &'a [u8] {
        let _ = (other, third);
        &self.items
    }

    #[feature_toggle("trait", else = number)]
    async fn function(number: u8) -> u8 {
        number * 2
    }

    #[feature_toggle("trait")]
    async fn result(&self, text: &str) -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
        Ok(text.parse::<u8>()? + self.first())
    }

    #[feature_toggle("trait", for = context, else = false)]
    async fn context(&self, context: &Context) -> bool {
        enabled!("trait", for = context)
    }

    #[feature_toggle]
    async fn marked(&mut self) -> u8 {
        #[feature_toggle("trait")]
        self.items.push(7);
        #[feature_toggle("trait", else = 5)]
        let value = self.items[2];
        match value {
            #[feature_toggle("trait")]
            7 => self.required().await + value,
            _ => ready(value).await,
        }
    }

    #[feature_toggle("trait", else = self.items.iter().map(|item| item + self.items[1]).collect::<Vec<_>>())]
    async fn closure(&self) -> Vec<u8> {
        self.items.iter().map(|item| item * self.items[0]).collect::<Vec<_>>()
    }

    #[feature_toggle("trait", else = Box::new(|value| value))]
    async fn never(&self) -> Box<dyn Fn(u8) -> u8 + Send> {
        Box::new(|value| value + 1)
    }

    #[feature_toggle("trait", else = self.items[1])]
    fn synchronous(&self) -> u8 {
        self.first()
    }
}

#[test]
fn methods_of_every_shape() {
    check(|| async { bank().provided().await }, 1, 99);
    check(|| async { bank().required().await }, 5, 99);
    check(|| async { bank().generic("a".to_owned(), "b").await }, Some("a".to_owned()), None);
    check(|| bank().by_value("text".to_owned()), "text on".to_owned(), "text".to_owned());
    let mutable = || async {
        let mut bank = bank();
        bank.by_mutable_reference(3).await;
        bank.items
    };
    check(mutable, vec![3, 6], vec![]);
    check(|| async { bank().patterns((2, 3), "text".into(), "").await }, 6, 8);
    check(|| Box::new(bank()).boxed(), 5, 6);
    check(|| Arc::new(bank()).counted(), 20, 1);
    check(|| async { bank().borrowed(&[1], &[]).await.to_vec() }, vec![5, 6], vec![1]);
    check(|| Bank::function(4), 8, 4);
    check(
        || async { bank().result("7").await.map_err(|error| error.to_string()) },
        Ok(12),
        Err("`trait` is off".into()),
    );
    check(|| async { bank().context(&Context::new("ada")).await }, true, false);
    check(|| async { bank().marked().await }, 12, 5);
    check(|| async { bank().closure().await }, vec![25, 30], vec![11, 12]);
    check(|| async { bank().never().await(1) }, 2, 1);
    check(|| async { bank().synchronous() }, 5, 6);
}

#[test]
fn async_method_checks_at_first_poll() {
    let bank = bank();
    let called = scope().set("trait", false).run(|| bank.required());
    assert_eq!(pollster::block_on(scope().set("trait", true).run_async(called)), 5);
}

struct Gated;

#[async_trait]
trait Whole {
    async fn option(&self) -> Option<u8>;
    async fn result(&mut self) -> Result<u8, ToggleOff>;
    async fn unit(&self, to: &std::sync::Mutex<u8>);
}

#[feature_toggle("trait")]
#[async_trait]
impl Whole for Gated {
    async fn option(&self) -> Option<u8> {
        Some(1)
    }

    async fn result(&mut self) -> Result<u8, ToggleOff> {
        Ok(1)
    }

    async fn unit(&self, to: &std::sync::Mutex<u8>) {
        *to.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = 1;
    }
}

struct GatedAfter(u8);

#[async_trait]
#[feature_toggle("trait")]
impl Whole for GatedAfter {
    async fn option(&self) -> Option<u8> {
        Some(self.0)
    }

    async fn result(&mut self) -> Result<u8, ToggleOff> {
        self.0 += 1;
        Ok(self.0)
    }

    async fn unit(&self, to: &std::sync::Mutex<u8>) {
        *to.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = self.0;
    }
}

#[test]
fn whole_impl_with_both_attribute_orders() {
    check(|| async { Gated.option().await }, Some(1), None);
    check(|| async { Gated.result().await.map_err(|off| off.toggle()) }, Ok(1), Err("trait"));
    check(|| async { GatedAfter(1).option().await }, Some(1), None);
    check(|| async { GatedAfter(1).result().await.map_err(|off| off.toggle()) }, Ok(2), Err("trait"));
    let unit = |whole: Box<dyn Whole>| async move {
        let cell = std::sync::Mutex::new(0);
        whole.unit(&cell).await;
        cell.into_inner().unwrap_or_default()
    };
    check(|| unit(Box::new(Gated)), 1, 0);
    check(|| unit(Box::new(GatedAfter(1))), 1, 0);
}

#[async_trait(?Send)]
trait Local {
    #[feature_toggle("trait")]
    async fn local(&self) -> Option<std::rc::Rc<u8>> {
        Some(std::rc::Rc::new(1))
    }
}

#[async_trait(?Send)]
impl Local for Gated {}

#[test]
fn a_future_that_is_not_send() {
    check(|| async { Gated.local().await.map(|value| *value) }, Some(1), None);
}

#[async_trait::async_trait]
trait Traced {
    async fn traced(&self) -> u8;
}

#[async_trait::async_trait]
impl Traced for u8 {
    // This attribute runs after `async_trait` and before the gate, and wraps the body once more.
    #[tracing::instrument]
    #[feature_toggle("traced", else = *self)]
    async fn traced(&self) -> u8 {
        ready(*self + 1).await
    }
}

#[test]
fn another_attribute_may_stand_in_between() {
    assert_eq!(pollster::block_on(1_u8.traced()), 1);
    assert_eq!(pollster::block_on(scope().set("traced", true).run_async(1_u8.traced())), 2);
}
