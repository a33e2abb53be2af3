//! The macro `value!`, which returns the result of `get` at a recorded place.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::sync::Arc;

use toggle_runtime::{Context, Toggle, Variants, scope, toggle, value};

#[derive(Variants, Debug, Clone, Copy, PartialEq, Eq)]
enum Ranking {
    Bm25,
    Neural,
    Vectors,
}

#[toggle("values.ranking", default = Ranking::Neural)]
static RANKING: Toggle<Ranking>;
#[toggle("values.page-size", default = 20, range = 1..=100)]
static PAGE_SIZE: Toggle<i64>;
#[toggle("values.boost", default = -0.5)]
static BOOST: Toggle<f64>;
#[toggle("values.greeting", default = "Good morning")]
static GREETING: Toggle<Arc<str>>;
#[toggle("values.on", default = on)]
static ON: Toggle;
#[toggle("values.off")]
static OFF: Toggle<bool>;
#[toggle("values.listed", default = Ranking::Bm25)]
static LISTED: Toggle<Ranking>;

/// Checks each toggle twice with both ways to get a value, because the first check fills the cache of the point.
#[track_caller]
fn check(expected: (Ranking, i64, f64, &str, bool, bool)) {
    let ada = Context::new("ada");
    for _ in 0..2 {
        assert_eq!((value!(RANKING), value!(RANKING, for = &ada)), (RANKING.get(), RANKING.get_for(&ada)));
        assert_eq!((value!(PAGE_SIZE), value!(PAGE_SIZE, for = &ada)), (PAGE_SIZE.get(), PAGE_SIZE.get_for(&ada)));
        assert_eq!(value!(BOOST).to_bits(), value!(BOOST, for = &ada).to_bits());
        assert_eq!((value!(GREETING), value!(GREETING, for = &ada)), (GREETING.get(), GREETING.get_for(&ada)));
        assert_eq!((value!(ON), value!(ON, for = &ada)), (ON.get(), ON.get_for(&ada)));
        assert_eq!((value!(OFF), value!(OFF, for = &ada)), (OFF.get(), OFF.get_for(&ada)));
        let (ranking, page_size, boost, greeting, on, off) = expected;
        assert_eq!((value!(RANKING), value!(PAGE_SIZE), &*value!(GREETING)), (ranking, page_size, greeting));
        assert_eq!((value!(BOOST).to_bits(), value!(ON), value!(OFF)), (boost.to_bits(), on, off));
    }
}

#[test]
fn value_without_source_is_the_default() {
    check((Ranking::Neural, 20, -0.5, "Good morning", true, false));
}

#[test]
fn value_in_a_scope_is_that_of_the_scope() {
    let everything = scope()
        .set(&RANKING, Ranking::Vectors)
        .set(&PAGE_SIZE, 50)
        .set(&BOOST, 0.25)
        .set(&GREETING, "Hello")
        .set(&ON, false)
        .set(&OFF, true);
    everything.run(|| check((Ranking::Vectors, 50, 0.25, "Hello", false, true)));
    check((Ranking::Neural, 20, -0.5, "Good morning", true, false));
}

#[test]
fn context_of_a_plain_value_is_not_evaluated() {
    fn never() -> Context {
        panic!("a plain value needs no context")
    }
    assert_eq!((value!(PAGE_SIZE, for = &never()), value!(ON, for = &never())), (20, true));
    scope().set(&PAGE_SIZE, 30).run(|| assert_eq!(value!(PAGE_SIZE, for = &never()), 30));
}

#[test]
fn value_is_recorded_with_its_place() {
    let (line, asked) = (line!(), (value!(LISTED), value!(LISTED, for = &Context::new("ada"))));
    assert_eq!(asked, (Ranking::Bm25, Ranking::Bm25));
    let listed = toggle_runtime::toggles().find(|toggle| toggle.name == LISTED.name()).expect("it is linked");
    let points: Vec<_> = listed.points.iter().map(|point| (point.value, point.negated, point.place.line)).collect();
    assert_eq!(points, [(true, false, line); 2]);
    assert!(listed.points.iter().all(|point| point.place.file == file!()));
    let columns: Vec<_> = listed.points.iter().map(|point| point.place.column).collect();
    assert!(columns[0] < columns[1], "{columns:?}");
    let problems = toggle_runtime::problems().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(!problems.contains(LISTED.name()), "{problems}");
}

/// Returns values in a function that is compiled for each type.
fn generic<T: From<u8>>(_: T) -> (Ranking, T) {
    (value!(RANKING, for = &Context::new("ada")), T::from(u8::from(value!(ON))))
}

#[test]
fn generic_function_returns_a_value() {
    assert_eq!((generic(1_u8), generic(1_u64)), ((Ranking::Neural, 1), (Ranking::Neural, 1)));
}

mod inner {
    use super::{Toggle, toggle};

    #[toggle("values.inner", default = 3)]
    pub(super) static INNER: Toggle<i64>;
}

#[test]
fn path_with_trailing_comma_returns_a_value() {
    assert_eq!(value!(inner::INNER,) + value!(inner::INNER, crate = toggle_runtime), 6);
}
