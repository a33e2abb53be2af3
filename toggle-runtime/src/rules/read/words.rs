//! The keys of the grammar, and what to write in place of those that people try.

use toggle_syntax::name;

/// The keys that a table may have.
pub(super) struct Words {
    pub(super) known: &'static [&'static str],
    /// Keys that somebody may try, each with what to write.
    tried: &'static [(&'static [&'static str], &'static str)],
    /// What is said of any other.
    other: &'static str,
}

pub(super) const TOGGLE: Words = Words {
    known: &["rules", "otherwise", "requires", "from", "until", "salt", "shadow", "shadow-limit", "guard", "observe"],
    tried: &[
        (RULE.known, "it belongs into a rule, as in `rules = [{ rollout = 25 }]`"),
        (&["default", "enabled", "on", "state", "value"], "did you mean `otherwise`?"),
    ],
    other: " (a toggle name with a dot in it needs quotes)",
};

pub(super) const RULE: Words = Words {
    known: &["when", "segment", "serve", "rollout", "by", "ramp", "linear"],
    tried: &[
        (
            &["otherwise", "requires", "from", "until", "salt", "guard", "observe", "shadow"],
            "it stands beside `rules`, not in one of them",
        ),
        (&["percent", "percentage", "share"], "did you mean `rollout`?"),
        (&["value", "variant", "variants", "weights"], "did you mean `serve`?"),
        (&["condition", "conditions", "if"], "did you mean `when`?"),
    ],
    other: "",
};

pub(super) const GUARD: Words = Words {
    known: &["failures", "over", "min-calls", "slow", "retry"],
    tried: &[
        (&["budget", "errors", "error-rate", "failure-rate", "threshold"], "did you mean `failures`?"),
        (&["interval", "period", "window", "within"], "did you mean `over`?"),
        (&["calls", "minimum", "volume"], "did you mean `min-calls`?"),
        (&["latency", "timeout"], "did you mean `slow`?"),
        (&["after", "cooldown", "reset"], "did you mean `retry`?"),
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
    known: &[
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
    ],
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
    ],
    other: "",
};

impl Words {
    /// The known key that a word is, or most likely is a misspelling of.
    pub(super) fn meant(&self, word: &str) -> Option<&'static str> {
        let is_tried = self.tried.iter().any(|(tried, _)| tried.contains(&word));
        if is_tried { None } else { name::nearest(word, self.known.iter().copied()) }
    }

    /// What is wrong with a key that is none of these.
    pub(super) fn refuse(&self, word: &str) -> String {
        let advice = self.tried.iter().find(|(tried, _)| tried.contains(&word)).map(|(_, advice)| (*advice).to_owned());
        let nearest = || name::nearest(word, self.known.iter().copied()).map(|known| name::did_you_mean(word, known));
        let advice =
            advice.or_else(nearest).unwrap_or_else(|| format!("expected `{}`{}", self.known.join("`, `"), self.other));
        format!("unknown key `{word}`; {advice}")
    }
}

/// What is wrong with an attribute whose name is a word of the grammar, and whose value shows that this is meant.
pub(super) fn misplaced(word: &str) -> Option<&'static str> {
    match word {
        "any" | "or" => Some("alternatives are a list of tables: `[{ country = \"NL\" }, { plan = \"pro\" }]`"),
        "all" | "and" => Some("all attributes of a table must match; write them beside each other"),
        "when" => Some("this is a condition already; leave `when` out"),
        word if OPERATORS.known.contains(&word) => {
            Some("an operator stands within an attribute, as in `country = { not = \"NL\" }`")
        }
        _ => None,
    }
}

/// The section that a table of this name is probably meant to be.
pub(super) fn section(word: &str) -> Option<&'static str> {
    match word {
        "segments" => Some("segment"),
        "env" | "environments" | "stage" | "stages" => Some("environment"),
        _ => None,
    }
}
