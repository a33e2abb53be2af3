//! Gated methods with every form of `self`, which behave as without a gate when their toggle is on.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::{fmt::Debug, ops::Deref, pin::Pin, rc::Rc, sync::Arc};

use toggle_runtime::{feature_toggle, scope};

/// Checks the result of `call` with the toggle `receiver` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("receiver", true).run(&call), on, "on");
    assert_eq!(scope().set("receiver", false).run(&call), off, "off");
}

#[derive(Debug, Clone, PartialEq)]
struct Cart {
    items: Vec<u8>,
}

fn cart() -> Cart {
    Cart { items: vec![1, 2] }
}

impl Cart {
    #[feature_toggle("receiver", else = self.items.len())]
    fn by_value(self) -> usize {
        self.items.into_iter().map(usize::from).sum()
    }

    #[feature_toggle("receiver", else = self.cleared())]
    fn mutable_value(mut self) -> Self {
        self.items.push(3);
        self
    }

    #[feature_toggle("receiver", else = Self { items: Vec::new() })]
    fn cleared(mut self) -> Self {
        self.items.clear();
        self
    }

    #[feature_toggle("receiver", else = &self.items[..0])]
    fn by_reference(&self) -> &[u8] {
        &self.items
    }

    #[feature_toggle("receiver", else = other)]
    fn named_lifetime<'a>(&'a self, other: &'a Self) -> &'a Self {
        let _ = other;
        self
    }

    #[feature_toggle("receiver", else = {
        self.items.push(9);
        self
    })]
    fn by_mutable_reference(&mut self) -> &mut Self {
        self.items.push(3);
        self
    }

    #[feature_toggle("receiver", else = self.items.len())]
    fn typed(self: &Self) -> usize {
        self.items.len() * 10
    }

    #[feature_toggle("receiver", else = *self)]
    fn boxed(self: Box<Self>) -> Self {
        self.mutable_value()
    }

    #[feature_toggle("receiver", else = self)]
    fn mutable_box(mut self: Box<Self>) -> Box<Self> {
        self.items.clear();
        self
    }

    #[feature_toggle("receiver", else = Rc::strong_count(&self))]
    fn counted(self: Rc<Self>) -> usize {
        self.items.len() * 10
    }

    #[feature_toggle("receiver", else = Arc::strong_count(self))]
    fn counted_by_reference(self: &Arc<Self>) -> usize {
        self.items.len() * 10
    }

    #[feature_toggle("receiver", else = self.get_mut().items.clear())]
    fn pinned(mut self: Pin<&mut Self>) {
        self.items.push(3);
    }

    #[feature_toggle("receiver", else = Self::NONE)]
    fn without() -> Option<Self> {
        Some(Self { items: vec![7] })
    }

    const NONE: Option<Self> = None;

    #[feature_toggle("receiver", else = self.items.len())]
    async fn asynchronous(&self) -> usize {
        self.by_reference().len() * 10
    }

    #[feature_toggle("receiver")]
    async fn asynchronous_value(self) -> Option<Cart> {
        Some(self)
    }

    #[feature_toggle("receiver", else = self.items.iter().copied().collect::<Vec<_>>().into_iter())]
    fn captured(&self) -> impl Iterator<Item = u8> + '_ {
        self.items.iter().map(|item| item * 2).collect::<Vec<_>>().into_iter()
    }

    #[feature_toggle("receiver", else = Box::new(move || self.items.len()))]
    fn closure(&self) -> Box<dyn Fn() -> usize + '_> {
        Box::new(|| self.items.len() * 10)
    }

    #[feature_toggle("receiver", else = if count == 0 { self.items.len() } else { self.recursive(count - 1) })]
    fn recursive(&self, count: usize) -> usize {
        if count == 0 { 0 } else { 1 + self.recursive(count - 1) }
    }
}

#[test]
fn forms_of_self() {
    check(|| cart().by_value(), 3, 2);
    check(|| cart().mutable_value().items, vec![1, 2, 3], vec![]);
    check(|| cart().by_reference().to_vec(), vec![1, 2], vec![]);
    check(|| cart().named_lifetime(&Cart { items: vec![] }).items.len(), 2, 0);
    check(|| cart().by_mutable_reference().items.clone(), vec![1, 2, 3], vec![1, 2, 9]);
    check(|| cart().typed(), 20, 2);
    check(|| Box::new(cart()).boxed().items, vec![1, 2, 3], vec![1, 2]);
    check(|| Box::new(cart()).mutable_box().items, vec![], vec![1, 2]);
    check(|| Rc::new(cart()).counted(), 20, 1);
    check(|| Arc::new(cart()).counted_by_reference(), 20, 1);
    let pinned = || {
        let mut cart = cart();
        Pin::new(&mut cart).pinned();
        cart.items.len()
    };
    check(pinned, 3, 0);
    check(|| Cart::without().map(|cart| cart.items), Some(vec![7]), None);
    check(|| pollster::block_on(cart().asynchronous()), 20, 2);
    check(|| pollster::block_on(cart().asynchronous_value()), Some(cart()), None);
    check(|| cart().captured().collect::<Vec<_>>(), vec![2, 4], vec![1, 2]);
    check(|| cart().closure()(), 20, 2);
    check(|| cart().recursive(3), 3, 2);
}

trait Price {
    type Currency: Debug + PartialEq;
    const FREE: u8;

    #[feature_toggle("receiver", else = Self::FREE)]
    fn provided(&self) -> u8 {
        self.required() * 2
    }

    fn required(&self) -> u8;

    #[feature_toggle("receiver")]
    fn generic<T: Into<u8>>(self, add: T) -> Option<u8>
    where
        Self: Sized,
    {
        Some(self.required() + add.into())
    }

    fn currency(&self) -> Option<Self::Currency>;

    #[feature_toggle("receiver", else = 0)]
    async fn asynchronous(&self) -> u8 {
        self.required()
    }
}

impl Price for u8 {
    type Currency = &'static str;
    const FREE: u8 = 0;

    #[feature_toggle("receiver", else = Self::FREE + 1)]
    fn required(&self) -> u8 {
        *self
    }

    #[feature_toggle("receiver")]
    fn currency(&self) -> Option<Self::Currency> {
        Some("EUR")
    }
}

#[test]
fn methods_of_traits() {
    check(|| 5.provided(), 10, 0);
    check(|| 5.required(), 5, 1);
    check(|| 5.generic(1), Some(6), None);
    check(|| 5.currency(), Some("EUR"), None);
    check(|| pollster::block_on(Price::asynchronous(&5)), 5, 0);
    check(|| (&5_u8 as &dyn Priced).price(), 5, 1);
}

trait Priced {
    fn price(&self) -> u8;
}

impl<P> Priced for P
where
    P: Price,
{
    #[feature_toggle("receiver", else = self.required())]
    fn price(&self) -> u8 {
        self.required()
    }
}

struct Wrapper<T>(T);

impl<T> Deref for Wrapper<T> {
    type Target = T;

    #[feature_toggle("receiver", else = &self.0)]
    fn deref(&self) -> &Self::Target {
        let Self(inside) = self;
        inside
    }
}

impl<T: Clone> Iterator for Wrapper<T> {
    type Item = T;

    #[feature_toggle("receiver")]
    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.clone())
    }
}

#[test]
fn methods_of_standard_traits() {
    check(|| Wrapper(cart()).items.len(), 2, 2);
    check(|| Wrapper(1).take(2).collect::<Vec<_>>(), vec![1, 1], vec![]);
}
