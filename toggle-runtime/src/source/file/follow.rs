//! Follows a source that is made of files.

use std::time::Instant;

use super::{
    FileSource, Taken,
    content::Content,
    is_toml,
    links::Entries,
    look::{Identity, Look, Seen},
    settle::{self, First},
    wake::Watch,
};
use crate::source::Updates;

/// A source that is made of files.
pub(super) trait Followed {
    /// Returns the directory entries on which the source depends now.
    fn entries(&self) -> Entries;

    /// Takes what is new in the files, and reports it.
    fn look(&self, updates: &Updates) -> Found;
}

/// The result of a look at the files.
pub(super) enum Found {
    Nothing,
    Changed,
    /// What was taken is not in the file any more, or may not count.
    Replaced,
}

/// Reports each new content of the files, when it has settled, until nobody listens.
///
/// Events only say when to look. What counts is whether the content differs from what was taken last, so that an event
/// too many costs a read, and an event too few costs a second.
pub(super) fn follow(source: &dyn Followed, updates: &Updates) {
    let mut watch = Watch::default();
    let mut woken = true;
    while !updates.is_closed() {
        watch.refresh(|| source.entries());
        match source.look(updates) {
            Found::Replaced => continue,
            Found::Changed if !woken => watch.renew(),
            Found::Changed | Found::Nothing => {}
        }
        woken = watch.wait();
    }
}

impl Followed for FileSource {
    fn entries(&self) -> Entries {
        Entries::of(&self.path)
    }

    fn look(&self, updates: &Updates) -> Found {
        look(self, updates)
    }
}

fn look(source: &FileSource, updates: &Updates) -> Found {
    let reading = updates.reading();
    let look = Look::at(&source.path);
    let Seen { content, stamp, .. } = &look.seen;
    let identity = stamp.map(|stamp| stamp.identity);
    let fingerprint = content.fingerprint();
    let known = match source.taken() {
        Some(mut taken) if taken.content == Some(fingerprint) => {
            taken.identity = identity;
            return Found::Nothing;
        }
        taken => taken.and_then(|taken| taken.identity),
    };
    let start = Instant::now();
    let too_long = settle::patience(source.settle);
    let stop = || updates.is_closed() || start.elapsed() > too_long;
    let first = First { path: source.path.clone(), look, known };
    let Some(settled) = settle::wait(first, source.settle, is_toml, stop) else {
        forget(source);
        reading.failed(settle::RESTLESS);
        return Found::Changed;
    };
    take(source, &reading, settled.content, settled.identity);
    if reading.is_outdated() {
        // What the reload has read counts, and the file may have changed since.
        forget(source);
        return Found::Replaced;
    }
    if settled.is_replaced { Found::Replaced } else { Found::Changed }
}

fn take(source: &FileSource, reading: &Updates, content: Content, identity: Option<Identity>) {
    // What was being written may be what was there before.
    let fingerprint = content.fingerprint();
    let is_known = source.taken().is_some_and(|taken| taken.content == Some(fingerprint));
    let states = (!is_known).then(|| source.states(&content));
    drop(content);
    if let Some(mut taken) = source.taken() {
        *taken = Taken { content: Some(fingerprint), identity };
    }
    match states {
        Some(Ok(states)) => reading.states(states),
        Some(Err(error)) => reading.failed(error),
        None => {}
    }
}

fn forget(source: &FileSource) {
    if let Some(mut taken) = source.taken() {
        taken.content = None;
    }
}
