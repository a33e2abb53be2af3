//! The answers of a web server: documents, and the errors that they stand for.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822};
use ureq::{
    Body,
    http::{HeaderMap, Response},
};

use crate::{Document, Error, Lineage, MAX_DOCUMENT, Revision, Version};

/// The longest pause that a server can request.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// The answer of a server.
#[derive(Debug)]
pub(super) enum Answer {
    Document(Document),
    /// The known document, and the version that the answer names.
    Unchanged(Option<Version>),
    /// The pause that the server requests, and the message of its answer.
    Pause(Duration, String),
}

impl Answer {
    /// Reads a response.
    pub(super) fn of(mut response: Response<Body>) -> Result<Self, Error> {
        let status = response.status();
        match status.as_u16() {
            200 => {}
            304 => return Ok(Self::Unchanged(version(response.headers())?)),
            401 | 403 | 407 => return Err(Error::denied(format!("the server answers `{status}`"))),
            404 | 410 => return Err(Error::missing(format!("the server answers `{status}`"))),
            _ => {
                let message = format!("the server answers `{status}`");
                return match pause(response.headers(), Timestamp::now()) {
                    Some(pause) => Ok(Self::Pause(pause, format!("{message} and requests a pause"))),
                    None => Err(Error::unavailable(message)),
                };
            }
        }
        let too_long = || Error::invalid(format!("the document is longer than {MAX_DOCUMENT} bytes"));
        if response.body().content_length().is_some_and(|length| length > MAX_DOCUMENT as u64) {
            return Err(too_long());
        }
        let version = version(response.headers())?;
        let tag = header(response.headers(), "etag").map(str::to_owned);
        let body = response.body_mut().with_config().limit(MAX_DOCUMENT as u64).read_to_vec();
        let contents = body.map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(_) => too_long(),
            error => failed(error),
        })?;
        let document = Document::new(contents, version);
        Ok(Self::Document(match tag {
            Some(tag) => document.with_tag(tag),
            None => document,
        }))
    }
}

/// Returns the error of a request without a usable answer.
pub(super) fn failed(error: ureq::Error) -> Error {
    match error {
        ureq::Error::Timeout(_) => Error::unavailable("the server did not answer in time"),
        ureq::Error::TooManyRedirects => Error::unavailable("the server redirects too often"),
        // These errors contain a URL, and a URL may contain a secret.
        ureq::Error::RequireHttpsOnly(_) => Error::unavailable("the server redirects from `https` to `http`"),
        ureq::Error::BadUri(_) => Error::unavailable("the server redirects to a malformed URL"),
        ureq::Error::ConnectProxyFailed(_) => Error::unavailable("the proxy refuses the connection"),
        error => Error::unavailable("the server cannot be reached").because(error),
    }
}

/// Returns the version that the headers name.
fn version(headers: &HeaderMap) -> Result<Option<Version>, Error> {
    let (lineage, revision) = match (header(headers, "toggle-lineage"), header(headers, "toggle-revision")) {
        (None, None) => return Ok(None),
        (Some(lineage), Some(revision)) => (lineage, revision),
        _ => return Err(Error::invalid("the answer has one of `toggle-lineage` and `toggle-revision`, and not both")),
    };
    let revision = revision.parse().map_err(|_| Error::invalid("the header `toggle-revision` is not an integer"))?;
    Ok(Some(Version { lineage: Lineage::new(lineage)?, revision: Revision::new(revision) }))
}

/// Returns the pause that the header `retry-after` requests: seconds, or a time.
fn pause(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = header(headers, "retry-after")?;
    let pause = if let Ok(seconds) = value.parse() {
        Duration::from_secs(seconds)
    } else {
        let time = rfc2822::parse(value).ok()?.timestamp();
        // A time in the past is no pause.
        Duration::try_from(time.duration_since(now)).unwrap_or_default()
    };
    Some(pause.min(LONGEST_PAUSE))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().expect("it is valid"), value.parse().expect("it is valid")))
            .collect()
    }

    #[track_caller]
    fn check_pause(value: &str, expected: Option<u64>) {
        let now = "2026-12-01T12:00:00Z".parse().expect("it is valid");
        assert_eq!(pause(&headers(&[("retry-after", value)]), now), expected.map(Duration::from_secs));
    }

    #[test]
    fn pause_is_seconds_or_a_time() {
        check_pause("7", Some(7));
        check_pause("0", Some(0));
        check_pause("Tue, 01 Dec 2026 12:00:30 GMT", Some(30));
        check_pause("Tue, 01 Dec 2026 11:00:00 GMT", Some(0));
        check_pause("1000000", Some(600));
        check_pause("-3", None);
        check_pause("soon", None);
        assert_eq!(pause(&headers(&[]), Timestamp::now()), None);
    }

    #[test]
    fn version_needs_both_headers() {
        let (lineage, revision) = (("toggle-lineage", "4be1"), ("toggle-revision", "812"));
        let both = version(&headers(&[lineage, revision])).expect("the headers are valid").expect("there is a copy");
        assert_eq!((both.lineage.as_str(), both.revision.number()), ("4be1", 812));
        assert!(version(&headers(&[])).expect("the headers are valid").is_none());
        for mistaken in
            [&[lineage][..], &[revision], &[lineage, ("toggle-revision", "-1")], &[("toggle-lineage", "é"), revision]]
        {
            assert!(version(&headers(mistaken)).is_err_and(|error| error.is_invalid()), "{mistaken:?}");
        }
    }
}
