//! The thread with the async runtime, for programs that have none.

use std::{future::Future, io, process, sync::mpsc, thread, time::Duration};

use tokio::{runtime, sync::oneshot, task::JoinHandle};

use crate::error::{Error, Kind};

/// The time that a call gets beyond its own limit, on a machine that is busy.
pub(crate) const GRACE: Duration = Duration::from_secs(1);

/// A thread with a runtime in it. It ends when this value is dropped.
pub(crate) struct Worker {
    handle: runtime::Handle,
    process: u32,
    /// The end of the thread. The thread waits for this sender to be dropped.
    _stop: oneshot::Sender<()>,
}

impl Worker {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// Returns the error of the operating system if it gives no thread or no handle.
    pub(crate) fn start() -> io::Result<Self> {
        let mut builder = runtime::Builder::new_current_thread();
        // Names of hosts are looked up on another thread, which ends soon after.
        builder.enable_io().enable_time().max_blocking_threads(1).thread_keep_alive(Duration::from_secs(1));
        let runtime = builder.thread_name("toggle-etcd-dns").build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        thread::Builder::new().name("toggle-etcd".to_owned()).spawn(move || {
            // An error is the drop of the sender, and no value is ever sent.
            let _: Result<(), _> = runtime.block_on(stopped);
            // A look-up of a name may hang, and nobody waits for it.
            runtime.shutdown_background();
        })?;
        Ok(Self { handle, process: process::id(), _stop: stop })
    }

    /// Returns whether the thread is one of this process. A forked child has none of its parent's threads.
    pub(crate) fn is_here(&self) -> bool {
        self.process == process::id()
    }

    /// Runs a task on the thread.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        self.handle.spawn(task)
    }

    /// Runs a call on the thread, and waits for its answer on this one.
    pub(crate) fn wait<T: Send + 'static>(
        &self,
        call: impl Future<Output = Result<T, Error>> + Send + 'static,
        within: Duration,
    ) -> Result<T, Error> {
        let (sender, receiver) = mpsc::sync_channel(1);
        let task = self.spawn(async move {
            // The receiver is gone if the caller has waited for longer than the call may take.
            let _: Result<(), _> = sender.send(call.await);
        });
        receiver.recv_timeout(within + GRACE).unwrap_or_else(|_| {
            task.abort();
            Err(Error::new(Kind::Silent, "the thread of the client for etcd does not answer"))
        })
    }
}
