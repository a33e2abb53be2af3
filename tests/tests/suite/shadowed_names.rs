//! Generated code next to items with names from the prelude, of the runtime, or of generated items.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, reason = "a name that is nowhere used is in the way all the same")]
#![allow(non_camel_case_types, non_upper_case_globals, reason = "a type that is called `bool` is what is tried")]
#![allow(clippy::all, clippy::pedantic, reason = "unusual names are what is tried; lints have a file of their own")]

mod prelude {
    use toggle_runtime::{Toggle, enabled, feature_toggle, scope, toggle};

    #[derive(Debug, PartialEq)]
    pub(super) struct Option;
    #[derive(Debug, PartialEq)]
    pub(super) struct Result(bool);
    #[derive(Debug, PartialEq)]
    pub(super) struct bool;
    pub(super) struct str;
    pub(super) struct usize;
    pub(super) trait Send {}
    pub(super) trait Sync {}
    pub(super) trait Sized {}
    pub(super) trait Into {}
    pub(super) trait From {}
    pub(super) trait Default {}
    pub(super) trait Fn {}
    pub(super) struct String;
    pub(super) struct Box;
    pub(super) struct Vec;

    #[allow(non_snake_case, reason = "a function that is called `Some` is what is tried")]
    pub(super) fn Some(_: u8) -> Option {
        Option
    }
    pub(super) struct None;
    pub(super) struct Ok;
    pub(super) struct Err;

    #[toggle("shadowed-names.prelude")]
    static PRELUDE: Toggle;

    #[feature_toggle("shadowed-names", else = Result(bool), shadow, guard)]
    pub(super) fn watched() -> Result {
        Some(1);
        Result(bool)
    }

    #[feature_toggle("shadowed-names", else = Option, guard)]
    pub(super) async fn guarded() -> Option {
        Some(1)
    }

    #[feature_toggle("shadowed-names", else = Result(bool))]
    pub(super) fn gated() -> Result {
        let _ = (str, usize, String, Box, Vec, None, Ok, Err);
        Some(1);
        Result(bool)
    }

    #[feature_toggle(all("shadowed-names", not(PRELUDE)))]
    pub(super) fn option() -> core::option::Option<Option> {
        core::option::Option::Some(Option)
    }

    #[feature_toggle]
    pub(super) fn inside() -> core::primitive::bool {
        #[feature_toggle("shadowed-names", else = false)]
        let first = true;
        match first {
            #[feature_toggle(PRELUDE)]
            true => false,
            _ if enabled!("shadowed-names") => true,
            _ => false,
        }
    }

    #[test]
    fn on_and_off() {
        let on = scope().set("shadowed-names", true);
        let off = scope().set("shadowed-names", false);
        assert_eq!(on.run(gated), off.run(gated));
        assert_eq!(on.run(option), core::option::Option::Some(Option));
        assert_eq!(off.run(option), core::option::Option::None);
        assert!(on.run(inside));
        assert!(!off.run(inside));
    }
}

mod settings {
    use toggle_runtime::{Toggle, toggle};

    pub(super) struct str;
    pub(super) struct bool;
    pub(super) struct i64;
    pub(super) struct i128;
    pub(super) struct usize;
    pub(super) struct Value;
    pub(super) struct Declared;
    pub(super) struct Point;
    pub(super) struct Option;
    pub(super) trait From {}
    pub(super) trait Copy {}
    pub(super) trait Setting {}
    pub(super) trait Variants {}
    pub(super) struct Arc;
    pub(super) struct Structure;
    pub(super) struct InCode;
    pub(super) struct Reading;
    pub(super) trait Structured {}
    pub(super) trait Typed {}

    const __TOGGLE_VARIANT: u8 = 1;
    const __default: Choice = Choice::Some;

    #[derive(toggle_runtime::Variants, Debug, PartialEq, core::clone::Clone, core::marker::Copy)]
    pub(super) enum Choice {
        Some,
        None,
        Ok,
        Self_,
        ALL,
        NAMES,
        name,
    }

    use Choice::{ALL, None};

    #[toggle("shadowed-names.choice", default = None)]
    static CHOICE: Toggle<Choice>;

    #[derive(toggle_runtime::Structured, core::default::Default)]
    pub(super) struct __IN_CODE {
        __value: u8,
    }

    // This impl is written by hand, because the derive of serde does not compile with these names.
    impl<'de> serde::Deserialize<'de> for __IN_CODE {
        fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Ok(Self { __value: 1 })
        }
    }

    #[toggle("shadowed-names.limits")]
    static LIMITS: Toggle<__IN_CODE>;

    #[toggle("shadowed-names.constant", default = __default)]
    static CONSTANT: Toggle<Choice>;

    #[toggle("shadowed-names.all", default = ALL)]
    static EVERYTHING: Toggle<Choice>;

    #[toggle("shadowed-names.number", default = 1)]
    static NUMBER: Toggle<core::primitive::i64>;

    #[test]
    fn values_are_as_declared() {
        let _ = (str, bool, i64, i128, usize, Value, Declared, Point, Option, __TOGGLE_VARIANT);
        assert_eq!((CHOICE.get(), CONSTANT.get(), EVERYTHING.get()), (None, Choice::Some, ALL));
        let _ = (Arc, Structure, InCode, Reading);
        assert_eq!((NUMBER.get(), LIMITS.get().__value), (1, 0));
        assert_eq!(<Choice as toggle_runtime::Variants>::NAMES, ["some", "none", "ok", "self", "all", "names", "name"]);
    }
}

mod runtime {
    use ::toggle_runtime::{feature_toggle, scope, toggle};

    type Declared = toggle_runtime::Toggle;

    pub(super) struct Toggle;
    pub(super) struct Point;
    pub(super) struct Record;
    pub(super) struct Place;
    pub(super) struct Body;
    pub(super) struct Polarity;
    pub(super) struct Declaration;
    pub(super) struct Positive;
    pub(super) struct All;
    pub(super) struct Condition;
    pub(super) const POINTS: u8 = 1;
    pub(super) trait WhenOff {}

    fn when_off() -> u8 {
        2
    }

    fn name() -> u8 {
        3
    }

    #[toggle("shadowed-names.runtime")]
    static DECLARED: Declared;

    #[feature_toggle(any("shadowed-names", DECLARED), else = when_off())]
    fn gated() -> u8 {
        let _ = (Toggle, Point, Record, Place, Body, Polarity, Declaration, Positive, All, Condition);
        name() + POINTS
    }

    #[feature_toggle(DECLARED)]
    fn without_else() -> Option<u8> {
        Some(1)
    }

    #[test]
    fn on_and_off() {
        assert_eq!(scope().set("shadowed-names", true).run(gated), 4);
        assert_eq!(scope().set("shadowed-names", false).run(gated), 2);
        assert_eq!(scope().set("shadowed-names.runtime", true).run(without_else), Some(1));
        assert_eq!(scope().set("shadowed-names.runtime", false).run(without_else), None);
    }
}

mod macros {
    use toggle_runtime::{Toggle, enabled, feature_toggle, scope, toggle};

    macro_rules! shadow {
        ($($name:ident)*) => {
            $(
                #[allow(unused_macros, reason = "nobody calls it, which is what is tried")]
                macro_rules! $name {
                    () => {};
                }
            )*
        };
    }

    shadow!(assert cfg column concat env file format_args line matches module_path option_env panic stringify);
    shadow!(check check_for declare place point record_static value value_point);
    shadow!(__value __value_point __check __check_for __declare __place __point __static __record_static);

    #[toggle("shadowed-names.macros")]
    static MACROS: Toggle;

    #[feature_toggle(all("shadowed-names", not(MACROS)), for = &toggle_runtime::Context::new("ada"))]
    fn gated() -> Option<u8> {
        Some(if enabled!("shadowed-names") || toggle_runtime::value!(MACROS) { 1 } else { 2 })
    }

    #[test]
    fn on_and_off() {
        assert_eq!(scope().set("shadowed-names", true).run(gated), Some(1));
        assert_eq!(scope().set("shadowed-names", false).run(gated), None);
    }
}

mod generated {
    use toggle_runtime::{Context, Toggle, enabled, feature_toggle, scope, toggle, value};

    static __POINT: u8 = 1;
    const __RECORD: u8 = 2;
    static __BYTES: u8 = 3;

    #[feature_toggle("shadowed-names", for = &context(__condition), else = __RECORD)]
    fn gated(__condition: &str) -> u8 {
        let __context = __BYTES;
        __POINT + __context
    }

    fn context(key: &str) -> Context {
        Context::new(key)
    }

    #[feature_toggle]
    fn inside(__condition: u8) -> u8 {
        #[feature_toggle("shadowed-names", else = __POINT)]
        let value = __condition + __RECORD;
        if enabled!("shadowed-names", for = &context(&__condition.to_string())) { value + __BYTES } else { value }
    }

    #[toggle("shadowed-names.generated")]
    static DECLARED: Toggle;

    #[test]
    fn value_leaves_the_names_of_its_caller() {
        let (__asked, __value) = ("ada", "eva");
        assert!(!value!(DECLARED, for = &context(&[__asked, __value].concat())));
    }

    #[test]
    fn on_and_off() {
        let on = scope().set("shadowed-names", true);
        let off = scope().set("shadowed-names", false);
        assert_eq!((on.run(|| gated("ada")), off.run(|| gated("ada"))), (4, 2));
        assert_eq!((on.run(|| inside(4)), off.run(|| inside(4))), (9, 1));
        assert_eq!(DECLARED.name(), "shadowed-names.generated");
    }
}
