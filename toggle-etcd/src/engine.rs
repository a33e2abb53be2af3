//! The engine: reading and following the document.

mod records;
mod writing;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use toggle_runtime::{Source, SourceError};
use toggle_store::{
    Document, Error, Lineage, MAX_DOCUMENT, Reading, RecordKind, Revision, Store, StoreSource, Version, Wake, Watch,
};

use crate::{
    address::Address,
    client::{self, Client, Compare, KeyValue, Query},
    keys::Keys,
    range::Range,
    watch,
};

/// A namespace in etcd, as a store of toggles.
///
/// See the [crate](crate) for the URL, the keys and the rights of accounts. The thread of the client and its connection
/// begin with the first call.
///
/// `Debug` and [`name`](Store::name) show neither user nor password.
///
/// ```no_run
/// use toggle_etcd::Etcd;
/// use toggle_store::StoreSource;
///
/// let store = Etcd::from_url("etcd://127.0.0.1:2379/shop")?;
/// toggle_runtime::builder().source(StoreSource::new(store)).install()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Etcd {
    client: Client,
    keys: Keys,
    /// The leases of the records that this process has put, with their lifetimes.
    leases: Mutex<HashMap<(RecordKind, String), (i64, Duration)>>,
}

impl Etcd {
    /// Returns the store at a URL, such as `etcds://shop@10.0.0.1,10.0.0.2/shop`, and completes the URL by the
    /// [variables](crate#the-url). Does not connect.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) URL if a part of the URL is missing, misspelt or contradicts another
    /// part. The message does not contain the password.
    ///
    /// ```
    /// use toggle_etcd::Etcd;
    /// use toggle_store::Store;
    ///
    /// let store = Etcd::from_url("etcd://shop:tiger@a.example,b.example:12379/shop")?;
    /// assert_eq!(store.name(), "etcd://a.example:2379,b.example:12379/shop");
    ///
    /// let error = Etcd::from_url("etcd://shop:tiger@a.example").unwrap_err();
    /// assert!(error.is_invalid());
    /// # Ok::<(), toggle_store::Error>(())
    /// ```
    pub fn from_url(url: &str) -> Result<Self, Error> {
        Ok(Self::new(Address::from_url(url)?))
    }

    /// Sets a source of the store up, for the variable `TOGGLE_STORE`.
    fn source(url: &str) -> Result<Arc<dyn Source>, SourceError> {
        Ok(Arc::new(StoreSource::registered(Self::from_url(url).map_err(|error| error.to_string())?)))
    }

    fn new(address: Address) -> Self {
        let keys = Keys::new(&address.namespace);
        Self { client: Client::new(address), keys, leases: Mutex::default() }
    }

    fn leases(&self) -> MutexGuard<'_, HashMap<(RecordKind, String), (i64, Duration)>> {
        self.leases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch_ranges(
        &self,
        ranges: impl IntoIterator<Item = Range>,
        patience: Duration,
    ) -> Result<Box<dyn Watch>, Error> {
        let watch = self.client.watch(ranges, patience)?;
        Ok(Box::new(EtcdWatch(watch)))
    }

    /// Makes the lineage of its key.
    fn lineage(&self, entry: Option<&KeyValue>) -> Result<Lineage, Error> {
        let entry = entry.ok_or_else(|| Error::missing(format!("there is no lineage in {}", self.client.address())))?;
        Lineage::new(&String::from_utf8_lossy(&entry.value))
    }
}

toggle_runtime::engine!(["etcd", "etcds"], Etcd::source);

impl Store for Etcd {
    fn name(&self) -> String {
        self.client.address().to_string()
    }

    fn read(&self, known: Option<&Document>, within: Duration) -> Result<Reading, Error> {
        let keys = [self.keys.document(), self.keys.lineage()];
        let queries = keys.map(|key| Query::new(&Range::key(key)));
        let outcome = match known.and_then(Document::version) {
            Some(version) => self.client.read_unless(self.conditions(version), queries, within)?,
            None => self.client.read([], queries, within)?,
        };
        let mut entries = outcome.readings.into_iter().map(|reading| reading.entries.into_iter().next());
        let (Some(document), Some(lineage)) = (entries.next(), entries.next()) else {
            // The conditions hold, so nothing was read.
            return Ok(Reading::Unchanged);
        };
        let document =
            document.ok_or_else(|| Error::missing(format!("there is no document in {}", self.client.address())))?;
        let lineage = self.lineage(lineage.as_ref())?;
        if document.value.len() > MAX_DOCUMENT {
            return Err(Error::invalid(format!("the document is longer than {MAX_DOCUMENT} bytes")));
        }
        let version = Version { lineage, revision: revision(document.mod_revision) };
        Ok(Reading::Document(Document::new(document.value, Some(version))))
    }

    fn watch(&self, patience: Duration) -> Result<Box<dyn Watch>, Error> {
        // The lineage may change without the document.
        self.watch_ranges([self.keys.document(), self.keys.lineage()].map(Range::key), patience)
    }
}

impl Etcd {
    /// Returns the conditions that hold while the document has this version.
    fn conditions(&self, version: &Version) -> [Compare; 2] {
        let revision = i64::try_from(version.revision.number()).unwrap_or(i64::MAX);
        [
            Compare::mod_revision(self.keys.document(), revision),
            Compare::value(self.keys.lineage(), version.lineage.as_str()),
        ]
    }
}

impl fmt::Debug for Etcd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Etcd").field(&format_args!("{}", self.client.address())).finish()
    }
}

/// A watch on the keys of a namespace.
#[derive(Debug)]
struct EtcdWatch(watch::Watch);

impl Watch for EtcdWatch {
    fn wait(&mut self, at_most: Duration) -> Result<Wake, Error> {
        match self.0.wait(at_most)? {
            watch::Wake::Changed(_) => Ok(Wake::Look),
            watch::Wake::Quiet => Ok(Wake::Quiet),
        }
    }
}

fn revision(number: i64) -> Revision {
    // The revisions of etcd are positive.
    Revision::new(u64::try_from(number).unwrap_or_default())
}

/// The error of a call that changes nothing.
impl From<client::Error> for Error {
    fn from(error: client::Error) -> Self {
        let message = error.to_string();
        if error.is_denied() {
            Self::denied(message)
        } else if error.is_invalid_address() || error.is_too_large() {
            Self::invalid(message)
        } else {
            Self::unavailable(message)
        }
    }
}

/// Returns the error of a call that may have written.
fn failed_write(error: client::Error) -> Error {
    if error.is_uncertain() { Error::uncertain(error.to_string()) } else { error.into() }
}
