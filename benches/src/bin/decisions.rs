//! What an answer costs that depends on who asks, and what a scope costs, beside a hash of the key and a plain
//! `static AtomicBool`: time, and allocations. `cargo run --release --bin decisions`; `benches/instructions` counts the
//! instructions.
//!
//! Times are medians over rounds in each of which every case is measured once, so that all of them see the same load.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    error::Error,
    future::{Future, pending, ready},
    hint::black_box,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    task::{self, Waker},
    thread,
    time::{Duration, Instant},
};

use toggle_runtime::{
    AttributeRef, Context, Source, SourceError, States, Targeting, Toggle, Variants, enabled, scope, toggle,
};
use xxhash_rust::xxh3::xxh3_64_with_seed;

const ROUNDS: usize = 101;
const CALLS: u64 = 5_000;

const STATES: &str = r#"
percentage = "50%"
attribute = { rules = [{ when = { country = "NL" }, rollout = 50 }] }
ten = { rules = [
    { when = { country = ["BE", "DE", "FR"] } },
    { when = { country = { not = "NL" } } },
    { when = { plan = "free" } },
    { when = { age = { above = 65 } } },
    { when = { age = { below = 18 } } },
    { when = { version = { semver = ">=3.1" } } },
    { when = { version = { starts-with = "1." } } },
    { when = { group = ["staff", "contractors"] } },
    { when = { group = { contains = "beta" }, plan = "free" } },
    { when = { country = "NL", plan = "pro", age = { at-least = 18 }, version = { semver = ">=2" } }, rollout = 50 },
] }
base = "90%"
dependent = { requires = ["base"], rules = [{ rollout = 50 }] }
ramped = { rules = [{ ramp = [{ at = 2020-01-01, to = 10 }, { at = 2120-01-01, to = 90 }], linear = true }] }
ranking = { rules = [{ serve = { bm25 = 70, neural = 30 } }] }
"#;

#[toggle("plain")]
static PLAIN: Toggle;
#[toggle("percentage")]
static PERCENTAGE: Toggle;
#[toggle("attribute")]
static ATTRIBUTE: Toggle;
#[toggle("ten")]
static TEN: Toggle;
#[toggle("base")]
static BASE: Toggle;
#[toggle("dependent")]
static DEPENDENT: Toggle;
#[toggle("ramped")]
static RAMPED: Toggle;
#[toggle("ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;
#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;
/// Flipped while others are measured.
#[toggle("flipped")]
static FLIPPED: Toggle;

#[derive(Variants, Clone, Copy, PartialEq)]
enum Ranking {
    Bm25,
    Neural,
}

/// A type of the user's own.
struct User {
    id: String,
    country: String,
    plan: String,
    age: i64,
    version: String,
    groups: Vec<String>,
}

impl Targeting for User {
    fn key(&self) -> Option<&str> {
        Some(&self.id)
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        Some(match name {
            "country" => AttributeRef::Text(&self.country),
            "plan" => AttributeRef::Text(&self.plan),
            "age" => AttributeRef::Integer(self.age),
            "version" => AttributeRef::Text(&self.version),
            "group" => AttributeRef::Texts(&self.groups),
            _ => return None,
        })
    }
}

struct Text;

impl Source for Text {
    fn name(&self) -> String {
        "text".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        States::from_toml(STATES, "text", None)
    }
}

/// Counts what a thread allocates.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: all of it is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Something to measure: what asks, and what is asked, many times.
struct Case {
    way: &'static str,
    what: &'static str,
    run: Box<dyn FnMut(u64)>,
}

impl Case {
    fn new<R>(way: &'static str, what: &'static str, mut call: impl FnMut() -> R + 'static) -> Self {
        let run = move |calls| {
            for _ in 0..calls {
                black_box(call());
            }
        };
        Self { way, what, run: Box::new(run) }
    }

    /// As [`new`](Self::new), inside a scope.
    fn inside<R>(context: &Context, way: &'static str, what: &'static str, call: impl FnMut() -> R + 'static) -> Self {
        let scope = scope().context(context.clone());
        let mut case = Self::new(way, what, call);
        Self { way, what, run: Box::new(move |calls| scope.run(|| (case.run)(calls))) }
    }

    /// As [`new`](Self::new), while another thread does something as well.
    fn beside<R>(
        other: &'static AtomicBool,
        way: &'static str,
        what: &'static str,
        call: impl FnMut() -> R + 'static,
    ) -> Self {
        let mut case = Self::new(way, what, call);
        let run = move |calls| {
            other.store(true, Relaxed);
            (case.run)(calls);
            other.store(false, Relaxed);
        };
        Self { way, what, run: Box::new(run) }
    }

    fn nanoseconds(&mut self, calls: u64) -> f64 {
        let start = Instant::now();
        (self.run)(calls);
        start.elapsed().as_nanos() as f64 / calls as f64
    }

    fn allocations(&mut self) -> f64 {
        // The first calls set things up.
        (self.run)(10);
        let before = ALLOCATIONS.get();
        (self.run)(1_000);
        (ALLOCATIONS.get() - before) as f64 / 1_000.0
    }
}

/// Every kind of toggle, asked in one way.
macro_rules! toggles {
    ($case:expr, $way:literal, $on:ident, $get:ident $(, $context:expr)?) => {
        [
            $case($way, "percentage", Box::new(move || u64::from(PERCENTAGE.$on($(&$context)?)))),
            $case($way, "attribute and percentage", Box::new(move || u64::from(ATTRIBUTE.$on($(&$context)?)))),
            $case($way, "ten rules", Box::new(move || u64::from(TEN.$on($(&$context)?)))),
            $case($way, "requires another", Box::new(move || u64::from(DEPENDENT.$on($(&$context)?)))),
            $case($way, "ramp", Box::new(move || u64::from(RAMPED.$on($(&$context)?)))),
            $case($way, "weights", Box::new(move || RANKING.$get($(&$context)?) as u64)),
            $case($way, "plain `Toggle<i64>`", Box::new(move || PAGE_SIZE.$get($(&$context)?).cast_unsigned())),
        ]
    };
}

type Call = Box<dyn FnMut() -> u64>;

fn cases() -> Vec<Case> {
    static ATOMIC: AtomicBool = AtomicBool::new(false);
    let context: &'static Context = Box::leak(Box::new(context()));
    let user: &'static User = Box::leak(Box::new(user()));
    let mut cases = vec![
        Case::new("none", "`AtomicBool`", || black_box(&ATOMIC).load(Relaxed)),
        Case::new("none", "XXH3 of the key", || xxh3_64_with_seed(black_box(&*user.id).as_bytes(), black_box(7))),
        Case::new("none", "plain toggle", || enabled!("plain")),
    ];
    let inside = |way, what, call: Call| Case::inside(context, way, what, call);
    cases.extend(toggles!(inside, "scope", is_enabled, get));
    cases.extend(toggles!(Case::new::<u64>, "`&Context`", is_enabled_for, get_for, context));
    cases.extend(toggles!(Case::new::<u64>, "own `Targeting`", is_enabled_for, get_for, user));
    cases.extend(toggles!(Case::new::<u64>, "outside", is_enabled, get));
    cases.push(Case::new("`for =`", "percentage", || enabled!("percentage", for = context)));
    cases.push(Case::inside(context, "`for =` in a scope", "percentage", || enabled!("percentage", for = context)));
    cases.extend(scopes(context));
    cases
}

fn scopes(context: &'static Context) -> Vec<Case> {
    let prepared = scope().context(context.clone());
    let overriding = scope().set("plain", true);
    let mut held = Box::pin(scope().context(context.clone()).run_async(pending::<()>()));
    let poll_held = move || held.as_mut().poll(&mut task::Context::from_waker(Waker::noop()));
    let ready_at_once = || {
        let scoped = pin!(scope().context(context.clone()).run_async(ready(())));
        scoped.poll(&mut task::Context::from_waker(Waker::noop()))
    };
    let enter = || scope().context(context.clone()).run(|| {});
    let enter_and_ask = || scope().context(context.clone()).run(|| PERCENTAGE.is_enabled());
    vec![
        Case::new("enter", "`run` with a context", enter),
        Case::new("enter", "`run`, prepared", move || prepared.run(|| {})),
        Case::new("enter", "`run` with an override", move || overriding.run(|| {})),
        Case::inside(context, "enter", "nested", || scope().run(|| {})),
        Case::inside(context, "enter", "nested with a context", || scope().context(context.clone()).run(|| {})),
        Case::new("enter", "`run_async`, ready at once", ready_at_once),
        Case::new("enter", "`run_async`, one poll", poll_held),
        Case::beside(&FLIPS, "enter, beside flips", "`run` with a context", enter),
        Case::beside(&FLIPS, "scope, beside flips", "enter, and ask once", enter_and_ask),
        Case::beside(&ENTERS, "enter, beside entering", "`run` with a context", enter),
    ]
}

/// Whether a toggle is flipped every millisecond, on a thread of its own.
static FLIPS: AtomicBool = AtomicBool::new(false);

fn flip() {
    loop {
        if FLIPS.load(Relaxed) {
            toggle_runtime::set(&FLIPPED, !FLIPPED.is_enabled()).expect("it is declared");
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Whether scopes are entered on a thread of its own, as fast as it can.
static ENTERS: AtomicBool = AtomicBool::new(false);

fn enter() {
    let context = context();
    loop {
        while ENTERS.load(Relaxed) {
            scope().context(context.clone()).run(|| {});
        }
        thread::sleep(Duration::from_micros(100));
    }
}

fn context() -> Context {
    let User { id, country, plan, age, version, groups } = user();
    Context::new(id)
        .with("country", country)
        .with("plan", plan)
        .with("age", age)
        .with("version", version)
        .with("group", groups)
}

fn user() -> User {
    User {
        id: "user-4711".to_owned(),
        country: "NL".to_owned(),
        plan: "pro".to_owned(),
        age: 42,
        version: "2.3.1".to_owned(),
        groups: vec!["early".to_owned(), "testers".to_owned()],
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn main() -> Result<(), Box<dyn Error>> {
    toggle_runtime::builder().source(Text).install()?;
    let problems = toggle_runtime::problems();
    assert!(problems.is_empty() && BASE.is_enabled_for(&user()), "{problems:?}");
    thread::spawn(flip);
    thread::spawn(enter);
    let mut cases = cases();
    // For `benches/instructions`: one case, so many times.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [case, calls] = arguments.as_slice() {
        let case = cases.get_mut(case.parse::<usize>()?).ok_or("there are not so many cases")?;
        (case.run)(calls.parse()?);
        println!("{}: {}", case.way, case.what);
        return Ok(());
    }
    let mut rounds: Vec<Vec<f64>> = vec![Vec::new(); cases.len()];
    for _ in 0..ROUNDS {
        for (case, times) in cases.iter_mut().zip(&mut rounds) {
            times.push(case.nanoseconds(CALLS));
        }
    }
    let ratio =
        |times: &[f64], base: usize| median(times.iter().zip(&rounds[base]).map(|(time, base)| time / base).collect());
    println!("| asked in | what | ns | × `AtomicBool` | × XXH3 | allocations |");
    println!("|---|---|--:|--:|--:|--:|");
    for (case, times) in cases.iter_mut().zip(&rounds) {
        let (way, what, ns, allocations) = (case.way, case.what, median(times.clone()), case.allocations());
        println!("| {way} | {what} | {ns:.1} | {:.1} | {:.1} | {allocations:.0} |", ratio(times, 0), ratio(times, 1));
    }
    Ok(())
}
