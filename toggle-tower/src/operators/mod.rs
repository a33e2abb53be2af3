//! The endpoints for operators: introspection of toggles, and changes.

mod answer;
mod orders;
mod questions;
mod route;

use std::{
    convert::Infallible,
    error, fmt,
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
    task::{Context as TaskContext, Poll},
};

use bytes::Bytes;
use http::{Request, Response, request::Parts};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use self::{
    answer::Answer,
    route::{Route, route},
};
use crate::contain::contain;

/// A service with endpoints for operators, which list, explain and change the toggles of this process as JSON. It needs
/// the feature `operators`.
///
/// | request | answer |
/// |---|---|
/// | `GET toggles` | `{"toggles": [..]}` of [`toggles`](toggle_runtime::toggles) |
/// | `GET toggles/{name}` | the [`ToggleStatus`](toggle_runtime::ToggleStatus) of one |
/// | `GET explain/{name}?key=ada&country=NL` | the [`Decision`](toggle_runtime::Decision) for that context |
/// | `GET problems` | `{"problems": [..]}` of [`problems`](toggle_runtime::problems) |
/// | `GET history` | `{"history": [..]}` of [`history`](toggle_runtime::history), oldest first |
/// | `POST set`, `{"name": "new-checkout", "value": "25%"}` | the status after [`set_text`](toggle_runtime::set_text) |
/// | `POST clear`, `{"name": "new-checkout"}` | the status after [`clear`](toggle_runtime::clear) |
/// | `POST reset`, `{"name": "new-checkout"}` | the status after [`reset`](toggle_runtime::reset) |
///
/// In axum, nest the service at any path. On hyper, set the path with [`at`](Self::at).
///
/// ```
/// use axum::Router;
/// use toggle_tower::Operators;
///
/// #[derive(Clone)]
/// struct Operator(String); // put into the extensions by the layer that authenticates
///
/// let operators = Operators::new(|request| request.extensions.get::<Operator>().is_some());
/// let router: Router = Router::new().nest_service("/operators", operators);
/// ```
///
/// A change is then:
///
/// ```console
/// $ curl -X POST -H 'content-type: application/json' -d '{"name":"mailing","value":"25%"}' \
///     http://127.0.0.1:8080/operators/set
/// ```
///
/// The root, and paths that end with a slash, return 404. `set`, `clear` and `reset` refuse keys outside of the table.
///
/// # Authorization
///
/// The guard decides, and no guard is built in. The service calls the guard for every request first, with the head of
/// the request. If the guard returns false or panics, the response is `403 Forbidden` for every path and method, so
/// that a stranger learns nothing. A guard that has to wait, for example for a database, is a layer outside this
/// service: it puts its result into the extensions, and the guard reads that. A guard can distinguish read-only
/// operators by the method of the request.
///
/// Changes need `POST` with the content type `application/json`. A browser sends that type to another site only after a
/// preflight request has allowed it, and this service never allows it. So no page of another site can change toggles
/// with an operator's cookies. Shared caches must not store any response: all are `Cache-Control: no-store`.
///
/// # Values
///
/// The `value` of `set` is a string, a boolean or a number. A string is read as a word of the configuration (`"on"`,
/// `"25%"`, a variant, `"42"`). A change is a run-time override in this process alone, and lasts until `clear` or the
/// end of the process. [`history`](toggle_runtime::history) lists it with the [cause](toggle_runtime::Cause) `program`.
/// The history does not contain the operator, whom only the authenticating layer knows and can log.
///
/// The query of `explain` is a context: `key` is the targeting key, and every other parameter is an attribute. `true`,
/// `false` and numbers are parsed as such. Everything else is a string, and so is `"42"` in quotes. A repeated
/// attribute is a list. A query has at most 64 parameters. The response quotes the attributes that rules read, and
/// servers may log the query: see [personal data](toggle_runtime::_personal_data).
///
/// # Errors
///
/// The body of an error is `{"error": ".."}`, with advice. The status is
///
/// * 400 for a request that cannot be parsed;
/// * 404 for an unknown path or toggle;
/// * 405 for another method (with `Allow`);
/// * 413 for a body of more than 64 KiB;
/// * 415 for another content type;
/// * 422 for a value that the toggle cannot have;
/// * 503 if toggles cannot be changed in this process.
///
/// # Placement
///
/// Place the service outside a [`ScopeLayer`](crate::ScopeLayer). Inside one, `explain` reports the view of the
/// request's own scope. A change waits up to a second for [subscribers](toggle_runtime::subscribe), and blocks the
/// thread meanwhile.
#[derive(Clone)]
pub struct Operators {
    guard: Arc<dyn Fn(&Parts) -> bool + Send + Sync>,
    prefix: Arc<str>,
}

impl Operators {
    /// Returns the service. `guard` returns whether a request is authorized.
    pub fn new(guard: impl Fn(&Parts) -> bool + Send + Sync + 'static) -> Self {
        Self { guard: Arc::new(guard), prefix: "".into() }
    }

    /// Sets the path of the service, such as `/operators`, if no router strips it. Slashes at both ends are optional.
    ///
    /// ```
    /// use toggle_tower::Operators;
    ///
    /// // `GET /operators/toggles`
    /// let operators = Operators::new(|request| request.headers.contains_key("x-operator")).at("/operators");
    /// ```
    #[must_use]
    pub fn at(mut self, prefix: &str) -> Self {
        self.prefix = match prefix.trim_matches('/') {
            "" => "".into(),
            path => format!("/{path}").into(),
        };
        self
    }

    fn lets_in(&self, request: &Parts) -> bool {
        contain("the guard of the operators", || (self.guard)(request)).unwrap_or(false)
    }
}

impl<B> Service<Request<B>> for Operators
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn error::Error + Send + Sync>>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = OperatorsFuture;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> OperatorsFuture {
        let (head, body) = request.into_parts();
        if !self.lets_in(&head) {
            return OperatorsFuture::ready(Answer::forbidden());
        }
        match route(&head, &self.prefix) {
            Ok(Route::Ask(question)) => OperatorsFuture::ready(questions::answer(&question)),
            Ok(Route::Order(order)) => {
                OperatorsFuture(Box::pin(
                    async move { Ok(orders::carry_out(order, &head, body).await.into_response()) },
                ))
            }
            Err(refusal) => OperatorsFuture::ready(refusal),
        }
    }
}

/// The future of a response of [`Operators`].
///
/// ```
/// use http::Request;
/// use toggle_tower::{Operators, OperatorsFuture};
/// use tower::Service;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), std::convert::Infallible> {
/// let mut operators = Operators::new(|_| false);
/// let future: OperatorsFuture = operators.call(Request::new(String::new()));
/// assert_eq!(future.await?.status(), 403);
/// # Ok(())
/// # }
/// ```
#[must_use = "futures do nothing unless polled"]
pub struct OperatorsFuture(Pin<Box<dyn Future<Output = Answered> + Send>>);

type Answered = Result<Response<Full<Bytes>>, Infallible>;

impl OperatorsFuture {
    fn ready(answer: Answer) -> Self {
        Self(Box::pin(ready(Ok(answer.into_response()))))
    }
}

impl Future for OperatorsFuture {
    type Output = Answered;

    fn poll(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(task)
    }
}

impl fmt::Debug for OperatorsFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperatorsFuture").finish_non_exhaustive()
    }
}

impl fmt::Debug for Operators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operators").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
