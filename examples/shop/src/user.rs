use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use toggle_runtime::Context;

/// Who a request is from, going by the header `x-user`. A real shop would look at a session.
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

    /// Whether the user may change toggles. In a real shop, that is a right of an account.
    pub(crate) fn is_operator(&self) -> bool {
        self.name == "operator"
    }

    /// What the toggles may know of the user.
    pub(crate) fn context(self) -> Context {
        let context = Context::new(self.name);
        match self.country {
            Some(country) => context.with("country", country),
            None => context,
        }
    }
}
