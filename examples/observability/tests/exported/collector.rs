//! A collector of log records that receives OTLP over HTTP.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use opentelemetry_proto::tonic::{
    collector::logs::v1::{ExportLogsServiceRequest, ExportLogsServiceResponse},
    common::v1::any_value::Value,
    logs::v1::LogRecord,
};
use prost::Message;
use tokio::net::TcpListener;

type Records = Arc<Mutex<Vec<LogRecord>>>;

pub(crate) struct Collector {
    pub(crate) address: SocketAddr,
    records: Records,
}

impl Collector {
    /// Starts a collector that listens until the end of the test.
    pub(crate) async fn start() -> Self {
        let records = Records::default();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("there are free ports");
        let address = listener.local_addr().expect("it has an address");
        let routes = Router::new().route("/v1/logs", post(collect)).with_state(records.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, records }
    }

    /// Returns the received records in their order.
    pub(crate) fn records(&self) -> Vec<LogRecord> {
        self.records.lock().expect("nobody panics with it").clone()
    }
}

async fn collect(State(records): State<Records>, body: Bytes) -> Result<Vec<u8>, StatusCode> {
    let request = ExportLogsServiceRequest::decode(body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let of_scopes = request.resource_logs.into_iter().flat_map(|logs| logs.scope_logs);
    records.lock().expect("nobody panics with it").extend(of_scopes.flat_map(|logs| logs.log_records));
    Ok(ExportLogsServiceResponse::default().encode_to_vec())
}

/// Returns the attributes of a record, each with its type and value.
pub(crate) fn attributes(record: &LogRecord) -> BTreeMap<String, String> {
    let attributes = record.attributes.iter().map(|attribute| {
        let value = attribute.value.as_ref().and_then(|value| value.value.as_ref());
        let value = match value {
            Some(Value::StringValue(text)) => format!("string {text}"),
            Some(Value::BoolValue(value)) => format!("bool {value}"),
            Some(Value::IntValue(number)) => format!("int {number}"),
            Some(Value::DoubleValue(number)) => format!("double {number}"),
            other => format!("{other:?}"),
        };
        (attribute.key.clone(), value)
    });
    attributes.collect()
}
