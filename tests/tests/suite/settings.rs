//! Toggles with variants, numbers and strings.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::sync::Arc;

use toggle_runtime::{Context, Setting, Toggle, Variants, scope, toggle};

#[derive(Variants, Debug, Clone, Copy, PartialEq, Eq)]
enum Ranking {
    Bm25,
    Neural,
    #[variant("vector-search")]
    Vectors,
}

#[toggle("settings.ranking", default = Ranking::Neural, kind = experiment)]
static RANKING: Toggle<Ranking>;

#[toggle("settings.page-size", default = 20, range = 1..=100)]
static PAGE_SIZE: Toggle<i64>;

#[toggle("settings.boost", default = -0.5, range = ..=1.0)]
static BOOST: Toggle<f64>;

#[toggle("settings.greeting", default = "Good morning")]
static GREETING: Toggle<Arc<str>>;

#[toggle("settings.on", default = on)]
static ON: Toggle;

#[toggle("settings.off", default = off)]
static OFF: Toggle<bool>;

#[test]
fn value_without_source_is_the_default() {
    let ada = Context::new("ada");
    assert_eq!((RANKING.get(), RANKING.get_for(&ada)), (Ranking::Neural, Ranking::Neural));
    assert_eq!((PAGE_SIZE.get(), PAGE_SIZE.get_for(&ada)), (20, 20));
    assert_eq!((BOOST.get().to_bits(), BOOST.get_for(&ada).to_bits()), ((-0.5_f64).to_bits(), (-0.5_f64).to_bits()));
    assert_eq!((&*GREETING.get(), &*GREETING.get_for(&ada)), ("Good morning", "Good morning"));
    assert_eq!((ON.get(), ON.get_for(&ada), ON.is_enabled(), ON.is_enabled_for(&ada)), (true, true, true, true));
    assert_eq!((OFF.get(), OFF.get_for(&ada), OFF.is_enabled()), (false, false, false));
}

#[test]
fn scope_sets_the_value() {
    let ada = Context::new("ada");
    let everything = scope()
        .set(&RANKING, Ranking::Vectors)
        .set(&PAGE_SIZE, 50)
        .set(&BOOST, 0.25)
        .set(&GREETING, "Hello")
        .set(&ON, false)
        .set(&OFF, true);
    everything.run(|| {
        assert_eq!((RANKING.get(), RANKING.get_for(&ada)), (Ranking::Vectors, Ranking::Vectors));
        assert_eq!((PAGE_SIZE.get(), PAGE_SIZE.get_for(&ada)), (50, 50));
        assert_eq!(BOOST.get().to_bits(), 0.25_f64.to_bits());
        scope().set(&BOOST, -1).run(|| assert_eq!(BOOST.get().to_bits(), (-1.0_f64).to_bits()));
        assert_eq!(&*GREETING.get(), "Hello");
        assert_eq!((ON.get(), ON.is_enabled(), OFF.get(), OFF.get_for(&ada)), (false, false, true, true));
    });
    assert_eq!((RANKING.get(), PAGE_SIZE.get()), (Ranking::Neural, 20));
}

#[test]
fn invalid_override_keeps_the_default() {
    let scope = scope().set(&RANKING, "nobody").set(&PAGE_SIZE, 101).set(&BOOST, "text").set(&GREETING, true);
    scope.run(|| {
        assert_eq!((RANKING.get(), PAGE_SIZE.get(), &*GREETING.get()), (Ranking::Neural, 20, "Good morning"));
        assert_eq!(BOOST.get().to_bits(), (-0.5_f64).to_bits());
    });
}

#[test]
fn declaration_has_default_and_type() {
    let declared = |name: &str| {
        let toggle = toggle_runtime::toggles().find(|toggle| toggle.name == name).expect("the toggle is linked");
        let declaration = toggle.declaration.expect("it is declared");
        (declaration.default.to_string(), declaration.ty.to_string())
    };
    assert_eq!(declared("settings.ranking"), ("neural".into(), "variants bm25 neural vector-search".into()));
    assert_eq!(declared("settings.page-size"), ("20".into(), "integer 1..=100".into()));
    assert_eq!(declared("settings.boost"), ("-0.5".into(), "float ..=1".into()));
    assert_eq!(declared("settings.greeting"), ("Good morning".into(), "text".into()));
    assert_eq!(declared("settings.on"), ("on".into(), String::new()));
    assert_eq!(declared("settings.numbered"), ("high".into(), "variants low high zero".into()));
}

#[test]
fn the_compiler_knows_all_variants() {
    let order = match RANKING.get() {
        Ranking::Bm25 => "words",
        Ranking::Neural => "meaning",
        Ranking::Vectors => "distance",
    };
    assert_eq!(order, "meaning");
}

#[test]
fn toggle_of_any_type_has_its_name() {
    fn name<T: Setting>(toggle: &Toggle<T>) -> &str {
        toggle.as_ref()
    }
    assert_eq!(
        [name(&RANKING), name(&PAGE_SIZE), name(&ON)],
        ["settings.ranking", "settings.page-size", "settings.on"]
    );
    assert_eq!(format!("{GREETING:?}"), "Toggle(\"settings.greeting\")");
}

/// Every form of an enum of variants, and of a default.
mod shapes {
    use super::{Toggle, Variants, toggle};

    #[derive(Variants, Debug, Clone, Copy, PartialEq, Eq)]
    #[repr(i8)]
    pub(super) enum Numbered {
        Low = -1,
        High = i8::MAX,
        Zero = 0,
    }

    #[derive(Variants, Debug, Clone, Copy, PartialEq, Eq)]
    #[non_exhaustive]
    #[allow(non_camel_case_types, reason = "a keyword is what is tried")]
    pub enum Raw {
        r#fn,
        #[deprecated]
        HTTPServer,
        #[cfg(any())]
        Never,
        #[variant("x.Y_2")]
        Named,
    }

    #[derive(Variants, Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) enum One {
        One,
    }

    use One::One as TheOne;

    pub(super) const HIGH: Numbered = Numbered::High;

    pub(super) type Declared = Toggle<Numbered>;

    #[toggle("settings.numbered", default = HIGH)]
    pub(super) static NUMBERED: Declared;

    #[toggle("settings.raw", default = Raw::r#fn)]
    pub static RAW: Toggle<Raw>;

    #[toggle("settings.one", default = TheOne)]
    pub(super) static ONE: Toggle<One>;
}

#[test]
fn enums_of_every_shape() {
    use shapes::{NUMBERED, Numbered, ONE, One, RAW, Raw};

    assert_eq!((NUMBERED.get(), RAW.get(), ONE.get()), (Numbered::High, Raw::r#fn, One::One));
    assert_eq!(Numbered::ALL, [Numbered::Low, Numbered::High, Numbered::Zero]);
    assert_eq!(Raw::NAMES, ["fn", "http-server", "x.Y_2"]);
    assert_eq!(Raw::Named.name(), "x.Y_2");
}

macro_rules! declared {
    ($name:ident: $ty:ty, $min:literal, $literal:literal, $path:path) => {
        mod $name {
            use super::*;

            #[toggle("settings.made", default = $literal, range = $min..)]
            pub(super) static LITERAL: Toggle<$ty>;
            #[toggle("settings.made.path", default = $path)]
            pub(super) static PATH: Toggle<Ranking>;
        }
    };
}

declared!(made: i64, -5, -1, Ranking::Bm25);

#[test]
fn made_by_macros() {
    assert_eq!((made::LITERAL.get(), made::PATH.get()), (-1, Ranking::Bm25));
}
