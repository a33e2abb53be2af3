//! Tests of the endpoints for operators. Each test has its own toggles, since `set` affects all tests.

mod support;

use std::{
    convert::Infallible,
    io,
    sync::{Arc, Mutex, Once},
};

use axum::{Router, body::Bytes};
use http::{HeaderMap, HeaderValue, Method, Request};
use http_body_util::{BodyExt, Full, StreamBody};
use serde_json::{Value, json};
use toggle_runtime::{Cause, Source, SourceError, States, Toggle, enabled, toggle};
use toggle_tower::Operators;
use tower::ServiceExt;

/// Serve more on a page.
#[toggle("page-size", default = 20, range = 1..=100)]
static PAGE_SIZE: Toggle<i64>;

#[toggle("greeting", default = "Hello")]
static GREETING: Toggle<Arc<str>>;

struct Rules;

impl Source for Rules {
    fn name(&self) -> String {
        "rules".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        let text = "
            explained.rules = [{ when = { key = 'ada', country = ['NL', 'BE'], age = { at-least = 18 } } }]
            not-there = true
        ";
        States::from_toml(text, "rules.toml", None)
    }
}

fn set_up() {
    static SET_UP: Once = Once::new();
    SET_UP.call_once(|| {
        toggle_runtime::builder().source(Rules).install().expect("the text is right");
    });
}

/// Returns the service with a guard that trusts a header.
fn operators() -> Operators {
    set_up();
    Operators::new(|request| request.headers.contains_key("x-operator"))
}

#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

type Body = http_body_util::combinators::BoxBody<Bytes, io::Error>;

fn whole(body: impl Into<Bytes>) -> Body {
    Full::new(body.into()).map_err(|never: Infallible| match never {}).boxed()
}

async fn send(operators: Operators, request: Request<Body>) -> Answer {
    let Ok(response) = operators.oneshot(request).await;
    let (head, body) = response.into_parts();
    let body = body.collect().await.expect("the body is whole").to_bytes();
    let body = serde_json::from_slice(&body).expect("every answer is JSON");
    Answer { status: head.status.as_u16(), headers: head.headers, body }
}

fn request(method: &str, path: &str, content_type: Option<&str>, body: Body) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header("x-operator", "ops");
    let request = content_type.into_iter().fold(request, |request, given| request.header("content-type", given));
    request.body(body).expect("it is a request")
}

async fn get(path: &str) -> Answer {
    send(operators(), request("GET", path, None, whole(""))).await
}

async fn post(path: &str, body: &Value) -> Answer {
    send(operators(), request("POST", path, Some("application/json"), whole(body.to_string()))).await
}

/// Checks that a request is refused with this status, and a reason that contains `part`.
#[track_caller]
fn check_refused(answer: &Answer, status: u16, part: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    let error = answer.body["error"].as_str().unwrap_or_else(|| panic!("there is no reason in {answer:?}"));
    assert!(error.contains(part), "{part:?} is not in {error:?}");
    assert_eq!(answer.body.as_object().map(serde_json::Map::len), Some(1));
}

#[tokio::test]
async fn toggles_are_listed_with_their_status() {
    assert!(!enabled!("listed"));
    let all = get("/toggles").await;
    assert_eq!(all.status, 200);
    let toggles = all.body["toggles"].as_array().expect("a list");
    let listed = toggles.iter().find(|toggle| toggle["name"] == "listed").expect("it is asked here");
    let one = get("/toggles/listed").await;
    assert_eq!((one.status, &one.body), (200, listed));
    assert_eq!((&listed["state"], &listed["source"]), (&json!("off"), &json!("default")));
    assert_eq!(listed["points"].as_array().map(Vec::len), Some(1));
    assert_eq!(get("/toggles/page-size").await.body["declaration"]["description"], "Serve more on a page.");

    let problems = get("/problems").await;
    assert_eq!((problems.status, &problems.body["problems"][0]["name"]), (200, &json!("not-there")));
    for header in ["content-type", "cache-control", "x-content-type-options"] {
        let expected = ["application/json", "no-store", "nosniff"];
        assert!(expected.contains(&problems.headers[header].to_str().expect("a text")), "{header}");
    }
}

#[tokio::test]
async fn explanation_is_for_the_context_of_the_query() {
    assert!(!enabled!("explained"));
    let on = get("/explain/explained?key=ada&country=NL&age=18").await;
    assert_eq!((on.status, &on.body["value"], &on.body["reason"]), (200, &json!("on"), &json!("TARGETING_MATCH")));
    let several = get("/explain/explained?key=ada&country=DE&country=BE&age=99.5").await;
    assert_eq!(several.body["value"], "on");
    for other in ["?key=bob&country=NL&age=18", "?key=ada&country=NL&age=%2218%22", "?key=ada&country=NL", ""] {
        let off = get(&format!("/explain/explained{other}")).await;
        assert_eq!((off.status, &off.body["value"]), (200, &json!("off")), "{other}");
    }
    let inside = toggle_runtime::scope().key("ada").with("country", "NL").with("age", 20);
    let nobody = inside.run_async(get("/explain/explained")).await;
    assert_eq!(nobody.body["value"], "off", "the context of whoever asks is not that of the question");
}

#[tokio::test]
async fn values_are_set_and_cleared() {
    let set = async |name: &str, value: Value| post("/set", &json!({ "name": name, "value": value })).await;
    assert!(!enabled!("set-by-operator"));
    for (value, state) in [(json!(true), json!("on")), (json!("off"), json!("off")), (json!("ON"), json!("on"))] {
        let answer = set("set-by-operator", value).await;
        assert_eq!((answer.status, &answer.body["state"], &answer.body["source"]), (200, &state, &json!("program")));
        assert_eq!(enabled!("set-by-operator"), state == "on");
    }
    let answer = set("set-by-operator", json!("25%")).await;
    assert_eq!(answer.body["state"]["percentage"], 25.0, "{answer:?}");
    assert_eq!(toggle_runtime::explain_for("set-by-operator", &toggle_runtime::Context::new("a")).source, "program");
    let cleared = post("/clear", &json!({ "name": "set-by-operator" })).await;
    assert_eq!((cleared.status, &cleared.body["source"]), (200, &json!("default")));
    assert!(!enabled!("set-by-operator"));

    let history = get("/history").await;
    let of_it = history.body["history"].as_array().expect("a list").iter();
    let of_it: Vec<_> = of_it.filter(|change| change["toggle"] == "set-by-operator").collect();
    assert_eq!(of_it.len(), 5);
    assert!(of_it.iter().all(|change| change["cause"] == json!(Cause::Program)));

    assert_eq!(set("page-size", json!(30)).await.body["state"], 30);
    assert_eq!((set("page-size", json!("40")).await.status, PAGE_SIZE.get()), (200, 40));
    check_refused(&set("page-size", json!(1e3)).await, 422, "found the number 1000.0");
    check_refused(&set("page-size", json!(u64::MAX)).await, 422, "found the number 1.8446744073709552e19");
    assert_eq!(set("greeting", json!("50%")).await.status, 200);
    assert_eq!(&*GREETING.get(), "50%");
    for name in ["page-size", "greeting"] {
        assert_eq!(post("/clear", &json!({ "name": name })).await.status, 200);
    }
    assert_eq!(post("/reset", &json!({ "name": "set-by-operator" })).await.body["name"], "set-by-operator");
}

#[tokio::test]
async fn refused_change_has_no_effect_and_a_reason() {
    assert!(!enabled!("kept"));
    let set = async |name: &str, value: Value| post("/set", &json!({ "name": name, "value": value })).await;
    check_refused(&set("kept", json!("perhaps")).await, 422, "found `perhaps`");
    check_refused(&set("kept", json!(25)).await, 422, "25%");
    check_refused(&set("kept", json!("101%")).await, 422, "100");
    check_refused(&set("page-size", json!(101)).await, 422, "1..=100");
    check_refused(&set("page-size", json!(true)).await, 422, "an integer");
    for path in ["/set", "/clear", "/reset"] {
        let body = if path == "/set" { json!({ "name": "kepd", "value": "on" }) } else { json!({ "name": "kepd" }) };
        check_refused(&post(path, &body).await, 404, "did you mean `kept`?");
    }
    check_refused(&get("/toggles/kepd").await, 404, "did you mean `kept`?");
    check_refused(&get("/explain/kepd?key=a").await, 404, "did you mean `kept`?");
    assert!(toggle_runtime::history().iter().all(|change| change.toggle != "kept"));
}

const PATHS: [(&str, &str); 9] = [
    ("GET", "/toggles"),
    ("GET", "/toggles/listed"),
    ("GET", "/explain/listed"),
    ("GET", "/problems"),
    ("POST", "/set"),
    ("POST", "/clear"),
    ("DELETE", "/set"),
    ("GET", "/nothing"),
    ("OPTIONS", "/set"),
];

/// Returns a body that must not be read.
fn unread() -> Body {
    let frames = || -> Option<Result<http_body::Frame<Bytes>, io::Error>> { panic!("the body was read") };
    StreamBody::new(tokio_stream::iter(std::iter::from_fn(frames))).boxed()
}

#[tokio::test]
async fn stranger_learns_nothing_and_body_is_not_read() {
    set_up();
    let closed = Operators::new(|_| false);
    let broken = Operators::new(|_| panic!("the guard is broken"));
    let mut answers = Vec::new();
    for (method, path) in PATHS {
        for operators in [&closed, &broken] {
            answers.push(send(operators.clone(), request(method, path, Some("application/json"), unread())).await);
        }
    }
    check_refused(&answers[0], 403, "authenticate");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn guard_sees_the_head_of_each_request() {
    set_up();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let note = seen.clone();
    let readers = Operators::new(move |request| {
        note.lock().expect("nobody panics").push(format!("{} {}", request.method, request.uri));
        request.method == Method::GET
    });
    assert_eq!(send(readers.clone(), request("GET", "/problems", None, whole(""))).await.status, 200);
    let change = request("POST", "/set", Some("application/json"), whole(r#"{"name":"guarded","value":"on"}"#));
    check_refused(&send(readers, change).await, 403, "");
    assert!(!enabled!("guarded"));
    assert_eq!(*seen.lock().expect("nobody panics"), ["GET /problems", "POST /set"]);
}

#[tokio::test]
async fn unknown_path_and_method_are_refused() {
    for path in
        ["/", "/nothing", "/toggles/", "/toggles/a/b", "/set/a", "/explain", "/explain/", "//toggles", "/Toggles"]
    {
        check_refused(&get(path).await, 404, "toggles/{name}");
    }
    let allows = async |method: &str, path: &str| {
        let answer = send(operators(), request(method, path, Some("application/json"), whole("{}"))).await;
        check_refused(&answer, 405, "this path accepts");
        answer.headers["allow"].to_str().expect("a text").to_owned()
    };
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "BREW"] {
        assert_eq!(allows(method, "/toggles").await, "GET, HEAD");
        assert_eq!(allows(method, "/explain/listed").await, "GET, HEAD");
    }
    for method in ["GET", "HEAD", "PUT", "OPTIONS"] {
        assert_eq!(allows(method, "/set").await, "POST");
    }
    assert_eq!(send(operators(), request("HEAD", "/toggles", None, whole(""))).await.status, 200);
}

#[tokio::test]
async fn names_in_paths_are_decoded() {
    assert!(!enabled!("a.name_with-all"));
    assert_eq!(get("/toggles/a%2Ename%5Fwith%2Dall").await.body["name"], "a.name_with-all");
    check_refused(&get("/toggles/listed%2Fx").await, 404, "listed/x");
    check_refused(&get("/toggles/%1b%5B2J").await, 404, "\\u{1b}");
    check_refused(&get("/toggles/%zz").await, 404, "%zz");
    check_refused(&get("/toggles/%ff").await, 400, "UTF-8");
    check_refused(&get("/explain/%ff?key=a").await, 400, "UTF-8");
    check_refused(&get("/explain/listed?key=a&key=b").await, 400, "`key` is set twice");
    let many = (0..65).map(|at| format!("a{at}=1")).collect::<Vec<_>>().join("&");
    check_refused(&get(&format!("/explain/listed?{many}")).await, 400, "64 parameters");
}

/// A page of another site could send each of these requests without a preflight request.
#[tokio::test]
async fn body_of_another_type_is_refused_unread() {
    assert!(!enabled!("forged"));
    for given in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=application/json"),
        Some("text/plain; application/json"),
        Some("application/jsonx"),
        Some(""),
    ] {
        let answer = send(operators(), request("POST", "/set", given, unread())).await;
        check_refused(&answer, 415, "content-type: application/json");
    }
    let mut twice = request("POST", "/set", Some("application/json"), unread());
    twice.headers_mut().append("content-type", HeaderValue::from_static("text/plain"));
    check_refused(&send(operators(), twice).await, 415, "content-type");
    let accepted = Some("Application/JSON ; charset=utf-8");
    let body = || whole(r#"{"name":"forged","value":true}"#);
    assert_eq!(send(operators(), request("POST", "/set", accepted, body())).await.status, 200);
    assert!(enabled!("forged"));
}

#[tokio::test]
async fn body_that_is_too_long_is_refused() {
    let json = Some("application/json");
    let mut told = request("POST", "/set", json, unread());
    told.headers_mut().insert("content-length", HeaderValue::from_static("65537"));
    check_refused(&send(operators(), told).await, 413, "64 KiB");

    let chunk = || Ok::<_, io::Error>(http_body::Frame::data(Bytes::from_static(&[b' '; 1024])));
    let endless = StreamBody::new(tokio_stream::iter(std::iter::repeat_with(chunk))).boxed();
    check_refused(&send(operators(), request("POST", "/set", json, endless)).await, 413, "64 KiB");

    let broken = StreamBody::new(tokio_stream::iter([chunk(), Err(io::ErrorKind::ConnectionReset.into())])).boxed();
    check_refused(&send(operators(), request("POST", "/set", json, broken)).await, 400, "send it again");

    let mut longest = json!({ "name": "greeting", "value": "" }).to_string();
    longest.push_str(&" ".repeat(64 * 1024 - longest.len()));
    let answer = send(operators(), request("POST", "/set", json, whole(longest))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn body_that_says_something_else_is_refused() {
    assert!(!enabled!("malformed"));
    let deep = format!(r#"{{"name":"malformed","value":{}"#, "[".repeat(10_000));
    for (body, part) in [
        ("", "EOF"),
        ("on", "expected value"),
        ("{}", "missing field `name`"),
        (r#"{"name":"malformed"}"#, "missing field `value`"),
        (r#"{"name":"malformed","value":null}"#, "a string, a boolean or a number"),
        (r#"{"name":"malformed","value":["on"]}"#, "a string, a boolean or a number"),
        (r#"{"name":"malformed","value":"on","reason":"x"}"#, "unknown field `reason`"),
        (r#"{"name":"malformed","name":"x","value":"on"}"#, "duplicate field"),
        (r#"{"name":"malformed","\u001b[2J":1}"#, "unknown field `\\u{1b}[2J`"),
        (r#"{"name":1,"value":"on"}"#, "expected a string"),
        (r#"{"name":"malformed","value":"on"} {}"#, "trailing characters"),
        ("{\"name\":\"malformed\",\"value\":\"\u{0}\"}", "control character"),
        (&*deep, "recursion limit"),
    ] {
        let answer = send(operators(), request("POST", "/set", Some("application/json"), whole(body.to_owned()))).await;
        check_refused(&answer, 400, part);
        check_refused(&answer, 400, r#"{"name": "new-checkout", "value": "25%"}"#);
    }
    let not_utf8 = request("POST", "/clear", Some("application/json"), whole(&b"{\"name\":\"\xff\"}"[..]));
    check_refused(&send(operators(), not_utf8).await, 400, r#"{"name": "new-checkout"}"#);
    assert!(!enabled!("malformed"));
}

#[tokio::test]
async fn service_stands_in_axum_and_below_a_path() {
    assert!(!enabled!("mounted"));
    let router = Router::new().nest_service("/operators", operators());
    let address = support::serve(router).await;
    let operator = HeaderValue::from_static("ops");
    let body = support::get(address, "/operators/toggles/mounted", &[("x-operator", &operator)]).await;
    assert_eq!(serde_json::from_str::<Value>(&body).expect("it is JSON")["name"], "mounted");
    let refused = support::head(address, "/operators/toggles/mounted", &[]).await;
    assert!(refused.starts_with("HTTP/1.0 403 "), "{refused}");

    for prefix in ["/operators", "/operators/", "operators", "operators/"] {
        let below = operators().at(prefix);
        for (path, status) in
            [("/operators/toggles/mounted", 200), ("/toggles/mounted", 404), ("/operatorsx/toggles", 404)]
        {
            let answer = send(below.clone(), request("GET", path, None, whole(""))).await;
            assert_eq!(answer.status, status, "{path} below {prefix}");
        }
    }
    for prefix in ["", "/"] {
        let answer = send(operators().at(prefix), request("GET", "/toggles/mounted", None, whole(""))).await;
        assert_eq!(answer.status, 200, "below {prefix:?}");
    }
}
