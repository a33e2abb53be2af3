//! Strings.

use std::{rc::Rc, sync::Arc};

pub fn str_by_order(text: &str, other: Option<&str>) -> bool {
    text < other.map(Into::into).unwrap_or_default()
}

pub fn string_by_order(text: String, other: &str) -> bool {
    text < other.into() || text < Default::default()
}

pub fn parsed_string(text: String, other: &str) -> bool {
    text < other.parse().unwrap_or_default()
}

pub fn boxed(text: Box<str>) -> bool {
    text < Default::default()
}

pub fn shared(text: Arc<str>, other: &str, bytes: Rc<[u8]>) -> bool {
    text == other.into() && bytes == other.as_bytes().into()
}

pub fn optional(text: Option<String>, other: Option<&str>) -> bool {
    text == other.map(Into::into) || text == Default::default()
}

pub fn optional_static(text: Option<&'static str>) -> bool {
    text < Default::default()
}

pub fn split(words: Vec<&str>, text: &str) {
    assert_eq!(words, text.split(',').collect::<Vec<_>>());
}

pub fn contained(words: &[String]) -> bool {
    words.contains(&Default::default())
}

pub fn extended(mut text: String, character: Option<char>) -> String {
    text.extend(character);
    text.extend(std::iter::empty::<String>());
    text
}
