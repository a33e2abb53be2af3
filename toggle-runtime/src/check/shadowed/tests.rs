//! Tests of the settings of shadow mode.

use futures_timer::Delay;
use toggle_syntax::record::{Body, Modes, Place, Polarity, Record};

use super::*;
use crate::{
    Builder, Source, SourceError, States,
    monitor::shadow::{reported, same},
};

/// A source with this TOML text.
struct Text(&'static str);

impl Source for Text {
    fn name(&self) -> String {
        "text".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        States::from_toml(self.0, "t.toml", None)
    }
}

/// Returns a comparison of `a`, which these sources set. The first source decides.
fn comparing(sources: &[&'static str]) -> Comparing {
    let place = Place { package: "p", version: "1.0.0", module: "p", item: "f", file: "src/p.rs", line: 1, column: 1 };
    let modes = Modes { shadow: true, ..Modes::default() };
    let record = Record { modes, ..Record::new("a", place, Body::Point { polarity: Polarity::Positive }) };
    let points = vec![Point::new(record.to_bytes().leak())].leak();
    let registry: &Registry = Box::leak(Box::new(Registry::new(points, Vec::new)));
    let builder = sources.iter().fold(Builder::default(), |builder, text| builder.source(Text(text)));
    registry.install(builder).expect("it can be read");
    Comparing::of(registry, &points[0]).expect("there is such a toggle")
}

#[track_caller]
fn check_limit(sources: &[&'static str], milliseconds: u64) {
    assert_eq!(comparing(sources).limit(), Duration::from_millis(milliseconds));
}

#[cfg(feature = "rules")]
#[test]
fn shadow_limit_comes_from_first_source_with_one() {
    check_limit(&[], 1000);
    check_limit(&["a = \"shadow\""], 1000);
    check_limit(&["a = { shadow = 5, shadow-limit = \"250ms\" }"], 250);
    check_limit(&["a = { shadow-limit = \"250ms\" }", "a = \"shadow\""], 250);
    check_limit(&["a = \"shadow\"", "a = { shadow-limit = \"3s\" }"], 3000);
    check_limit(&["a = { shadow-limit = \"250ms\" }", "a = { shadow = 5, shadow-limit = \"3s\" }"], 250);
}

/// The candidate would end before the default limit.
#[cfg(feature = "rules")]
#[test]
fn candidate_over_its_configured_limit_times_out() {
    let comparing = comparing(&["a = { shadow = 100, shadow-limit = \"1ms\" }"]);
    let candidate = async {
        Delay::new(LIMIT / 2).await;
        7
    };
    assert_eq!(pollster::block_on(comparing.run_async(async { 7 }, candidate, same, reported)), 7);
    let report = comparing.comparisons.report();
    assert_eq!((report.timeouts, report.matches), (1, 0));
}
