//! Requests in scopes on eight threads, while toggles flip every millisecond. No request sees two answers for one
//! toggle, and afterwards no memory is left. For a long run with figures:
//! `SCOPE_SOAK_SECONDS=60 cargo test --release --test scope_soak -- --nocapture`.
#![allow(unsafe_code, reason = "an allocator is unsafe to write")]
#![allow(clippy::print_stdout, reason = "the figures are for whoever asks for them")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use toggle_runtime::{
    Context, Problem, Source, SourceError, States, Toggle, Updates, Variants, enabled, explain, scope, toggle, toggles,
};

/// The number of concurrent requests.
const REQUESTS: usize = 32;

#[toggle("page-size", default = 20, range = 1..=100)]
static PAGE_SIZE: Toggle<i64>;
#[toggle("ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;
#[toggle("left")]
static LEFT: Toggle;

#[derive(Variants, Debug, Clone, Copy, PartialEq)]
enum Ranking {
    Bm25,
    Neural,
    Vectors,
}

/// The answers of all toggles for one user at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "one for each toggle that is on or off")]
struct Answers {
    direct: bool,
    switch: bool,
    left: bool,
    right: bool,
    rule: bool,
    ramp: bool,
    dependent: bool,
    ranking: Ranking,
    page_size: i64,
}

/// Checks every toggle at separate toggle points.
macro_rules! answers {
    () => {
        Answers {
            direct: enabled!("direct"),
            switch: enabled!("switch"),
            left: enabled!("left"),
            right: enabled!("right"),
            rule: enabled!("rule"),
            ramp: enabled!("ramp"),
            dependent: enabled!("dependent"),
            ranking: RANKING.get(),
            page_size: PAGE_SIZE.get(),
        }
    };
}

/// Returns the states of one round. `left` and `right` always have the same state.
fn states(round: u64) -> Result<States, SourceError> {
    let (percentage, on, page_size) = (round * 37 % 101, round % 2 == 1, 1 + round % 100);
    let now = Timestamp::now().as_millisecond();
    let ramp = [0, 40].map(|later| Timestamp::from_millisecond(now - now % 40 + later).expect("a time"));
    let ranking = match round % 3 {
        0 => "ranking = \"vectors\"".to_owned(),
        _ => format!("ranking.rules = [{{ serve = {{ bm25 = {}, neural = {percentage} }} }}]", 100 - percentage),
    };
    let text = format!(
        r#"
        switch = {on}
        left = {{ rules = [{{ rollout = {percentage} }}], salt = "pair" }}
        right = {{ rules = [{{ rollout = {percentage} }}], salt = "pair" }}
        rule.rules = [{{ when = {{ country = "NL" }}, rollout = {percentage} }}, {{ when = {{ plan = "pro" }} }}]
        ramp.rules = [{{ ramp = [{{ at = {}, to = 0 }}, {{ at = {}, to = 100 }}], linear = true }}]
        dependent = {{ requires = ["switch"], rules = [{{ rollout = {percentage} }}] }}
        page-size = {page_size}
        {ranking}
        "#,
        ramp[0], ramp[1],
    );
    States::from_toml(&text, "round", None)
}

static UPDATES: OnceLock<Updates> = OnceLock::new();

struct Rounds;

impl Source for Rounds {
    fn name(&self) -> String {
        "rounds".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        states(0)
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        let _ = UPDATES.set(updates);
        Ok(())
    }
}

fn flip(round: u64) {
    match round % 4 {
        0 => toggle_runtime::set("direct", round.is_multiple_of(8)).expect("it is a toggle"),
        1 => toggle_runtime::clear("direct").expect("it is a toggle"),
        _ => UPDATES.get().expect("it is followed").states(states(round).expect("a table")),
    }
}

#[track_caller]
fn check(first: &Answers, later: &Answers) {
    assert_eq!(first, later, "one request, two answers");
}

/// Checks all toggles in every way and place of one request.
async fn request(number: u64) {
    let context = Context::new(format!("user-{}", number % 1_000))
        .with("country", if number.is_multiple_of(2) { "NL" } else { "BE" })
        .with("plan", if number.is_multiple_of(5) { "pro" } else { "free" });
    let overridden = number.is_multiple_of(3).then_some(number.is_multiple_of(2));
    let entered = match overridden {
        Some(on) => scope().context(context.clone()).set("direct", on).set(&PAGE_SIZE, 7),
        None => scope().context(context.clone()),
    };
    let inside = async move {
        let first = answers!();
        assert_eq!(first.left, first.right, "a change seen halfway");
        assert!(overridden.is_none_or(|on| first.direct == on && first.page_size == 7));
        tokio::task::yield_now().await;
        check(&first, &answers!());
        scope().run(|| check(&first, &answers!()));

        let here = scope();
        let handed = thread_or_pool(number, move || here.run(|| answers!())).await;
        check(&first, &handed);

        let (switch, ranking) = (!first.switch, Ranking::Neural);
        let task = scope().set("switch", switch).set(&RANKING, ranking).run_async(async {
            let first = answers!();
            pause().await;
            check(&first, &answers!());
            first
        });
        let task = tokio::spawn(task);
        if number.is_multiple_of(4) {
            pause().await;
        }
        scope().context(context.clone()).run(|| check(&first, &answers!()));
        let of_task = task.await.expect("it has seen one answer");
        check(&Answers { switch, ranking, dependent: of_task.dependent, ..first }, &of_task);
        check(&first, &answers!());

        assert_eq!(LEFT.is_enabled_for(&context), first.left);
        assert_eq!(enabled!("ramp", for = &context), first.ramp);
        if number.is_multiple_of(16) {
            assert_eq!(explain("ramp").is_on(), first.ramp);
            assert_eq!(explain("dependent").is_on(), first.dependent);
        }
    };
    entered.run_async(inside).await;
    assert_eq!(Context::current(), Context::default(), "outside again");
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(3)).await;
}

/// Runs a call on a new thread, or on a pool thread that other requests also use.
async fn thread_or_pool<T: Send + 'static>(number: u64, call: impl FnOnce() -> T + Send + 'static) -> T {
    let call = move || if number.is_multiple_of(8) { thread::spawn(call).join().expect("no panic") } else { call() };
    tokio::task::spawn_blocking(call).await.expect("no panic")
}

#[derive(Debug, Default)]
struct Figures {
    requests: AtomicU64,
    flips: AtomicU64,
    checks_outside: AtomicU64,
    most_views: AtomicUsize,
    done: AtomicBool,
}

fn soak(duration: Duration, held: usize) -> Figures {
    let figures = Arc::new(Figures::default());
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(8).enable_time().build().expect("a runtime");
    let requests: Vec<_> = (0..REQUESTS as u64)
        .map(|first| {
            let figures = figures.clone();
            runtime.spawn(async move {
                for number in (first..).step_by(REQUESTS) {
                    if figures.done.load(Relaxed) {
                        break;
                    }
                    request(number).await;
                    figures.requests.fetch_add(1, Relaxed);
                }
            })
        })
        .collect();
    thread::scope(|threads| {
        threads.spawn(|| flip_until(Instant::now() + duration, &figures));
        while !figures.done.load(Relaxed) {
            std::hint::black_box(answers!());
            figures.checks_outside.fetch_add(9, Relaxed);
            thread::yield_now();
        }
    });
    for request in requests {
        runtime.block_on(request).expect("a request fails where it sees two answers");
    }
    drop(runtime);
    let figures = Arc::into_inner(figures).expect("all requests have ended");
    let most = figures.most_views.load(Relaxed);
    assert!(most <= REQUESTS + held, "{most} views, which are more than scopes");
    figures
}

fn flip_until(end: Instant, figures: &Figures) {
    let mut next = Instant::now();
    for round in 0.. {
        if Instant::now() > end {
            break;
        }
        flip(round);
        figures.flips.fetch_add(1, Relaxed);
        if round % 16 == 0 {
            figures.most_views.fetch_max(toggles().pinned_views(), Relaxed);
        }
        next += Duration::from_millis(1);
        thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    figures.done.store(true, Relaxed);
}

/// Returns the toggle points that have been checked but still have no cached answer, although their toggle has no
/// rules. Only the `Debug` output shows the state of a point.
fn slow_points() -> Vec<String> {
    let plain = ["direct", "switch"];
    toggle_runtime::__private::POINTS
        .iter()
        .map(|point| format!("{point:?}"))
        .filter(|point| plain.iter().any(|name| point.contains(&format!("name: {name:?}"))))
        .filter(|point| point.contains("state: -2"))
        .collect()
}

/// A global allocator that counts the allocations that are not freed.
struct Counting;

static ALLOCATIONS: AtomicI64 = AtomicI64::new(0);
static BYTES: AtomicI64 = AtomicI64::new(0);

fn count(allocations: i64, size: usize) {
    ALLOCATIONS.fetch_add(allocations, Relaxed);
    BYTES.fetch_add(allocations * i64::try_from(size).unwrap_or(0), Relaxed);
}

// SAFETY: every call is forwarded to the system allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size());
        // SAFETY: the caller upholds the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-1, layout.size());
        // SAFETY: the caller upholds the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Returns the live allocations and bytes, without those of the history, whose number of changes is constant.
fn live() -> (i64, i64) {
    let all = (ALLOCATIONS.load(Relaxed), BYTES.load(Relaxed));
    let history = toggle_runtime::history();
    let more = (ALLOCATIONS.load(Relaxed), BYTES.load(Relaxed));
    drop(history);
    (2 * all.0 - more.0, 2 * all.1 - more.1)
}

/// Makes changes until the history is full, so that its size stays constant.
fn fill_history() {
    let mut before = usize::MAX;
    for round in 0.. {
        flip(round);
        if round % 1_000 == 0 {
            let now = toggle_runtime::history().len();
            if now == before {
                break;
            }
            before = now;
        }
    }
}

/// Checks that only memory remains that a fresh process also keeps: spare capacity of lists, and the slots of
/// threads.
fn check_nothing_is_left(before: (i64, i64)) -> (i64, i64) {
    // Threads deliver events, and may not have ended yet.
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let now = live();
        let left = (now.0 - before.0, now.1 - before.1);
        if left.0 < 100 && left.1 < 32 * 1024 {
            return left;
        }
        assert!(Instant::now() < end, "left: {} allocations of {} bytes", left.0, left.1);
        thread::sleep(Duration::from_millis(10));
    }
}

#[track_caller]
fn check_all_is_back() {
    assert_eq!(toggles().pinned_views(), 0);
    let held: Vec<_> = toggles().filter(|toggle| toggle.held).map(|toggle| toggle.name).collect();
    assert!(held.is_empty(), "{held:?}");
    std::hint::black_box(answers!());
    assert_eq!(slow_points(), [""; 0], "back to one load");
}

#[test]
fn requests_see_one_answer_and_leak_nothing() {
    let seconds = std::env::var("SCOPE_SOAK_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(1.0);
    let duration = Duration::from_secs_f64(seconds);
    toggle_runtime::builder().source(Rounds).install().expect("a good table");
    soak(Duration::from_millis(200), 0);
    fill_history();
    check_all_is_back();
    let mut problems = toggle_runtime::problems();
    // Checks outside of scopes have no targeting key.
    problems.retain(|problem| !matches!(problem, Problem::WithoutKey { .. }));
    assert!(problems.is_empty(), "{problems:?}");

    let before = live();
    let figures = soak(duration, 0);
    let left = check_nothing_is_left(before);
    check_all_is_back();
    println!("{figures:?}, left (allocations, bytes): {left:?}");

    flip(0);
    let held = scope().context(Context::new("ada"));
    let figures = held.run(|| {
        let first = answers!();
        let before = live();
        let figures = soak(duration, 1);
        let left = check_nothing_is_left(before);
        check(&first, &answers!());
        assert_eq!(toggles().pinned_views(), 1);
        println!("{figures:?}, left (allocations, bytes): {left:?}, one scope held all the while");
        figures
    });
    assert!(figures.requests.into_inner() > 0);
    check_all_is_back();
    check_nothing_is_left(before);
}
