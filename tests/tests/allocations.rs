//! Decisions that do not allocate, verified by an allocator that counts per thread.
#![allow(unsafe_code, reason = "an allocator is unsafe to write")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    hint::black_box,
    sync::{Arc, Once},
};

use toggle_runtime::{
    AttributeRef, Context, Source, SourceError, States, Structured, Targeting, Toggle, Variants, builder, decide,
    enabled, explain_for, is_enabled, is_enabled_for, scope, toggle, value,
};

thread_local!(static ALLOCATIONS: Cell<usize> = const { Cell::new(0) });

struct Counting;

// SAFETY: every call is forwarded to the system allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // The access fails in a thread that is ending, and nothing is counted there.
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller upholds the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller upholds the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Variants, Debug, Clone, Copy, PartialEq)]
enum Ranking {
    Bm25,
    Neural,
}

#[toggle("ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;

#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;

#[derive(Structured, serde::Deserialize, Default)]
#[serde(default)]
struct Limits {
    burst: u64,
}

#[toggle("limits")]
static LIMITS: Toggle<Limits>;

#[toggle("limits-of-code")]
static LIMITS_OF_CODE: Toggle<Limits>;

const TOGGLES: &str = "
    limits.rules = [{ when = { country = 'NL' }, rollout = '50%', serve = { burst = 1 } }, { serve = { burst = 2 } }]
    plain = true
    page-size = 30
    half = '50%'
    dutch.rules = [{ when = { country = 'NL', plan = { starts-with = 'p' } } }]
    dutch.requires = ['plain']
    ranking.rules = [{ serve = { bm25 = 50, neural = 50 } }]
";

struct Text;

impl Source for Text {
    fn name(&self) -> String {
        "text".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        States::from_toml(TOGGLES, "toggles.toml", None)
    }
}

fn set_up() {
    static SET_UP: Once = Once::new();
    SET_UP.call_once(|| builder().source(Text).install().expect("the text is right"));
}

/// Returns the number of allocations of a second run. The first run performs one-time set-up.
fn allocations<T>(run: impl Fn() -> T) -> usize {
    drop(black_box(run()));
    let before = ALLOCATIONS.get();
    let result = black_box(run());
    let after = ALLOCATIONS.get();
    drop(result);
    after - before
}

/// A user-defined context without a map of attributes.
struct Session(String);

impl Targeting for Session {
    fn key(&self) -> Option<&str> {
        Some(&self.0)
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        (name == "country").then_some(AttributeRef::Text("NL"))
    }
}

/// A user-defined context around a [`Context`], which it reads by attribute name.
struct Wrapping(Context);

impl Targeting for Wrapping {
    fn key(&self) -> Option<&str> {
        self.0.key()
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        self.0.attribute(name).map(Into::into)
    }
}

const NAMES: [&str; 8] = ["plain", "half", "dutch", "ranking", "page-size", "limits", "limits-of-code", "not-a-toggle"];

fn checks() -> (bool, bool, bool, Ranking, i64, u64) {
    let limits = value!(LIMITS).burst + LIMITS.get().burst + value!(LIMITS_OF_CODE).burst;
    (enabled!("plain"), enabled!("half"), enabled!("dutch"), RANKING.get(), PAGE_SIZE.get(), limits)
}

#[test]
fn checks_in_scopes_allocate_nothing() {
    set_up();
    let ada = Context::new("ada").with("country", "NL").with("plan", "pro");
    let session = Arc::new(Session("ada".to_owned()));
    let scopes = [
        scope().context(ada.clone()),
        scope().key("ada").with("country", "NL").with("plan", "pro"),
        scope().context(session).with("plan", "pro"),
        scope().context(Wrapping(ada.clone())),
        scope().context(Wrapping(ada.clone())).set("half", true),
    ];
    for (number, scope) in scopes.iter().enumerate() {
        scope.run(|| {
            assert!(enabled!("dutch"), "the rules look at the context of scope {number}");
            assert_eq!(allocations(checks), 0, "scope {number}");
        });
    }
    assert_eq!(allocations(checks), 0, "outside of scopes");
    assert!(allocations(|| explain_for("dutch", &ada)) > 0, "the allocator counts");
}

#[test]
fn answers_by_name_allocate_nothing() {
    set_up();
    let ada = Context::new("ada").with("country", "NL").with("plan", "pro");
    let session = scope().context(Session("ada".to_owned())).with("plan", "pro").set("half", true);
    for name in NAMES {
        let ask = || (is_enabled(name), is_enabled_for(name, &ada), decide(name, &ada));
        assert_eq!(allocations(ask), 0, "{name}");
        session.run(|| assert_eq!(allocations(ask), 0, "{name} in a scope"));
        let (_, on, decided) = ask();
        assert_eq!((on, &decided.value), (decided.is_on(), &explain_for(name, &ada).value), "{name}");
    }
    assert!(decide("dutch", &ada).is_on() && decide("ranking", &ada).variant.is_some());
}
