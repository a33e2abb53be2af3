//! The target of a statement: the toggle, the values that it accepts, and the meaning of words for it.

use std::fmt;

use toggle_syntax::{DurationText, Limits, Type, name};

use crate::{
    definition::RawState,
    percentage::Percentage,
    short::short,
    table::Table,
    value::{InvalidValue, Value},
};

/// The toggle that a statement is checked against.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The name of the toggle.
    pub name: &'a str,
    /// Its type.
    pub ty: &'a Type,
    /// Its default.
    pub default: &'a Value,
    /// Whether some toggle point has `shadow`, so that the toggle may be in shadow mode.
    pub is_shadowed: bool,
    /// Whether some toggle point has `guard`.
    pub is_guarded: bool,
    /// The function that finds a required toggle, or returns the reason why it may not be required.
    pub requirable: &'a dyn Fn(&str) -> Result<u32, String>,
}

/// The spelling of a word at the place of a mistake.
#[derive(Clone, Copy)]
pub(super) enum Spelling {
    /// Without quotes, as in a variable.
    Bare,
    /// In quotes, as in a file.
    Quoted,
}

impl Target<'_> {
    /// Checks a value and returns it in its normal form.
    ///
    /// # Errors
    ///
    /// If the toggle cannot have the value. The message names the values that it can have.
    pub fn accept(self, value: Value) -> Result<Value, String> {
        let number = |limits: &Limits<f64>, number: f64| {
            (number.is_finite() && limits.contain(&number)).then_some(Value::Float(number))
        };
        let accepted = match (self.ty, &value) {
            // A word from code, such as `set("new-checkout", "on")`.
            (Type::OnOff, Value::Text(word)) if word.parse::<Value>().is_ok() => {
                return word.parse().map_or_else(|_| Err(self.expected(word)), |value| self.accept(value));
            }
            (Type::OnOff, Value::Shadow(_)) if !self.is_shadowed => return Err(self.nothing_to_compare()),
            (Type::Any, _)
            | (Type::OnOff, Value::On | Value::Off | Value::Shadow(_))
            | (Type::Text, Value::Text(_))
            | (Type::Structure, Value::Table(_)) => Some(value.clone()),
            (Type::Variants(names), Value::Text(text)) => {
                return if names.iter().any(|name| **name == **text) { Ok(value) } else { Err(self.no_variant(text)) };
            }
            // One spelling, so that it equals the same duration in another spelling.
            (Type::Duration(limits), Value::Text(text)) => {
                let duration = text.parse().ok().filter(|duration: &DurationText| limits.contain(duration));
                duration.map(|duration| Value::from(duration.0))
            }
            (Type::Integer(limits), Value::Integer(integer)) => limits.contain(integer).then_some(value.clone()),
            (Type::Float(limits), Value::Float(float)) => number(limits, *float),
            #[expect(clippy::cast_precision_loss, reason = "a number may be written as an integer")]
            (Type::Float(limits), Value::Integer(integer)) => number(limits, *integer as f64),
            _ => None,
        };
        accepted.ok_or_else(|| match &value {
            Value::Integer(_) | Value::Float(_) if *self.ty == Type::OnOff => {
                format!("{}{}", self.expected(&found(&value)), hint(&value.to_string(), Spelling::Quoted))
            }
            Value::Text(text) if self.is_number() && self.word(text).is_ok() => {
                self.expected(&format!("the string `{}`; `set_text` parses strings", short(text)))
            }
            value => self.expected(&found(value)),
        })
    }

    pub(crate) fn may_be_on(self) -> bool {
        matches!(self.ty, Type::OnOff | Type::Any)
    }

    pub(super) fn value(self, written: &RawState) -> Result<Value, String> {
        match written {
            RawState::Value(value) => self.accept(value.clone()),
            RawState::Quoted(word) if self.is_number() => {
                let is_number = word.trim().parse::<f64>().is_ok();
                Err(self.expected(if is_number { "a string; remove the quotes" } else { "a string" }))
            }
            RawState::Quoted(word) => self.meaning(word, Spelling::Quoted),
            RawState::Word(word) => self.word(word),
            // Tables that are values have been read before if the type of the toggle is known.
            RawState::Table(entries) if self.may_be_table() => {
                self.accept(Table::of_entries(entries.clone(), None).into())
            }
            RawState::Rules(_) | RawState::Table(_) => Err(self.expected("a table")),
            RawState::Refused(message) => Err(message.clone()),
            RawState::Other(found) => Err(self.expected(found)),
        }
    }

    /// Returns the value of a word without quotes.
    ///
    /// # Errors
    ///
    /// If the toggle cannot have the value. The message names the values that it can have.
    pub fn word(self, word: &str) -> Result<Value, String> {
        self.meaning(self.trimmed(word), Spelling::Bare)
    }

    /// Trims white space from a word, unless the toggle is a string.
    pub(super) fn trimmed(self, word: &str) -> &str {
        if *self.ty == Type::Text { word } else { word.trim() }
    }

    fn may_be_table(self) -> bool {
        matches!(self.ty, Type::Structure | Type::Any)
    }

    fn is_number(self) -> bool {
        matches!(self.ty, Type::Integer(_) | Type::Float(_))
    }

    fn meaning(self, word: &str, spelling: Spelling) -> Result<Value, String> {
        let value = match self.ty {
            Type::OnOff => match word.parse::<Value>() {
                Ok(value) => return self.accept(value),
                Err(_) => return Err(self.refused(word, spelling)),
            },
            Type::Integer(_) => word.parse().ok().map(Value::Integer),
            Type::Float(_) => word.parse().ok().map(Value::Float),
            Type::Any => Some(word.parse().unwrap_or_else(|_| word.into())),
            Type::Structure => {
                let advice = match spelling {
                    Spelling::Bare => "; a word is no table: write it into a file, or set the toggle in code",
                    Spelling::Quoted => "",
                };
                return Err(self.expected(&found_word(word)) + advice);
            }
            _ => Some(word.into()),
        };
        value.map_or_else(|| Err(self.expected(&found_word(word))), |value| self.accept(value))
    }

    pub(super) fn expected(self, found: &str) -> String {
        format!("expected {}, found {found}", self.wanted())
    }

    /// Returns the noun for the values of the toggle.
    pub(super) fn wanted(self) -> String {
        let of = |limits: String| if limits == ".." { String::new() } else { format!(" in {limits}") };
        match self.ty {
            Type::Variants(names) => one_of(names),
            Type::Integer(limits) => format!("an integer{}", of(limits.to_string())),
            Type::Float(limits) => format!("a number{}", of(limits.to_string())),
            Type::Duration(limits) => format!("a duration{}, such as `250ms`", of(limits.to_string())),
            Type::Text => "a string".to_owned(),
            Type::Structure => "a table".to_owned(),
            Type::Any => "a state".to_owned(),
            _ => "`true` or `false`".to_owned(),
        }
    }

    /// Formats the mistake of a word that is neither on nor off.
    pub(super) fn refused(self, word: &str, spelling: Spelling) -> String {
        let hint = if word.is_empty() { String::new() } else { self.hint(word, spelling) };
        format!("{InvalidValue}, found {}{hint}", found_word(word))
    }

    /// Returns advice for a word that is neither on nor off.
    fn hint(self, word: &str, spelling: Spelling) -> String {
        if Value::is_meant_as_shadow(word) || (self.is_shadowed && name::nearest(word, ["shadow"]).is_some()) {
            return "; for shadow mode, write `shadow`, or `shadow 5%` for a share of the calls, from 0% to 100%"
                .to_owned();
        }
        word.parse::<f64>().map(|_| hint(word, spelling)).unwrap_or_default()
    }

    fn nothing_to_compare(self) -> String {
        let name = self.name;
        format!("the toggle has no shadow mode: no toggle point has `#[feature_toggle(\"{name}\", else = .., shadow)]`")
    }

    pub(super) fn no_variant(self, text: &str) -> String {
        let Type::Variants(names) = self.ty else { return self.expected(&found_word(text)) };
        let nearest = name::nearest(text, names.iter().map(String::as_str));
        let hint = nearest.map(|nearest| format!("; {}", name::did_you_mean(text, nearest))).unwrap_or_default();
        format!("{}{hint}", self.expected(&found_word(text)))
    }
}

/// Returns advice for a number that was likely meant as a percentage.
fn hint(number: &str, spelling: Spelling) -> String {
    let percentage = format!("{number}%");
    match (Percentage::from_word(&percentage), spelling) {
        (Some(Ok(_)), _) if number.len() > 20 => String::new(),
        (Some(Ok(_)), Spelling::Bare) => format!("; a percentage is written `{percentage}`"),
        (Some(Ok(_)), Spelling::Quoted) => format!("; a percentage is written `\"{percentage}\"`"),
        _ => String::new(),
    }
}

fn one_of(names: &[String]) -> String {
    format!("`{}`", names.join("` or `"))
}

fn found(value: &Value) -> String {
    match value {
        Value::Off | Value::On | Value::Shadow(_) => format!("`{value}`"),
        Value::Text(text) => found_word(text),
        Value::Integer(number) => format!("the integer {number}"),
        // `Debug` writes the decimal point, so that 5.0 does not look like an integer.
        Value::Float(number) => format!("the number {number:?}"),
        Value::Table(_) => "a table".to_owned(),
    }
}

fn found_word(word: &str) -> String {
    if word.is_empty() { "nothing".to_owned() } else { format!("`{}`", short(word)) }
}

impl fmt::Debug for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("name", &self.name).field("ty", self.ty).finish_non_exhaustive()
    }
}
