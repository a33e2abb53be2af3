//! The built program, run by a test.

use std::{net::SocketAddr, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, ChildStderr, Command},
    time::timeout,
};

/// The time limit of each step. Only a failing test reaches it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that has answered all requests. It serves metrics until this value is dropped.
pub(crate) struct Program {
    metrics: String,
    errors: BufReader<ChildStderr>,
    _child: Child,
}

impl Program {
    pub(crate) async fn start(collector: SocketAddr, requests: u32) -> Self {
        Self::start_with(collector, requests, &[]).await
    }

    /// Starts the program with additional environment variables.
    pub(crate) async fn start_with(collector: SocketAddr, requests: u32, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_toggle-observability"));
        // The program inherits no toggles and no proxy, because a proxy cannot reach this machine's local addresses.
        for (variable, _) in std::env::vars_os() {
            let name = variable.to_string_lossy().to_uppercase();
            let is_of_toggles = name.starts_with("TOGGLE") && name != "TOGGLE_COVERAGE";
            if is_of_toggles || name.starts_with("OTEL_") || name.ends_with("_PROXY") {
                command.env_remove(variable);
            }
        }
        let mut child = command
            .args(["--port", "0", "--requests", &requests.to_string(), "--toggles", "toggles.toml"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{collector}"))
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut errors = BufReader::new(child.stderr.take().expect("it is piped"));
        let first = line(&mut BufReader::new(child.stdout.take().expect("it is piped"))).await;
        let Some(metrics) = first.strip_prefix("metrics at ") else {
            panic!("the first line is {first:?}, and the first error {:?}", line(&mut errors).await)
        };
        Self { metrics: metrics.to_owned(), errors, _child: child }
    }

    /// Returns the metrics that Prometheus reads.
    pub(crate) async fn metrics(&self) -> String {
        let client = reqwest::Client::builder().no_proxy().build().expect("there can be a client");
        let response = timeout(PATIENCE, client.get(&self.metrics).send()).await.expect("it answers in time");
        let response = response.and_then(reqwest::Response::error_for_status).expect("it answers");
        assert_eq!(response.headers()["content-type"], "text/plain; version=0.0.4");
        response.text().await.expect("it is text")
    }

    /// Returns the response to an operator with this token: its status and body.
    pub(crate) async fn operate(&self, path: &str, token: &str, body: Option<&'static str>) -> (u16, String) {
        let client = reqwest::Client::builder().no_proxy().build().expect("there can be a client");
        let url = self.metrics.replace("/metrics", path);
        let request = match body {
            Some(body) => client.post(url).header("content-type", "application/json").body(body),
            None => client.get(url),
        };
        let sent = request.header("authorization", format!("Bearer {token}")).send();
        let response = timeout(PATIENCE, sent).await.expect("it answers in time").expect("it answers");
        (response.status().as_u16(), response.text().await.expect("it is text"))
    }

    /// Waits until the program prints an error that contains `part`.
    pub(crate) async fn wait_for_error(&mut self, part: &str) {
        let mut before = Vec::new();
        loop {
            let line = line(&mut self.errors).await;
            if line.contains(part) {
                return;
            }
            assert!(!line.is_empty(), "{part:?} is not in {before:#?}");
            before.push(line);
        }
    }
}

async fn line(from: &mut BufReader<impl AsyncRead + Unpin>) -> String {
    let mut line = String::new();
    timeout(PATIENCE, from.read_line(&mut line)).await.expect("it is told in time").expect("it is text");
    line.trim_end().to_owned()
}
