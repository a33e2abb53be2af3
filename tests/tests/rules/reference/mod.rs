//! The second evaluator. It expects a file without mistakes and ignores speed: it parses texts at each check, and
//! looks up states by name.

mod condition;
mod date;
mod number;
mod rollout;
mod version;

use std::collections::BTreeMap;

use jiff::Timestamp;
use toml::{Table, Value};

use self::rollout::Draw;
pub(crate) use self::{date::instant, rollout::bucket};

/// The type of a toggle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    OnOff,
    Variants(Vec<String>),
    Integer,
    Float,
    Text,
}

/// The declaration of a toggle. On and off are `true` and `false`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Declaration {
    pub(crate) ty: Type,
    pub(crate) default: Value,
}

/// The context of a check.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Who {
    pub(crate) key: Option<String>,
    pub(crate) attributes: BTreeMap<String, Attribute>,
    /// The attributes of the process that checks.
    pub(crate) process: BTreeMap<String, Attribute>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Attribute {
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    Date(Timestamp),
    List(Vec<Attribute>),
}

impl Who {
    /// Returns an attribute. `key` is the targeting key, even if an attribute has the same name.
    fn attribute(&self, name: &str) -> Option<Attribute> {
        if name == "key" {
            return self.key.clone().map(Attribute::Text);
        }
        self.attributes.get(name).or_else(|| self.process.get(name)).cloned()
    }
}

/// A value and the reason for it.
pub(crate) type Answer = (Value, &'static str);

/// A file as one program reads it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct File {
    pub(crate) table: Table,
    pub(crate) stage: Option<String>,
    pub(crate) declarations: BTreeMap<String, Declaration>,
}

impl File {
    pub(crate) fn decide(&self, name: &str, who: &Who, now: Timestamp) -> Answer {
        let declared = self.declaration(name);
        let Some(state) = self.state(name) else { return (declared.default, "DEFAULT") };
        let Some(rules) = as_table(&declared.ty, state) else { return (value(&declared.ty, state), "STATIC") };

        let otherwise = rules.get("otherwise").map_or(declared.default, |state| value(&declared.ty, state));
        let is_enabled = rules.get("enabled").is_none_or(|enabled| *enabled == Value::Boolean(true));
        let is_met = |name| self.decide(text(name), who, now).0 == Value::Boolean(true);
        if !is_enabled || !list(&rules, "requires").iter().all(is_met) {
            let off = if declared.ty == Type::OnOff { Value::Boolean(false) } else { otherwise };
            return (off, "DISABLED");
        }
        let nanoseconds = now.as_nanosecond();
        if rules.get("from").is_some_and(|from| nanoseconds < toml_instant(from))
            || rules.get("until").is_some_and(|until| nanoseconds >= toml_instant(until))
        {
            return (otherwise, "DISABLED");
        }
        let salt = rules.get("salt").map_or(name, text);
        let mut value_missing = false;
        for rule in list(&rules, "rules") {
            match self.rule(&declared.ty, salt, table(rule), who, nanoseconds) {
                Tried::Matches(answer) => return answer,
                Tried::PassedOver => {}
                Tried::ValueMissing => value_missing = true,
            }
        }
        match (value_missing, rules.get("without-key")) {
            (false, _) => (otherwise, "DEFAULT"),
            (true, Some(state)) => (value(&declared.ty, state), "DEFAULT"),
            (true, None) => (otherwise, "ERROR"),
        }
    }

    fn rule(&self, ty: &Type, salt: &str, rule: &Table, who: &Who, now: i128) -> Tried {
        let segments = rule.get("segment").map_or(vec![], one_or_many);
        let in_segment = segments.is_empty() || segments.iter().any(|name| condition::fits(self.segment(name), who));
        if !in_segment || !rule.get("when").is_none_or(|when| condition::fits(when, who)) {
            return Tried::PassedOver;
        }
        let hashed = who.attribute(rule.get("by").map_or("key", text));
        let mut looked = false;
        match rollout::taken_in(rollout::threshold(rule, now), salt, hashed.as_ref()) {
            Draw::NoneNeeded(true) => {}
            Draw::Drawn(true) => looked = true,
            Draw::NoneNeeded(false) | Draw::Drawn(false) => return Tried::PassedOver,
            Draw::ValueMissing => return Tried::ValueMissing,
        }
        let served = match (rule.get("serve"), ty) {
            (None, _) => Value::Boolean(true),
            (Some(Value::Table(weights)), Type::Variants(variants)) => {
                match rollout::weighted(weights, variants, salt, hashed.as_ref()) {
                    Draw::NoneNeeded(variant) => Value::String(variant),
                    Draw::Drawn(variant) => {
                        looked = true;
                        Value::String(variant)
                    }
                    Draw::ValueMissing => return Tried::ValueMissing,
                }
            }
            (Some(state), _) => value(ty, state),
        };
        Tried::Matches((served, if looked { "SPLIT" } else { "TARGETING_MATCH" }))
    }

    fn declaration(&self, name: &str) -> Declaration {
        let undeclared = Declaration { ty: Type::OnOff, default: Value::Boolean(false) };
        self.declarations.get(name).cloned().unwrap_or(undeclared)
    }

    fn state(&self, name: &str) -> Option<&Value> {
        let is_section = |state: &&Value| state.is_table() && ["segment", "environment", "attributes"].contains(&name);
        let in_stage = self.stage_table().and_then(|stage| stage.get(name));
        in_stage.or_else(|| self.table.get(name)).filter(|state| !is_section(state))
    }

    fn segment(&self, name: &str) -> &Value {
        let in_stage = self.stage_table().and_then(|stage| stage.get("segment")?.as_table()?.get(name));
        let in_file = || self.table.get("segment")?.as_table()?.get(name);
        in_stage.or_else(in_file).expect("the file has the segment")
    }

    fn stage_table(&self) -> Option<&Table> {
        self.table.get("environment")?.as_table()?.get(self.stage.as_ref()?)?.as_table()
    }
}

/// The result of one rule.
enum Tried {
    Matches(Answer),
    PassedOver,
    ValueMissing,
}

/// Returns the table of a state, or `None` if the state has no rules.
fn as_table(ty: &Type, state: &Value) -> Option<Table> {
    match (ty, state) {
        (_, Value::Table(table)) => Some(table.clone()),
        (Type::OnOff, Value::String(word)) => {
            let percentage = Value::Float(word.strip_suffix('%')?.parse().expect("a percentage"));
            let rule = Value::Table(Table::from_iter([("rollout".to_owned(), percentage)]));
            let rules = ("rules".to_owned(), Value::Array(vec![rule]));
            Some(Table::from_iter([rules, ("otherwise".to_owned(), Value::Boolean(false))]))
        }
        _ => None,
    }
}

/// Returns the value of a state without rules.
fn value(ty: &Type, state: &Value) -> Value {
    match (ty, state) {
        (Type::OnOff, Value::String(word)) => match &*word.to_ascii_lowercase() {
            "on" | "true" | "1" | "yes" => Value::Boolean(true),
            "off" | "false" | "0" | "no" => Value::Boolean(false),
            other => panic!("{other} is no word for on or off"),
        },
        #[expect(clippy::cast_precision_loss, reason = "a number that is written as a whole one")]
        (Type::Float, Value::Integer(whole)) => Value::Float(*whole as f64),
        (_, state) => state.clone(),
    }
}

fn list<'a>(rules: &'a Table, key: &str) -> &'a [Value] {
    rules.get(key).map_or(&[], |value| value.as_array().expect("a list"))
}

/// Returns one string, or the strings of a list.
fn one_or_many(value: &Value) -> Vec<&str> {
    value.as_array().map_or_else(|| vec![text(value)], |values| values.iter().map(text).collect())
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn table(value: &Value) -> &Table {
    value.as_table().expect("a table")
}

/// Returns the instant of a date in the file.
fn toml_instant(value: &Value) -> i128 {
    instant(&value.as_datetime().expect("a date").to_string()).expect("no local time")
}
