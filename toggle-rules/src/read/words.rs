//! The keys of the grammar, and the advice for other keys that people try.

use toggle_syntax::{
    keys::{Keyword, TOGGLE_KEYS, ToggleKey},
    keywords, name,
};

use crate::{
    operators::{self, OperatorKey},
    short::short,
};

keywords! {
    /// A key of a rule.
    pub enum RuleKey {
        When = "when",
        Segment = "segment",
        Serve = "serve",
        Rollout = "rollout",
        By = "by",
        Ramp = "ramp",
        Linear = "linear",
    }
}

keywords! {
    /// A key of a step of a ramp.
    pub enum StepKey {
        At = "at",
        To = "to",
    }
}

keywords! {
    /// A key of a budget.
    pub enum GuardKey {
        Failures = "failures",
        Over = "over",
        MinCalls = "min-calls",
        Slow = "slow",
        Retry = "retry",
        Overrides = "overrides",
        Worse = "worse",
        Slower = "slower",
        Confidence = "confidence",
    }
}

keywords! {
    /// A key of the observation options.
    pub enum ObserveKey {
        Events = "events",
        ContextId = "context-id",
    }
}

keywords! {
    /// A section of a file. It is no toggle.
    pub enum Section {
        Segments = "segment",
        Stages = "environment",
        Attributes = "attributes",
    }
}

pub(super) const SEGMENTS: &str = Section::Segments.word();
/// The header of the section with all environments.
pub const STAGES: &str = Section::Stages.word();
pub(super) const ATTRIBUTES: &str = Section::Attributes.word();

/// A closed set of keys, and the messages about other keys.
pub(super) trait Vocabulary: Keyword {
    const VOCABULARY: Words;
}

/// The vocabulary of a table.
pub(super) struct Words {
    known: &'static [&'static str],
    /// Other names that people may try, each with the known key.
    synonyms: &'static [(&'static [&'static str], &'static str)],
    /// Keys that belong elsewhere, each with advice.
    tried: &'static [(&'static [&'static str], &'static str)],
    /// The note that a message adds for any other key.
    other: &'static str,
}

impl Vocabulary for ToggleKey {
    const VOCABULARY: Words = Words {
        known: Self::WORDS,
        synonyms: &[
            (&["default", "on", "state", "value"], "otherwise"),
            (&["active", "disabled", "off"], "enabled"),
            (&["values"], "shadow-values"),
            (&["anonymous", "keyless", "no-key", "without"], "without-key"),
        ],
        tried: &[
            (RuleKey::WORDS, "it belongs in a rule, as in `rules = [{ rollout = 25 }]`"),
            (
                OperatorKey::WORDS,
                "an operator belongs in an attribute, as in `rules = [{ when = { country = { not = \"NL\" } } }]`",
            ),
        ],
        other: " (a toggle name with a dot in it needs quotes)",
    };
}

impl Vocabulary for RuleKey {
    const VOCABULARY: Words = Words {
        known: Self::WORDS,
        synonyms: &[
            (&["percent", "percentage", "share"], "rollout"),
            (&["value", "variant", "variants", "weights"], "serve"),
            (&["condition", "conditions", "if"], "when"),
        ],
        tried: &[
            (TOGGLE_KEYS, "it belongs next to `rules`, not in a rule"),
            (
                OperatorKey::WORDS,
                "an operator belongs in an attribute of `when`, as in `when = { country = { not = \"NL\" } }`",
            ),
        ],
        other: " (attributes belong in `when`, as in `when = { country = \"NL\" }`)",
    };
}

impl Vocabulary for GuardKey {
    const VOCABULARY: Words = Words {
        known: Self::WORDS,
        synonyms: &[
            (&["budget", "errors", "error-rate", "failure-rate", "threshold"], "failures"),
            (&["interval", "period", "window", "within"], "over"),
            (&["calls", "minimum", "volume"], "min-calls"),
            (&["latency", "timeout"], "slow"),
            (&["after", "cooldown", "reset"], "retry"),
            (&["overridden", "override", "scopes", "testers"], "overrides"),
            (&["regression", "difference", "delta", "increase", "than-other"], "worse"),
            (&["significance", "certainty", "alpha", "p-value"], "confidence"),
        ],
        tried: &[],
        other: "",
    };
}

impl Vocabulary for ObserveKey {
    const VOCABULARY: Words =
        Words { known: Self::WORDS, synonyms: &[(&["sample", "sampling", "rate"], "events")], tried: &[], other: "" };
}

impl Vocabulary for StepKey {
    const VOCABULARY: Words = Words { known: Self::WORDS, synonyms: &[], tried: &[], other: "" };
}

impl Vocabulary for OperatorKey {
    const VOCABULARY: Words = Words {
        known: Self::WORDS,
        synonyms: &operators::TRIED,
        tried: &[
            (&["in", "any", "any-of", "one-of"], "write a list, as in `country = [\"NL\", \"BE\"]`"),
            (&["eq", "equal", "equals", "is"], "write the value alone, as in `country = \"NL\"`"),
            (RuleKey::WORDS, "it belongs in the rule, next to `when`"),
            (TOGGLE_KEYS, "it belongs next to `rules`, not in a condition"),
        ],
        other: "",
    };
}

impl Words {
    /// Returns the known key that a word most likely misspells, or the word itself if it is known.
    pub(super) fn meant(&self, word: &str) -> Option<&'static str> {
        if self.is_tried(word) { None } else { self.nearest(word) }
    }

    /// Returns whether a word is likely meant as one of these keys, or is a common other name.
    pub(super) fn is_meant_by(&self, word: &str) -> bool {
        self.is_tried(word) || self.meant(word).is_some()
    }

    fn is_tried(&self, word: &str) -> bool {
        self.synonyms.iter().chain(self.tried).any(|(tried, _)| tried.contains(&word))
    }

    fn nearest(&self, word: &str) -> Option<&'static str> {
        name::nearest(word, self.known.iter().copied())
    }

    /// Formats the mistake of a key outside the vocabulary.
    pub(super) fn refuse(&self, word: &str) -> String {
        let find = |list: &'static [(&[&str], &'static str)]| {
            list.iter().find(|(tried, _)| tried.contains(&word)).map(|(_, said)| *said)
        };
        let advice = find(self.synonyms)
            .map(|known| format!("did you mean `{known}`?"))
            .or_else(|| find(self.tried).map(str::to_owned))
            .or_else(|| self.nearest(word).map(|known| name::did_you_mean(word, known)))
            .unwrap_or_else(|| format!("expected `{}`{}", self.known.join("`, `"), self.other));
        format!("unknown key `{}`; {advice}", short(word))
    }
}

/// Returns the header of the section that a table of this name most likely means.
pub(super) fn section(word: &str) -> Option<&'static str> {
    let section = match word.to_ascii_lowercase().as_str() {
        "segment" | "segments" => Section::Segments,
        "env" | "environment" | "environments" | "stage" | "stages" => Section::Stages,
        "attribute" | "attributes" => Section::Attributes,
        _ => return None,
    };
    let header = match section {
        Section::Segments => "segment.NAME",
        Section::Stages => "environment.NAME",
        Section::Attributes => "attributes",
    };
    // A toggle may have the name of a section.
    (section.word() != word).then_some(header)
}
