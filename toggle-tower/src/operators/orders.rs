//! Changes of toggles, parsed from a JSON body.

use std::error;

use bytes::Bytes;
use http::{
    StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
    request::Parts,
};
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use toggle_runtime::Error;
use toggle_syntax::shown::escaped;

use super::{answer::Answer, questions, route::Order};

/// The body limit. A name has at most 120 bytes, and humans write the values.
const MAX_BYTES: usize = 64 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    name: String,
    value: Word,
}

/// The new value of a toggle.
#[derive(Deserialize)]
#[serde(try_from = "Value")]
enum Word {
    Truth(bool),
    Integer(i64),
    Float(f64),
    Text(String),
}

impl TryFrom<Value> for Word {
    type Error = &'static str;

    // Not a derived untagged enum: it refuses floats if any crate enables `arbitrary_precision` of `serde_json`.
    fn try_from(value: Value) -> Result<Self, &'static str> {
        let wrong = "`value` is a string, a boolean or a number of 64 bits";
        match value {
            Value::Bool(on) => Ok(Self::Truth(on)),
            Value::String(word) => Ok(Self::Text(word)),
            Value::Number(number) => {
                let float = || number.as_f64().map(Self::Float);
                number.as_i64().map(Self::Integer).or_else(float).ok_or(wrong)
            }
            Value::Null | Value::Array(_) | Value::Object(_) => Err(wrong),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

/// Changes a toggle, and returns its new status.
pub(super) async fn carry_out<B>(order: Order, head: &Parts, body: B) -> Answer
where
    B: Body,
    B::Error: Into<Box<dyn error::Error + Send + Sync>>,
{
    let body = match read(head, body).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let done = match order {
        Order::Set => parsed(&body, r#"{"name": "new-checkout", "value": "25%"}"#).map(set),
        Order::Clear => named(&body, |name| toggle_runtime::clear(name)),
        Order::Reset => named(&body, |name| toggle_runtime::reset(name)),
    };
    match done {
        Ok((name, Ok(()))) => questions::status(&name),
        Ok((_, Err(error))) => Answer::of_error(&error),
        Err(refusal) => refusal,
    }
}

fn set(Set { name, value }: Set) -> (String, Result<(), Error>) {
    let done = match value {
        Word::Truth(on) => toggle_runtime::set(&name, on),
        Word::Integer(number) => toggle_runtime::set(&name, number),
        Word::Float(number) => toggle_runtime::set(&name, number),
        Word::Text(word) => toggle_runtime::set_text(&name, &word),
    };
    (name, done)
}

fn named(body: &[u8], change: impl FnOnce(&str) -> Result<(), Error>) -> Result<(String, Result<(), Error>), Answer> {
    let Named { name } = parsed(body, r#"{"name": "new-checkout"}"#)?;
    let done = change(&name);
    Ok((name, done))
}

fn parsed<T: DeserializeOwned>(body: &[u8], example: &str) -> Result<T, Answer> {
    serde_json::from_slice(body).map_err(|error| {
        // The message quotes the body.
        let error = error.to_string();
        let text = format!("the body is invalid: {}; write it as {example}", escaped(&error));
        Answer::refusal(StatusCode::BAD_REQUEST, &text)
    })
}

async fn read<B>(head: &Parts, body: B) -> Result<Bytes, Answer>
where
    B: Body,
    B::Error: Into<Box<dyn error::Error + Send + Sync>>,
{
    if !is_json(head) {
        let text = "a change needs the header `content-type: application/json`";
        return Err(Answer::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    }
    // Refuses a long body unread, if the request announces its length.
    let length = head.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_BYTES as u64) {
        return Err(too_long());
    }
    match Limited::new(body, MAX_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_long()),
        Err(_) => Err(Answer::refusal(StatusCode::BAD_REQUEST, "the body is incomplete; send it again")),
    }
}

fn too_long() -> Answer {
    Answer::refusal(StatusCode::PAYLOAD_TOO_LARGE, "the body has more than 64 KiB; a name and a value are enough")
}

/// Returns whether the content type is JSON. A browser sends it to another site only after a preflight request.
fn is_json(head: &Parts) -> bool {
    let mut types = head.headers.get_all(CONTENT_TYPE).iter();
    let (Some(only), None) = (types.next(), types.next()) else { return false };
    let essence = only.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"application/json")
}
