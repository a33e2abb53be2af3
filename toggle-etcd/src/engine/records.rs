//! The records of a fleet: builds, instances with their leases, and proposed changes.

use std::time::Duration;

use toggle_store::{Error, Mark, Record, RecordKind, RecordStore, Records, Watch};

use super::{Etcd, failed_write};
use crate::{
    budget::Budget,
    client::{Operation, Query},
    range::Range,
};

impl Etcd {
    /// Returns a lease that lives for this time from now on: the lease of the last `put`, or a new one.
    fn lease(&self, kind: RecordKind, id: &str, lifetime: Duration, budget: Budget) -> Result<i64, Error> {
        let slot = (kind, id.to_owned());
        let known = self.leases().get(&slot).copied();
        if let Some((lease, of)) = known
            && of == lifetime
        {
            match self.client.lease_keep_alive(lease, budget.left()) {
                Ok(_) => return Ok(lease),
                Err(error) if error.is_lease_gone() => {}
                Err(error) => return Err(error.into()),
            }
        }
        // A lease has whole seconds. A lease without keys ends by itself.
        let seconds = Duration::from_secs(lifetime.as_secs() + u64::from(lifetime.subsec_nanos() > 0));
        let lease = self.client.lease_grant(seconds, budget.left())?.id;
        self.leases().insert(slot, (lease, lifetime));
        Ok(lease)
    }

    fn missing(&self, kind: RecordKind, id: &str) -> Error {
        Error::missing(format!("there is no {}/{id} in {}", kind.directory(), self.client.address()))
    }
}

impl RecordStore for Etcd {
    fn put(
        &self,
        kind: RecordKind,
        id: &str,
        contents: &[u8],
        lifetime: Option<Duration>,
        within: Duration,
    ) -> Result<(), Error> {
        kind.check_id(id)?;
        kind.check_contents(contents)?;
        let budget = Budget::new(within);
        let lease = match lifetime {
            Some(lifetime) => self.lease(kind, id, lifetime, budget)?,
            None => 0,
        };
        let put = Operation::put(self.keys.record(kind, id), contents, lease);
        self.client.transaction([], [put], [], budget.left()).map_err(failed_write)?;
        Ok(())
    }

    fn renew(&self, kind: RecordKind, id: &str, within: Duration) -> Result<(), Error> {
        kind.check_id(id)?;
        let budget = Budget::new(within);
        // The lease may outlive its key, so the key is the one to look at.
        let query = Query::new(&Range::key(self.keys.record(kind, id))).keys_only();
        let mut outcome = self.client.read([], [query], budget.left())?;
        let entry = outcome.readings.pop().and_then(|reading| reading.entries.into_iter().next());
        match entry.ok_or_else(|| self.missing(kind, id))?.lease {
            0 => Ok(()),
            lease => match self.client.lease_keep_alive(lease, budget.left()) {
                Ok(_) => Ok(()),
                Err(error) if error.is_lease_gone() => Err(self.missing(kind, id)),
                Err(error) => Err(error.into()),
            },
        }
    }

    fn remove(&self, kind: RecordKind, id: &str, within: Duration) -> Result<(), Error> {
        kind.check_id(id)?;
        self.leases().remove(&(kind, id.to_owned()));
        let delete = Operation::delete(Range::key(self.keys.record(kind, id)));
        // A deleted key cannot be compared, so a written key shows that the list has changed.
        let mark = Operation::put(self.keys.record_prefix(kind), "", 0);
        self.client.transaction([], [delete, mark], [], within).map_err(failed_write)?;
        Ok(())
    }

    fn record(&self, kind: RecordKind, id: &str, within: Duration) -> Result<Record, Error> {
        kind.check_id(id)?;
        let reading = self.client.range(&Range::key(self.keys.record(kind, id)), within)?;
        let entry = reading.entries.into_iter().next().ok_or_else(|| self.missing(kind, id))?;
        Ok(Record::new(id, entry.value))
    }

    fn records(&self, kind: RecordKind, within: Duration) -> Result<Records, Error> {
        let prefix = self.keys.record_prefix(kind);
        let reading = self.client.range(&self.keys.records(kind), within)?;
        let records = reading.entries.into_iter().filter_map(|entry| {
            let id = std::str::from_utf8(&entry.key).ok()?.strip_prefix(&prefix)?;
            // Skips the mark of removals, and keys that no engine has written.
            kind.check_id(id).ok()?;
            Some(Record::new(id, entry.value))
        });
        Ok(Records::new(records.collect(), Mark::new(reading.revision.to_string())))
    }

    fn watch_records(&self, kind: RecordKind, patience: Duration) -> Result<Box<dyn Watch>, Error> {
        self.watch_ranges([self.keys.records(kind)], patience)
    }
}
