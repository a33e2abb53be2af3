//! The URL of a store on the command line, and the engine that opens it.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use toggle_etcd::Etcd;
use toggle_store::{FileStore, StoreUrl, WriteStore};

/// The schemes of the engines, for messages.
const SCHEMES: &str = "`file:///DIRECTORY`, `etcd://HOST/NAMESPACE` or `etcds://HOST/NAMESPACE`";

/// Opens the store at a URL. Messages contain no part of the URL that may be a credential.
///
/// # Errors
///
/// If no engine has the scheme, or the engine refuses the URL.
pub(crate) fn open(url: &str) -> Result<Arc<dyn WriteStore>> {
    // An argument that is no URL is reported without its text, because it may be a password.
    let parsed = StoreUrl::parse(url).map_err(|error| anyhow!("a store: {error}; expected {SCHEMES}"))?;
    let store = match parsed.scheme() {
        "file" => FileStore::from_url(url).map(|store| Arc::new(store) as Arc<dyn WriteStore>),
        "etcd" | "etcds" => Etcd::from_url(url).map(|store| Arc::new(store) as Arc<dyn WriteStore>),
        scheme => bail!("no engine opens a store with the scheme `{scheme}`; expected {SCHEMES}"),
    };
    store.with_context(|| format!("a store with the scheme `{}`", parsed.scheme()))
}
