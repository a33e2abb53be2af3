//! The writer: macros that build a record at compile time, and the constant functions that they call.

/// Places a record into its section, as a static of the given name.
///
/// The arguments are the tag, the pinned state (a constant string, mostly empty), the name, the item around it and the
/// other fields. The position is that of the outermost macro call.
///
/// If all other arguments are literals, the record is one literal, since that is cheapest for the compiler. A constant
/// name, such as that of a declaration, is joined with its surroundings at compile time. The default and the type of a
/// toggle with variants are joined as well, and are written `(default), fields, (type)`. The type of a number with the
/// limits of its own type is written in parts: `fields, (word) (least) (most)`.
///
/// `#[used]` keeps the static in the object file, and the point that refers to it keeps it in the binary.
#[doc(hidden)]
#[macro_export]
macro_rules! __record_static {
    (
        $bytes:ident = $tag:literal, pin = $pin:expr,
        $name:literal, $item:literal, ($default:expr) $(, $field:literal)*, ($type:expr)
    ) => {
        $crate::__record_joined!($bytes = $pin, [
            $crate::__core::concat!($crate::__record_head!($tag), $name, $crate::__record_place!($item), "\x1f"),
            $default,
            $crate::__core::concat!($("\x1f", $field,)* "\x1f"),
            $type,
            "\x1f",
        ]);
    };
    (
        $bytes:ident = $tag:literal, pin = $pin:expr,
        $name:literal, $item:literal $(, $field:literal)*, $(($type:expr))+
    ) => {
        $crate::__record_joined!($bytes = $pin, [
            $crate::__core::concat!(
                $crate::__record_head!($tag), $name, $crate::__record_place!($item) $(, "\x1f", $field)*, "\x1f"
            ),
            $($type,)+
            "\x1f",
        ]);
    };
    (
        $bytes:ident = $tag:literal, pin = $pin:expr, modes = $modes:literal,
        $name:expr, $item:literal $(, $field:literal)*
    ) => {
        const __TOGGLE_PARTS: &[&$crate::__core::primitive::str] = &[
            $crate::__record_head!($tag),
            $name,
            $crate::__core::concat!($crate::__record_place!($item) $(, "\x1f", $field)*, "\x1f"),
            $pin,
            $crate::__core::concat!("\x1f", $modes, "\x1f\x1e"),
        ];
        $crate::__record_section!(
            static $bytes: [$crate::record::joined_len(__TOGGLE_PARTS)] = $crate::record::join(__TOGGLE_PARTS)
        );
    };
    ($bytes:ident = $tag:literal, pin = $pin:expr, $name:literal, $item:literal $(, $field:expr)*) => {
        const __TOGGLE_TEXT: &$crate::__core::primitive::str = $crate::__core::concat!(
            $crate::__record_head!($tag),
            $name,
            $crate::__record_place!($item)
            $(, "\x1f", $field)*,
            "\x1f\x1e",
        );
        $crate::__record_section!(
            static $bytes: [$crate::record::pinned_len(__TOGGLE_TEXT, $pin)] = $crate::record::pinned(__TOGGLE_TEXT, $pin)
        );
    };
    ($bytes:ident = $tag:literal, pin = $pin:expr, $name:expr, $item:literal $(, $field:expr)*) => {
        $crate::__record_joined!($bytes = $pin, [
            $crate::__record_head!($tag),
            $name,
            $crate::__core::concat!($crate::__record_place!($item) $(, "\x1f", $field)*, "\x1f"),
        ]);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record_head {
    ($tag:literal) => {
        $crate::__core::concat!("ftoggle\x1e1\x1f", $tag, "\x1f")
    };
}

/// Expands to the fields from the name to the place, with the separators before them.
#[doc(hidden)]
#[macro_export]
macro_rules! __record_place {
    ($item:literal) => {
        $crate::__core::concat!(
            "\x1f",
            $crate::__core::env!("CARGO_PKG_NAME", "toggles are listed by package: set CARGO_PKG_NAME, as cargo does"),
            "\x1f",
            $crate::__core::env!(
                "CARGO_PKG_VERSION",
                "toggles are listed by package: set CARGO_PKG_VERSION, as cargo does"
            ),
            "\x1f",
            $crate::__core::module_path!(),
            "\x1f",
            $item,
            "\x1f",
            $crate::__core::file!(),
            "\x1f",
            $crate::__core::line!(),
            "\x1f",
            $crate::__core::column!(),
        )
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record_joined {
    ($bytes:ident = $pin:expr, [$($part:expr),* $(,)?]) => {
        const __TOGGLE_PARTS: &[&$crate::__core::primitive::str] =
            &[$($part,)* $pin, if $pin.is_empty() { "\x1e" } else { "\x1f\x1e" }];
        $crate::__record_section!(
            static $bytes: [$crate::record::joined_len(__TOGGLE_PARTS)] = $crate::record::join(__TOGGLE_PARTS)
        );
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record_section {
    (static $bytes:ident: [$len:expr] = $value:expr) => {
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__TOGGLE_TEXT,__ftoggle,regular,no_dead_strip"))]
        #[cfg_attr(windows, unsafe(link_section = ".ftoggle"))]
        #[cfg_attr(not(any(target_vendor = "apple", windows)), unsafe(link_section = "ftoggle"))]
        #[used]
        static $bytes: [$crate::__core::primitive::u8; $len] = $value;
    };
}

/// Returns the length of a record with its pinned state, in bytes.
#[doc(hidden)]
pub const fn pinned_len(record: &str, pin: &str) -> usize {
    if pin.is_empty() { record.len() } else { record.len() + pin.len() + 1 }
}

/// Returns the bytes of a record with its pinned state.
#[doc(hidden)]
pub const fn pinned<const N: usize>(record: &str, pin: &str) -> [u8; N] {
    if pin.is_empty() {
        // The common case, and the least work for the compiler.
        return match record.as_bytes().first_chunk::<N>() {
            Some(bytes) => *bytes,
            None => panic!("N is the length of the record"),
        };
    }
    let (fields, end) = record.split_at(record.len() - 1);
    join(&[fields, pin, "\x1f", end])
}

/// Returns the total length of several strings, in bytes.
#[doc(hidden)]
pub const fn joined_len(mut texts: &[&str]) -> usize {
    let mut len = 0;
    while let [text, others @ ..] = texts {
        len += text.len();
        texts = others;
    }
    len
}

/// Returns the concatenated bytes of several strings.
#[doc(hidden)]
pub const fn join<const N: usize>(mut texts: &[&str]) -> [u8; N] {
    let mut joined = [0; N];
    let mut rest: &mut [u8] = &mut joined;
    while let [text, others @ ..] = texts {
        let (part, after) = rest.split_at_mut(text.len());
        part.copy_from_slice(text.as_bytes());
        (texts, rest) = (others, after);
    }
    joined
}
