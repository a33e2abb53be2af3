//! A reader of all instances and builds of a store.

use std::{collections::BTreeSet, time::Duration};

use super::{Build, Instance};
use crate::{Error, Mark, RecordKind, RecordStore};

/// The live instances and the builds of a store.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Fleet {
    /// The live instances, in the order of their ids.
    pub instances: Vec<Instance>,
    /// All registered builds, in the order of their ids. A build stays registered after its last instance has ended.
    pub builds: Vec<Build>,
    /// The records that cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// The mark of the list of builds, for a [write](crate::Write::builds).
    pub mark: Mark,
}

/// A record that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unreadable {
    /// The kind of the record.
    pub kind: RecordKind,
    /// The id of the record.
    pub id: String,
    /// The reason.
    pub reason: String,
}

impl Fleet {
    /// Reads the records of a store. A record that cannot be read is listed, and is no error.
    ///
    /// # Errors
    ///
    /// Returns an error that [is unavailable](Error::is_unavailable) or [denied](Error::is_denied).
    ///
    /// ```
    /// # #[cfg(feature = "file")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use toggle_store::{FileStore, fleet::Fleet};
    ///
    /// let directory = tempfile::tempdir()?;
    /// let fleet = Fleet::read(&FileStore::new(directory.path()), Duration::from_secs(5))?;
    /// assert!(fleet.instances.is_empty() && fleet.unreadable.is_empty());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "file"))]
    /// # fn main() {}
    /// ```
    pub fn read(store: &(impl RecordStore + ?Sized), within: Duration) -> Result<Self, Error> {
        // An instance registers its build first, so that the builds of all these instances are in the second list.
        let instances = store.records(RecordKind::Instance, within)?;
        let builds = store.records(RecordKind::Build, within)?;
        let mut fleet =
            Self { instances: Vec::new(), builds: Vec::new(), unreadable: Vec::new(), mark: builds.mark.clone() };
        for record in &instances.records {
            match Instance::read(record) {
                Ok(instance) => fleet.instances.push(instance),
                Err(error) => fleet.unreadable(RecordKind::Instance, &record.id, &error),
            }
        }
        for record in &builds.records {
            match Build::read(record) {
                Ok(build) => fleet.builds.push(build),
                Err(error) => fleet.unreadable(RecordKind::Build, &record.id, &error),
            }
        }
        Ok(fleet)
    }

    /// Returns the builds that a live instance runs, in the order of their ids.
    pub fn live_builds(&self) -> Vec<&Build> {
        let live: BTreeSet<&str> = self.instances.iter().filter_map(|instance| instance.build.as_deref()).collect();
        self.builds.iter().filter(|build| live.contains(build.id.as_str())).collect()
    }

    fn unreadable(&mut self, kind: RecordKind, id: &str, error: &Error) {
        self.unreadable.push(Unreadable { kind, id: id.to_owned(), reason: error.to_string() });
    }
}
