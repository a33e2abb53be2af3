//! Writes of the document, and the log.

use std::time::Duration;

use toggle_store::{
    Conflict, Error, KEPT_ENTRIES, KEPT_TEXTS, Lineage, LogEntry, RecordKind, Revision, Version, Write, WriteStore,
};

use super::{Etcd, failed_write, revision};
use crate::{
    budget::Budget,
    client::{Compare, KeyValue, Operation, Query},
    range::Range,
};

/// The largest sum of the texts in one request, in bytes. etcd refuses requests of more than 1.5 MiB by default.
const ONE_REQUEST: usize = 1_200_000;
/// The number of log entries in one answer, each of at most 64 KiB.
const PAGE: usize = 500;

/// The state before a write.
struct Before {
    /// The text that the write replaces.
    text: Vec<u8>,
    /// The operations that keep the log at its length.
    trims: Vec<Operation>,
}

impl Etcd {
    /// Reads what a write replaces and removes. Returns a conflict if the document has another version.
    fn before(&self, replaces: &Version, budget: Budget) -> Result<Before, Error> {
        let document = Query::new(&Range::key(self.keys.document()));
        let lineage = Query::new(&Range::key(self.keys.lineage()));
        let (texts, log) = (Range::below(self.keys.text_prefix()), Range::below(self.keys.log_prefix()));
        let queries = [document, lineage, Query::new(&texts).keys_only(), Query::new(&log).count_only()];
        let readings = self.client.read([], queries, budget.left())?.readings;
        let [document, lineage, texts, log] = &readings[..] else {
            return Err(Error::unavailable(format!("{}: the answer is incomplete", self.client.address())));
        };
        check_version(lineage.entries.first(), document.entries.first(), replaces)?;
        let text = document.entries.first().map(|entry| entry.value.clone()).unwrap_or_default();

        let mut trims = Vec::new();
        // The write adds one text, unless a write that failed has left it.
        let key = self.keys.text(replaces.revision.number());
        let is_added = texts.entries.last().is_none_or(|last| last.key != key.as_bytes());
        if let Some(end) = end_of_surplus(&texts.entries, texts.count + usize::from(is_added), KEPT_TEXTS) {
            trims.push(Operation::delete(Range::between(self.keys.text_prefix(), end)));
        }
        let surplus = surplus(log.count + 1, KEPT_ENTRIES);
        if surplus > 0 {
            let oldest = Query::new(&Range::below(self.keys.log_prefix())).keys_only().first(surplus);
            let readings = self.client.read([], [oldest], budget.left())?.readings;
            let oldest = readings.into_iter().next().unwrap_or_default();
            if let Some(end) = end_of_surplus(&oldest.entries, log.count + 1, KEPT_ENTRIES) {
                trims.push(Operation::delete(Range::between(self.keys.log_prefix(), end)));
            }
        }
        Ok(Before { text, trims })
    }
}

impl WriteStore for Etcd {
    fn init(&self, text: &str, line: &str, within: Duration) -> Result<Version, Error> {
        let lineage = Lineage::random();
        let replaces = Version { lineage, revision: Revision::new(0) };
        Write { text, line, replaces: &replaces, builds: None }.check()?;
        let keys = [self.keys.document(), self.keys.lineage()];
        let conditions = keys.map(|key| Compare::version(key, 0));
        let operations = [
            Operation::put(self.keys.document(), text, 0),
            Operation::put(self.keys.lineage(), replaces.lineage.as_str(), 0),
            Operation::put(self.keys.log(0), line, 0),
        ];
        let outcome = self.client.transaction(conditions, operations, [], within).map_err(failed_write)?;
        if outcome.succeeded {
            Ok(Version { revision: revision(outcome.revision), ..replaces })
        } else {
            Err(Error::conflict(Conflict::Exists))
        }
    }

    fn write(&self, write: &Write<'_>, within: Duration) -> Result<Revision, Error> {
        write.check()?;
        let budget = Budget::new(within);
        let Before { text, mut trims } = self.before(write.replaces, budget)?;
        let replaced = write.replaces.revision.number();
        let lengths = text.len() + write.text.len() + write.line.len();
        let text = Operation::put(self.keys.text(replaced), text, 0);
        let mut operations = vec![
            Operation::put(self.keys.document(), write.text, 0),
            Operation::put(self.keys.log(replaced), write.line, 0),
        ];
        operations.append(&mut trims);
        if lengths <= ONE_REQUEST {
            operations.push(text);
        } else {
            // The key says which revision has this text, so the text is right even if the write fails.
            self.client.transaction(self.conditions(write.replaces), [text], [], budget.left())?;
        }

        let mut conditions = self.conditions(write.replaces).to_vec();
        if let Some(mark) = write.builds {
            let revision = mark.as_str().parse().map_err(|_| Error::invalid("the mark is not one of etcd"))?;
            conditions.push(Compare::not_written_since(self.keys.records(RecordKind::Build), revision));
        }
        let query = |key: String| Operation::from(Query::new(&Range::key(key)).keys_only());
        let lineage = Operation::from(Query::new(&Range::key(self.keys.lineage())));
        let otherwise = [lineage, query(self.keys.document())];
        let outcome =
            self.client.transaction(conditions, operations, otherwise, budget.left()).map_err(failed_write)?;
        if outcome.succeeded {
            return Ok(revision(outcome.revision));
        }
        let mut entries = outcome.readings.iter().map(|reading| reading.entries.first());
        let (lineage, document) = (entries.next().flatten(), entries.next().flatten());
        check_version(lineage, document, write.replaces)?;
        Err(Error::conflict(Conflict::Builds))
    }

    fn log(&self, after: Option<Revision>, at_most: usize, within: Duration) -> Result<Vec<LogEntry>, Error> {
        let budget = Budget::new(within);
        let mut newest_first = Vec::new();
        let mut range = Range::below(self.keys.log_prefix());
        let mut at = 0;
        loop {
            let limit = PAGE.min(at_most - newest_first.len());
            if limit == 0 {
                break;
            }
            let query = Query::new(&range).last(limit).at(at);
            let outcome = self.client.read([], [query], budget.left())?;
            // All pages are of the revision of the first one.
            at = if at == 0 { outcome.revision } else { at };
            let entries = outcome.readings.into_iter().next().unwrap_or_default().entries;
            let is_last = entries.len() < limit;
            if let Some(oldest) = entries.last() {
                range = Range::between(self.keys.log_prefix(), oldest.key.clone());
            }
            let length = newest_first.len();
            let wanted = entries.iter().filter(|entry| after.is_none_or(|after| revision(entry.mod_revision) > after));
            newest_first.extend(wanted.map(log_entry));
            if is_last || newest_first.len() < length + limit {
                break;
            }
        }
        newest_first.reverse();
        Ok(newest_first)
    }

    fn replaced(&self, revision: Revision, within: Duration) -> Result<Option<String>, Error> {
        let budget = Budget::new(within);
        let number = i64::try_from(revision.number()).unwrap_or(i64::MAX);
        let query = Query::new(&Range::below(self.keys.log_prefix())).keys_only().changed_at(number);
        let readings = self.client.read([], [query], budget.left())?.readings;
        let Some(entry) = readings.into_iter().flat_map(|reading| reading.entries).next() else { return Ok(None) };
        let replaced = String::from_utf8_lossy(&entry.key).rsplit('/').next().and_then(|number| number.parse().ok());
        let Some(replaced) = replaced else { return Ok(None) };
        let reading = self.client.range(&Range::key(self.keys.text(replaced)), budget.left())?;
        let text = reading.entries.into_iter().next().map(|entry| String::from_utf8(entry.value));
        text.transpose().map_err(|_| Error::invalid("the replaced text is not UTF-8"))
    }
}

/// Checks that lineage and document are of this version.
fn check_version(lineage: Option<&KeyValue>, document: Option<&KeyValue>, version: &Version) -> Result<(), Error> {
    // A store without its document has to be made again, which makes another lineage.
    let (Some(lineage), Some(document)) = (lineage, document) else { return Err(Error::conflict(Conflict::Lineage)) };
    if lineage.value != version.lineage.as_str().as_bytes() {
        return Err(Error::conflict(Conflict::Lineage));
    }
    if revision(document.mod_revision) != version.revision {
        return Err(Error::conflict(Conflict::Revision));
    }
    Ok(())
}

fn log_entry(entry: &KeyValue) -> LogEntry {
    LogEntry::new(revision(entry.mod_revision), String::from_utf8_lossy(&entry.value))
}

/// Returns the number of entries beyond those that are kept.
fn surplus(count: usize, kept: u64) -> usize {
    count.saturating_sub(usize::try_from(kept).unwrap_or(usize::MAX))
}

/// Returns the key after those that are too many, if there are any. `entries` are the oldest entries of `count`.
fn end_of_surplus(entries: &[KeyValue], count: usize, kept: u64) -> Option<Vec<u8>> {
    let last = surplus(count, kept).checked_sub(1)?;
    entries.get(last).map(|entry| [&entry.key[..], b"\0"].concat())
}
