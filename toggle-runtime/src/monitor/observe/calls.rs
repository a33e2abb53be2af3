//! The delivery of answers to the user's functions: a bounded queue, and a thread that exists while there are
//! answers.

use std::{
    collections::VecDeque,
    process,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use toggle_rules::{self, Reason, Value};
use toggle_syntax::record;

use crate::{
    base::{
        callback,
        lock::{Condvar, Mutex, MutexGuard},
        thread,
    },
    catalogue::point::Point,
    model::{evaluation::Evaluation, event::Event, place::Place, problem::Problem},
    monitor::{
        observe::{RecordingGuard, call::Call},
        shadow::Sampler,
    },
};

/// The largest number of waiting answers.
pub(crate) const CAPACITY: usize = 16_384;
/// The largest number of bytes of their keys and texts.
const BYTES: usize = 4 << 20;
/// The time without an answer after which the thread ends.
const LINGER: Duration = Duration::from_secs(1);
/// The pause between two attempts to start a thread.
const RETRY: Duration = Duration::from_secs(1);

/// A queue that delivers answers to functions one at a time, in the order in which they were recorded. No lock is
/// held during a call.
pub(crate) struct Calls {
    /// The id of the process that owns the thread.
    process: u32,
    of_toggles: Arc<[Option<Called>]>,
    queue: Mutex<Queue>,
    /// Notified when answers are added or delivered.
    changed: Condvar,
    tell: Arc<dyn Fn(Event) + Send + Sync>,
}

/// The function of a toggle.
pub(crate) struct Called {
    call: Call,
    sampler: Sampler,
}

/// A waiting answer.
pub(crate) struct Waiting {
    pub(crate) toggle: usize,
    pub(crate) name: &'static str,
    pub(crate) point: &'static Point,
    pub(crate) value: Value,
    pub(crate) reason: Reason,
    pub(crate) key: Option<Box<str>>,
    pub(crate) version: Option<u64>,
    pub(crate) time: Timestamp,
}

impl Waiting {
    fn bytes(&self) -> usize {
        let text = if let Value::Text(text) = &self.value { text.len() } else { 0 };
        self.key.as_ref().map_or(0, |key| key.len()) + text
    }

    fn evaluation(self) -> Evaluation {
        let nowhere = record::Place { package: "", version: "", module: "", item: "", file: "", line: 0, column: 0 };
        let place = self.point.record().map_or(nowhere, |record| record.place);
        Evaluation {
            time: self.time,
            toggle: self.name.to_owned(),
            value: self.value,
            reason: self.reason,
            key: self.key.map(String::from),
            version: self.version.map(toggle_rules::version),
            place: Place::from(&place),
        }
    }
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    is_calling: bool,
    /// The number of answers dropped since the queue was last empty.
    lost: u64,
    /// The numbers of answers that were ever added, and delivered.
    added: u64,
    handed: u64,
    has_thread: bool,
    /// Whether the thread waits for an answer.
    is_idle: bool,
    /// The reason why no thread could be started, and the time of the next attempt.
    refused: Option<(String, Instant)>,
}

impl Queue {
    fn problem(&self) -> Problem {
        let reason = match &self.refused {
            Some((error, _)) => format!("cannot start a thread: {error}"),
            None => "the functions are too slow".to_owned(),
        };
        Problem::EvaluationsHeld { reason, lost: self.lost }
    }
}

impl Calls {
    /// Makes the queue for these functions, each at the position of its toggle. Returns `None` without functions.
    pub(crate) fn new(
        of_toggles: impl Iterator<Item = Option<Call>>,
        tell: impl Fn(Event) + Send + Sync + 'static,
    ) -> Option<Self> {
        let called = |call| Called { call, sampler: Sampler::default() };
        let of_toggles: Arc<[_]> = of_toggles.map(|call| call.map(called)).collect();
        let is_called = of_toggles.iter().any(Option::is_some);
        is_called.then(|| Self::of(of_toggles, Arc::new(tell)))
    }

    fn of(of_toggles: Arc<[Option<Called>]>, tell: Arc<dyn Fn(Event) + Send + Sync>) -> Self {
        Self { process: process::id(), of_toggles, queue: Mutex::default(), changed: Condvar::default(), tell }
    }

    /// Returns whether this process was forked from the owner of these answers. The parent delivers them.
    pub(crate) fn is_parents(&self) -> bool {
        self.process != process::id()
    }

    /// Returns the queue of a forked child, with the functions of its parent and without its locks.
    pub(crate) fn of_child(&self) -> Self {
        Self::of(self.of_toggles.clone(), self.tell.clone())
    }

    /// Returns whether a function receives the current answer of this toggle.
    pub(crate) fn takes(&self, toggle: usize) -> bool {
        let called = self.of_toggles.get(toggle).and_then(Option::as_ref);
        called.is_some_and(|called| called.sampler.takes(called.call.share))
    }

    /// Adds an answer, or counts it as lost. Never waits for a function.
    pub(crate) fn push(self: &Arc<Self>, answer: Waiting) {
        let bytes = answer.bytes();
        let problem = {
            let mut queue = self.queue.lock();
            let is_full = queue.waiting.len() >= CAPACITY || queue.bytes.saturating_add(bytes) > BYTES;
            if is_full {
                queue.lost += 1;
                (queue.lost == 1).then(|| queue.problem())
            } else {
                queue.waiting.push_back(answer);
                queue.bytes += bytes;
                queue.added += 1;
                None
            }
        };
        self.start();
        if let Some(problem) = problem {
            (self.tell)(Event::Problem(problem));
        }
    }

    /// Wakes or starts the thread. Returns false if there is none.
    fn start(self: &Arc<Self>) -> bool {
        {
            let mut queue = self.queue.lock();
            if queue.has_thread {
                if queue.is_idle && !queue.waiting.is_empty() {
                    queue.is_idle = false;
                    self.changed.notify_all();
                }
                return true;
            }
            if queue.refused.as_ref().is_some_and(|(_, until)| Instant::now() < *until) {
                return false;
            }
            queue.has_thread = true;
        }
        let calls = self.clone();
        let started = thread::spawn("toggle-answers", move || calls.run());
        let is_started = started.is_ok();
        let mut queue = self.queue.lock();
        queue.refused = started.err().map(|error| (error.to_string(), Instant::now() + RETRY));
        // A started thread clears the flag itself when it ends.
        queue.has_thread &= is_started;
        is_started
    }

    fn run(&self) {
        loop {
            while self.hand_over() {}
            let queue = self.queue.lock();
            if !queue.waiting.is_empty() && !queue.is_calling {
                continue;
            }
            let (mut queue, is_over) = self.wait_idle(queue);
            if is_over && queue.waiting.is_empty() {
                queue.has_thread = false;
                return;
            }
        }
    }

    fn wait_idle<'a>(&self, mut queue: MutexGuard<'a, Queue>) -> (MutexGuard<'a, Queue>, bool) {
        queue.is_idle = true;
        let (mut queue, is_over) = self.changed.wait_for(queue, LINGER);
        queue.is_idle = false;
        (queue, is_over)
    }

    /// Delivers one answer, and returns whether there was one. If another call is delivering, there is none for this
    /// one.
    fn hand_over(&self) -> bool {
        let answer = {
            let mut queue = self.queue.lock();
            if queue.is_calling {
                return false;
            }
            let Some(answer) = queue.waiting.pop_front() else { return false };
            queue.bytes -= answer.bytes();
            queue.is_calling = true;
            answer
        };
        let called = self.of_toggles.get(answer.toggle).and_then(Option::as_ref);
        let problem = called.and_then(|called| {
            // Checks in the function are not observed, because each would cause the next call.
            let _noting = RecordingGuard::begin();
            callback::while_in_callback(|| called.call.run(&answer.evaluation()))
        });
        let lost = {
            let mut queue = self.queue.lock();
            if queue.waiting.is_empty() { std::mem::take(&mut queue.lost) } else { 0 }
        };
        let loss = (lost > 0).then_some(Event::EvaluationsLost { count: lost });
        // Before waiting threads continue.
        problem.map(Event::Problem).into_iter().chain(loss).for_each(|event| (self.tell)(event));
        {
            let mut queue = self.queue.lock();
            queue.is_calling = false;
            queue.handed += 1;
        }
        self.changed.notify_all();
        true
    }

    /// Waits until the functions have received all answers so far, and returns whether they have. A function cannot
    /// wait for itself.
    pub(crate) fn flush(self: &Arc<Self>, within: Duration) -> bool {
        if callback::is_in_callback() {
            return false;
        }
        let deadline = Instant::now().checked_add(within);
        let added = {
            let mut queue = self.queue.lock();
            queue.refused = None;
            queue.added
        };
        if self.queue.lock().handed < added && !self.start() {
            let is_past = || deadline.is_some_and(|deadline| Instant::now() >= deadline);
            while !is_past() && self.hand_over() {}
        }
        let mut queue = self.queue.lock();
        let mut is_over = false;
        while queue.handed < added && !is_over {
            (queue, is_over) = self.changed.wait_until(queue, deadline);
        }
        queue.handed >= added
    }

    /// Returns the current problems.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let held = {
            let queue = self.queue.lock();
            (queue.lost > 0 || queue.refused.is_some() && !queue.waiting.is_empty()).then(|| queue.problem())
        };
        let mut calls: Vec<&Call> = Vec::new();
        for called in self.of_toggles.iter().flatten() {
            if !calls.iter().any(|call| call.is(&called.call)) {
                calls.push(&called.call);
            }
        }
        held.into_iter().chain(calls.into_iter().filter_map(Call::problem)).collect()
    }
}
