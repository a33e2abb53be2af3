//! The section of declared attributes, and the checks of conditions against it.

use std::sync::Arc;

use toggle_syntax::{
    keys::{Keyword, ToggleKey},
    name,
};
use toml_spanner::{Array, Item, Key, Span, Table, Value as TomlValue};

use super::{
    declared::{Declared, EXPECTED, Kind, TYPES, declare_it},
    limits::{MAX_ATTRIBUTES, MAX_VALUES},
    reader::{Reader, in_order, kind},
    words::ATTRIBUTES,
};
use crate::{
    date,
    operators::{Domain, Operator},
    short::short,
    targeting::{AttributeName, KEY},
};

/// An attribute of a condition, with its declared type if there is one.
pub(super) struct Asked {
    pub(super) attribute: Arc<AttributeName>,
    kind: Option<Arc<Kind>>,
}

impl Reader<'_> {
    /// Reads the section of attributes.
    pub(super) fn declare(&mut self, table: &Table<'_>) {
        let mut declared = Declared::default();
        let mut listed = 0;
        for (position, (name, value)) in in_order(table).into_iter().enumerate() {
            listed += value.as_array().map_or(0, Array::len);
            self.limit(position + 1, MAX_ATTRIBUTES, "declared attributes", name.span);
            self.limit(listed, MAX_VALUES, "values of declared attributes", name.span);
            if self.is_past_limit() {
                return;
            }
            if name.name == KEY {
                self.wrong(name.span, "`key` is the targeting key, a string that needs no declaration; remove it");
                continue;
            }
            let kind = self.kind_of_attribute(name, value);
            declared.0.insert(name.name.to_owned(), kind.map(Arc::new));
        }
        self.declared = Some(Arc::new(declared));
    }

    fn kind_of_attribute(&mut self, name: &Key<'_>, value: &Item<'_>) -> Option<Kind> {
        match value.value() {
            TomlValue::String(word) => {
                let kind = TYPES.into_iter().find(|(known, ..)| known == word).map(|(_, kind, _)| kind);
                kind.or_else(|| self.refuse(value.span(), no_type(word)))
            }
            TomlValue::Array(values) if values.iter().all(|value| matches!(value.value(), TomlValue::String(_))) => {
                let texts = self.texts(value, EXPECTED)?;
                Some(Kind::OneOf(texts.into_iter().map(|text| text.value).collect()))
            }
            _ if ToggleKey::of(name.name).is_some() => {
                let message = format!(
                    "`[{ATTRIBUTES}]` declares attributes, each as {EXPECTED}; a toggle named `{ATTRIBUTES}` can only \
                     have a plain state"
                );
                self.refuse(value.span(), message)
            }
            _ => self.wrong_type(value, EXPECTED),
        }
    }

    /// Checks that rules may use an attribute.
    pub(super) fn asked(&mut self, name: &str, span: Span) -> Option<Asked> {
        let attribute = self.attribute(name);
        let Some(declared) = self.declared.clone() else { return Some(Asked { attribute, kind: None }) };
        if !declared.has(name) {
            let advice = if self.may_look_for_hint() { declared.advice(name) } else { declare_it(name) };
            return self.refuse(span, format!("`{}` is not declared in `[{ATTRIBUTES}]`; {advice}", short(name)));
        }
        let kind = match name {
            KEY => Some(Arc::new(Kind::Text)),
            name => declared.0.get(name).cloned().flatten(),
        };
        Some(Asked { attribute, kind })
    }

    /// Reads the attribute that a rollout hashes.
    pub(super) fn hashed(&mut self, name: &str, span: Span) -> Option<Arc<AttributeName>> {
        let asked = self.asked(name, span)?;
        if asked.kind.as_deref() == Some(&Kind::Date) {
            return self.refuse(span, format!("`{}` is declared as a date, which cannot be hashed", short(name)));
        }
        Some(asked.attribute)
    }

    /// Checks the values of an attribute in a condition.
    pub(super) fn check_values(&mut self, asked: &Asked, value: &Item<'_>) -> Option<()> {
        let Some(kind) = asked.kind.as_deref() else { return Some(()) };
        let values = match value.value() {
            TomlValue::Array(values) => values.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let mut all = Some(());
        for value in values {
            if let Some(fault) = kind.fault_of_item(value) {
                all = self.not_as_declared(asked, value.span(), &fault);
            }
        }
        all
    }

    /// Checks an operator on an attribute.
    pub(super) fn check_operator(&mut self, asked: &Asked, key: &Key<'_>, operator: &Operator) -> Option<()> {
        match asked.kind.as_deref().and_then(|kind| kind.fault_of_operator(key.name, operator)) {
            Some(fault) => self.not_as_declared(asked, key.span, &fault),
            None => Some(()),
        }
    }

    fn not_as_declared<T>(&mut self, asked: &Asked, span: Span, fault: &str) -> Option<T> {
        self.refuse(span, format!("`{}` is declared as {fault}", short(asked.attribute.as_str())))
    }
}

/// Formats the mistake of a word that is no type.
fn no_type(word: &str) -> String {
    let tried = TYPES.into_iter().find(|(_, _, tried)| tried.contains(&word)).map(|(known, ..)| known);
    let known = TYPES.map(|(known, ..)| known);
    let hint = match tried.or_else(|| name::nearest(word, known)) {
        Some(known) => name::did_you_mean(word, known),
        None => format!("expected {EXPECTED}"),
    };
    format!("there is no type `{}`; {hint}", short(word))
}

impl Kind {
    /// Returns the mistake of a value for the attribute in a condition, if there is one.
    fn fault_of_item(&self, item: &Item<'_>) -> Option<String> {
        match (self, item.value()) {
            (Self::OneOf(values), TomlValue::String(text)) => {
                (!values.iter().any(|value| value == text)).then(|| self.no_value(text))
            }
            (Self::Text | Self::Version, TomlValue::String(_))
            | (Self::Boolean, TomlValue::Boolean(_))
            | (Self::Number, TomlValue::Integer(_) | TomlValue::Float(_))
            | (Self::Date, TomlValue::DateTime(_)) => None,
            (Self::Date, TomlValue::String(text)) if date::in_text(text).is_some() => {
                Some(format!("{self}, but this is a string; write it without quotes"))
            }
            _ => Some(format!("{self}, but this is {}", kind(item))),
        }
    }

    /// Returns the mistake of an operator that no value of the attribute can fit, if there is one.
    fn fault_of_operator(&self, word: &str, operator: &Operator) -> Option<String> {
        let domain = operator.domain();
        let applies = match domain {
            // The operators within a `not`, and plain values, have been checked on their own.
            Domain::Any => true,
            Domain::Texts => match self {
                Self::OneOf(values) => values.iter().any(|value| operator.holds_for_text(value)),
                Self::Text | Self::Version => true,
                Self::Boolean | Self::Number | Self::Date => false,
            },
            Domain::Numbers => *self == Self::Number,
            Domain::Dates => *self == Self::Date,
        };
        if applies {
            return None;
        }
        Some(match (self, domain) {
            (Self::Version, Domain::Numbers | Domain::Dates) => {
                format!("{self}; compare it as in `semver = \">=2.3\"`")
            }
            (Self::Number | Self::Date, Domain::Numbers) => format!("{self}, but this is a number"),
            (Self::Number | Self::Date, Domain::Dates) => format!("{self}, but this is a date"),
            (Self::OneOf(_), Domain::Texts) => format!("{self}, none of which fits `{word}`"),
            _ => format!("{self}, to which `{word}` does not apply"),
        })
    }
}
