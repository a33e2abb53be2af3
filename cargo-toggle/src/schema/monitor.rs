//! The monitoring keys of a toggle's table.

use serde_json::{Map, Value, json};
use toggle_syntax::record::Modes;

use super::parts::share;

/// Returns the keys of a toggle whose points support these modes.
pub(super) fn keys(modes: Modes) -> Map<String, Value> {
    let always = [("observe", observe())];
    let guard = modes.guard.then(|| ("guard", guard()));
    let shadow = modes.shadow.then(|| [("shadow", shadow()), ("shadow-limit", limit()), ("shadow-values", values())]);
    let keys = always.into_iter().chain(guard).chain(shadow.into_iter().flatten());
    keys.map(|(key, schema)| (key.to_owned(), schema)).collect()
}

/// Returns a loose schema of a duration. The runtime checks the exact form.
fn time(description: &str) -> Value {
    json!({ "description": description, "type": "string", "pattern": r"^[^-].*[A-Za-z]$" })
}

fn guard() -> Value {
    let needed = |key: &str| json!({ "required": [key] });
    let limits: Vec<Value> = ["failures", "worse", "slower"].map(needed).into();
    let compared: Vec<Value> = ["worse", "slower"].map(needed).into();
    json!({
        "description": "How much of the gated code may fail before the toggle is switched off, in its own process and at once.",
        "type": "object",
        "additionalProperties": false,
        "anyOf": limits,
        "dependencies": {
            "confidence": { "anyOf": compared },
        },
        "properties": {
            "failures": share("The share of calls that may fail, such as `\"5%\"`. One more is too much."),
            "worse": share("How much higher the share of failures may be than that of the other way, in points, such as `\"2%\"`."),
            "slower": share("How much longer than one of the other way a call may take, such as `\"20%\"`."),
            "confidence": {
                "description": "The probability, in percent, that a comparison of equal ways never trips; 99.9, if it is left out.",
                "type": ["number", "string"],
                "minimum": 50,
                "exclusiveMaximum": 100,
                "pattern": r"^0*[5-9][0-9](\.[0-9]{1,3}0*)?%$",
            },
            "over": time("The time whose calls are looked at, up to now; `\"1m\"`, if it is left out."),
            "min-calls": {
                "description": "With fewer calls in that time, nothing is done; 50, if it is left out.",
                "type": "integer",
                "minimum": 1,
                "maximum": u32::MAX,
            },
            "slow": time("A call that takes longer has failed."),
            "retry": time("When the toggle is tried again; never, if it is left out."),
            "overrides": {
                "description": "Whether calls in scopes that override toggles, such as those of testers, count as well; not, if it is left out.",
                "type": "boolean",
            },
        },
    })
}

fn observe() -> Value {
    json!({
        "description": "Whether the answers to checks are counted.",
        "type": ["boolean", "object"],
        "additionalProperties": false,
        "properties": {
            "events": share("The share of answers of which there is an event, too; none, if it is left out."),
            "context-id": {
                "description": "Whether events name the targeting key. It may tell who a person is.",
                "type": "boolean",
            },
        },
    })
}

fn shadow() -> Value {
    share("In what share of calls both ways run and are compared, where no rule matches. In place of `otherwise`.")
}

fn limit() -> Value {
    time("How long an asynchronous candidate may take; `\"1s\"`, if it is left out.")
}

fn values() -> Value {
    json!({
        "description": "Whether the values that differ are kept and told; they are, if it is left out.",
        "type": "boolean",
    })
}
