//! Numbers and `bool`.
//!
//! `char` is left out: std's `proc_macro` implements `PartialEq<Punct>` for it, and a build of the whole workspace
//! loads this crate through toggle-syntax. A user's build does not load it.

use std::num::ParseIntError;

pub fn parsed(number: u32, text: &str) -> bool {
    number == text.parse().unwrap_or_default()
}

pub fn parsed_by_order(number: u32, text: &str) -> bool {
    number < text.parse().unwrap_or_default()
}

pub fn parsed_float(number: f64, text: &str) -> bool {
    number == text.parse().unwrap_or_default() || number < text.parse().unwrap_or_default()
}

pub fn parsed_bool(value: bool, text: &str) -> bool {
    value == text.parse().unwrap_or_default()
}

pub fn parsed_option(number: Option<u32>, text: &str) {
    assert_eq!(number, text.parse().ok());
}

pub fn parsed_result(number: Result<u8, String>, text: &str) {
    assert_eq!(number, text.parse().map_err(|error: ParseIntError| error.to_string()));
}

pub fn parsed_pair(pair: (u8, bool), text: &str) -> bool {
    pair == (text.parse().unwrap_or_default(), text.parse().unwrap_or_default())
}

pub fn converted(number: u64, other: u32) -> bool {
    number == other.into()
}

pub fn converted_by_order(number: i128, other: i64) -> bool {
    number < other.into()
}

pub fn fallibly_converted(number: i64, other: Option<i64>) -> bool {
    number == other.unwrap_or_default().try_into().unwrap_or_default()
}

pub fn default(number: usize) -> bool {
    number == Default::default()
}

pub fn default_of_a_pair(pair: (u32, bool)) {
    assert_eq!(pair, Default::default());
}

pub fn taken(number: u8) -> bool {
    number == std::mem::take(&mut Default::default())
}

pub fn summed(total: u64, numbers: &[u64]) {
    assert_eq!(total, numbers.iter().sum());
    assert_eq!(total, numbers.iter().copied().product());
}

pub fn returned(number: u64, returns: fn() -> u64) -> bool {
    fn any<T: Default>(_: fn() -> u64) -> T {
        T::default()
    }
    number == any(returns)
}

pub fn greatest(number: u64, text: &str) -> u64 {
    number.max(text.parse().unwrap_or_default())
}
