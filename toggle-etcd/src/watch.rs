//! Watches: a stream that reports when keys may have changed, and that ends when the server is silent.

use std::{
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, timeout_at},
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;

use crate::{
    connection::{Connection, Link, WATCH},
    error::{Error, Kind},
    messages::{WatchCreateRequest, WatchProgressRequest, WatchRequest, WatchResponse, WatchUnion},
    range::Range,
    worker::Worker,
};

/// The reasons for which a server cancels the watch of a user without a right or without a valid token.
const REFUSALS: [&str; 4] =
    ["permission denied", "invalid auth token", "user name is empty", "revision of auth store is old"];

/// A watch on keys. It ends when it is dropped.
///
/// It has no queue: several changes are one, so that a slow reader costs no memory.
pub struct Watch {
    news: Arc<News>,
    task: JoinHandle<()>,
    /// The thread of the task, which lives as long as the watch or the client.
    _worker: Arc<Worker>,
}

/// The result of waiting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wake {
    /// A watched key has changed, at this revision or an earlier one.
    Changed(i64),
    /// The time has passed without a change.
    Quiet,
}

impl Watch {
    /// Waits for a change, for at most this time.
    ///
    /// # Errors
    ///
    /// Returns the reason why the watch has ended: the server was silent for the patience, lost its leader, or ended
    /// the stream.
    pub fn wait(&mut self, at_most: Duration) -> Result<Wake, Error> {
        let state = self.news.lock();
        let is_idle = |state: &mut State| state.changed.is_none() && state.end.is_none();
        let result = self.news.condition.wait_timeout_while(state, at_most, is_idle);
        let (mut state, _) = result.unwrap_or_else(PoisonError::into_inner);
        match (state.changed.take(), &state.end) {
            (Some(revision), _) => Ok(Wake::Changed(revision)),
            (None, Some(error)) => Err(error.clone()),
            (None, None) => Ok(Wake::Quiet),
        }
    }

    /// Returns the newest revision that the server has reported on this watch, and the time since the report.
    pub fn heard(&self) -> (i64, Duration) {
        let state = self.news.lock();
        (state.revision, state.heard.elapsed())
    }

    /// Starts the task of a watch.
    pub(crate) fn start(
        worker: Arc<Worker>,
        connection: Arc<Connection>,
        ranges: Vec<Range>,
        patience: Duration,
    ) -> Self {
        let news = News::new();
        let end = End(Arc::clone(&news));
        let task = worker.spawn(async move { end.follow(connection, ranges, patience).await });
        Self { news, task, _worker: worker }
    }

    /// Waits until the server has confirmed the watch.
    pub(crate) fn opened(self, within: Duration) -> Result<Self, Error> {
        let is_opening = |state: &mut State| !state.is_open && state.end.is_none();
        let result = self.news.condition.wait_timeout_while(self.news.lock(), within, is_opening);
        let (state, _) = result.unwrap_or_else(PoisonError::into_inner);
        let result = match &state.end {
            Some(error) => Err(error.clone()),
            None if state.is_open => Ok(()),
            None => Err(Error::new(Kind::Silent, "etcd does not confirm a watch")),
        };
        drop(state);
        result.map(|()| self)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// The state that the task of a watch and its reader share.
struct News {
    state: Mutex<State>,
    condition: Condvar,
}

struct State {
    is_open: bool,
    changed: Option<i64>,
    revision: i64,
    heard: Instant,
    end: Option<Error>,
}

impl News {
    fn new() -> Arc<Self> {
        let state = State { is_open: false, changed: None, revision: 0, heard: Instant::now(), end: None };
        Arc::new(Self { state: Mutex::new(state), condition: Condvar::new() })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.condition.notify_all();
    }
}

/// The end of a watch's task, which the reader must notice even if the thread of the task ends.
struct End(Arc<News>);

impl End {
    /// Watches ranges of keys until the watch ends, and reports the end.
    async fn follow(self, connection: Arc<Connection>, ranges: Vec<Range>, patience: Duration) {
        let ranges: Arc<[Range]> = ranges.into();
        let opened = connection.attempts(WATCH, patience, |link, end| open(link, Arc::clone(&ranges), end)).await;
        let error = match opened {
            Ok(stream) => {
                self.0.update(|state| {
                    state.is_open = true;
                    state.heard = Instant::now();
                });
                let number = stream.link.number();
                let error = stream.follow(patience, &self.0).await;
                connection.fail_after(number, &error);
                error
            }
            Err(error) => error,
        };
        self.0.update(|state| state.end = Some(error));
    }
}

impl Drop for End {
    fn drop(&mut self) {
        let ended = || Error::new(Kind::Silent, "the thread of the client for etcd has ended");
        self.0.update(|state| {
            state.end.get_or_insert_with(ended);
        });
    }
}

/// A confirmed watch.
struct OpenStream {
    link: Link,
    /// The stream of requests. The server ends the watch when it is closed.
    requests: mpsc::Sender<WatchRequest>,
    answers: Streaming<WatchResponse>,
}

/// Opens a stream, and waits until the server has confirmed all ranges.
async fn open(mut link: Link, ranges: Arc<[Range]>, end: Instant) -> Result<OpenStream, Error> {
    let (requests, receiver) = mpsc::channel(ranges.len() + 2);
    for range in &*ranges {
        let create = WatchCreateRequest { key: range.start.clone(), range_end: range.end.clone() };
        // The channel has room for all of them.
        let _: Result<(), _> = requests.try_send(WatchRequest { request: Some(WatchUnion::Create(create)) });
    }
    let mut answers = link.stream(WATCH, ReceiverStream::new(receiver), end).await?;
    let mut confirmed = 0;
    while confirmed < ranges.len() {
        let Ok(answer) = timeout_at(end, answers.message()).await else { return Err(link.silent()) };
        let answer = content(&link, answer)?;
        confirmed += usize::from(answer.created);
    }
    Ok(OpenStream { link, requests, answers })
}

impl OpenStream {
    /// Reports changes until the stream ends, and returns the reason of the end.
    async fn follow(mut self, patience: Duration, news: &News) -> Error {
        let mut heard = Instant::now();
        let mut next_request = heard + patience / 2;
        loop {
            match timeout_at(next_request.min(heard + patience), self.answers.message()).await {
                Ok(answer) => match content(&self.link, answer) {
                    Ok(answer) => {
                        heard = Instant::now();
                        let revision = answer.header.map_or(0, |header| header.revision);
                        news.update(|state| {
                            state.heard = heard;
                            state.revision = state.revision.max(revision);
                            if !answer.events.is_empty() {
                                state.changed = Some(revision);
                            }
                        });
                    }
                    Err(error) => return error,
                },
                Err(_) if heard.elapsed() >= patience => return self.link.silent(),
                Err(_) => {
                    let request = WatchRequest { request: Some(WatchUnion::Progress(WatchProgressRequest {})) };
                    // A full channel has requests that the server has not read, so it is silent already.
                    let _: Result<(), _> = self.requests.try_send(request);
                    next_request = Instant::now() + patience / 2;
                }
            }
        }
    }
}

/// Returns the contents of an answer, unless the watch has ended.
fn content(link: &Link, answer: Result<Option<WatchResponse>, tonic::Status>) -> Result<WatchResponse, Error> {
    let end = |kind, reason: &str| Error::new(kind, format!("etcd at {}: {reason}", link.endpoint()));
    match answer {
        Ok(Some(answer)) if answer.compact_revision > 0 => {
            Err(end(Kind::Compacted, "the watch has fallen behind, and its revision has been compacted"))
        }
        Ok(Some(answer)) if answer.canceled => {
            let reason = answer.cancel_reason.rsplit("etcdserver: ").next().filter(|reason| !reason.is_empty());
            let reason = reason.unwrap_or("no reason given");
            // etcd reports a refused token as a lack of permission, too.
            let is_refused = REFUSALS.iter().any(|refusal| reason.contains(refusal));
            Err(end(if is_refused { Kind::Token } else { Kind::Silent }, &format!("the watch was cancelled: {reason}")))
        }
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => Err(end(Kind::Silent, "the watch was closed")),
        Err(status) => Err(link.error(&status)),
    }
}
