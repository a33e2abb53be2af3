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
        "description": "The limits on failures of the gated code. Beyond a limit, the toggle is switched off at once, in its own process.",
        "type": "object",
        "additionalProperties": false,
        "anyOf": limits,
        "dependencies": {
            "confidence": { "anyOf": compared },
        },
        "properties": {
            "failures": share("The share of calls that may fail, such as `\"5%\"`. One more failure trips the guard."),
            "worse": share("How much higher the share of failures may be than that of the other path, in percentage points, such as `\"2%\"`."),
            "slower": share("How much longer a call may take than a call of the other path, such as `\"20%\"`."),
            "confidence": {
                "description": "The probability, in percent, that a comparison of equal paths never trips; 99.9 by default.",
                "type": ["number", "string"],
                "minimum": 50,
                "exclusiveMaximum": 100,
                "pattern": r"^0*[5-9][0-9](\.[0-9]{1,3}0*)?%$",
            },
            "over": time("The length of the window whose calls count, up to now; `\"1m\"` by default."),
            "min-calls": {
                "description": "With fewer calls in that window, the guard does nothing; 50 by default.",
                "type": "integer",
                "minimum": 1,
                "maximum": u32::MAX,
            },
            "slow": time("A call that takes longer counts as failed."),
            "retry": time("The delay after which the toggle is tried again; never by default."),
            "overrides": {
                "description": "Whether calls in scopes that override toggles, such as those of testers, count as well; they do not by default.",
                "type": "boolean",
            },
        },
    })
}

fn observe() -> Value {
    json!({
        "description": "Whether the results of checks are counted.",
        "type": ["boolean", "object"],
        "additionalProperties": false,
        "properties": {
            "events": share("The share of results that also emit an event; none by default."),
            "context-id": {
                "description": "Whether events contain the targeting key. It may identify a person.",
                "type": "boolean",
            },
        },
    })
}

fn shadow() -> Value {
    share("The share of calls in which both paths run and are compared, if no rule matches. It replaces `otherwise`.")
}

fn limit() -> Value {
    time("The time limit of an asynchronous candidate; `\"1s\"` by default.")
}

fn values() -> Value {
    json!({
        "description": "Whether differing values are kept and reported; they are by default.",
        "type": "boolean",
    })
}
