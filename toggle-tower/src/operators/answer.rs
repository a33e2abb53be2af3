//! Responses in JSON.

use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
};
use http_body_util::Full;
use serde::Serialize;
use toggle_runtime::Error;

/// A response: a status, and a JSON document.
#[derive(Debug)]
pub(super) struct Answer {
    status: StatusCode,
    body: Vec<u8>,
    allow: Option<&'static str>,
}

#[derive(Serialize)]
struct Refusal<'a> {
    error: &'a str,
}

impl Answer {
    pub(super) fn of(content: &impl Serialize) -> Self {
        match serde_json::to_vec(content) {
            Ok(body) => Self { status: StatusCode::OK, body, allow: None },
            Err(error) => {
                let text = format!("the response cannot be serialized as JSON: {error}; request a single toggle");
                Self::refusal(StatusCode::INTERNAL_SERVER_ERROR, &text)
            }
        }
    }

    pub(super) fn refusal(status: StatusCode, error: &str) -> Self {
        // A string always serializes.
        let body = serde_json::to_vec(&Refusal { error }).unwrap_or_default();
        Self { status, body, allow: None }
    }

    /// Returns the response to an unauthorized request, which reveals nothing.
    pub(super) fn forbidden() -> Self {
        Self::refusal(StatusCode::FORBIDDEN, "this request may not use the endpoints for operators; authenticate first")
    }

    pub(super) fn not_allowed(allow: &'static str) -> Self {
        let text = format!("this path accepts {allow}");
        Self { allow: Some(allow), ..Self::refusal(StatusCode::METHOD_NOT_ALLOWED, &text) }
    }

    /// Returns the response to a change that the runtime refuses.
    pub(super) fn of_error(error: &Error) -> Self {
        let status = if error.is_unknown_toggle() {
            StatusCode::NOT_FOUND
        } else if error.is_invalid_value() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        };
        Self::refusal(status, &error.to_string())
    }

    pub(super) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body.into()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Some(allow) = self.allow {
            headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}
