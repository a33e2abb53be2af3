//! The JSON of a change in a history file.

use jiff::Timestamp;
use toggle_rules::json::Object;

use crate::model::change::Change;

/// Returns the object that `serde` makes of a change, on one line.
pub(super) fn line(change: &Change) -> String {
    let Change { time, toggle, from, to, version, cause, source, revision, place } = change;
    let mut line = Object::default();
    line.text("time", time);
    line.text("toggle", toggle);
    line.state("from", from);
    line.state("to", to);
    line.text("version", version);
    line.text("cause", cause.word());
    line.text("source", source);
    if let Some(revision) = revision {
        line.text("revision", revision);
    }
    if let Some(place) = place {
        line.text("place", place);
    }
    line.end()
}

/// Returns the object that stands for lost lines.
pub(super) fn loss(time: Timestamp, lost: u64) -> String {
    let mut line = Object::default();
    line.text("time", time);
    line.key("lost");
    line.write(format_args!("{lost}"));
    line.end()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::model::change::Cause;
    use toggle_rules::{Percentage, State, Table, Value};

    fn states() -> impl Strategy<Value = State> {
        prop_oneof![
            Just(Value::Off.into()),
            Just(Value::On.into()),
            Just(Value::Shadow(Percentage::ALL).into()),
            Just(Table::of_default().into()),
            any::<u8>().prop_map(|given| crate::check::structured::in_code(Arc::new(given)).into()),
            any::<String>().prop_map(State::from),
            any::<i64>().prop_map(State::from),
            any::<f64>().prop_filter("JSON has no other", |number| number.is_finite()).prop_map(State::from),
            (any::<u16>(), proptest::option::of(0..=100_u32), any::<String>(), any::<bool>()).prop_map(
                |(rules, percent, otherwise, enabled)| {
                    let percentage = percent.map(|percent| Percentage::percent(percent).number());
                    let mut json = serde_json::json!({"rules": rules, "otherwise": otherwise});
                    if let Some(percentage) = percentage {
                        json["percentage"] = percentage.into();
                    }
                    if !enabled {
                        json["enabled"] = false.into();
                    }
                    serde_json::from_value(json).expect("it is a state")
                }
            ),
        ]
    }

    proptest! {
        #[test]
        fn line_of_any_change_is_what_serde_writes(
            (from, to) in (states(), states()),
            [toggle, version, source] in any::<[String; 3]>(),
            [place, revision] in any::<[Option<String>; 2]>(),
            (second, nanosecond) in (-100_000_000_000..100_000_000_000_i64, 0..1_000_000_000),
        ) {
            let time = Timestamp::new(second, nanosecond).expect("it is in range");
            for cause in Cause::ALL {
                let change = Change {
                    time,
                    toggle: toggle.clone(),
                    from: from.clone(),
                    to: to.clone(),
                    version: version.clone(),
                    cause,
                    source: source.clone(),
                    revision: revision.clone(),
                    place: place.clone(),
                };
                let line = line(&change);
                let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("it is JSON");
                prop_assert_eq!(read(&line), read(&serde_json::to_string(&change).expect("it can be written")));
                prop_assert!(!line.contains('\n'));
            }
        }
    }

    #[test]
    fn infinite_number_is_null() {
        let mut line = Object::default();
        line.state("to", &f64::INFINITY.into());
        assert_eq!(line.end(), r#"{"to":null}"#);
    }
}
