//! The user of a request, and the context for checks.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use toggle_runtime::Context;

/// The user of a request, named by the header `x-user`. A real shop uses a session.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) name: String,
    country: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for User {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

impl User {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let name = text(headers, "x-user").unwrap_or_else(|| "guest".to_owned());
        Self { name, country: text(headers, "x-country") }
    }

    /// Returns whether the user may change toggles. A real shop stores this right in an account.
    pub(crate) fn is_operator(&self) -> bool {
        self.name == "operator"
    }

    /// Returns the context for the checks of this user.
    pub(crate) fn context(self) -> Context {
        let context = Context::new(self.name);
        match self.country {
            Some(country) => context.with("country", country),
            None => context,
        }
    }
}
