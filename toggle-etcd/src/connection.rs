//! The connection of a process to one of the endpoints: connecting, failover, authentication and calls.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use http::uri::PathAndQuery;
use prost::Message;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout_at},
};
use tokio_stream::Stream;
use tonic::{
    Request, Response, Status, Streaming,
    client::Grpc,
    metadata::{Ascii, MetadataMap, MetadataValue},
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;

use crate::{
    address::Address,
    error::{Error, Kind, causes},
    messages::{AuthenticateRequest, AuthenticateResponse},
    secret::Secret,
    tls,
};

/// The interval of HTTP/2 pings while requests are open. A server closes the connection of a client that pings more
/// often than each 5 seconds (`--grpc-keepalive-min-time`).
const PING: Duration = Duration::from_secs(6);
/// The time after which a connection without an answer to a ping has failed.
const PONG: Duration = Duration::from_secs(5);
/// The longest message, in bytes. A server sends longer ones only if its `--max-request-bytes` is raised.
const LONGEST_MESSAGE: usize = 64 << 20;
/// The largest number of endpoints that share the time of a call.
const SHARES: u32 = 3;
/// The least time for one endpoint, if the call has that time. A server takes about 0.1 s to check a password.
const LEAST_SHARE: Duration = Duration::from_secs(1);

/// A kind of call.
#[derive(Clone, Copy)]
pub(crate) struct Method {
    path: &'static str,
    /// Whether a second run of the call does no harm.
    repeatable: bool,
}

pub(crate) const RANGE: Method = Method { path: "/etcdserverpb.KV/Range", repeatable: true };
/// A transaction that only reads.
pub(crate) const READ: Method = Method { path: "/etcdserverpb.KV/Txn", repeatable: true };
pub(crate) const TXN: Method = Method { path: "/etcdserverpb.KV/Txn", repeatable: false };
pub(crate) const WATCH: Method = Method { path: "/etcdserverpb.Watch/Watch", repeatable: true };
/// A lease that nobody knows ends by itself.
pub(crate) const GRANT: Method = Method { path: "/etcdserverpb.Lease/LeaseGrant", repeatable: true };
pub(crate) const KEEP_ALIVE: Method = Method { path: "/etcdserverpb.Lease/LeaseKeepAlive", repeatable: true };
pub(crate) const REVOKE: Method = Method { path: "/etcdserverpb.Lease/LeaseRevoke", repeatable: true };
const AUTHENTICATE: Method = Method { path: "/etcdserverpb.Auth/Authenticate", repeatable: true };

/// The connection of a process. All calls share one channel.
pub(crate) struct Connection {
    address: Address,
    state: Mutex<State>,
}

struct State {
    /// The position of the endpoint that is used, or tried first at the next connection.
    endpoint: usize,
    link: Option<Link>,
    /// The number of connections so far, so that a late failure does not end a newer connection.
    connections: u64,
}

/// An open connection to an endpoint, with the token of the user.
#[derive(Clone)]
pub(crate) struct Link {
    grpc: Grpc<Channel>,
    token: Option<MetadataValue<Ascii>>,
    endpoint: Arc<str>,
    number: u64,
}

impl Connection {
    pub(crate) fn new(address: Address) -> Self {
        // The processes of a fleet begin with different endpoints.
        let random = usize::try_from(RandomState::new().hash_one(std::process::id()) >> 33).unwrap_or_default();
        let endpoint = random % address.hosts.len();
        Self { address, state: Mutex::new(State { endpoint, link: None, connections: 0 }) }
    }

    /// Sends a request, if needed to several endpoints or with a renewed token, and returns the answer.
    pub(crate) async fn call<Q, A>(&self, method: Method, request: Q, within: Duration) -> Result<A, Error>
    where
        Q: Message + Clone + 'static,
        A: Message + Default + 'static,
    {
        self.attempts(method, within, |link, end| link.unary(method, request.clone(), end)).await
    }

    /// Runs an operation on a connection until it succeeds, fails for good, or the time has passed.
    pub(crate) async fn attempts<A, F>(
        &self,
        method: Method,
        within: Duration,
        operation: impl Fn(Link, Instant) -> F,
    ) -> Result<A, Error>
    where
        F: Future<Output = Result<A, Error>>,
    {
        let end = Instant::now() + within;
        // A connection that a restarted server has closed fails once, so that a single endpoint gets two attempts.
        let mut attempts_left = self.address.hosts.len().max(2);
        let mut is_renewed = false;
        loop {
            let link = self.link(end, within).await?;
            let number = link.number;
            let error = match operation(link, end.min(Instant::now() + self.share(within))).await {
                Err(error) if error.kind() == Kind::Token && !is_renewed && self.address.user.is_some() => {
                    is_renewed = true;
                    self.forget(number);
                    continue;
                }
                Err(error) if error.is_unavailable() => error,
                result => return result,
            };
            self.fail(number);
            attempts_left -= 1;
            let was_refused = matches!(error.kind(), Kind::Unreachable | Kind::NoLeader);
            if attempts_left == 0 || Instant::now() >= end || !(method.repeatable || was_refused) {
                return Err(error);
            }
        }
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Drops the connection if this error shows that it has failed.
    pub(crate) fn fail_after(&self, number: u64, error: &Error) {
        match error.kind() {
            Kind::Token => self.forget(number),
            Kind::Silent | Kind::NoLeader | Kind::Unreachable => self.fail(number),
            _ => {}
        }
    }

    /// Returns the time for one endpoint.
    fn share(&self, within: Duration) -> Duration {
        (within / u32::try_from(self.address.hosts.len()).unwrap_or(SHARES).min(SHARES)).max(LEAST_SHARE)
    }

    /// Returns the connection, and makes it first if there is none.
    async fn link(&self, end: Instant, within: Duration) -> Result<Link, Error> {
        let silent = || Error::new(Kind::Unreachable, format!("{} does not answer", self.address));
        let mut state = timeout_at(end, self.state.lock()).await.map_err(|_| silent())?;
        if let Some(link) = &state.link {
            return Ok(link.clone());
        }
        let hosts = &self.address.hosts;
        let mut last_error = silent();
        for _ in 0..hosts.len() {
            let host = &hosts[state.endpoint];
            let number = state.connections + 1;
            match self.connect(host, number, end.min(Instant::now() + self.share(within))).await {
                Ok(link) => {
                    state.connections = number;
                    state.link = Some(link.clone());
                    return Ok(link);
                }
                // Another endpoint does not change a wrong password or an unreadable file.
                Err(error) if !error.is_unavailable() => return Err(error),
                // A request that was not sent cannot have been applied.
                Err(error) => last_error = Error::new(Kind::Unreachable, error.to_string()),
            }
            state.endpoint = (state.endpoint + 1) % hosts.len();
        }
        Err(last_error)
    }

    async fn connect(&self, host: &str, number: u64, end: Instant) -> Result<Link, Error> {
        let left = end.saturating_duration_since(Instant::now());
        let endpoint = Endpoint::from_shared(self.address.origin(host))
            .map_err(|error| Error::address(format!("the host {host} of etcd cannot be used: {}", causes(&error))))?
            .connect_timeout(left)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(PING)
            .keep_alive_timeout(PONG);
        let endpoint = if self.address.tls { tls::secured(endpoint, &self.address.certificates)? } else { endpoint };
        let channel = match timeout_at(end, endpoint.connect()).await {
            Ok(Ok(channel)) => channel,
            Ok(Err(error)) => {
                return Err(Error::new(
                    Kind::Unreachable,
                    format!("cannot connect to etcd at {host}: {}", causes(&error)),
                ));
            }
            Err(_) => return Err(silent(host)),
        };
        let grpc = Grpc::new(channel).max_decoding_message_size(LONGEST_MESSAGE);
        let mut link = Link { grpc, token: None, endpoint: host.into(), number };
        if let Some(user) = &self.address.user {
            let password = self.address.read_password()?.unwrap_or(Secret::new(""));
            link.token = link.authenticate(user, &password, end).await?;
        }
        Ok(link)
    }

    /// Drops a connection whose token the server has refused, so that the next one authenticates anew.
    fn forget(&self, number: u64) {
        // The state is locked only while there is no connection, since all tasks run on one thread.
        let Ok(mut state) = self.state.try_lock() else { return };
        if state.connections == number {
            state.link = None;
        }
    }

    /// Drops a connection that has failed, and goes on to the next endpoint.
    fn fail(&self, number: u64) {
        let Ok(mut state) = self.state.try_lock() else { return };
        if state.connections == number && state.link.take().is_some() {
            state.endpoint = (state.endpoint + 1) % self.address.hosts.len();
        }
    }
}

impl Link {
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns the error of an endpoint that has not answered in time.
    pub(crate) fn silent(&self) -> Error {
        silent(&self.endpoint)
    }

    pub(crate) fn error(&self, status: &Status) -> Error {
        Error::from_status(status, &self.endpoint)
    }

    /// Returns the token of a user, or `None` if the server has no users yet.
    async fn authenticate(
        &mut self,
        user: &str,
        password: &Secret,
        end: Instant,
    ) -> Result<Option<MetadataValue<Ascii>>, Error> {
        let request = AuthenticateRequest { name: user.to_owned(), password: password.reveal().to_owned() };
        let answer: AuthenticateResponse = match self.clone().unary(AUTHENTICATE, request, end).await {
            Ok(answer) => answer,
            // A program with a password may start before an operator turns access control on.
            Err(error) if error.kind() == Kind::NoUsers => return Ok(None),
            Err(error) => return Err(error.for_user(user)),
        };
        let mut token = MetadataValue::try_from(answer.token)
            .map_err(|_| Error::new(Kind::Refused, format!("etcd at {}: the token is no header", self.endpoint)))?;
        token.set_sensitive(true);
        Ok(Some(token))
    }

    async fn unary<Q, A>(mut self, method: Method, request: Q, end: Instant) -> Result<A, Error>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        let mut request = Request::new(request);
        self.complete(request.metadata_mut());
        let codec = ProstCodec::<Q, A>::default();
        self.ready(end).await?;
        match timeout_at(end, self.grpc.unary(request, PathAndQuery::from_static(method.path), codec)).await {
            Ok(answer) => answer.map(Response::into_inner).map_err(|status| self.error(&status)),
            Err(_) => Err(self.silent()),
        }
    }

    /// Opens a stream in both directions.
    pub(crate) async fn stream<Q, A>(
        &mut self,
        method: Method,
        requests: impl Stream<Item = Q> + Send + 'static,
        end: Instant,
    ) -> Result<Streaming<A>, Error>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        let mut request = Request::new(requests);
        self.complete(request.metadata_mut());
        let codec = ProstCodec::<Q, A>::default();
        self.ready(end).await?;
        match timeout_at(end, self.grpc.streaming(request, PathAndQuery::from_static(method.path), codec)).await {
            Ok(answer) => answer.map(Response::into_inner).map_err(|status| self.error(&status)),
            Err(_) => Err(self.silent()),
        }
    }

    /// Waits until the channel takes a request.
    async fn ready(&mut self, end: Instant) -> Result<(), Error> {
        let failed = |cause: &str| Error::new(Kind::Unreachable, format!("etcd at {}: {cause}", self.endpoint));
        match timeout_at(end, self.grpc.ready()).await {
            Ok(ready) => ready.map_err(|error| failed(&causes(&error))),
            Err(_) => Err(failed("the connection takes no request")),
        }
    }

    fn complete(&self, metadata: &mut MetadataMap) {
        // A member without a leader refuses the request, instead of waiting for one.
        metadata.insert("hasleader", MetadataValue::from_static("true"));
        if let Some(token) = &self.token {
            metadata.insert("token", token.clone());
        }
    }
}

fn silent(endpoint: &str) -> Error {
    Error::new(Kind::Silent, format!("etcd at {endpoint} does not answer"))
}
