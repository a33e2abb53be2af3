//! The keys of the grammar, and what to write in place of those that people try.

pub(super) use toggle_syntax::keys::ENABLED;

use toggle_syntax::{keys::TOGGLE_KEYS, name};

use crate::short::short;

/// The keys that a table may have.
pub(super) struct Words {
    pub(super) known: &'static [&'static str],
    /// Keys that somebody may try, each with what to write.
    tried: &'static [(&'static [&'static str], &'static str)],
    /// What is said of any other.
    other: &'static str,
}

// Apart, since each of the vocabularies below refers to the keys of others.
const RULE_KEYS: &[&str] = &["when", "segment", "serve", "rollout", "by", "ramp", "linear"];
const OPERATOR_KEYS: &[&str] = &[
    "not",
    "present",
    "semver",
    "starts-with",
    "ends-with",
    "contains",
    "above",
    "at-least",
    "at-most",
    "below",
    "matches",
];

pub(super) const TOGGLE: Words = Words {
    known: TOGGLE_KEYS,
    tried: &[
        (RULE_KEYS, "it belongs into a rule, as in `rules = [{ rollout = 25 }]`"),
        (
            OPERATOR_KEYS,
            "an operator stands within an attribute, as in `rules = [{ when = { country = { not = \"NL\" } } }]`",
        ),
        (&["default", "on", "state", "value"], "did you mean `otherwise`?"),
        (&["active", "disabled", "off"], "did you mean `enabled`?"),
        (&["values"], "did you mean `shadow-values`?"),
        (&["anonymous", "keyless", "no-key", "without"], "did you mean `without-key`?"),
    ],
    other: " (a toggle name with a dot in it needs quotes)",
};

pub(super) const RULE: Words = Words {
    known: RULE_KEYS,
    tried: &[
        (
            &[
                "otherwise",
                "without-key",
                "requires",
                "from",
                "until",
                "salt",
                ENABLED,
                "guard",
                "observe",
                "shadow",
                "shadow-limit",
                "shadow-values",
                "rules",
            ],
            "it stands beside `rules`, not in one of them",
        ),
        (
            OPERATOR_KEYS,
            "an operator stands within an attribute of `when`, as in `when = { country = { not = \"NL\" } }`",
        ),
        (&["percent", "percentage", "share"], "did you mean `rollout`?"),
        (&["value", "variant", "variants", "weights"], "did you mean `serve`?"),
        (&["condition", "conditions", "if"], "did you mean `when`?"),
    ],
    other: " (attributes stand in `when`, as in `when = { country = \"NL\" }`)",
};

pub(super) const GUARD: Words = Words {
    known: &["failures", "over", "min-calls", "slow", "retry", "overrides", "worse", "slower", "confidence"],
    tried: &[
        (&["budget", "errors", "error-rate", "failure-rate", "threshold"], "did you mean `failures`?"),
        (&["interval", "period", "window", "within"], "did you mean `over`?"),
        (&["calls", "minimum", "volume"], "did you mean `min-calls`?"),
        (&["latency", "timeout"], "did you mean `slow`?"),
        (&["after", "cooldown", "reset"], "did you mean `retry`?"),
        (&["overridden", "override", "scopes", "testers"], "did you mean `overrides`?"),
        (&["regression", "difference", "delta", "increase", "than-other"], "did you mean `worse`?"),
        (&["significance", "certainty", "alpha", "p-value"], "did you mean `confidence`?"),
    ],
    other: "",
};

pub(super) const OBSERVE: Words = Words {
    known: &["events", "context-id"],
    tried: &[(&["sample", "sampling", "rate"], "did you mean `events`?")],
    other: "",
};

pub(super) const STEP: Words = Words { known: &["at", "to"], tried: &[], other: "" };

pub(super) const OPERATORS: Words = Words {
    known: OPERATOR_KEYS,
    tried: &[
        (&["in", "any", "any-of", "one-of"], "write a list, as in `country = [\"NL\", \"BE\"]`"),
        (&["eq", "equal", "equals", "is"], "write the value alone, as in `country = \"NL\"`"),
        (&["ne", "not-in", "is-not"], "did you mean `not`?"),
        (&["gt", "greater", "greater-than", "more-than", "after"], "did you mean `above`?"),
        (&["lt", "less", "less-than", "before"], "did you mean `below`?"),
        (&["gte", "ge", "min"], "did you mean `at-least`?"),
        (&["lte", "le", "max"], "did you mean `at-most`?"),
        (&["regex", "regexp", "pattern"], "did you mean `matches`?"),
        (&["version"], "did you mean `semver`?"),
        (&["exists", "missing"], "did you mean `present`?"),
        (&["prefix"], "did you mean `starts-with`?"),
        (&["suffix"], "did you mean `ends-with`?"),
        (&["from", "since"], "did you mean `at-least`?"),
        (&["until"], "did you mean `below`?"),
        (RULE_KEYS, "it stands in the rule, beside `when`"),
        (TOGGLE_KEYS, "it stands beside `rules`, not in a condition"),
    ],
    other: "",
};

impl Words {
    /// The known key that a word is, or most likely is a misspelling of.
    pub(super) fn meant(&self, word: &str) -> Option<&'static str> {
        let is_tried = self.tried.iter().any(|(tried, _)| tried.contains(&word));
        if is_tried { None } else { name::nearest(word, self.known.iter().copied()) }
    }

    /// Whether a word is meant as one of these keys, or is one that people try.
    pub(super) fn is_meant_by(&self, word: &str) -> bool {
        self.tried.iter().any(|(tried, _)| tried.contains(&word)) || self.meant(word).is_some()
    }

    /// What is wrong with a key that is none of these.
    pub(super) fn refuse(&self, word: &str) -> String {
        let advice = self.tried.iter().find(|(tried, _)| tried.contains(&word)).map(|(_, advice)| (*advice).to_owned());
        let nearest = || name::nearest(word, self.known.iter().copied()).map(|known| name::did_you_mean(word, known));
        let advice =
            advice.or_else(nearest).unwrap_or_else(|| format!("expected `{}`{}", self.known.join("`, `"), self.other));
        format!("unknown key `{}`; {advice}", short(word))
    }
}

/// The header of the section that a table of this name is probably meant to be.
pub(super) fn section(word: &str) -> Option<&'static str> {
    let (name, header) = match word.to_ascii_lowercase().as_str() {
        "segment" | "segments" => ("segment", "segment.NAME"),
        "env" | "environment" | "environments" | "stage" | "stages" => ("environment", "environment.NAME"),
        "attribute" | "attributes" => ("attributes", "attributes"),
        _ => return None,
    };
    // A toggle that is called like a section is one.
    (name != word).then_some(header)
}
