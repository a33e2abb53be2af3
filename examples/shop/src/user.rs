use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, request::Parts},
    middleware::Next,
    response::Response,
};
use toggle_runtime::{Context, scope};

/// Who a request is from, going by the header `x-user`. A real shop would look at a session.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) name: String,
    country: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for User {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let name = text(&parts.headers, "x-user").unwrap_or_else(|| "guest".to_owned());
        Ok(Self { name, country: text(&parts.headers, "x-country") })
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

impl User {
    /// What the toggles may know of the user.
    fn context(self) -> Context {
        let context = Context::new(self.name);
        match self.country {
            Some(country) => context.with("country", country),
            None => context,
        }
    }
}

/// Puts each request into a scope of its own: all its checks are for its user, and a toggle that flips meanwhile flips
/// for the next request.
pub(crate) async fn in_scope(user: User, request: Request, next: Next) -> Response {
    scope().context(user.context()).run_async(next.run(request)).await
}
