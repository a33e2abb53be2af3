//! The macro into which declarations expand.

/// The value of a declaration. The first argument names the function that makes the pin, and the pin's variable. The
/// others are the default if there is one, the name, the item, and the other fields of the record.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    // Only the type of a variant knows the names of this and of the other variants.
    (variant = $variable:literal, default = $default:expr, $name:literal, $item:literal $(, $field:literal)*) => {{
        // With the braces, lints attribute the cast to this macro and not to the user's code.
        const __TOGGLE_VARIANT: $crate::__private::Described = $crate::__private::described(
            $default, { $default } as $crate::__private::i128, $variable, $crate::__private::option_env!($variable)
        );
        const __TOGGLE_PIN: $crate::__private::Pin = __TOGGLE_VARIANT.pin;
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(),
            $name, $item, (__TOGGLE_VARIANT.name) $(, $field)*, (__TOGGLE_VARIANT.ty)
        );
        $crate::__private::point_static!();
        $crate::__private::declared($crate::__private::Declared {
            name: $name, pin: __TOGGLE_PIN, point: &__TOGGLE_POINT, default: $default
        })
    }};
    // Without a default: on/off, or a structure. Only the type knows.
    (undefaulted = $variable:literal, $toggle:ty, $name:literal, $item:literal $(, $field:literal)*) => {{
        const __TOGGLE_READING: $crate::__private::Option<$crate::__private::Reading> =
            <$toggle as $crate::__private::Undefaulted>::READING;
        const __TOGGLE_PIN: $crate::__private::Pin = $crate::__private::Pin::undefaulted(
            __TOGGLE_READING.is_some(), $variable, $crate::__private::option_env!($variable)
        );
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item,
            (<$toggle as $crate::__private::Undefaulted>::DEFAULT) $(, $field)*,
            (<$toggle as $crate::__private::Undefaulted>::TYPE)
        );
        $crate::__private::point_static!();
        // `linkme` collects this static, like the static of the point.
        $crate::__private::STRUCTURES! {
            #![linkme_macro = $crate::__private::STRUCTURES]
            static __TOGGLE_STRUCTURE: $crate::__private::Structure =
                $crate::__private::Structure::new(&__TOGGLE_BYTES, __TOGGLE_READING);
        }
        $crate::__private::undefaulted($name, __TOGGLE_PIN, &__TOGGLE_POINT)
    }};
    // An integer of another type than `i64`, with the bounds of its range, and its limits in the form of a record.
    (
        integer = $variable:literal, default = $default:expr, bounds = [$($bound:expr),*], $name:literal, $item:literal
        $(, $field:literal)*, ($least:expr) ($most:expr)
    ) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::not_pinned($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item $(, $field)*, ("integer ") ($least) ($most)
        );
        $crate::__private::point_static!();
        $crate::__private::declared_within($crate::__private::Declared {
            name: $name, pin: __TOGGLE_PIN, point: &__TOGGLE_POINT, default: $default
        }, &[$($bound),*])
    }};
    ($pin:ident = $variable:literal, $name:literal, $item:literal $(, $field:literal)*) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::$pin($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(__TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item $(, $field)*);
        $crate::__private::point_static!();
        $crate::__private::undefaulted($name, __TOGGLE_PIN, &__TOGGLE_POINT)
    }};
    (on_or_off = $variable:literal, default = $default:expr, $name:literal, $item:literal $(, $field:literal)*) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::on_or_off($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(__TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item $(, $field)*);
        $crate::__private::point_static!($default);
        $crate::__private::declared($crate::__private::Declared {
            name: $name, pin: __TOGGLE_PIN, point: &__TOGGLE_POINT, default: $default
        })
    }};
    ($pin:ident = $variable:literal, default = $default:expr, $name:literal, $item:literal $(, $field:literal)*) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::$pin($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(__TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item $(, $field)*);
        $crate::__private::point_static!();
        $crate::__private::declared($crate::__private::Declared {
            name: $name, pin: __TOGGLE_PIN, point: &__TOGGLE_POINT, default: $default
        })
    }};
}
