//! The grammar of rules, as definitions to refer to. Editors show the description of each key.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use toggle_runtime::{
    __admin::{attribute_types, words},
    Value as State,
};
use toggle_syntax::{DURATION_PATTERN, DurationText, Limits, Type, record::Modes};

use super::{
    condition::{attribute, attributes, condition},
    monitor,
    parts::{PERCENTAGE, object, refer, share, with, with_date},
};

/// Returns the definitions that toggles of these types need. `names` are the on/off toggles.
pub(super) fn definitions<'a>(
    types: impl Iterator<Item = (&'a Type, Modes)>,
    names: &[&str],
    declared: Option<&[&str]>,
) -> BTreeMap<String, Value> {
    let shared = [
        ("attribute", attribute(true)),
        ("attribute-in-not", attribute(false)),
        ("attributes", attributes(declared)),
        ("condition", condition(declared)),
        ("date", date()),
        ("percentage", percentage()),
        ("requires", requires(names)),
        ("step", step()),
    ];
    let shared = shared.map(|(name, definition)| (name.to_owned(), definition));
    shared.into_iter().chain(types.map(|(ty, modes)| (rule_of(ty, modes), rule(ty, modes, declared)))).collect()
}

/// Returns the name of the definition of this type's rules. It contains only characters that a URI allows.
fn rule_of(ty: &Type, modes: Modes) -> String {
    match ty {
        Type::OnOff if modes.shadow => "rule,shadow".to_owned(),
        Type::OnOff => "rule".to_owned(),
        ty => format!("rule,{ty}").replace(' ', ","),
    }
}

/// Returns the schema of a state that is not a table.
pub(super) fn state(ty: &Type, modes: Modes) -> Map<String, Value> {
    let state = match ty {
        Type::OnOff => json!({ "type": ["boolean", "string"], "pattern": format!("^({})$", words_of(modes)) }),
        Type::Variants(names) => json!({ "enum": names }),
        Type::Integer(limits) => limited("integer", limits),
        Type::Float(limits) => limited("number", limits),
        Type::Duration(limits) => duration(limits),
        Type::Structure => json!({ "type": "object" }),
        _ => json!({ "type": "string" }),
    };
    object(state)
}

/// The description states the limits, since no keyword compares strings.
fn duration(limits: &Limits<DurationText>) -> Value {
    let mut duration = json!({ "type": "string", "pattern": DURATION_PATTERN });
    if limits.are_some() {
        duration["description"] = format!("A duration in {limits}.").into();
    }
    duration
}

fn limited<T: Copy + Into<Value>>(ty: &str, limits: &Limits<T>) -> Value {
    let bounds = [("minimum", limits.min), ("maximum", limits.max)];
    let bounds = bounds.into_iter().filter_map(|(name, bound)| Some((name.to_owned(), bound?.into())));
    [("type".to_owned(), ty.into())].into_iter().chain(bounds).collect::<Map<_, _>>().into()
}

/// Returns the schema of an entry's state: it may be a percentage, too, but not a table.
pub(super) fn state_of_entry(ty: &Type, modes: Modes) -> Map<String, Value> {
    let mut state = state(ty, modes);
    if *ty == Type::OnOff {
        state.insert("pattern".to_owned(), format!("^({}|{PERCENTAGE})$", words_of(modes)).into());
    }
    state
}

/// Returns a pattern of every word that the runtime takes for on or off, in any case. (The regular expressions of JSON
/// Schema are those of ECMAScript, which have no flag for that.)
fn on_or_off() -> String {
    let words = [State::On, State::Off].into_iter().flat_map(|state| words(&state));
    let words: Vec<String> = words.map(|word| word.chars().map(in_any_case).collect()).collect();
    words.join("|")
}

/// Returns a pattern of every word for a state of an on/off toggle.
fn words_of(modes: Modes) -> String {
    let shadow: String = "shadow".chars().map(in_any_case).collect();
    let shadow = if modes.shadow { format!("|{shadow}( {PERCENTAGE})?") } else { String::new() };
    on_or_off() + &shadow
}

fn in_any_case(letter: char) -> String {
    if letter.is_ascii_alphabetic() {
        format!("[{}{}]", letter.to_ascii_lowercase(), letter.to_ascii_uppercase())
    } else {
        letter.to_string()
    }
}

/// Returns the keywords of a toggle's table.
pub(super) fn table(ty: &Type, modes: Modes) -> Map<String, Value> {
    let mut table = json!({
        "additionalProperties": false,
        "properties": {
            "rules": {
                "description": "The first rule that matches decides.",
                "type": "array",
                "items": refer(&rule_of(ty, modes)),
            },
            "otherwise": with("The value if no rule matches; without it, the declared default.", state(ty, modes)),
            "without-key": with(
                "The value if no rule matches, and a rule fails to match only because it had no key to hash; without it, `otherwise`.",
                state(ty, modes),
            ),
            "requires": refer("requires"),
            "from": with_date("The time from which the rules apply; before it, `otherwise` applies."),
            "until": with_date("The time until which the rules apply; from then on, `otherwise` applies."),
            "enabled": {
                "description": "Whether this table applies. `false` switches the toggle off and keeps the rest: it is then off or, if it is not of type on/off, has its `otherwise` value.",
                "type": "boolean",
            },
            "salt": {
                "description": "The seed of the hash, in place of the toggle's name. Toggles with the same salt share their buckets.",
                "type": "string",
            },
        },
    });
    if let Some(properties) = table["properties"].as_object_mut() {
        properties.extend(monitor::keys(modes));
    }
    if *ty == Type::Structure {
        // Any other key is a field, and only the program knows the fields.
        table["additionalProperties"] = true.into();
    }
    if modes.shadow {
        table["not"] = json!({ "type": "object", "required": ["shadow", "otherwise"] });
    }
    object(table)
}

fn rule(ty: &Type, modes: Modes, declared: Option<&[&str]>) -> Value {
    let mut rule = json!({
        "description": "A rule matches if its `when`, its `segment` and its `rollout` do; an omitted key matches everyone.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "when": refer("condition"),
            "segment": {
                "description": "The segment that has to match, or a list of segments, one of which has to match.",
                "type": ["string", "array"],
                "items": { "type": "string" },
                "minItems": 1,
            },
            "rollout": refer("percentage"),
            "ramp": {
                "description": "A rollout that changes over time: 0 before the first step, and the share of the last step after it.",
                "type": "array",
                "items": refer("step"),
                "minItems": 1,
            },
            "linear": {
                "description": "Whether the ramp is linear between steps, instead of jumping at each step.",
                "type": "boolean",
            },
            "by": {
                "description": "The attribute whose value is hashed, such as `company`; without it, the targeting key.",
                "type": "string",
            },
            "serve": serve(ty, modes),
        },
        "not": { "required": ["rollout", "ramp"] },
        "dependencies": {
            "linear": ["ramp"],
            "by": {
                "anyOf": [
                    { "required": ["rollout"] },
                    { "required": ["ramp"] },
                    { "required": ["serve"], "properties": { "serve": { "type": "object" } } },
                ],
            },
        },
    });
    if *ty != Type::OnOff {
        rule["required"] = json!(["serve"]);
    }
    if let Some(names) = declared {
        rule["properties"]["by"]["enum"] = json!(names);
    }
    rule
}

fn serve(ty: &Type, modes: Modes) -> Value {
    match ty {
        Type::OnOff => with("The state that the rule serves; on by default.", state(ty, modes)),
        Type::Variants(names) => {
            let weights: Map<String, Value> = names.iter().map(|name| (name.clone(), refer("percentage"))).collect();
            json!({
                "description": "The variant that the rule serves, or weights that add up to 100, as in `{ a = 70, b = 30 }`.",
                "anyOf": [state(ty, modes), { "type": "object" }],
                "additionalProperties": false,
                "properties": weights,
                "minProperties": 1,
            })
        }
        _ => with("The state that the rule serves.", state(ty, modes)),
    }
}

fn requires(names: &[&str]) -> Value {
    let mut name = json!({ "type": "string" });
    if !names.is_empty() {
        name["enum"] = json!(names);
    }
    json!({
        "description": "Toggles that have to be on. If one of them is not, this toggle is off or, if it is not of type on/off, has its `otherwise` value.",
        "type": "array",
        "items": name,
        "minItems": 1,
    })
}

/// Returns the schema of the section of segments.
pub(super) fn segments() -> Value {
    json!({
        "description": "Named conditions. Rules refer to them with `segment`.",
        "type": "object",
        "additionalProperties": refer("condition"),
    })
}

/// Returns the schema of the section of attributes.
pub(super) fn declarations() -> Value {
    let types: Vec<&str> = attribute_types().collect();
    json!({
        "description": "The attributes of a context that rules of this file may use: `\"string\"`, `\"boolean\"`, `\"number\"`, `\"date\"`, `\"version\"`, or a list of the strings that an attribute can have. Any other attribute is then a mistake. `key` always exists.",
        "type": "object",
        "additionalProperties": {
            "description": "The type of this attribute, or a list of its values.",
            "type": ["string", "array"],
            "pattern": format!("^({})$", types.join("|")),
            "items": { "type": "string" },
            "minItems": 1,
        },
        "propertyNames": { "not": { "const": "key" } },
    })
}

fn date() -> Value {
    with_date("A time: `2026-12-01T09:00:00Z`, or `2026-12-01` for midnight UTC.")
}

fn percentage() -> Value {
    share("The share of the rollout, from 0 to 100, with at most three decimals: `25`, `0.5` or `\"25%\"`.")
}

fn step() -> Value {
    json!({
        "description": "A step of a ramp, later than the previous step.",
        "type": "object",
        "additionalProperties": false,
        "properties": { "at": refer("date"), "to": refer("percentage") },
        "required": ["at", "to"],
    })
}

#[cfg(test)]
mod tests {
    use toggle_runtime::__admin::{GUARD_KEYS, OBSERVE_KEYS, RULE_KEYS, SECTIONS, STEP_KEYS, TOGGLE_KEYS};

    use super::{
        super::{ATTRIBUTES, ENVIRONMENT, SEGMENT},
        *,
    };

    const MODES: Modes = Modes { guard: true, shadow: true, value: false };

    #[track_caller]
    fn check(schema: &Value, keys: &[&str]) {
        let mut described: Vec<&str> =
            schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        let mut keys = keys.to_vec();
        described.sort_unstable();
        keys.sort_unstable();
        assert_eq!(described, keys);
    }

    #[test]
    fn schema_has_the_keys_of_the_grammar() {
        let table = Value::from(table(&Type::OnOff, MODES));
        check(&table, TOGGLE_KEYS);
        check(&rule(&Type::OnOff, MODES, None), RULE_KEYS);
        check(&step(), STEP_KEYS);
        check(&table["properties"]["guard"], GUARD_KEYS);
        check(&table["properties"]["observe"], OBSERVE_KEYS);
        assert_eq!([SEGMENT, ENVIRONMENT, ATTRIBUTES], *SECTIONS);
    }
}
