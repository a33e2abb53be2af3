//! Answers as a counter of the `metrics` facade.

use metrics::{Key, Label, Level, Metadata};

use super::Answer;

/// The counter of one answer, made once. Which recorder counts is asked each time, so that one may be installed later.
pub(super) struct Meter(Key);

const NAME: &str = "feature_flag_evaluations_total";
const METADATA: Metadata<'static> = Metadata::new("toggle_runtime", Level::INFO, Some("toggle_runtime"));

impl Meter {
    pub(super) fn new(name: &str, answer: Answer<'_>) -> Self {
        let labels = vec![
            Label::new("key", name.to_owned()),
            Label::new("value", answer.value.to_string()),
            Label::new("reason", answer.reason.as_semantic_convention()),
        ];
        Self(Key::from_parts(NAME, labels))
    }

    pub(super) fn count(&self) {
        metrics::with_recorder(|recorder| recorder.register_counter(&self.0, &METADATA).increment(1));
    }
}
