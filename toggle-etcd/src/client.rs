//! The blocking client: five calls of etcd, for programs without an async runtime. No part of the public interface.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{runtime, sync::mpsc, time::timeout_at};
use tokio_stream::wrappers::ReceiverStream;

pub use crate::{
    address::Address,
    error::Error,
    range::Range,
    watch::{Wake, Watch},
};
use crate::{
    connection::{Connection, GRANT, KEEP_ALIVE, RANGE, REVOKE, TXN},
    error::Kind,
    messages::{
        self, CompareResult, CompareTarget, DeleteRequest, LeaseGrantRequest, LeaseGrantResponse,
        LeaseKeepAliveRequest, LeaseKeepAliveResponse, LeaseRevokeRequest, LeaseRevokeResponse, Operand, PutRequest,
        RangeRequest, RangeResponse, Request, RequestOp, SortOrder, TxnRequest, TxnResponse,
    },
    watch::{self, News},
    worker::{self, Worker},
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
    worker: Worker,
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
#[derive(Clone, Debug)]
pub struct Reading {
    /// The keys in their order.
    pub entries: Vec<KeyValue>,
    /// The revision of the whole store at the time of the read.
    pub revision: i64,
}

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
    /// The entries that each read of the executed operations returned. Other operations return none.
    pub readings: Vec<Vec<KeyValue>>,
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
        let range = range.clone();
        self.run(within, async move |connection| {
            let mut entries = Vec::new();
            let mut revision = 0;
            let mut request = request(&range);
            request.limit = PAGE;
            loop {
                // All pages are of the revision of the first one.
                request.revision = revision;
                let answer: RangeResponse = connection.call(RANGE, request.clone(), within).await?;
                if revision == 0 {
                    revision = answer.header.unwrap_or_default().revision;
                }
                entries.extend(answer.kvs.into_iter().map(KeyValue::from));
                match entries.last() {
                    Some(last) if answer.more => request.key = [&last.key[..], b"\0"].concat(),
                    _ => return Ok(Reading { entries, revision }),
                }
            }
        })
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
        let operation = |operation: Operation| RequestOp { request: Some(operation.0) };
        let request = TxnRequest {
            compare: conditions.into_iter().map(|condition| condition.0).collect(),
            success: then.into_iter().map(operation).collect(),
            failure: otherwise.into_iter().map(operation).collect(),
        };
        self.run(within, async move |connection| {
            let answer: TxnResponse = connection.call(TXN, request, within).await?;
            let entries = |range: RangeResponse| range.kvs.into_iter().map(KeyValue::from).collect();
            Ok(Outcome {
                succeeded: answer.succeeded,
                revision: answer.header.unwrap_or_default().revision,
                readings: answer.responses.into_iter().filter_map(|response| response.range.map(entries)).collect(),
            })
        })
    }

    /// Watches keys from now on. Returns when the server has confirmed the watch.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not confirm the watch within `patience`.
    pub fn watch(&self, ranges: impl IntoIterator<Item = Range>, patience: Duration) -> Result<Watch, Error> {
        let (handle, connection) = self.running()?;
        let news = News::new();
        let task = watch::follow(connection, ranges.into_iter().collect(), patience, Arc::clone(&news));
        Watch::new(news, worker::spawn(&handle, task)).opened(patience + worker::GRACE)
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
        let (handle, connection) = self.running()?;
        worker::wait(&handle, call(connection), within)
    }

    fn running(&self) -> Result<(runtime::Handle, Arc<Connection>), Error> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Running { worker, connection }) = &*running
            && worker.is_here()
        {
            return Ok((worker.handle(), Arc::clone(connection)));
        }
        let worker = Worker::start()
            .map_err(|error| Error::new(Kind::Unreachable, format!("the client for etcd cannot start: {error}")))?;
        let connection = Arc::new(Connection::new((*self.address).clone()));
        let result = (worker.handle(), Arc::clone(&connection));
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

fn request(range: &Range) -> RangeRequest {
    RangeRequest { key: range.start.clone(), range_end: range.end.clone(), ..RangeRequest::default() }
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

    /// Reads a key or a range of keys.
    pub fn read(range: &Range) -> Self {
        Self(Request::Range(request(range)))
    }

    /// Reads the last keys of a range, at most this many, beginning with the last one.
    pub fn read_last(range: &Range, limit: i64) -> Self {
        Self(Request::Range(RangeRequest { limit, sort_order: SortOrder::Descend.into(), ..request(range) }))
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
