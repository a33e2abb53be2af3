//! The start of following: at set-up, in a forked child, and on a retry.

use std::{
    process,
    sync::{
        Arc,
        atomic::{
            // The next owner of `busy_in` sees the writes of the previous one.
            Ordering::{Acquire, Relaxed, Release},
        },
    },
};

use crate::{
    base::{panics, thread},
    model::{event::Event, problem::Problem},
    registry::{
        Registry,
        follower::{NEVER, nanos},
        layers::FIRST_SOURCE_LAYER,
    },
    source::{Sink, Updates},
};

impl Registry {
    /// Retries what failed because no thread could be started, and does the work of a forked child.
    pub(crate) fn tend(&self) {
        self.retry_threads();
        self.tend_sources();
    }

    /// Starts following all sources that are not followed, also in a new forked child. A separate thread does that,
    /// because a source may be the user's code.
    pub(super) fn tend_sources(&self) {
        let follower = &self.0.follower;
        let process = process::id();
        if !self.is_to_follow(process) || follower.busy_in.swap(process, Acquire) == process {
            return;
        }
        // The thread that was busy may have followed the sources meanwhile.
        if !self.is_to_follow(process) {
            follower.busy_in.store(0, Release);
            return;
        }
        let registry = self.clone();
        let started = thread::spawn("toggle-follow", move || {
            registry.follow();
            registry.0.follower.busy_in.store(0, Release);
        });
        if started.is_err() {
            follower.is_due_after(self.now());
            follower.busy_in.store(0, Release);
        }
    }

    fn is_to_follow(&self, process: u32) -> bool {
        let follower = &self.0.follower;
        if !follower.is_wanted.load(Relaxed) || follower.lost_in.load(Relaxed) == process {
            return false;
        }
        match follower.due.load(Relaxed) {
            NEVER => follower.process.load(Relaxed) != process,
            due => due <= nanos(self.now()),
        }
    }

    fn retry_threads(&self) {
        if self.0.events.load().is_refused() {
            self.events().start();
        }
        if self.0.history.load().as_ref().is_some_and(|file| file.is_refused()) {
            self.write_history();
        }
    }

    /// Starts following all sources that are not followed.
    pub(super) fn follow(&self) {
        let (sources, before, installation) = {
            let Some(mut control) = self.control() else { return };
            let before = std::mem::take(&mut control.unfollowed);
            self.0.follower.due.store(NEVER, Relaxed);
            (control.sources.clone(), before, control.installation)
        };
        let (mut followers, mut failed) = (Vec::new(), Vec::new());
        for (position, known) in before {
            let Some(source) = position.checked_sub(FIRST_SOURCE_LAYER).and_then(|source| sources.get(source)) else {
                continue;
            };
            let sink: Arc<dyn Sink> = Arc::new(self.downgrade());
            followers.push((position, Arc::downgrade(&sink)));
            let updates = Updates::new(sink, position, installation);
            // Following is foreign code, which may panic, and its error must not be used under a lock.
            let follow = || source.clone().follow(updates).map_err(|error| error.to_string());
            if let Err(error) = panics::caught(follow).flatten() {
                let is_new = known.as_ref() != Some(&error);
                failed.push((position, error, is_new));
            }
        }
        if followers.is_empty() {
            return;
        }
        {
            let Some(mut control) = self.control() else { return };
            if control.installation != installation {
                return;
            }
            control.followers.extend(followers);
            if failed.is_empty() {
                return;
            }
            for (position, error, is_new) in failed {
                let Some(source) = control.layers.get(position).map(|layer| layer.name.clone()) else { continue };
                let problem = Problem::NotFollowed { source, error: error.clone() };
                self.events().push(is_new.then_some(Event::Problem(problem)));
                control.unfollowed.insert(position, Some(error));
            }
            self.0.follower.is_due_after(self.now());
        }
        self.events().deliver_apart();
    }
}
