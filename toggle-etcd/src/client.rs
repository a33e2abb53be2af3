//! The blocking client: five calls of etcd, for programs without an async runtime. No part of the public interface.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::mpsc, time::timeout_at};
use tokio_stream::wrappers::ReceiverStream;

pub use crate::{
    address::Address,
    error::Error,
    range::Range,
    watch::{Wake, Watch},
};
use crate::{
    connection::{Connection, GRANT, KEEP_ALIVE, Method, RANGE, READ, REVOKE, TXN},
    error::Kind,
    messages::{
        self, CompareResult, CompareTarget, DeleteRequest, LeaseGrantRequest, LeaseGrantResponse,
        LeaseKeepAliveRequest, LeaseKeepAliveResponse, LeaseRevokeRequest, LeaseRevokeResponse, Operand, PutRequest,
        RangeRequest, RangeResponse, Request, RequestOp, SortOrder, TxnRequest, TxnResponse,
    },
    worker::{GRACE, Worker},
};

/// The keys of one answer. Pages keep messages below the limits of server and client.
const PAGE: i64 = 50;

/// A client of etcd. Clones share the connection and the thread.
#[derive(Clone)]
pub struct Client {
    address: Arc<Address>,
    running: Arc<Mutex<Option<Running>>>,
}

/// A worker with its connection.
struct Running {
    worker: Arc<Worker>,
    connection: Arc<Connection>,
}

/// A key with its value and its revisions.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyValue {
    /// The key.
    pub key: Vec<u8>,
    /// The value.
    pub value: Vec<u8>,
    /// The revision that created the key.
    pub create_revision: i64,
    /// The revision of the last change of the key.
    pub mod_revision: i64,
    /// The number of changes since the key was created.
    pub version: i64,
    /// The lease that the key ends with, or 0.
    pub lease: i64,
}

/// The answer to a read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The number of keys in the range, also if the read was limited to fewer.
    pub count: usize,
    /// The keys in their order.
    pub entries: Vec<KeyValue>,
    /// The revision of the whole store at the time of the read.
    pub revision: i64,
}

/// A read of a key or of a range of keys, from one instant.
#[derive(Clone, Debug)]
pub struct Query(RangeRequest);

/// A condition of a transaction.
#[derive(Clone, Debug)]
pub struct Compare(messages::Compare);

/// An operation of a transaction.
#[derive(Clone)]
pub struct Operation(Request);

/// The answer to a transaction.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Whether all conditions held.
    pub succeeded: bool,
    /// The revision of the whole store after the transaction.
    pub revision: i64,
    /// The answer to each read of the executed operations. Other operations have none.
    pub readings: Vec<Reading>,
}

/// A lease.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lease {
    /// The id.
    pub id: i64,
    /// The time to live.
    pub ttl: Duration,
}

impl Client {
    /// Returns a client. The thread and the connection begin with the first call.
    pub fn new(address: Address) -> Self {
        Self { address: Arc::new(address), running: Arc::default() }
    }

    /// Returns the address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Reads a key or a range of keys. The read is linearizable.
    ///
    /// # Errors
    ///
    /// Returns the error of the connection, or of the server's refusal.
    pub fn range(&self, range: &Range, within: Duration) -> Result<Reading, Error> {
        let mut query = Query::new(range);
        query.0.limit = PAGE;
        self.run(within, async move |connection| {
            let mut entries = Vec::new();
            let mut revision = 0;
            loop {
                // All pages are of the revision of the first one.
                query.0.revision = revision;
                let answer: RangeResponse = connection.call(RANGE, query.0.clone(), within).await?;
                if revision == 0 {
                    revision = answer.header.unwrap_or_default().revision;
                }
                entries.extend(answer.kvs.into_iter().map(KeyValue::from));
                match entries.last() {
                    Some(last) if answer.more => query.0.key = [&last.key[..], b"\0"].concat(),
                    _ => return Ok(Reading { count: entries.len(), entries, revision }),
                }
            }
        })
    }

    /// Answers several queries from one instant, if all conditions hold. The reads are linearizable.
    ///
    /// # Errors
    ///
    /// Returns the error of the connection, or of the server's refusal.
    pub fn read(
        &self,
        conditions: impl IntoIterator<Item = Compare>,
        queries: impl IntoIterator<Item = Query>,
        within: Duration,
    ) -> Result<Outcome, Error> {
        let queries = queries.into_iter().map(Operation::from);
        self.transact(READ, transaction(conditions, queries, []), within)
    }

    /// Runs `then` if all conditions hold, and `otherwise` if not, in one transaction.
    ///
    /// # Errors
    ///
    /// Returns the error of the connection, or of the server's refusal. The operations may have been run if the error
    /// [is uncertain](Error::is_uncertain).
    pub fn transaction(
        &self,
        conditions: impl IntoIterator<Item = Compare>,
        then: impl IntoIterator<Item = Operation>,
        otherwise: impl IntoIterator<Item = Operation>,
        within: Duration,
    ) -> Result<Outcome, Error> {
        self.transact(TXN, transaction(conditions, then, otherwise), within)
    }

    /// Answers several queries from one instant, unless all conditions hold. The reads are linearizable.
    ///
    /// # Errors
    ///
    /// Returns the error of the connection, or of the server's refusal.
    pub fn read_unless(
        &self,
        conditions: impl IntoIterator<Item = Compare>,
        queries: impl IntoIterator<Item = Query>,
        within: Duration,
    ) -> Result<Outcome, Error> {
        let queries = queries.into_iter().map(Operation::from);
        self.transact(READ, transaction(conditions, [], queries), within)
    }

    fn transact(&self, method: Method, request: TxnRequest, within: Duration) -> Result<Outcome, Error> {
        self.run(within, async move |connection| {
            let answer: TxnResponse = connection.call(method, request, within).await?;
            let revision = answer.header.unwrap_or_default().revision;
            let reading = |range: RangeResponse| Reading {
                count: usize::try_from(range.count).unwrap_or_default(),
                entries: range.kvs.into_iter().map(KeyValue::from).collect(),
                revision,
            };
            let ranges = answer.responses.into_iter().filter_map(|response| response.range);
            Ok(Outcome { succeeded: answer.succeeded, revision, readings: ranges.map(reading).collect() })
        })
    }

    /// Watches keys from now on. Returns when the server has confirmed the watch.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not confirm the watch within `patience`.
    pub fn watch(&self, ranges: impl IntoIterator<Item = Range>, patience: Duration) -> Result<Watch, Error> {
        let (worker, connection) = self.running()?;
        Watch::start(worker, connection, ranges.into_iter().collect(), patience).opened(patience + GRACE)
    }

    /// Makes a lease. Its keys are deleted if nobody keeps it alive for this time, in whole seconds.
    ///
    /// # Errors
    ///
    /// Returns the error of the connection, or of the server's refusal.
    pub fn lease_grant(&self, ttl: Duration, within: Duration) -> Result<Lease, Error> {
        let ttl = i64::try_from(ttl.as_secs().max(1)).unwrap_or(i64::MAX);
        self.run(within, async move |connection| {
            let answer: LeaseGrantResponse = connection.call(GRANT, LeaseGrantRequest { ttl }, within).await?;
            Ok(Lease { id: answer.id, ttl: seconds(answer.ttl) })
        })
    }

    /// Begins the time of a lease anew, and returns its time to live.
    ///
    /// # Errors
    ///
    /// Returns an error for which [`is_lease_gone`](Error::is_lease_gone) holds if the lease has ended.
    pub fn lease_keep_alive(&self, id: i64, within: Duration) -> Result<Duration, Error> {
        self.run(within, async move |connection| {
            let ttl = connection.attempts(KEEP_ALIVE, within, |mut link, end| async move {
                let (requests, receiver) = mpsc::channel(1);
                // The channel has room for the only request.
                let _: Result<(), _> = requests.try_send(LeaseKeepAliveRequest { id });
                let mut answers = link.stream(KEEP_ALIVE, ReceiverStream::new(receiver), end).await?;
                match timeout_at(end, answers.message()).await {
                    Ok(Ok(Some(LeaseKeepAliveResponse { ttl }))) => Ok(ttl),
                    Ok(Ok(None)) | Err(_) => Err(link.silent()),
                    Ok(Err(status)) => Err(link.error(&status)),
                }
            });
            match ttl.await? {
                ttl if ttl > 0 => Ok(seconds(ttl)),
                _ => Err(Error::new(Kind::LeaseGone, format!("{}: the lease has ended", connection.address()))),
            }
        })
    }

    /// Ends a lease, and deletes its keys.
    ///
    /// # Errors
    ///
    /// Returns an error for which [`is_lease_gone`](Error::is_lease_gone) holds if the lease has ended.
    pub fn lease_revoke(&self, id: i64, within: Duration) -> Result<(), Error> {
        self.run(within, async move |connection| {
            let LeaseRevokeResponse {} = connection.call(REVOKE, LeaseRevokeRequest { id }, within).await?;
            Ok(())
        })
    }

    /// Runs a call on the worker's thread.
    fn run<T, F>(&self, within: Duration, call: impl FnOnce(Arc<Connection>) -> F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let (worker, connection) = self.running()?;
        worker.wait(call(connection), within)
    }

    fn running(&self) -> Result<(Arc<Worker>, Arc<Connection>), Error> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Running { worker, connection }) = &*running
            && worker.is_here()
        {
            return Ok((Arc::clone(worker), Arc::clone(connection)));
        }
        let worker = Worker::start()
            .map_err(|error| Error::new(Kind::Unreachable, format!("the client for etcd cannot start: {error}")))?;
        let (worker, connection) = (Arc::new(worker), Arc::new(Connection::new((*self.address).clone())));
        let result = (Arc::clone(&worker), Arc::clone(&connection));
        // A forked child must not drop what belongs to its parent: the drop would use the parent's handles.
        mem::forget(running.replace(Running { worker, connection }));
        Ok(result)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("address", &self.address).finish_non_exhaustive()
    }
}

fn seconds(ttl: i64) -> Duration {
    Duration::from_secs(u64::try_from(ttl).unwrap_or_default())
}

fn transaction(
    conditions: impl IntoIterator<Item = Compare>,
    then: impl IntoIterator<Item = Operation>,
    otherwise: impl IntoIterator<Item = Operation>,
) -> TxnRequest {
    let operation = |operation: Operation| RequestOp { request: Some(operation.0) };
    TxnRequest {
        compare: conditions.into_iter().map(|condition| condition.0).collect(),
        success: then.into_iter().map(operation).collect(),
        failure: otherwise.into_iter().map(operation).collect(),
    }
}

impl Query {
    /// Reads all keys of a range, in their order.
    pub fn new(range: &Range) -> Self {
        Self(RangeRequest { key: range.start.clone(), range_end: range.end.clone(), ..RangeRequest::default() })
    }

    /// Reads the last keys, at most this many, beginning with the last one.
    #[must_use]
    pub fn last(self, limit: usize) -> Self {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Self(RangeRequest { limit, sort_order: SortOrder::Descend.into(), ..self.0 })
    }

    /// Reads at most this many keys.
    #[must_use]
    pub fn first(self, limit: usize) -> Self {
        Self(RangeRequest { limit: i64::try_from(limit).unwrap_or(i64::MAX), ..self.0 })
    }

    /// Leaves the values out.
    #[must_use]
    pub fn keys_only(self) -> Self {
        Self(RangeRequest { keys_only: true, ..self.0 })
    }

    /// Leaves the keys out, too.
    #[must_use]
    pub fn count_only(self) -> Self {
        Self(RangeRequest { count_only: true, ..self.0 })
    }

    /// Leaves out keys whose last change was not at this revision.
    #[must_use]
    pub fn changed_at(self, revision: i64) -> Self {
        Self(RangeRequest { min_mod_revision: revision, max_mod_revision: revision, ..self.0 })
    }

    /// Reads the state at an earlier revision, or at the present one if it is 0.
    #[must_use]
    pub fn at(self, revision: i64) -> Self {
        Self(RangeRequest { revision, ..self.0 })
    }
}

impl Compare {
    /// Holds if a key has this value.
    pub fn value(key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self::new(Range::key(key), CompareResult::Equal, CompareTarget::Value, Operand::Value(value.into()))
    }

    /// Holds if a key has this version. The version of a missing key is 0.
    pub fn version(key: impl Into<Vec<u8>>, version: i64) -> Self {
        Self::new(Range::key(key), CompareResult::Equal, CompareTarget::Version, Operand::Version(version))
    }

    /// Holds if a key was created at this revision.
    pub fn create_revision(key: impl Into<Vec<u8>>, revision: i64) -> Self {
        let operand = Operand::CreateRevision(revision);
        Self::new(Range::key(key), CompareResult::Equal, CompareTarget::Create, operand)
    }

    /// Holds if the last change of a key was at this revision.
    pub fn mod_revision(key: impl Into<Vec<u8>>, revision: i64) -> Self {
        Self::new(Range::key(key), CompareResult::Equal, CompareTarget::Mod, Operand::ModRevision(revision))
    }

    /// Holds if no key of the range was written after this revision. Deleted keys are not noticed.
    pub fn not_written_since(range: Range, revision: i64) -> Self {
        Self::new(range, CompareResult::Less, CompareTarget::Mod, Operand::ModRevision(revision.saturating_add(1)))
    }

    fn new(range: Range, result: CompareResult, target: CompareTarget, operand: Operand) -> Self {
        Self(messages::Compare {
            result: result.into(),
            target: target.into(),
            key: range.start,
            operand: Some(operand),
            range_end: range.end,
        })
    }
}

impl Operation {
    /// Writes a key, which ends with a lease if `lease` is not 0.
    pub fn put(key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>, lease: i64) -> Self {
        Self(Request::Put(PutRequest { key: key.into(), value: value.into(), lease }))
    }

    /// Deletes a key or a range of keys. Missing keys are no error.
    pub fn delete(range: Range) -> Self {
        Self(Request::Delete(DeleteRequest { key: range.start, range_end: range.end }))
    }
}

impl From<Query> for Operation {
    fn from(query: Query) -> Self {
        Self(Request::Range(query.0))
    }
}

/// Leaves the values out, which may be long.
impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, key) = match &self.0 {
            Request::Range(range) => ("Range", &range.key),
            Request::Put(put) => ("Put", &put.key),
            Request::Delete(delete) => ("Delete", &delete.key),
        };
        f.debug_tuple(name).field(&String::from_utf8_lossy(key)).finish()
    }
}

/// Leaves the value out, which may be long.
impl fmt::Debug for KeyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("KeyValue");
        output.field("key", &String::from_utf8_lossy(&self.key)).field("mod_revision", &self.mod_revision);
        output.field("bytes", &self.value.len()).finish_non_exhaustive()
    }
}

impl From<messages::KeyValue> for KeyValue {
    fn from(message: messages::KeyValue) -> Self {
        let messages::KeyValue { key, create_revision, mod_revision, version, value, lease } = message;
        Self { key, value, create_revision, mod_revision, version, lease }
    }
}
