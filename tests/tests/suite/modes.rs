//! Every shape of function with a guard and in shadow mode: it compiles, runs its body when its toggle is on, and
//! runs `else` when it is off. Unit tests of the runtime cover the counts and comparisons.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::{
    cell::{Cell, RefCell},
    error::Error,
    fmt::{self, Debug, Display},
    future::{self, Future, Ready},
    num::ParseIntError,
    rc::Rc,
};

use async_trait::async_trait;
use toggle_runtime::{Context, Toggle, ToggleOff, Value, feature_toggle, scope, toggle};

/// Checks the result of `call` with the toggle `mode` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("mode", true).run(&call), on, "on");
    assert_eq!(scope().set("mode", false).run(&call), off, "off");
}

/// Checks the output of the future of `call` with the toggle `mode` on and off.
#[track_caller]
fn check_async<F: Future<Output: PartialEq + Debug>>(call: impl Fn() -> F, on: F::Output, off: F::Output) {
    assert_eq!(pollster::block_on(scope().set("mode", true).run_async(call())), on, "on");
    assert_eq!(pollster::block_on(scope().set("mode", false).run_async(call())), off, "off");
}

#[toggle("mode")]
static MODE: Toggle;

// Early returns.

#[feature_toggle("mode", else = Ok(0), guard)]
fn guarded_question(text: &str) -> Result<u32, Box<dyn Error>> {
    let number: u32 = text.parse()?;
    if number > 5 {
        return Err("too large".into());
    }
    Ok(number + 1)
}

#[feature_toggle("mode", else = text.parse().map(|number: u32| number * 10), shadow)]
fn shadowed_question(text: &str) -> Result<u32, ParseIntError> {
    let number: u32 = text.parse()?;
    if number == 7 {
        return Ok(8);
    }
    Ok(number)
}

#[feature_toggle("mode", else = return text.trim_start().parse::<u32>().ok(), shadow, guard)]
fn both_with_return(text: &str) -> Option<u32> {
    let number = text.parse().ok()?;
    Some(number)
}

#[test]
fn early_returns_keep_their_result() {
    let told = |text: &str| guarded_question(text).map_err(|error| error.to_string());
    check(|| told("1"), Ok(2), Ok(0));
    check(|| told("9"), Err("too large".to_owned()), Ok(0));
    check(|| told("x"), Err("invalid digit found in string".to_owned()), Ok(0));
    check(|| shadowed_question("7"), Ok(8), Ok(70));
    check(|| shadowed_question("3"), Ok(3), Ok(30));
    check(|| shadowed_question("x").is_err(), true, true);
    check(|| both_with_return(" 4"), None, Some(4));
}

// Failures defined by the attribute.

fn is_odd(result: &Result<u32, String>) -> bool {
    result.as_ref().is_ok_and(|number| number % 2 == 1)
}

#[feature_toggle("mode", else = Err(text.to_owned()), guard, failure = is_odd)]
fn failure_by_path(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "no number".to_owned())
}

#[feature_toggle("mode", else = Ok(0), guard, failure = |result| matches!(result, Err(error) if error.len() > limit))]
fn failure_by_closure(text: &str, limit: usize) -> Result<u32, String> {
    text.parse().map_err(|_| text.to_owned())
}

#[feature_toggle(MODE, else = Ok(0), guard, failure = |result| result.as_ref().is_ok_and(|n| *n > 5))]
async fn failure_of_a_future<T: Into<u32>>(value: T) -> Result<u32, String> {
    Ok(future::ready(value).await.into())
}

#[feature_toggle("mode", else = name.len(), guard, failure = |length| *length > owner.len())]
fn failure_that_borrows(name: String, owner: String) -> usize {
    name.len() + 1
}

#[feature_toggle("mode", else = Some(0), shadow, guard, failure = Option::is_none)]
fn failure_beside_shadow(text: &str) -> Option<u32> {
    text.parse().ok()
}

#[feature_toggle("mode", else = Some(0), shadow, guard, failure = |found| found.is_none() && text.len() > name.len())]
async fn failure_beside_shadow_of_a_future(text: String, name: String) -> Option<u32> {
    future::ready(text.parse().ok()).await
}

#[test]
fn failure_attribute_keeps_the_result() {
    check(|| failure_by_path("7"), Ok(7), Err("7".to_owned()));
    check(|| failure_by_closure("x", 0), Err("x".to_owned()), Ok(0));
    check_async(|| failure_of_a_future(9_u8), Ok(9), Ok(0));
    check(|| failure_that_borrows("Ada".to_owned(), "Bob".to_owned()), 4, 3);
    check(|| failure_beside_shadow("7"), Some(7), Some(0));
    check_async(|| failure_beside_shadow_of_a_future("7".to_owned(), String::new()), Some(7), Some(0));
}

// Results that borrow from an argument.

#[feature_toggle("mode", else = b, guard)]
fn guarded_lifetime<'a>(a: &'a str, b: &'a str) -> &'a str {
    if a.is_empty() {
        return b;
    }
    a
}

#[feature_toggle("mode", else = text, shadow)]
fn shadowed_lifetime(text: &str) -> &str {
    text.trim()
}

#[derive(Debug, PartialEq)]
struct Words<'a>(&'a str);

#[feature_toggle("mode", else = words, guard)]
fn guarded_anonymous_lifetime(words: Words<'_>) -> Words<'_> {
    Words(words.0.trim())
}

#[feature_toggle("mode", else = Words(words.0), shadow, guard)]
fn shadowed_anonymous_lifetime<'a>(words: &Words<'a>) -> Words<'a> {
    Words(words.0.trim())
}

#[feature_toggle("mode", else = &mut list[0], guard)]
fn guarded_exclusive(list: &mut [u8]) -> &mut u8 {
    &mut list[1]
}

#[test]
fn results_borrow_from_arguments() {
    check(|| guarded_lifetime("a", "b"), "a", "b");
    check(|| guarded_lifetime("", "b"), "b", "b");
    check(|| shadowed_lifetime(" a "), "a", " a ");
    check(|| guarded_anonymous_lifetime(Words(" a")), Words("a"), Words(" a"));
    check(|| shadowed_anonymous_lifetime(&Words(" a")), Words("a"), Words(" a"));
    check(
        || {
            let mut list = [1, 2];
            *guarded_exclusive(&mut list) += 10;
            list
        },
        [1, 12],
        [11, 2],
    );
}

// Owned arguments: guarded code can move them, and both ways of shadow mode can borrow them.

#[feature_toggle("mode", else = Box::new(|number| number), guard)]
fn guarded_closure(list: Vec<u8>) -> Box<dyn Fn(usize) -> usize> {
    if list.is_empty() {
        return Box::new(|number| number * 2);
    }
    Box::new(move |number| number + list.len())
}

#[feature_toggle("mode", else = Vec::new(), guard)]
fn guarded_fields((names, _): (Vec<String>, Rc<Cell<u8>>), both: (Vec<String>, String)) -> Vec<String> {
    let mut list = both.0;
    list.push(both.1);
    list.extend(names);
    list
}

#[feature_toggle("mode", else = drop(list), guard)]
fn guarded_unit(list: Vec<Rc<Cell<u8>>>) {
    for cell in list {
        cell.set(cell.get() + 1);
    }
}

#[feature_toggle(MODE, guard)]
fn guarded_without_else(mut text: String) -> Option<String> {
    text.push('!');
    Some(text)
}

#[feature_toggle("mode", guard)]
fn guarded_result(fail: bool) -> Result<u8, ToggleOff> {
    if fail { guarded_result(false) } else { Ok(1) }
}

#[feature_toggle("mode", else = text.len(), shadow)]
fn shadowed_owned(text: String) -> usize {
    text.chars().count()
}

#[feature_toggle("mode", else = text.len(), shadow, guard)]
async fn both_owned(text: String) -> usize {
    ready().await;
    text.chars().count()
}

#[feature_toggle("mode", else = { *total += 1; *total }, guard)]
fn guarded_change(total: &mut u32, (a, b): (u32, u32)) -> u32 {
    *total += a + b;
    *total
}

#[feature_toggle("mode", else = { log.push(1); names.len() }, shadow)]
fn shadow_of_what_the_old_way_changes(names: &[&str], log: &mut Vec<u8>) -> usize {
    names.iter().map(|name| name.len()).sum()
}

#[feature_toggle("mode", else = Vec::new(), shadow)]
fn shadow_of_what_one_way_takes(mut list: Vec<u8>) -> Vec<u8> {
    list.push(1);
    list
}

#[feature_toggle("mode", else = plus, shadow, guard, compare = |old, new| old + zero == *new, ignore = |_, _| zero == 0)]
fn both_with_other_arguments(mut list: Vec<usize>, plus: usize, zero: usize) -> usize {
    list.push(plus);
    list.into_iter().sum()
}

#[test]
fn closures_and_fields_are_given_back() {
    check(|| (guarded_closure(vec![])(3), guarded_closure(vec![0])(3)), (6, 4), (3, 3));
    let text = |text: &str| text.to_owned();
    let call = || guarded_fields((vec![text("c")], Rc::default()), (vec![text("a")], text("b")));
    check(call, vec![text("a"), text("b"), text("c")], vec![]);
}

#[test]
fn arguments_are_taken_borrowed_or_changed() {
    let cell = Rc::new(Cell::new(0));
    check(|| guarded_unit(vec![cell.clone()]), (), ());
    assert_eq!(cell.get(), 1);
    check(|| guarded_without_else("a".to_owned()), Some("a!".to_owned()), None);
    check(|| guarded_result(true).is_ok(), true, false);
    check(|| shadowed_owned("ä".to_owned()), 1, 2);
    check_async(|| both_owned("ä".to_owned()), 1, 2);
    check(|| guarded_change(&mut 1, (2, 3)), 6, 2);
    check(|| shadow_of_what_the_old_way_changes(&["a", "bc"], &mut Vec::new()), 3, 2);
    check(|| shadow_of_what_one_way_takes(vec![2]), vec![2, 1], vec![]);
    check(|| both_with_other_arguments(vec![1, 2], 3, 0), 6, 3);
}

// Functions that never return a value, and asynchronous functions without an `.await`.

#[feature_toggle("mode", guard)]
fn guarded_panic() {
    panic!("it is not written")
}

#[feature_toggle("mode", guard)]
fn guarded_panic_at_the_end(early: bool) {
    if early {
        return;
    }
    panic!("not early");
}

#[feature_toggle("mode", guard)]
async fn guarded_async_panic(early: bool) {
    if early {
        return;
    }
    panic!("it is not written")
}

#[feature_toggle("mode", else = 0, guard)]
async fn guarded_async_loop(early: bool) -> u8 {
    loop {
        if early {
            return 1;
        }
    }
}

trait Job {
    fn run(&self);
}

#[feature_toggle("mode", guard)]
impl Job for Cart {
    fn run(&self) {
        panic!("it is not written")
    }
}

#[feature_toggle("mode", else = future::ready(0), guard)]
async fn guarded_future() -> Ready<u8> {
    future::ready(1)
}

#[test]
fn functions_without_a_value_compile() {
    let ends = |call: fn()| std::panic::catch_unwind(call).is_ok();
    check(|| ends(guarded_panic), false, true);
    check(|| ends(|| guarded_panic_at_the_end(false)), false, true);
    check(|| ends(|| guarded_panic_at_the_end(true)), true, true);
    check(|| ends(|| Cart::default().run()), false, true);
    check_async(|| guarded_async_panic(true), (), ());
    check_async(|| guarded_async_loop(true), 1, 0);
    check(|| pollster::block_on(pollster::block_on(guarded_future())), 1, 0);
}

// The drop order of arguments: like without the attribute, the last one is dropped first.

thread_local! {
    static DROPPED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A value whose drop appends its letter to `DROPPED`.
struct Letter(char);

impl Drop for Letter {
    fn drop(&mut self) {
        DROPPED.with_borrow_mut(|dropped| dropped.push(self.0));
    }
}

#[feature_toggle("mode", guard)]
fn drops_one(a: Letter, _b: Letter, c: Letter) {
    let _ = (&c, &a);
}

#[feature_toggle("mode", guard)]
fn drops_parts((a, b): (Letter, Letter), n: u8, c: Letter) {
    let _ = (format!("{a}{n}"), &c, &b);
}

#[feature_toggle("mode", guard)]
async fn drops_late(a: Letter, b: Letter) {
    let _ = &a;
    ready().await;
    drop(b);
    DROPPED.with_borrow_mut(|dropped| dropped.push('!'));
}

impl Letter {
    #[feature_toggle("mode", guard)]
    fn drops_self(self, b: Letter) {
        let _ = (&self, &b);
    }
}

impl Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[async_trait]
trait Drops {
    async fn drops(self, b: Letter, (c, d): (Letter, Letter));
}

#[async_trait]
impl Drops for Letter {
    #[feature_toggle("mode", guard)]
    async fn drops(self, b: Letter, (c, d): (Letter, Letter)) {
        let _ = (&c, &self, &d, &b);
    }
}

#[test]
fn arguments_are_dropped_in_order() {
    let [a, b, c, d] = ['a', 'b', 'c', 'd'].map(|letter| move || Letter(letter));
    let dropped = |call: &dyn Fn()| {
        let on = scope().set("mode", true).run(|| {
            call();
            DROPPED.take()
        });
        let off = scope().set("mode", false).run(|| {
            call();
            DROPPED.take()
        });
        (on, off)
    };
    let check = |call: &dyn Fn(), on: &str, off: &str| assert_eq!(dropped(call), (on.to_owned(), off.to_owned()));
    check(&|| drops_one(a(), b(), c()), "cba", "cba");
    check(&|| drops_parts((a(), b()), 1, c()), "cba", "cba");
    check(&|| pollster::block_on(drops_late(a(), b())), "b!a", "ba");
    check(&|| a().drops_self(b()), "ba", "ba");
    check(&|| pollster::block_on(a().drops(b(), (c(), d()))), "dcba", "dcba");
}

// Every form of `self`.

#[derive(Debug, Default, Clone, PartialEq)]
struct Cart {
    items: Vec<u32>,
}

impl Cart {
    #[feature_toggle("mode", else = self.items.len() as u32, guard)]
    fn guarded(&self) -> u32 {
        self.items.iter().sum()
    }

    #[feature_toggle("mode", else = self.items.len() as u32, shadow)]
    fn shadowed(&self) -> u32 {
        self.items.iter().sum()
    }

    #[feature_toggle("mode", else = self, guard)]
    fn guarded_exclusive(&mut self) -> &mut Self {
        self.items.push(1);
        self
    }

    #[feature_toggle("mode", else = self.items.first(), guard)]
    fn guarded_borrow(&self) -> Option<&u32> {
        self.items.last()
    }

    #[feature_toggle("mode", else = self.items.first(), shadow)]
    fn shadowed_borrow(&self) -> Option<&u32> {
        self.items.last()
    }

    #[feature_toggle("mode", else = Self::default(), guard)]
    fn guarded_owned(mut self) -> Self {
        self.items.clear();
        self.items.push(7);
        self
    }

    #[feature_toggle("mode", else = self.items.clone(), shadow, guard)]
    fn both_owned(self) -> Vec<u32> {
        self.items.iter().rev().copied().collect()
    }

    #[feature_toggle("mode", else = self.items.len(), shadow)]
    fn boxed(self: Box<Self>) -> usize {
        self.items.len() + 1
    }

    #[feature_toggle("mode", else = 0, guard)]
    async fn counted(self: Rc<Self>) -> usize {
        ready().await;
        Rc::strong_count(&self)
    }

    #[feature_toggle("mode", else = Self::default(), shadow)]
    fn made() -> Self {
        Self { items: vec![1] }
    }
}

#[test]
fn every_form_of_self() {
    let cart = || Cart { items: vec![3, 4] };
    check(|| cart().guarded(), 7, 2);
    check(|| cart().shadowed(), 7, 2);
    check(|| cart().guarded_exclusive().items.len(), 3, 2);
    check(|| cart().guarded_borrow().copied(), Some(4), Some(3));
    check(|| cart().shadowed_borrow().copied(), Some(4), Some(3));
    check(|| cart().guarded_owned(), Cart { items: vec![7] }, Cart::default());
    check(|| cart().both_owned(), vec![4, 3], vec![3, 4]);
    check(|| Box::new(cart()).boxed(), 3, 2);
    check_async(|| Rc::new(cart()).counted(), 1, 0);
    check(Cart::made, Cart { items: vec![1] }, Cart::default());
}

// Generics with their bounds, and bodies whose types depend on the return type.

#[feature_toggle("mode", else = format!("off {value}"), guard)]
fn guarded_generic<T: Display>(value: T) -> String {
    format!("on {value}")
}

#[feature_toggle("mode", else = [T::default(); N], shadow)]
fn shadowed_generic<T: Default + Copy + PartialEq + Debug, const N: usize>(value: T) -> [T; N] {
    [value; N]
}

#[feature_toggle("mode", else = format!("off {value}"), shadow)]
fn shadowed_impl(value: &impl Display) -> String {
    format!("on {value}")
}

#[feature_toggle("mode", else = Box::new([0].into_iter()), guard)]
fn guarded_coercion(list: Vec<u32>) -> Box<dyn Iterator<Item = u32>> {
    if list.is_empty() {
        return Box::new(std::iter::empty());
    }
    Box::new(list.into_iter().rev())
}

#[feature_toggle("mode", else = Box::new(|n| n), guard)]
async fn guarded_async_coercion(plus: bool) -> Box<dyn Fn(u32) -> u32> {
    ready().await;
    if plus {
        return Box::new(|n| n + 1);
    }
    Box::new(|n| n * 2)
}

#[feature_toggle("mode", else = Ok(text.parse()?), shadow)]
async fn shadowed_async_coercion(text: &str) -> Result<u32, Problem> {
    ready().await;
    let number: u32 = text.trim().parse()?;
    Ok(number.into())
}

#[feature_toggle("mode", else = "".into(), guard)]
async fn guarded_into(text: &str) -> String {
    text.into()
}

#[feature_toggle("mode", else = Default::default(), shadow, guard)]
async fn both_collect(text: &str) -> Vec<char> {
    text.chars().collect()
}

#[feature_toggle("mode", else = Vec::new(), shadow)]
fn shadowed_collect(text: &str) -> Vec<char> {
    text.chars().collect()
}

#[derive(Debug, PartialEq)]
struct Problem;

impl From<ParseIntError> for Problem {
    fn from(_: ParseIntError) -> Self {
        Self
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("problem")
    }
}

#[test]
fn generics_and_coercions_of_the_result() {
    check(|| guarded_generic(1), "on 1".to_owned(), "off 1".to_owned());
    check(|| shadowed_generic::<u8, 2>(1), [1, 1], [0, 0]);
    check(|| shadowed_impl(&1), "on 1".to_owned(), "off 1".to_owned());
    check(|| guarded_coercion(vec![1, 2]).collect(), vec![2, 1], vec![0]);
    check(|| pollster::block_on(guarded_async_coercion(true))(4), 5, 4);
    check(|| pollster::block_on(guarded_async_coercion(false))(4), 8, 4);
    check_async(|| shadowed_async_coercion(" 1"), Ok(1), Err(Problem));
    check_async(|| guarded_into("a"), "a".to_owned(), String::new());
    check_async(|| both_collect("a"), vec!['a'], Vec::new());
    check(|| shadowed_collect("a"), vec!['a'], Vec::new());
}

// Asynchronous functions and methods of `#[async_trait]`, on either side of it.

async fn ready() {}

#[feature_toggle("mode", else = Ok(other().await?), guard)]
async fn guarded_async(text: &str) -> Result<u32, Problem> {
    ready().await;
    let number: u32 = text.parse()?;
    if number == 7 {
        return Ok(8);
    }
    Ok(number)
}

async fn other() -> Result<u32, Problem> {
    Ok(0)
}

#[feature_toggle("mode", else = { ready().await; text }, shadow)]
async fn shadowed_async_lifetime(text: &str) -> &str {
    ready().await;
    text.trim()
}

#[feature_toggle("mode", else = list.push(0), guard)]
async fn guarded_async_unit(list: &mut Vec<u8>) {
    ready().await;
    list.push(1);
}

#[async_trait]
trait Till {
    async fn guarded(&self, price: String) -> Option<u32>;
    async fn shadowed(&self, price: &str) -> u32;
    async fn changed(&mut self) -> u32;
    async fn unit(&mut self);

    #[feature_toggle("mode", else = 0, guard)]
    async fn provided(&self) -> u32 {
        self.shadowed("abc").await
    }
}

struct Inner(u32);

#[async_trait]
impl Till for Inner {
    #[feature_toggle("mode", else = Some(self.0), guard)]
    async fn guarded(&self, price: String) -> Option<u32> {
        ready().await;
        Some(price.parse::<u32>().ok()? + self.0)
    }

    #[feature_toggle("mode", else = self.0, shadow)]
    async fn shadowed(&self, price: &str) -> u32 {
        ready().await;
        self.0 + price.len() as u32
    }

    #[feature_toggle("mode", else = self.0, guard)]
    async fn changed(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }

    #[feature_toggle("mode", guard)]
    async fn unit(&mut self) {
        self.0 += 1;
    }
}

struct Outer(u32);

#[feature_toggle("mode", else = return Default::default(), guard)]
#[async_trait]
impl Till for Outer {
    async fn guarded(&self, price: String) -> Option<u32> {
        ready().await;
        Some(price.parse::<u32>().ok()? + self.0)
    }

    async fn shadowed(&self, price: &str) -> u32 {
        self.0 + price.len() as u32
    }

    async fn changed(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }

    async fn unit(&mut self) {
        self.0 += 1;
    }
}

#[test]
fn asynchronous_functions() {
    check_async(|| guarded_async("7"), Ok(8), Ok(0));
    check_async(|| guarded_async("x"), Err(Problem), Ok(0));
    check_async(|| shadowed_async_lifetime(" a"), "a", " a");
    let list = |toggle| {
        let mut list = Vec::new();
        pollster::block_on(scope().set("mode", toggle).run_async(guarded_async_unit(&mut list)));
        list
    };
    assert_eq!((list(true), list(false)), (vec![1], vec![0]));
}

#[test]
fn methods_of_async_trait() {
    check(|| pollster::block_on(Inner(2).guarded("1".to_owned())), Some(3), Some(2));
    check(|| pollster::block_on(Inner(2).guarded("x".to_owned())), None, Some(2));
    check(|| pollster::block_on(Outer(2).guarded("1".to_owned())), Some(3), None);
    check(|| pollster::block_on(Outer(2).shadowed("abc")), 5, 0);
    check(|| pollster::block_on(Outer(2).changed()), 3, 0);
    check(|| pollster::block_on(Outer(2).unit()), (), ());
    check(|| pollster::block_on(Inner(2).shadowed("abc")), 5, 2);
    check(|| pollster::block_on(Inner(2).changed()), 3, 2);
    check(|| pollster::block_on(Inner(2).provided()), 5, 0);
    let unit = || {
        let mut till = Inner(2);
        pollster::block_on(till.unit());
        till.0
    };
    check(unit, 3, 2);
}

#[test]
fn futures_can_go_to_other_threads() {
    fn is_send(_: impl Send) {}
    is_send(guarded_async("1"));
    is_send(shadowed_async_lifetime("1"));
    is_send(both_owned(String::new()));
    is_send(for_a_context_across_await("a"));
    is_send(shadowed_own(Cell::new(1), "a"));
    is_send(both_own(Cell::new(1)));
}

// An argument that only one way uses is moved. A borrow of it would require `Sync`.

#[feature_toggle("mode", else = text.len(), shadow)]
async fn shadowed_own(cell: Cell<usize>, text: &str) -> usize {
    ready().await;
    cell.get() + text.len()
}

#[feature_toggle("mode", else = 0, shadow, guard)]
async fn both_own<T: Send + Into<Cell<usize>>>(value: T) -> usize {
    ready().await;
    value.into().get()
}

// The context of `for =`, which is created only if rules need it.

thread_local! {
    static MADE: Cell<u32> = const { Cell::new(0) };
}

fn context(key: &str) -> Context {
    MADE.set(MADE.get() + 1);
    Context::new(key)
}

#[feature_toggle("mode", for = &context(key), else = 0, guard)]
fn guarded_for(key: &str) -> usize {
    key.len()
}

#[feature_toggle(MODE, for = &context(key), else = 0, shadow, compare = |a, b| a == b, ignore = |_, _| true)]
fn shadowed_for(key: &str) -> usize {
    key.len()
}

#[feature_toggle("mode", for = &fallible(key)?, else = Ok(0), guard)]
fn for_what_may_fail(key: &str) -> Result<usize, Problem> {
    Ok(key.len())
}

fn fallible(key: &str) -> Result<Context, Problem> {
    Ok(Context::new(key))
}

#[feature_toggle("mode", for = &Context::new(key), else = 0, shadow, guard)]
async fn for_a_context_across_await(key: &str) -> usize {
    ready().await;
    key.len()
}

#[test]
fn a_context_is_made_only_where_it_matters() {
    check(|| guarded_for("ab"), 2, 0);
    check(|| shadowed_for("ab"), 2, 0);
    check(|| for_what_may_fail("ab"), Ok(2), Ok(0));
    check_async(|| for_a_context_across_await("ab"), 2, 0);
    assert_eq!(MADE.get(), 0);
}

// Other gates around, below and inside.

#[feature_toggle("mode.outer", else = 0)]
#[feature_toggle("mode", else = 1, guard)]
fn below_another_gate(n: u32) -> u32 {
    #[feature_toggle("mode.inner", else = 10)]
    let ten = 20;
    n + ten
}

#[feature_toggle("mode", else = 1, shadow)]
#[feature_toggle("mode.outer", else = 2, guard)]
fn around_another_gate(n: u32) -> u32 {
    #[feature_toggle("mode.inner", else = 3, guard)]
    fn nested(n: u32) -> u32 {
        n
    }
    nested(n)
}

#[feature_toggle("mode", else = Default::default(), guard)]
impl Words<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    #[feature_toggle("mode.inner", else = 9, shadow)]
    fn both(&self) -> usize {
        self.0.len()
    }

    fn nothing(&self) {}
}

#[feature_toggle("mode", else = 0, shadow)]
mod inside {
    #![allow(dead_code, reason = "inner attributes stay first")]

    pub(super) fn one() -> u8 {
        #![allow(unused_variables, reason = "inner attributes stay first")]
        let x = 2;
        1
    }
}

#[test]
fn other_gates() {
    let outer = |n: u32, on: bool| scope().set("mode.outer", on).run(|| below_another_gate(n));
    check(|| outer(5, true), 15, 1);
    check(|| outer(5, false), 0, 0);
    let around = |on: bool| scope().set("mode.outer", on).set("mode.inner", true).run(|| around_another_gate(5));
    check(|| around(true), 5, 1);
    check(|| around(false), 2, 1);
    check(|| Words("abc").len(), 3, 0);
    check(|| Words("abc").both(), 9, 0);
    check(|| Words("abc").nothing(), (), ());
    check(inside::one, 1, 0);
}

// Functions defined by macros.

macro_rules! guarded_by_a_macro {
    ($name:ident, $result:ty, $body:block, $($otherwise:tt)*) => {
        #[feature_toggle("mode", else = $($otherwise)*, guard)]
        fn $name() -> $result $body
    };
}

macro_rules! shadowed_by_a_macro {
    ($name:ident, $n:ident, $result:ty, $body:block, $otherwise:expr) => {
        #[feature_toggle("mode", else = $otherwise, shadow)]
        fn $name($n: u8) -> $result $body
    };
}

guarded_by_a_macro!(guarded_made, u8, { 1 }, 0);
shadowed_by_a_macro!(shadowed_made, n, u8, { n + 1 }, n);

#[test]
fn functions_made_by_macros() {
    check(guarded_made, 1, 0);
    check(|| shadowed_made(1), 2, 1);
}

// Shadow mode: both ways run with the same arguments, and the caller receives the result of `else`.

#[feature_toggle("mode", else = { ran.borrow_mut().push("old"); text }, shadow, guard)]
fn both_run<'a>(text: &'a str, ran: &RefCell<Vec<&str>>) -> &'a str {
    ran.borrow_mut().push("new");
    text.trim()
}

#[feature_toggle("mode", else = { ready().await; ran.borrow_mut().push("old"); text }, shadow)]
async fn both_run_async<'a>(text: &'a str, ran: &RefCell<Vec<&str>>) -> &'a str {
    ran.borrow_mut().push("new");
    ready().await;
    text.trim()
}

#[test]
fn both_ways_run() {
    let ran = RefCell::new(Vec::new());
    let ways = || {
        let mut ways = ran.take();
        ways.sort_unstable();
        ways
    };
    let shadow: Value = "shadow".parse().expect("it is a state");
    assert_eq!(scope().set("mode", shadow.clone()).run(|| both_run(" a", &ran)), " a");
    assert_eq!(ways(), ["new", "old"]);
    let future = scope().set("mode", shadow).run_async(both_run_async(" a", &ran));
    assert_eq!(pollster::block_on(future), " a");
    assert_eq!(ways(), ["new", "old"]);
}

// The toggle points and their modes.

#[test]
fn points_record_their_modes() {
    let status = toggle_runtime::toggles().find(|toggle| toggle.name == "mode").expect("it is declared");
    let modes = |item: &str| {
        let point = status.points.iter().find(|point| point.place.item == item).expect("each is a point");
        assert!(point.place.file.ends_with("modes.rs") && point.place.line > 1, "{:?}", point.place);
        (point.guard, point.shadow)
    };
    assert_eq!(modes("guarded_question"), (true, false));
    assert_eq!(modes("shadowed_question"), (false, true));
    assert_eq!(modes("both_with_return"), (true, true));
    assert_eq!(modes("shadowed_for"), (false, true));
}
