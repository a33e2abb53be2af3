//! The response headers that keep a cache from serving an overridden response to other users.

use std::sync::Arc;

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{CACHE_CONTROL, VARY},
};

use crate::overrides::Overrides;

/// The inputs for the caching headers of a response, in a service that accepts overrides.
#[derive(Debug)]
pub(crate) struct Caching {
    overrides: Arc<Overrides>,
    has_header: bool,
}

impl Caching {
    pub(crate) fn new(overrides: Arc<Overrides>, has_header: bool) -> Self {
        Self { overrides, has_header }
    }

    /// Sets the headers. Every response varies by the header of overrides, since it could differ with that header.
    pub(crate) fn mark(&self, headers: &mut HeaderMap) {
        vary_by(headers, self.overrides.header_name());
        if self.has_header {
            keep_private(headers);
        }
    }
}

/// Adds a request header to `Vary`, unless `Vary` contains it or `*`.
fn vary_by(headers: &mut HeaderMap, name: &HeaderName) {
    let mut listed = headers.get_all(VARY).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    let is_there = listed.any(|listed| {
        let listed = listed.trim_ascii();
        listed == b"*" || listed.eq_ignore_ascii_case(name.as_str().as_bytes())
    });
    if !is_there {
        // Fails only with more headers than any server sends.
        let _ = headers.try_append(VARY, HeaderValue::from(name.clone()));
    }
}

/// Keeps shared caches from storing a response, and keeps every other restriction of its caching.
fn keep_private(headers: &mut HeaderMap) {
    let mut directives = vec!["private".to_owned()];
    for value in headers.get_all(CACHE_CONTROL) {
        match value.to_str() {
            Ok(text) => directives.extend(split(text).filter(|directive| !is_shared(directive)).map(str::to_owned)),
            Err(_) => directives.push("no-store".to_owned()),
        }
    }
    let directives = HeaderValue::try_from(directives.join(", "));
    let _ = headers.try_insert(CACHE_CONTROL, directives.unwrap_or(HeaderValue::from_static("private, no-store")));
    // Caches that use these headers ignore `Cache-Control`.
    let of_networks: Vec<HeaderName> = headers.keys().filter(|name| no_store(name).is_some()).cloned().collect();
    for name in of_networks {
        if let Some(value) = no_store(&name) {
            headers.insert(name, value);
        }
    }
}

/// Splits a `Cache-Control` into its directives. A comma within quotes does not separate.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    let directives = text.split(move |c| {
        let is_end = c == ',' && !is_quoted;
        is_quoted ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && is_quoted && !is_escaped;
        is_end
    });
    directives.map(str::trim).filter(|directive| !directive.is_empty())
}

/// Returns whether a directive contradicts `private`, or applies it to some headers only.
fn is_shared(directive: &str) -> bool {
    let name = directive.split_once('=').map_or(directive, |(name, _)| name.trim_end());
    ["public", "private", "s-maxage"].iter().any(|shared| name.eq_ignore_ascii_case(shared))
}

/// Returns the value that keeps a cache from storing a response, if caches use this header: targeted cache control
/// (RFC 9213) under the names of all networks, surrogates, and nginx.
fn no_store(name: &HeaderName) -> Option<HeaderValue> {
    match name.as_str() {
        "surrogate-control" | "edge-control" => Some(HeaderValue::from_static("no-store")),
        "x-accel-expires" => Some(HeaderValue::from_static("0")),
        name if name.ends_with("-cache-control") => Some(HeaderValue::from_static("no-store")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &str, values: &[&str]) -> HeaderMap {
        let name = HeaderName::try_from(name).expect("it is a name");
        values.iter().map(|value| (name.clone(), HeaderValue::from_str(value).expect("it is ASCII"))).collect()
    }

    fn listed(headers: &HeaderMap, name: &HeaderName) -> String {
        let values = headers.get_all(name).iter().map(|value| value.to_str().expect("it is ASCII"));
        values.collect::<Vec<_>>().join(" | ")
    }

    #[track_caller]
    fn check_vary(before: &[&str], after: &str) {
        let mut headers = headers("vary", before);
        vary_by(&mut headers, &HeaderName::from_static("x-toggle-overrides"));
        assert_eq!(listed(&headers, &VARY), after);
        vary_by(&mut headers, &HeaderName::from_static("x-toggle-overrides"));
        assert_eq!(listed(&headers, &VARY), after, "and no second time");
    }

    #[test]
    fn response_varies_by_header() {
        check_vary(&[], "x-toggle-overrides");
        check_vary(&["accept"], "accept | x-toggle-overrides");
        check_vary(&["accept, accept-encoding", "origin"], "accept, accept-encoding | origin | x-toggle-overrides");
        check_vary(&["x-toggle-overrides-of-others"], "x-toggle-overrides-of-others | x-toggle-overrides");
    }

    #[test]
    fn response_that_varies_already_stays() {
        check_vary(&["*"], "*");
        check_vary(&["accept, *"], "accept, *");
        check_vary(&["accept", "origin ,X-Toggle-Overrides"], "accept | origin ,X-Toggle-Overrides");
    }

    #[track_caller]
    fn check_private(before: &[&str], after: &str) {
        let mut headers = headers("cache-control", before);
        keep_private(&mut headers);
        assert_eq!(listed(&headers, &CACHE_CONTROL), after);
        keep_private(&mut headers);
        assert_eq!(listed(&headers, &CACHE_CONTROL), after, "and no second time");
    }

    #[test]
    fn overridden_response_is_private() {
        check_private(&[], "private");
        check_private(&["max-age=60"], "private, max-age=60");
        check_private(&["private", "max-age=60"], "private, max-age=60");
        check_private(&["public, max-age=60, s-maxage=600, immutable"], "private, max-age=60, immutable");
        check_private(&["PUBLIC", "S-MaxAge = 600"], "private");
    }

    #[test]
    fn stricter_directives_stay() {
        check_private(&["no-store"], "private, no-store");
        check_private(&["no-cache, must-revalidate", "no-store"], "private, no-cache, must-revalidate, no-store");
        // A cache that understands the status may ignore `no-store`, so the directive stays unchanged.
        check_private(&["must-understand, no-store"], "private, must-understand, no-store");
    }

    #[test]
    fn private_of_some_headers_becomes_private() {
        check_private(&[r#"private="x-a, x-b", max-age=1"#], "private, max-age=1");
        check_private(&[r#"no-cache="public, x-b", max-age=1"#], r#"private, no-cache="public, x-b", max-age=1"#);
        check_private(&[r#"x="a\", public", public"#], r#"private, x="a\", public""#);
    }

    #[test]
    fn unreadable_cache_control_stores_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_bytes(b"max-age=\xff").expect("a header may have such bytes"));
        keep_private(&mut headers);
        assert_eq!(listed(&headers, &CACHE_CONTROL), "private, no-store");
    }

    #[test]
    fn caches_with_own_headers_store_nothing() {
        for (name, after) in [
            ("cdn-cache-control", "no-store"),
            ("cloudflare-cdn-cache-control", "no-store"),
            ("akamai-cache-control", "no-store"),
            ("x-litespeed-cache-control", "no-store"),
            ("surrogate-control", "no-store"),
            ("edge-control", "no-store"),
            ("x-accel-expires", "0"),
            ("expires", "600"),
        ] {
            let mut headers = headers(name, &["600", "600"]);
            keep_private(&mut headers);
            let expected = if after == "600" { "600 | 600" } else { after };
            assert_eq!(listed(&headers, &HeaderName::from_static(name)), expected, "{name}");
        }
        let mut headers = HeaderMap::new();
        keep_private(&mut headers);
        assert_eq!(headers.len(), 1, "none is added");
    }
}
