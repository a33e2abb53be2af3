//! The facts about a fleet, as JSON prints them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use toggle_admin::edit::Entries;
use toggle_runtime::Type;
use toggle_store::{
    Document, LogEntry, RecordKind, Revision,
    fleet::{Build, Fleet, Instance},
};

use crate::output::Versioned;

/// The difference of two clocks that is reported. The time from a write to its record is below it.
const SKEW: SignedDuration = SignedDuration::from_secs(2);

/// The facts about the fleet of a store.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The name of the store, without credentials.
    pub(super) store: String,
    /// The revision of the document.
    pub(super) revision: Option<u64>,
    /// The live instances, ordered by program, host and process id.
    pub(super) instances: Vec<Row>,
    /// The builds that live instances run, ordered by program and id.
    pub(super) builds: Vec<LiveBuild>,
    /// The toggles of the document that no live build has, or `None` if the build of an instance is not known.
    pub(super) unused: Option<Vec<String>>,
    /// The toggles with different types in live builds.
    pub(super) conflicts: Vec<TypeConflict>,
    /// The records that cannot be read.
    pub(super) unreadable: Vec<Unread>,
}

impl Versioned for Report {
    const FORMAT: &'static str = "fleet";
}

/// A live instance.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) program: String,
    pub(super) version: Option<String>,
    pub(super) build: Option<String>,
    pub(super) host: Option<String>,
    pub(super) pid: u32,
    pub(super) environment: Option<String>,
    pub(super) revision: Option<u64>,
    /// The number of changes after its revision, or `None` if it is not known.
    pub(super) behind: Option<usize>,
    pub(super) since: Timestamp,
    /// The time since the start, in seconds.
    pub(super) age: i64,
    pub(super) written: Timestamp,
    pub(super) problems: Problems,
    pub(super) tripped: Vec<Trip>,
    pub(super) overrides: Vec<Override>,
    /// The least number of seconds by which its clock is ahead, or behind if negative.
    pub(super) skew: Option<i64>,
}

#[derive(Debug, Serialize)]
pub(super) struct Problems {
    pub(super) count: usize,
    pub(super) first: Vec<Problem>,
}

#[derive(Debug, Serialize)]
pub(super) struct Problem {
    pub(super) problem: String,
    pub(super) name: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Trip {
    pub(super) toggle: String,
    pub(super) at: Option<Timestamp>,
    pub(super) trial: bool,
    pub(super) calls: u64,
    pub(super) failures: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Override {
    pub(super) toggle: String,
    pub(super) by: String,
}

/// A build that live instances run.
#[derive(Debug, Serialize)]
pub(super) struct LiveBuild {
    pub(super) id: String,
    pub(super) program: String,
    pub(super) toggles: usize,
    pub(super) instances: usize,
}

/// A toggle with different types in live builds.
#[derive(Debug, Serialize)]
pub(super) struct TypeConflict {
    pub(super) toggle: String,
    pub(super) types: Vec<TypeOfBuilds>,
}

#[derive(Debug, Serialize)]
pub(super) struct TypeOfBuilds {
    #[serde(rename = "type")]
    pub(super) ty: Type,
    /// The ids of the builds.
    pub(super) builds: Vec<String>,
}

/// A record that cannot be read.
#[derive(Debug, Serialize)]
pub(super) struct Unread {
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) reason: String,
}

impl Report {
    /// Returns the facts about a fleet. `log` has the entries since the oldest revision of an instance.
    pub(super) fn new(
        store: &str,
        document: &Document,
        fleet: &Fleet,
        log: Option<&[LogEntry]>,
        now: Timestamp,
    ) -> Result<Self> {
        let entries = Entries::read(document.text()?, |_| Type::Any)?;
        let newest = document.version().map(|version| version.revision);
        let mut instances: Vec<Row> =
            fleet.instances.iter().map(|instance| Row::new(instance, &entries, newest, log, now)).collect();
        instances.sort_by(|a, b| (&a.program, &a.host, a.pid).cmp(&(&b.program, &b.host, b.pid)));
        let live = fleet.live_builds();
        let unread = |unreadable: &toggle_store::fleet::Unreadable| Unread {
            kind: unreadable.kind.directory(),
            id: unreadable.id.clone(),
            reason: unreadable.reason.clone(),
        };
        Ok(Self {
            store: store.to_owned(),
            revision: newest.map(Revision::number),
            builds: builds(&live, fleet),
            unused: unused(&entries, &live, fleet),
            conflicts: conflicts(&live),
            unreadable: fleet.unreadable.iter().map(unread).collect(),
            instances,
        })
    }
}

impl Row {
    fn new(
        instance: &Instance,
        entries: &Entries,
        newest: Option<Revision>,
        log: Option<&[LogEntry]>,
        now: Timestamp,
    ) -> Self {
        let own = revision(instance.revision.as_deref());
        // An override matters where the document sets the toggle.
        let section = entries.in_environment(instance.environment.as_deref());
        let overrides = instance.overrides.iter().filter(|entry| section.toggles.contains_key(&entry.toggle));
        Self {
            id: instance.id.clone(),
            program: instance.program.clone(),
            version: instance.version.clone(),
            build: instance.build.clone(),
            host: instance.host.clone(),
            pid: instance.pid,
            environment: instance.environment.clone(),
            revision: own.map(Revision::number),
            behind: behind(own, newest, log),
            since: instance.since,
            age: now.duration_since(instance.since).as_secs().max(0),
            written: instance.written,
            problems: Problems {
                count: instance.problems.count,
                first: instance
                    .problems
                    .first
                    .iter()
                    .map(|problem| Problem { problem: problem.problem.clone(), name: problem.name.clone() })
                    .collect(),
            },
            tripped: instance
                .tripped
                .iter()
                .map(|trip| Trip {
                    toggle: trip.toggle.clone(),
                    at: trip.at,
                    trial: trip.trial,
                    calls: trip.counts.calls,
                    failures: trip.counts.failures(),
                })
                .collect(),
            overrides: overrides.map(|entry| Override { toggle: entry.toggle.clone(), by: entry.by.clone() }).collect(),
            skew: skew(instance, own, log, now),
        }
    }
}

/// Parses the revision of a record.
pub(super) fn revision(text: Option<&str>) -> Option<Revision> {
    text?.parse().ok().map(Revision::new)
}

/// Returns the number of changes between a revision and the newest one.
fn behind(own: Option<Revision>, newest: Option<Revision>, log: Option<&[LogEntry]>) -> Option<usize> {
    let (own, newest) = (own?, newest?);
    if own == newest {
        return Some(0);
    }
    let is_missed = |entry: &&LogEntry| entry.revision > own && entry.revision <= newest;
    // An older log was trimmed, or the store was restored.
    Some(log?.iter().filter(is_missed).count()).filter(|count| *count > 0)
}

/// Returns the seconds by which the clock of an instance differs at least.
///
/// A record that was written in the future shows a clock that is ahead. A record with a revision that was made after
/// the record shows a clock that is behind.
fn skew(instance: &Instance, own: Option<Revision>, log: Option<&[LogEntry]>, now: Timestamp) -> Option<i64> {
    let ahead = instance.written.duration_since(now);
    if ahead > SKEW {
        return Some(ahead.as_secs());
    }
    let made = log?.iter().find(|entry| Some(entry.revision) == own).and_then(made_at)?;
    let behind = made.duration_since(instance.written);
    (behind > SKEW).then_some(-behind.as_secs())
}

/// Returns the time in an audit line.
fn made_at(entry: &LogEntry) -> Option<Timestamp> {
    #[derive(Deserialize)]
    struct Line {
        at: Timestamp,
    }
    serde_json::from_str::<Line>(&entry.line).ok().map(|line| line.at)
}

fn builds(live: &[&Build], fleet: &Fleet) -> Vec<LiveBuild> {
    let count = |id: &str| fleet.instances.iter().filter(|instance| instance.build.as_deref() == Some(id)).count();
    let build = |build: &&Build| LiveBuild {
        id: build.id.clone(),
        program: build.program.clone(),
        toggles: build.toggles.len(),
        instances: count(&build.id),
    };
    let mut builds: Vec<LiveBuild> = live.iter().map(build).collect();
    builds.sort_by(|a, b| (&a.program, &a.id).cmp(&(&b.program, &b.id)));
    builds
}

/// Returns the toggles of the document that no live build has, or `None` if the build of an instance is not known.
fn unused(entries: &Entries, live: &[&Build], fleet: &Fleet) -> Option<Vec<String>> {
    let is_known = |instance: &Instance| live.iter().any(|build| Some(&build.id) == instance.build.as_ref());
    let is_unread = fleet.unreadable.iter().any(|record| record.kind == RecordKind::Instance);
    if is_unread || !fleet.instances.iter().all(is_known) {
        return None;
    }
    let environments = entries.environments().map(Some).chain([None]);
    let sections = environments.filter_map(|environment| entries.section(environment));
    let names: BTreeSet<&String> = sections.flat_map(|section| section.toggles.keys()).collect();
    let is_unused = |name: &&String| live.iter().all(|build| build.toggle(name).is_none());
    Some(names.into_iter().filter(is_unused).cloned().collect())
}

fn conflicts(live: &[&Build]) -> Vec<TypeConflict> {
    let mut types: BTreeMap<&str, Vec<TypeOfBuilds>> = BTreeMap::new();
    for build in live {
        for toggle in &build.toggles {
            let Some(ty) = &toggle.ty else { continue };
            let known = types.entry(&toggle.name).or_default();
            match known.iter_mut().find(|known| known.ty == *ty) {
                Some(known) => known.builds.push(build.id.clone()),
                None => known.push(TypeOfBuilds { ty: ty.clone(), builds: vec![build.id.clone()] }),
            }
        }
    }
    let differing = types.into_iter().filter(|(_, types)| types.len() > 1);
    differing.map(|(toggle, types)| TypeConflict { toggle: toggle.to_owned(), types }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(revision: u64, at: &str) -> LogEntry {
        LogEntry::new(Revision::new(revision), format!(r#"{{"at":"{at}"}}"#))
    }

    #[track_caller]
    fn check_skew(written: &str, made: &str, now: &str, expected: Option<i64>) {
        let json = format!(
            r#"{{"format":1,"id":"a","program":"p","pid":1,"since":"{written}","written":"{written}","revision":"7"}}"#
        );
        let instance: Instance = serde_json::from_str(&json).expect("it is an instance");
        let (log, now) = ([entry(7, made)], now.parse().expect("a time"));
        assert_eq!(skew(&instance, Some(Revision::new(7)), Some(&log), now), expected);
    }

    #[test]
    fn clock_is_compared_with_reader_and_log() {
        let [made, later, now] = ["2026-05-20T12:00:00Z", "2026-05-20T12:00:01Z", "2026-05-20T12:10:00Z"];
        check_skew(later, made, now, None);
        check_skew("2026-05-20T12:10:09Z", made, now, Some(9));
        check_skew("2026-05-20T11:59:30Z", made, now, Some(-30));
    }

    #[test]
    fn changes_since_a_revision_are_counted() {
        let log = [5, 7, 9].map(|revision| entry(revision, "2026-05-20T12:00:00Z"));
        let [three, five, nine, ten] = [3, 5, 9, 10].map(|revision| Some(Revision::new(revision)));
        assert_eq!(behind(nine, nine, None), Some(0));
        assert_eq!(behind(five, nine, Some(&log)), Some(2));
        assert_eq!(behind(three, nine, Some(&log)), Some(3));
        assert_eq!(behind(five, nine, None), None);
        assert_eq!(behind(ten, nine, Some(&log)), None);
    }
}
