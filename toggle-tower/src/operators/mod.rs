//! The endpoints for operators: what toggles are, why, and orders to change them.

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

/// A service that lists, explains and changes the toggles of this process, as JSON, for operators. It needs the feature
/// `operators`.
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
/// In axum, a router takes it at any path. On hyper, [`at`](Self::at) says where it stands.
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
/// There, a change is:
///
/// ```console
/// $ curl -X POST -H 'content-type: application/json' -d '{"name":"mailing","value":"25%"}' \
///     http://127.0.0.1:8080/operators/set
/// ```
///
/// The root and paths that end with a slash answer 404. `set`, `clear` and `reset` refuse keys other than those of the
/// table.
///
/// # Who may use it
///
/// The guard decides, and there is none that lets everybody in. It is called for every request before anything else,
/// with the head of the request. Where it returns false or panics, the answer is `403 Forbidden` for every path and
/// method, so that a stranger learns nothing. A guard that has to wait, as for a database, is a layer outside of this
/// service: it leaves its finding in the extensions, where the guard looks. A guard can tell readers from those who may
/// change toggles by the method.
///
/// Changes need `POST` with the content type `application/json`, which a browser sends to another site only after that
/// site has agreed to it. This service never does, so no page of others can change toggles with an operator's cookies.
/// Nothing here is meant for shared caches: all answers are `Cache-Control: no-store`.
///
/// # Values
///
/// The `value` of `set` is a text, which is read as a word of the configuration (`"on"`, `"25%"`, a variant, `"42"`), a
/// boolean or a number. A change is a run-time override in this process alone, and lasts until `clear` or the end of
/// the process. [`history`](toggle_runtime::history) lists it with the [cause](toggle_runtime::Cause) `program`. It
/// does not have who made it: that is known to the layer that authenticates, which can log it.
///
/// The query of `explain` is a context: `key` is the targeting key, and everything else an attribute. `true`, `false`
/// and numbers are read as such, `"42"` in quotes is a text, and so is everything else. An attribute that is given more
/// than once is a list. There are at most 64 parameters. The answer quotes the attributes that rules look at, and the
/// query may stand in the logs of servers: see [personal data](toggle_runtime::_personal_data).
///
/// # Errors
///
/// An error is `{"error": ".."}`, which says what to do: 400 for a request that cannot be read, 404 for an unknown path
/// or toggle, 405 for another method (with `Allow`), 413 for a body of more than 64 KiB, 415 for another content type,
/// 422 for a value that the toggle cannot have, 503 where toggles cannot be changed in this process.
///
/// # Where it stands
///
/// Best outside of a [`ScopeLayer`](crate::ScopeLayer): inside, `explain` tells what the request's own scope sees. A
/// change waits for [subscribers](toggle_runtime::subscribe), for a second at most, and the thread with it.
#[derive(Clone)]
pub struct Operators {
    guard: Arc<dyn Fn(&Parts) -> bool + Send + Sync>,
    prefix: Arc<str>,
}

impl Operators {
    /// Makes the service. `guard` says whether a request may use it.
    pub fn new(guard: impl Fn(&Parts) -> bool + Send + Sync + 'static) -> Self {
        Self { guard: Arc::new(guard), prefix: "".into() }
    }

    /// Sets the path below which the service stands, such as `/operators`, where no router takes that off before.
    /// Slashes at both ends may be left out.
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

/// The answer to an operator. Made by [`Operators`].
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
