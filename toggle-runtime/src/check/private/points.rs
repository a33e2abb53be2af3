//! The macros that make the static of a point.

/// A point: its record, its static and its [`Check`](crate::__private::Check). Takes the arguments of
/// [`check!`](__check).
#[doc(hidden)]
#[macro_export]
macro_rules! __point {
    ($name:literal, $variable:literal, $polarity:ident, $item:literal) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::on_or_off($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            $name,
            $item,
            $crate::__private::polarity!($polarity)
        );
        $crate::__private::point_static!();
        $crate::__private::Check::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
    ($asked:expr, $polarity:ident, $item:literal) => {{
        const __TOGGLE: $crate::__private::Declaration = $asked;
        const __TOGGLE_PIN: $crate::__private::Pin = __TOGGLE.pin;
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            __TOGGLE.name,
            $item,
            $crate::__private::polarity!($polarity)
        );
        $crate::__private::point_static!(__TOGGLE.default);
        $crate::__private::Check::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
}

/// The check of code with a guard or shadow mode: like [`point!`](__point), with the modes.
#[doc(hidden)]
#[macro_export]
macro_rules! __wrapped {
    ($modes:literal, $name:literal, $variable:literal, $item:literal) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::on_or_off($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            modes = $modes,
            $name,
            $item,
            "+"
        );
        $crate::__private::point_static!();
        $crate::__private::Check::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
    ($modes:literal, $asked:expr, $item:literal) => {{
        const __TOGGLE: $crate::__private::Declaration = $asked;
        const __TOGGLE_PIN: $crate::__private::Pin = __TOGGLE.pin;
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            modes = $modes,
            __TOGGLE.name,
            $item,
            "+"
        );
        $crate::__private::point_static!(__TOGGLE.default);
        $crate::__private::Check::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __polarity {
    (Positive) => {
        "+"
    };
    (Negative) => {
        "-"
    };
}

/// The static of a point with the record `__TOGGLE_BYTES`, in the slice of all points. The argument is whether the
/// toggle is on by default, if that is known.
///
/// It equals the expansion of linkme's attribute without the function that checks the type of the element. That
/// function took more than a third of a point's compile time, and the type is always the same here. The manifest
/// requires exactly the version of linkme that accepts this form. Another version would fail to compile, and not lose
/// points.
#[doc(hidden)]
#[macro_export]
macro_rules! __point_static {
    () => {
        $crate::__private::POINTS! {
            #![linkme_macro = $crate::__private::POINTS]
            static __TOGGLE_POINT: $crate::__private::Point =
                $crate::__private::Point::pinned(&__TOGGLE_BYTES, __TOGGLE_PIN);
        }
    };
    ($default:expr) => {
        $crate::__private::POINTS! {
            #![linkme_macro = $crate::__private::POINTS]
            static __TOGGLE_POINT: $crate::__private::Point =
                $crate::__private::Point::declared(&__TOGGLE_BYTES, __TOGGLE_PIN, $default);
        }
    };
}
