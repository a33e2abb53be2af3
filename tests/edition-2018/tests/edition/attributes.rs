//! The attributes in crates of earlier editions, whose tokens keep their edition: compiled with 2018 and with 2021.
#![forbid(unsafe_code)]
#![deny(warnings, rust_2021_incompatible_closure_captures)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::{
    cell::RefCell,
    fmt::Debug,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use toggle_runtime::{enabled, feature_toggle, scope, toggle, Context, Toggle, ToggleOff, Variants};

/// Runs `call` with the toggle `edition` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("edition", true).run(&call), on, "on");
    assert_eq!(scope().set("edition", false).run(&call), off, "off");
}

#[toggle("edition", default = off, kind = ops, owner = "tests", since = "2026-11-23", expires = "2027-03-01")]
static EDITION: Toggle;

#[feature_toggle(all("edition", not("edition.not")), for = &Context::new("ada"), else = value)]
fn combined(value: u8) -> u8 {
    value + 1
}

#[feature_toggle(EDITION)]
async fn asynchronous(value: u8) -> Result<u8, ToggleOff> {
    Ok(combined(value))
}

// An argument that only one way uses is moved as a whole in every edition, even if that way returns it.
#[feature_toggle("edition", else = Vec::new(), shadow)]
fn taken(mut list: Vec<u8>, pair: (String, Vec<u8>)) -> Vec<u8> {
    drop(pair.0);
    list.push(1);
    list
}

// `gen` is a keyword of edition 2024.
#[feature_toggle("edition", else = gen)]
fn gen(gen: u8) -> u8 {
    gen * 2
}

#[feature_toggle]
fn inside(gen: u8) -> u8 {
    #[feature_toggle("edition", else = gen)]
    let gen = gen + 1;
    #[feature_toggle("edition", else = Some(gen))]
    let Some(found) = Some(gen) else {
        return 0;
    };
    match found {
        #[feature_toggle(EDITION)]
        0 | 2 if gen == 0 || found == 2 => 20,
        _ if enabled!("edition") => 30,
        gen => gen,
    }
}

// Before edition 2024, the temporaries of a last expression live longer.
#[feature_toggle("edition", else = lock.lock().map_or(0, |list| list.len()))]
fn temporaries(lock: &Mutex<Vec<u8>>, cell: &RefCell<Vec<u8>>) -> usize {
    let len = lock.lock().map_or(0, |list| list.len());
    len + cell.borrow().len()
}

#[feature_toggle]
fn temporaries_inside(cell: &RefCell<Vec<u8>>) -> usize {
    #[feature_toggle("edition", else = &Vec::new())]
    let list: &Vec<u8> = &cell.borrow().clone();
    #[feature_toggle("edition")]
    if let Some(first) = cell.borrow().first() {
        return usize::from(*first) + list.len();
    }
    #[feature_toggle("edition", else = cell.borrow().len())]
    {
        cell.borrow().len() * 2
    }
}

#[async_trait]
trait Payments {
    async fn pay(&mut self, (a, b): (u8, u8)) -> Option<u8>;
}

#[async_trait]
impl Payments for u8 {
    #[feature_toggle("edition", else = Some(*self + b))]
    async fn pay(&mut self, (a, b): (u8, u8)) -> Option<u8> {
        *self += a + b;
        Some(*self)
    }
}

struct Cart(Vec<u8>);

#[feature_toggle("edition", else = self.0.len())]
impl Cart {
    fn by_value(self) -> usize {
        self.0.into_iter().map(usize::from).sum()
    }

    fn by_reference(&self) -> usize {
        self.0.len() * 10
    }
}

#[feature_toggle("edition", else = 0)]
mod module {
    pub(crate) fn function() -> u8 {
        crate::attributes::combined(1)
    }
}

macro_rules! made {
    ($name:ident, $value:expr, $otherwise:expr, $body:block) => {
        #[feature_toggle("edition", else = $otherwise)]
        fn $name() -> u8 {
            let value: u8 = $body;
            value + $value
        }
    };
}

made!(made, 1, 2, { 3 });

#[test]
fn on_and_off() {
    check(|| combined(1), 2, 1);
    check(|| pollster::block_on(asynchronous(1)).map_err(|off| off.toggle()), Ok(2), Err("edition"));
    check(|| gen(2), 4, 2);
    check(|| inside(1), 20, 1);
    check(|| taken(vec![2], Default::default()), vec![2, 1], vec![]);
    check(|| temporaries(&Mutex::new(vec![1]), &RefCell::new(vec![1])), 2, 1);
    check(|| temporaries_inside(&RefCell::new(vec![7])), 8, 1);
    check(|| pollster::block_on(1.pay((2, 3))), Some(6), Some(4));
    check(|| (Cart(vec![3]).by_value(), Cart(vec![3]).by_reference()), (3, 10), (1, 1));
    check(module::function, 2, 0);
    check(made, 4, 2);
}

#[derive(Variants, Debug, Clone, Copy, PartialEq)]
#[allow(non_camel_case_types, reason = "a keyword of edition 2024 is what is tried")]
enum Choice {
    gen,
    r#dyn,
}

#[toggle("edition.choice", default = Choice::gen)]
static CHOICE: Toggle<Choice>;

#[toggle("edition.text", default = "text")]
static TEXT: Toggle<Arc<str>>;

#[test]
fn settings() {
    assert_eq!((CHOICE.get(), &*TEXT.get(), Choice::NAMES), (Choice::gen, "text", &["gen", "dyn"][..]));
}

#[feature_toggle("edition", guard)]
async fn guarded(value: &str) -> Option<u8> {
    let number = value.parse::<u8>().ok()?;
    Some(std::future::ready(number).await)
}

#[feature_toggle(EDITION, for = &Context::new("ada"), else = list, shadow, guard)]
fn both<'a>(list: &'a [u8], mut by: Vec<u8>) -> &'a [u8] {
    by.push(1);
    &list[by.len()..]
}

#[feature_toggle("edition", for = &*lent.borrow(), else = 0, guard)]
fn lends(lent: &RefCell<Context>) -> usize {
    lent.borrow_mut().key().map_or(0, str::len)
}

#[test]
fn modes() {
    let all = || (pollster::block_on(guarded("1")), both(&[1, 2], Vec::new()).len());
    assert_eq!(scope().set("edition", true).run(all), (Some(1), 1));
    assert_eq!(scope().set("edition", false).run(all), (None, 2));
    assert_eq!(scope().set("edition", true).run(|| lends(&RefCell::new(Context::new("ada")))), 3);
}
