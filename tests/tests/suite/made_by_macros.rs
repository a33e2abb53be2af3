//! Functions that `macro_rules!` defines. They compile with a gate, from all kinds of fragments.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::fmt::Debug;

use toggle_runtime::{Context, Toggle, enabled, feature_toggle, scope, toggle, value};

/// Checks the result of `call` with the toggle `made` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("made", true).run(&call), on, "on");
    assert_eq!(scope().set("made", false).run(&call), off, "off");
}

macro_rules! of_fragments {
    (
        $(#[$attribute:meta])* $vis:vis fn $name:ident($argument:ident: $ty:ty) -> $output:ty $body:block
        else $otherwise:expr, for $toggle:literal
    ) => {
        $(#[$attribute])*
        #[feature_toggle($toggle, else = $otherwise)]
        $vis fn $name($argument: $ty) -> $output $body
    };
}

of_fragments! {
    /// Documented.
    #[must_use]
    pub(crate) fn fragments(value: u8) -> u8 { value * 2 }
    else 1 + 1, for "made"
}

macro_rules! of_an_item {
    ($toggle:expr, $item:item) => {
        #[feature_toggle($toggle, else = 0)]
        $item
    };
}

of_an_item! {
    "made",
    fn an_item(value: u8) -> u8 {
        value * 2
    }
}

macro_rules! of_a_path {
    ($path:path, $declaration:ident, $pattern:pat, $lifetime:lifetime) => {
        #[feature_toggle(all(not($path), $declaration), else = value.0)]
        fn a_path<$lifetime>(value: (&$lifetime str, u8)) -> &$lifetime str {
            let $pattern = value;
            "on"
        }
    };
}

#[toggle("made")]
static MADE: Toggle;

of_a_path!(crates::MADE, MADE, (_, _), 'a);

macro_rules! of_tokens {
    ($($token:tt)*) => {
        #[feature_toggle(not("made.not"), else = 9)]
        #[feature_toggle("made", else = 0)]
        $($token)*
    };
}

of_tokens! {
    fn tokens(value: u8) -> u8 {
        #![allow(unused, reason = "an inner attribute is what is tried")]
        let unused = 1;
        value
    }
}

macro_rules! with_a_local_of_its_own {
    ($body:expr) => {
        #[feature_toggle("made", else = hidden)]
        fn hygienic(hidden: u8) -> u8 {
            let hidden = hidden + 1;
            #[allow(clippy::redundant_locals, reason = "the caller's `shown` is another one")]
            let shown = hidden;
            shown + $body
        }
    };
}

fn let_go() {}

const SHOWN: u8 = 10;
with_a_local_of_its_own!(SHOWN);

macro_rules! arguments {
    ($($name:ident)*) => {
        $(
            #[feature_toggle("made")]
            fn $name() -> Option<&'static str> {
                Some(stringify!($name))
            }
        )*
    };
}

arguments!(first second r#match);

macro_rules! methods {
    ($ty:ident { $($method:ident => $value:expr),* } else $otherwise:expr) => {
        struct $ty(u8);

        #[feature_toggle("made", else = $otherwise)]
        impl $ty {
            $(
                fn $method(&self) -> u8 {
                    self.0 + $value
                }
            )*
        }
    };
}

methods!(Counter { one => 1, two => 1 + 1 } else 2 * 3);

macro_rules! inner {
    ($toggle:literal, $block:block, $value:expr, $otherwise:expr, $pattern:pat => $arm:expr, $statement:stmt) => {
        #[feature_toggle]
        fn inner(number: u8) -> u8 {
            #[feature_toggle($toggle)]
            if number > 2 $block
            #[feature_toggle($toggle, else = $otherwise)]
            let value = $value;
            #[feature_toggle($toggle)]
            {
                $statement;
            }
            match number {
                #[feature_toggle($toggle)]
                $pattern => $arm,
                _ if enabled!($toggle) => 50,
                _ => value,
            }
        }
    };
}

inner!("made", { let_go() }, 1 + 1, 2 * 2, 1 | 2 => 30, let _ = 1);

macro_rules! context {
    ($context:expr) => {
        #[feature_toggle("made", for = $context, else = enabled!(not("made"), for = $context))]
        fn with_a_context() -> bool {
            !enabled!("made", for = $context)
        }
    };
}

context!(&Context::new("ada").with("country", "NL"));

#[test]
fn fragments_of_every_kind() {
    check(|| fragments(4), 8, 2);
    check(|| an_item(4), 8, 0);
    check(|| a_path(("off", 1)), "on", "off");
    check(|| tokens(4), 4, 0);
    assert_eq!(scope().set("made", true).set("made.not", true).run(|| tokens(4)), 9);
    check(|| hygienic(1), 12, 1);
    check(|| (first(), second(), r#match()), (Some("first"), Some("second"), Some("r#match")), (None, None, None));
    check(|| (Counter(1).one(), Counter(1).two()), (2, 3), (6, 6));
    check(|| (inner(1), inner(2), inner(3)), (30, 30, 50), (4, 4, 4));
    check(with_a_context, false, true);
}

mod crates {
    /// Defines a gated function.
    #[macro_export]
    macro_rules! exported {
        ($name:ident) => {
            #[::toggle_runtime::feature_toggle("made", else = $crate::made_by_macros::crates::legacy())]
            fn $name() -> u8 {
                $crate::made_by_macros::crates::legacy() + 1
            }
        };
    }

    /// Checks a toggle of this module.
    macro_rules! asked {
        () => {
            ::toggle_runtime::value!($crate::made_by_macros::crates::MADE)
        };
    }
    pub(crate) use asked;

    #[toggle_runtime::toggle("made.elsewhere")]
    pub(crate) static MADE: toggle_runtime::Toggle;

    pub(crate) fn legacy() -> u8 {
        1
    }
}

crate::exported!(by_an_exported_macro);

/// Returns values of a toggle inside a macro. The toggle is a path fragment, or a path made from the caller's tokens.
macro_rules! valued {
    ($toggle:path, $context:expr) => {
        (value!($toggle), value!($toggle, for = $context), $crate::made_by_macros::crates::asked!())
    };
}

#[toggle("made.number", default = 2)]
static NUMBER: Toggle<i64>;

#[test]
fn value_inside_macros_is_that_of_its_toggle() {
    assert_eq!(valued!(NUMBER, &Context::new("ada")), (2, 2, false));
    let all = scope().set(&NUMBER, 3).set("made.elsewhere", true);
    assert_eq!(all.run(|| valued!(NUMBER, &Context::new("ada"))), (3, 3, true));
    assert_eq!(vec![value!(NUMBER), value!(NUMBER) + 1], [2, 3]);
}

/// Checks in the arguments of macros.
fn in_arguments_of_a_macro() -> Vec<u8> {
    vec![u8::from(enabled!("made")), u8::from(enabled!(not(MADE))) + 2]
}

#[test]
fn macros_and_crates() {
    check(by_an_exported_macro, 2, 1);
    check(in_arguments_of_a_macro, vec![1, 2], vec![0, 3]);
}
