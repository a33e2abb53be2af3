//! Answers as `tracing` events with the names of OpenTelemetry.

use std::sync::Arc;

use crate::monitor::observe::Answer;

/// The fields of an event apart from the answer.
#[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "nobody is told"))]
pub(crate) struct EvaluationEvent {
    /// The targeting key, if events may contain it.
    pub(crate) context_id: Option<String>,
    pub(crate) stage: Option<Arc<String>>,
    /// The digest of the toggle's policy.
    pub(crate) version: Option<u64>,
}

impl EvaluationEvent {
    /// Emits the event of an answer.
    ///
    /// The names are those of the semantic conventions for [events of feature flags][events], version 1.40.
    ///
    /// [events]: https://opentelemetry.io/docs/specs/semconv/feature-flags/feature-flags-events/
    #[cfg(feature = "tracing")]
    pub(crate) fn emit(&self, toggle: &str, answer: Answer<'_>) {
        use toggle_rules::{ErrorType, Value, version};

        let is_on = answer.value.is_on();
        let table = match answer.value {
            Value::Table(table) => table.to_string(),
            _ => String::new(),
        };
        let value: &dyn tracing::Value = match answer.value {
            Value::Text(text) => &&**text,
            Value::Table(_) => &&*table,
            Value::Integer(number) => number,
            Value::Float(number) => number,
            _ => &is_on,
        };
        let variant = match answer.value {
            Value::Integer(_) | Value::Float(_) | Value::Table(_) => None,
            value => Some(value.to_string()),
        };
        let error = answer.error.map(|error| match error {
            ErrorType::Unreadable => "parse_error",
            ErrorType::NoKey => "targeting_key_missing",
            ErrorType::NoAttribute => "invalid_context",
        });
        tracing::event!(
            name: "feature_flag.evaluation",
            target: "toggle_runtime",
            tracing::Level::INFO,
            feature_flag.key = toggle,
            feature_flag.result.value = value,
            feature_flag.result.variant = variant,
            feature_flag.result.reason = answer.reason.as_semantic_convention(),
            feature_flag.context.id = self.context_id,
            feature_flag.provider.name = "toggle-runtime",
            feature_flag.set.id = self.stage.as_deref(),
            feature_flag.version = self.version.map(version),
            "error.type" = error,
        );
    }

    #[cfg(not(feature = "tracing"))]
    #[expect(clippy::unused_self, reason = "nobody is told")]
    pub(crate) fn emit(&self, _: &str, _: Answer<'_>) {}
}
