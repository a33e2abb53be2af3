//! The URL of a store on the command line, and the engine that opens it.

use std::env;

use anyhow::{Context, Result, anyhow, bail};
use toggle_admin::store::SharedStore;
use toggle_etcd::Etcd;
use toggle_store::{FileStore, StoreUrl};

/// The variable with the URL of a store.
const VARIABLE: &str = "TOGGLE_STORE";

/// The schemes of the engines, for messages.
const SCHEMES: &str = "`file:///DIRECTORY`, `etcd://HOST/NAMESPACE` or `etcds://HOST/NAMESPACE`";

/// Opens the store at a URL. Messages contain no part of the URL that may be a credential.
///
/// # Errors
///
/// If no engine has the scheme, or the engine refuses the URL.
pub fn open(url: &str) -> Result<SharedStore> {
    // An argument that is no URL is reported without its text, because it may be a password.
    let parsed = StoreUrl::parse(url).map_err(|error| anyhow!("a store: {error}; expected {SCHEMES}"))?;
    let store = match parsed.scheme() {
        "file" => FileStore::from_url(url).map(SharedStore::new),
        "etcd" | "etcds" => Etcd::from_url(url).map(SharedStore::new),
        scheme => bail!("no engine opens a store with the scheme `{scheme}`; expected {SCHEMES}"),
    };
    store.with_context(|| format!("a store with the scheme `{}`", parsed.scheme()))
}

/// Opens the store at this URL or, without one, at the URL in `TOGGLE_STORE`, if that is set.
///
/// # Errors
///
/// If the store cannot be opened.
pub fn open_or_variable(url: Option<&str>) -> Result<Option<SharedStore>> {
    if let Some(url) = url {
        return open(url).map(Some);
    }
    let Some(value) = env::var_os(VARIABLE).filter(|value| !value.is_empty()) else { return Ok(None) };
    let url = value.to_str().with_context(|| format!("`{VARIABLE}` is not UTF-8"))?;
    open(url).map(Some).with_context(|| format!("`{VARIABLE}`"))
}
