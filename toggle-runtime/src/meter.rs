//! Counters of the [`metrics`](https://docs.rs/metrics) facade. Without the feature of that name they count nothing.

pub(crate) use self::counter::Meter;

#[cfg(feature = "metrics")]
mod counter {
    use metrics::{Key, Label, Level, Metadata};

    use crate::{hub, observe::Answer};

    /// A counter, made once. Which recorder counts is asked each time, so that one may be installed later.
    #[derive(Debug)]
    pub(crate) struct Meter(Key);

    const METADATA: Metadata<'static> = Metadata::new("toggle_runtime", Level::INFO, Some("toggle_runtime"));

    impl Meter {
        /// That of one answer of a toggle.
        pub(crate) fn of_answers(toggle: &str, answer: Answer<'_>) -> Self {
            let value = Label::new("value", answer.value.to_string());
            let reason = Label::new("reason", answer.reason.as_semantic_convention());
            Self(Key::from_parts("feature_flag_evaluations_total", vec![key(toggle), value, reason]))
        }

        /// That of comparisons of a toggle that have come to the same.
        pub(crate) fn of_comparisons(toggle: &str, result: &'static str) -> Self {
            let labels = vec![key(toggle), Label::new("result", result)];
            Self(Key::from_parts("feature_flag_comparisons_total", labels))
        }

        /// How many times the guard of a toggle has tripped.
        pub(crate) fn of_trips(toggle: &str) -> Self {
            Self(Key::from_parts("feature_flag_trips_total", vec![key(toggle)]))
        }

        pub(crate) fn count(&self) {
            let count =
                || metrics::with_recorder(|recorder| recorder.register_counter(&self.0, &METADATA).increment(1));
            hub::contain(count);
        }
    }

    fn key(toggle: &str) -> Label {
        Label::new("key", toggle.to_owned())
    }
}

#[cfg(not(feature = "metrics"))]
mod counter {
    use crate::observe::Answer;

    #[derive(Debug)]
    pub(crate) struct Meter;

    impl Meter {
        pub(crate) fn of_answers(_: &str, _: Answer<'_>) -> Self {
            Self
        }

        pub(crate) fn of_comparisons(_: &str, _: &'static str) -> Self {
            Self
        }

        pub(crate) fn of_trips(_: &str) -> Self {
            Self
        }

        #[expect(clippy::unused_self, reason = "nobody counts")]
        pub(crate) fn count(&self) {}
    }
}
