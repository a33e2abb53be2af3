//! Counters and gauges of the [`metrics`](https://docs.rs/metrics) facade, which do nothing without the feature
//! `metrics`.

pub(crate) use self::counter::Meter;

#[cfg(feature = "metrics")]
mod counter {
    use std::cell::Cell;

    use jiff::Timestamp;
    use metrics::{Key, Label, Level, Metadata};

    use crate::{base::panics, monitor::observe::Answer};

    /// A counter, made once. Each count looks up the recorder, so that a recorder may be installed later.
    #[derive(Debug)]
    pub(crate) struct Meter(Key);

    const METADATA: Metadata<'static> = Metadata::new("toggle_runtime", Level::INFO, Some("toggle_runtime"));

    impl Meter {
        /// Returns the counter of one answer of a toggle.
        pub(crate) fn of_answers(toggle: &str, answer: Answer<'_>) -> Self {
            let value = Label::new("value", answer.value.to_string());
            let reason = Label::new("reason", answer.reason.as_semantic_convention());
            Self(Key::from_parts("feature_flag_evaluations_total", vec![key(toggle), value, reason]))
        }

        /// Returns the counter of a toggle's comparisons with this result.
        pub(crate) fn of_comparisons(toggle: &str, result: &'static str) -> Self {
            let labels = vec![key(toggle), Label::new("result", result)];
            Self(Key::from_parts("feature_flag_comparisons_total", labels))
        }

        /// Returns the counter of the trips of a toggle's guard.
        pub(crate) fn of_trips(toggle: &str) -> Self {
            Self(Key::from_parts("feature_flag_trips_total", vec![key(toggle)]))
        }

        /// Whether gauges are set at all.
        pub(crate) const MEASURES: bool = true;

        /// Sets the gauge of the time at which a source was last read, in seconds since 1970.
        pub(crate) fn read(source: &str, at: Option<Timestamp>) {
            let Some(at) = at else { return };
            let labels = vec![Label::new("source", source.to_owned())];
            let key = Key::from_parts("feature_flag_source_read_timestamp_seconds", labels);
            let seconds = at.duration_since(Timestamp::UNIX_EPOCH).as_secs_f64();
            call(|| {
                metrics::with_recorder(|recorder| recorder.register_gauge(&key, &METADATA).set(seconds));
            });
        }

        /// Counts one.
        pub(crate) fn count(&self) {
            call(|| {
                metrics::with_recorder(|recorder| recorder.register_counter(&self.0, &METADATA).increment(1));
            });
        }
    }

    /// Calls the recorder, unless the recorder itself causes the call, which would never end.
    fn call(record: impl FnOnce()) {
        if !COUNTING.replace(true) {
            panics::catch_panic(record);
            COUNTING.set(false);
        }
    }

    thread_local! {
        /// Whether this thread is inside a count.
        static COUNTING: Cell<bool> = const { Cell::new(false) };
    }

    fn key(toggle: &str) -> Label {
        Label::new("key", toggle.to_owned())
    }

    #[cfg(test)]
    mod tests {
        use std::sync::{
            Arc,
            atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
        };

        use parking_lot::Mutex;

        use metrics::{Counter, Gauge, Histogram, KeyName, Recorder, SharedString, Unit};

        use super::*;

        /// A recorder that causes a count in each count.
        #[derive(Default)]
        struct Asking(AtomicUsize);

        impl Recorder for Asking {
            fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

            fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

            fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

            fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
                self.0.fetch_add(1, Relaxed);
                Meter::of_trips("x").count();
                assert!(self.0.load(Relaxed) < 2, "the recorder's own fault");
                Counter::noop()
            }

            fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
                Gauge::noop()
            }

            fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
                Histogram::noop()
            }
        }

        /// A recorder that keeps its gauges, by their keys.
        #[derive(Default)]
        struct Gauges(Mutex<Vec<(String, Arc<AtomicU64>)>>);

        impl Recorder for Gauges {
            fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

            fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

            fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

            fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
                Counter::noop()
            }

            fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
                let value = Arc::new(AtomicU64::new(0));
                self.0.lock().push((key.to_string(), value.clone()));
                Gauge::from_arc(value)
            }

            fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
                Histogram::noop()
            }
        }

        #[test]
        fn time_of_a_reading_is_a_gauge_in_seconds() {
            let recorder = Gauges::default();
            metrics::with_local_recorder(&recorder, || {
                Meter::read("store", None);
                Meter::read("store", Some(Timestamp::from_millisecond(1_500).expect("it is in range")));
            });
            let gauges = recorder.0.into_inner();
            let [(key, value)] = &*gauges else { panic!("one gauge: {gauges:?}") };
            assert!(key.contains("feature_flag_source_read_timestamp_seconds") && key.contains("store"), "{key}");
            assert_eq!(value.load(Relaxed), 1.5_f64.to_bits());
        }

        #[test]
        fn a_recorder_may_ask_toggles_and_panic() {
            let recorder = Asking::default();
            metrics::with_local_recorder(&recorder, || (0..3).for_each(|_| Meter::of_trips("x").count()));
            assert_eq!(recorder.0.load(Relaxed), 3);
        }
    }
}

#[cfg(not(feature = "metrics"))]
mod counter {
    use jiff::Timestamp;

    use crate::monitor::observe::Answer;

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

        pub(crate) const MEASURES: bool = false;

        pub(crate) fn read(_: &str, _: Option<Timestamp>) {}

        #[expect(clippy::unused_self, reason = "nobody counts")]
        pub(crate) fn count(&self) {}
    }
}
