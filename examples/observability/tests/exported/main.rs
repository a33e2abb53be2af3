//! Tests of the exports, as a collector and Prometheus receive them.

mod collector;
mod program;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::Ipv4Addr,
};

use opentelemetry_proto::tonic::logs::v1::LogRecord;
use tokio::net::TcpSocket;

use self::{
    collector::{Collector, attributes},
    program::Program,
};

/// The number of requests.
const REQUESTS: u32 = 120;

/// All attributes of the event in the semantic conventions, with the general attribute `error.type`.
const CONVENTIONS: [&str; 9] = [
    "feature_flag.key",
    "feature_flag.result.value",
    "feature_flag.result.variant",
    "feature_flag.result.reason",
    "feature_flag.context.id",
    "feature_flag.provider.name",
    "feature_flag.set.id",
    "feature_flag.version",
    "error.type",
];

/// Runs the program until it serves metrics, and returns the records that the collector has received so far.
async fn exported() -> (Vec<LogRecord>, Program) {
    let collector = Collector::start().await;
    let program = Program::start(collector.address, REQUESTS).await;
    (collector.records(), program)
}

fn evaluations(records: &[LogRecord]) -> impl Iterator<Item = BTreeMap<String, String>> {
    records.iter().filter(|record| record.event_name == "feature_flag.evaluation").map(attributes)
}

/// Returns the toggle's first evaluation with this attribute, without its version.
#[track_caller]
fn first(records: &[LogRecord], toggle: &str, attribute: &str, value: &str) -> Vec<String> {
    let mut all =
        evaluations(records).filter(|attributes| attributes["feature_flag.key"] == format!("string {toggle}"));
    let found = all.find(|attributes| attributes.get(attribute).is_some_and(|given| given == value));
    let mut found = found.unwrap_or_else(|| panic!("nothing of {toggle} has {attribute}={value}"));
    let version = found.remove("feature_flag.version").expect("it has a version");
    assert!(version.starts_with("string "), "{version}");
    found.into_iter().map(|(name, value)| format!("{name}: {value}")).collect()
}

#[tokio::test]
async fn answer_is_a_log_record_of_the_conventions() {
    let (records, _program) = exported().await;
    assert_eq!(
        first(&records, "new-search", "feature_flag.result.reason", "string split"),
        [
            "feature_flag.key: string new-search",
            "feature_flag.provider.name: string toggle-runtime",
            "feature_flag.result.reason: string split",
            "feature_flag.result.value: bool true",
            "feature_flag.result.variant: string on",
            "feature_flag.set.id: string production",
        ]
    );
    assert_eq!(
        first(&records, "page-size", "feature_flag.result.reason", "string default"),
        [
            "feature_flag.key: string page-size",
            "feature_flag.provider.name: string toggle-runtime",
            "feature_flag.result.reason: string default",
            "feature_flag.result.value: int 20",
            "feature_flag.set.id: string production",
        ]
    );
    assert_eq!(
        first(&records, "ranking", "feature_flag.result.reason", "string static"),
        [
            "feature_flag.key: string ranking",
            "feature_flag.provider.name: string toggle-runtime",
            "feature_flag.result.reason: string static",
            "feature_flag.result.value: string neural",
            "feature_flag.result.variant: string neural",
            "feature_flag.set.id: string production",
        ]
    );
}

#[tokio::test]
async fn context_id_is_exported_for_one_toggle_only() {
    let (records, _program) = exported().await;
    let with_id = |attributes: &BTreeMap<String, String>| attributes.contains_key("feature_flag.context.id");
    let told: Vec<_> = evaluations(&records).filter(with_id).collect();
    assert_eq!(told.len(), REQUESTS as usize);
    assert!(told.iter().all(|attributes| attributes["feature_flag.key"] == "string trial"));
    assert_eq!(told[7]["feature_flag.context.id"], "string user-7");
}

#[tokio::test]
async fn evaluation_error_is_exported() {
    let (records, _program) = exported().await;
    let errors: Vec<_> = evaluations(&records).filter(|attributes| attributes.contains_key("error.type")).collect();
    assert_eq!(errors.len(), 1, "one was asked for nobody: {errors:#?}");
    assert_eq!(errors[0]["error.type"], "string targeting_key_missing");
    assert_eq!(errors[0]["feature_flag.result.reason"], "string error");
}

#[tokio::test]
async fn a_version_is_that_of_a_state_in_every_process() {
    let versions = |records: &[LogRecord]| -> BTreeSet<(String, String)> {
        let of = |evaluation: BTreeMap<String, String>| {
            ["feature_flag.key", "feature_flag.version"].map(|name| evaluation[name].clone()).into()
        };
        evaluations(records).map(of).collect()
    };
    let (one, _first) = exported().await;
    let (other, _second) = exported().await;
    let one = versions(&one);
    assert_eq!(one, versions(&other));
    let of = |toggle: &str| one.iter().filter(|(key, _)| *key == format!("string {toggle}")).count();
    assert_eq!([of("new-search"), of("new-mailer")], [1, 2], "one was switched off: {one:#?}");
}

#[tokio::test]
async fn attributes_outside_conventions_are_absent() {
    let (records, _program) = exported().await;
    for evaluation in evaluations(&records) {
        let others: Vec<_> = evaluation.keys().filter(|name| !CONVENTIONS.contains(&name.as_str())).collect();
        assert!(others.is_empty(), "{others:?}");
    }
    let evaluation =
        records.iter().find(|record| record.event_name == "feature_flag.evaluation").expect("there are some");
    assert_eq!(evaluation.severity_text, "INFO");
}

#[tokio::test]
async fn trip_is_a_log_record_with_its_reason() {
    let (records, _program) = exported().await;
    let errors: Vec<_> = records.iter().filter(|record| record.severity_text == "ERROR").collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].event_name, "toggle_runtime.tripped");
    let why = format!("{:?}", errors[0].body);
    assert!(why.contains("toggle `new-mailer` is switched off: 7 of 20 calls failed (7 errors)"), "{why}");
}

#[tokio::test]
async fn prometheus_reads_the_number_of_answers() {
    let (records, program) = exported().await;
    let metrics = program.metrics().await;

    // The counters and the events agree by toggle, value and reason.
    let mut told: BTreeMap<String, u64> = BTreeMap::new();
    for evaluation in evaluations(&records) {
        let text = |name: &str| evaluation[name].split_once(' ').map_or("", |(_, value)| value).to_owned();
        let (key, reason) = (text("feature_flag.key"), text("feature_flag.result.reason"));
        let variant = evaluation.contains_key("feature_flag.result.variant");
        let value = text(if variant { "feature_flag.result.variant" } else { "feature_flag.result.value" });
        let series = format!("feature_flag_evaluations_total{{key=\"{key}\",value=\"{value}\",reason=\"{reason}\"}}");
        *told.entry(series).or_default() += 1;
    }
    let counted = |family: &str| -> BTreeMap<String, u64> {
        let samples = metrics.lines().filter(|line| line.starts_with(&format!("{family}{{")));
        samples
            .map(|line| line.rsplit_once(' ').expect("a sample has a value"))
            .map(|(series, value)| (series.to_owned(), value.parse().expect("a number")))
            .collect()
    };
    assert_eq!(counted("feature_flag_evaluations_total"), told);
    assert_eq!(told["feature_flag_evaluations_total{key=\"new-pricing\",value=\"shadow\",reason=\"static\"}"], 120);

    let compared = counted("feature_flag_comparisons_total");
    let of =
        |result: &str| compared[&format!("feature_flag_comparisons_total{{key=\"new-pricing\",result=\"{result}\"}}")];
    assert_eq!(of("match") + of("mismatch"), 120, "{compared:?}");
    assert!(of("mismatch") > 0, "{compared:?}");
    assert_eq!(
        counted("feature_flag_trips_total"),
        [("feature_flag_trips_total{key=\"new-mailer\"}".to_owned(), 1)].into()
    );
    for family in ["feature_flag_evaluations_total", "feature_flag_comparisons_total", "feature_flag_trips_total"] {
        assert!(metrics.contains(&format!("# TYPE {family} counter\n")), "{metrics}");
    }
}

#[tokio::test]
async fn missing_collector_is_reported_and_harmless() {
    // The port is bound, so no other test receives it, but nothing listens on it.
    let socket = TcpSocket::new_v4().expect("there are sockets");
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("there are free ports");
    let nobody = socket.local_addr().expect("it has an address");
    let mut program = Program::start(nobody, 5).await;
    assert!(program.metrics().await.contains("feature_flag_evaluations_total{key=\"new-pricing\""));
    program.wait_for_error("the collector has not got all log records: ").await;
}

#[tokio::test]
async fn records_beyond_the_queue_are_reported_lost() {
    let collector = Collector::start().await;
    let variables = [("OTEL_BLRP_MAX_QUEUE_SIZE", "1")];
    let mut program = Program::start_with(collector.address, REQUESTS, &variables).await;
    program.wait_for_error("dropped a LogRecord due to queue full").await;
    // The counters of Prometheus are complete.
    let all = "feature_flag_evaluations_total{key=\"new-pricing\",value=\"shadow\",reason=\"static\"} 120";
    assert!(program.metrics().await.contains(all));
}

#[tokio::test]
async fn operator_with_token_sees_and_resets_a_guard() {
    let collector = Collector::start().await;
    let program = Program::start_with(collector.address, REQUESTS, &[("OPERATORS_TOKEN", "secret")]).await;
    let (status, tripped) = program.operate("/operators/toggles/new-mailer", "secret", None).await;
    assert!(status == 200 && tripped.contains("\"tripped\""), "{tripped}");
    let order = Some(r#"{"name":"new-mailer"}"#);
    let (status, reset) = program.operate("/operators/reset", "secret", order).await;
    assert!(status == 200 && reset.contains("\"closed\""), "{reset}");
    for token in ["other", ""] {
        assert_eq!(program.operate("/operators/toggles", token, None).await.0, 403);
    }
    let closed = Program::start(collector.address, 1).await;
    assert_eq!(closed.operate("/operators/toggles", "", None).await.0, 403, "without a token in the environment");
}
