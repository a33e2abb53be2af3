//! The macros into which checks expand.

/// A check of one toggle, `check!("name", "TOGGLE_PIN_NAME", Positive, "function")`: whether it is on or, with
/// `Negative`, off. For a declaration, `asked(&DECLARATION)` replaces the two literals.
#[doc(hidden)]
#[macro_export]
macro_rules! __check {
    // A literal, and not an expression, so that it stays a literal in the inner macro.
    ($name:literal, $variable:literal, Positive, $item:literal) => {
        $crate::__private::point!($name, $variable, Positive, $item).is_on()
    };
    ($name:literal, $variable:literal, Negative, $item:literal) => {
        $crate::__private::point!($name, $variable, Negative, $item).is_off()
    };
    ($asked:expr, Positive, $item:literal) => {
        $crate::__private::point!($asked, Positive, $item).is_on()
    };
    ($asked:expr, Negative, $item:literal) => {
        $crate::__private::point!($asked, Negative, $item).is_off()
    };
}

/// A check that evaluates its context only if the answer depends on it.
#[doc(hidden)]
#[macro_export]
macro_rules! __check_for {
    ($condition:expr, $context:expr) => {
        match $condition {
            __condition => match $crate::__private::Condition::answer(__condition) {
                $crate::__private::Answer::Off => false,
                $crate::__private::Answer::On => true,
                $crate::__private::Answer::Undecided => $crate::__private::Condition::decide(__condition, $context),
            },
        }
    };
}

/// The value of a declaration, checked at this place. The optional context is evaluated only if the value depends on
/// it.
#[doc(hidden)]
#[macro_export]
macro_rules! __value {
    ($valued:expr) => {
        $valued.get($crate::__private::value_point!($valued))
    };
    ($valued:expr, for = $context:expr) => {
        match $crate::__private::value_point!($valued) {
            __asked => match $valued.get_for_all(__asked) {
                $crate::__private::Some(__value) => __value,
                _ => $valued.decide_for(__asked, $context),
            },
        }
    };
}

/// The point of a place that reads a value.
#[doc(hidden)]
#[macro_export]
macro_rules! __value_point {
    ($valued:expr) => {{
        const __TOGGLE: $crate::__private::Declaration = $valued.declaration();
        const __TOGGLE_PIN: $crate::__private::Pin = __TOGGLE.pin;
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            modes = "value",
            __TOGGLE.name,
            "",
            "+"
        );
        $crate::__private::point_static!();
        $crate::__private::Check::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
}

/// The gated code, if it is to run for a context. The context is evaluated only if it matters, and dropped before the
/// code runs.
#[doc(hidden)]
#[macro_export]
macro_rules! __guarded_for {
    ($asked:expr, $context:expr) => {
        match $asked {
            __asked => {
                if __asked.needs_context() {
                    let __answer = __asked.guarded_for($context);
                    __answer
                } else {
                    __asked.guarded()
                }
            }
        }
    };
}

/// The gated code or the other way, whichever is to run for a context. The context is evaluated only if it matters, and
/// dropped before the code runs.
#[doc(hidden)]
#[macro_export]
macro_rules! __ways_for {
    ($asked:expr, $context:expr) => {
        match $asked {
            __asked => {
                if __asked.needs_context() {
                    let __answer = __asked.ways_for($context);
                    __answer
                } else {
                    __asked.ways()
                }
            }
        }
    };
}

/// The choice between two ways of shadow mode, for a context. The context is evaluated only if it matters, and dropped
/// before a way runs.
#[doc(hidden)]
#[macro_export]
macro_rules! __shadowed_for {
    ($asked:expr, $context:expr) => {
        match $asked {
            __asked => {
                if __asked.needs_context() {
                    let __answer = __asked.shadowed_for($context);
                    __answer
                } else {
                    __asked.shadowed()
                }
            }
        }
    };
}

/// The runs of a test, which the harness may start once.
#[doc(hidden)]
#[macro_export]
macro_rules! __once {
    ($runs:expr, $name:literal) => {{
        static __TOGGLE_RAN: $crate::__private::Ran = $crate::__private::Ran::new();
        $runs.once(&__TOGGLE_RAN, $crate::__private::module_path!(), $name)
    }};
}
