//! The engines of stores, which libraries put into a slice of the program, and the source of `TOGGLE_STORE`.

use std::{fmt, sync::Arc};

use super::{Source, States};
use crate::model::{error::SourceError, variables::STORE};

/// The engines that are linked into this process.
///
/// The name contains the version, like the name of the slice of points.
#[linkme::distributed_slice]
pub static TOGGLE_RUNTIME_0_1_ENGINES: [Engine];

/// An engine: the schemes of its URLs, and the function that opens one.
#[derive(Clone, Copy)]
pub struct Engine {
    schemes: &'static [&'static str],
    open: fn(&str) -> Result<Arc<dyn Source>, SourceError>,
    /// The function that chooses among several engines. Only an engine names it, so programs without one do not
    /// contain it.
    choose: Choose,
}

/// A function from a URL, its scheme and the engines to the opened store.
type Choose = fn(&str, &str, &[Engine]) -> Result<Arc<dyn Source>, String>;

impl Engine {
    /// Makes the engine for URLs with these schemes.
    pub const fn new(schemes: &'static [&'static str], open: fn(&str) -> Result<Arc<dyn Source>, SourceError>) -> Self {
        Self { schemes, open, choose }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Engine").field(&self.schemes).finish()
    }
}

/// The crates with engines of this project, by scheme.
const CRATES: [(&str, &str); 5] = [
    ("etcd", "toggle-etcd"),
    ("etcds", "toggle-etcd"),
    ("file", "toggle-store"),
    ("http", "toggle-store"),
    ("https", "toggle-store"),
];
const NO_URL: &str = "expected a URL, such as `etcd://127.0.0.1:2379/shop`";

/// Returns the source of the store that `TOGGLE_STORE` names. A store that cannot be opened is a source that cannot be
/// read.
pub(crate) fn source_of_store(url: Option<&str>, engines: &[Engine]) -> Arc<dyn Source> {
    let opened = match url {
        Some(url) => opened(url, engines),
        None => Err("is not UTF-8".to_owned()),
    };
    opened.unwrap_or_else(|error| Arc::new(Unopened(error)))
}

fn opened(url: &str, engines: &[Engine]) -> Result<Arc<dyn Source>, String> {
    let scheme = scheme(url).ok_or(NO_URL)?;
    match engines.first() {
        Some(engine) => (engine.choose)(url, scheme, engines),
        None => Err(lacking(&scheme.to_ascii_lowercase(), "it has no engine")),
    }
}

/// Opens the URL with the engine for this scheme.
fn choose(url: &str, scheme: &str, engines: &[Engine]) -> Result<Arc<dyn Source>, String> {
    let opens = |engine: &&Engine| engine.schemes.iter().any(|other| other.eq_ignore_ascii_case(scheme));
    let Some(engine) = engines.iter().find(opens) else {
        let mut known: Vec<&str> = engines.iter().flat_map(|engine| engine.schemes).copied().collect();
        known.sort_unstable();
        known.dedup();
        let known = format!("its engines open `{}`", known.join("`, `"));
        return Err(lacking(&scheme.to_ascii_lowercase(), &known));
    };
    (engine.open)(url).map_err(|error| without_credentials(&error.to_string(), url))
}

/// Returns the scheme of a URL. Anything else may be a secret, so no message shows it.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once("://")?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|other| other.is_ascii_alphanumeric() || "+-.".contains(other));
    is_scheme.then_some(scheme)
}

/// Returns the message that no engine opens URLs with this scheme, with the known ones in words.
fn lacking(scheme: &str, known: &str) -> String {
    let remedy = match CRATES.iter().find(|(known, _)| *known == scheme) {
        Some((_, krate)) => {
            let path = krate.replace('-', "_");
            format!("depend on the crate `{krate}`, and write `use {path} as _;`")
        }
        None => "depend on the crate with that engine, and write `use` for it".to_owned(),
    };
    format!("no engine of this program opens `{scheme}` URLs, {known}; {remedy}")
}

/// Removes the user and password of a URL from a message of its engine.
fn without_credentials(message: &str, url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let authority = after.split(['/', '?', '#']).next().unwrap_or(after);
    let Some((user, _)) = authority.rsplit_once('@').filter(|(user, _)| !user.is_empty()) else {
        return message.to_owned();
    };
    let password = user.split_once(':').map(|(_, password)| password).filter(|password| !password.is_empty());
    let message = message.replace(&format!("{user}@"), "");
    password.map_or(message.clone(), |password| message.replace(password, ".."))
}

/// A store that cannot be opened, with the reason.
struct Unopened(String);

impl Source for Unopened {
    fn name(&self) -> String {
        STORE.to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        Err(self.0.clone().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Opened(String);

    impl Source for Opened {
        fn name(&self) -> String {
            self.0.clone()
        }

        fn read(&self) -> Result<States, SourceError> {
            Ok(States::new())
        }
    }

    fn open(url: &str) -> Result<Arc<dyn Source>, SourceError> {
        match url.split_once("://") {
            Some((_, "host/shop")) => Ok(Arc::new(Opened("opened".to_owned()))),
            _ => Err(format!("cannot open {url}: wrong password \"secret\"").into()),
        }
    }

    const ENGINES: [Engine; 2] = [Engine::new(&["shop", "shops"], open), Engine::new(&["other"], open)];

    #[track_caller]
    fn check(url: &str, engines: &[Engine], error: &str) {
        let source = source_of_store(Some(url), engines);
        assert_eq!(source.name(), "TOGGLE_STORE");
        assert_eq!(source.read().expect_err("it is not opened").to_string(), error);
    }

    #[test]
    fn engine_of_the_scheme_opens_the_url() {
        for url in ["shop://host/shop", "SHOPS://host/shop", "other://host/shop"] {
            assert_eq!(source_of_store(Some(url), &ENGINES).name(), "opened");
        }
    }

    #[test]
    fn lacking_engine_names_the_crate_and_the_others() {
        check(
            "etcd://user:secret@host/shop",
            &ENGINES,
            "no engine of this program opens `etcd` URLs, its engines open `other`, `shop`, `shops`; depend on the \
             crate `toggle-etcd`, and write `use toggle_etcd as _;`",
        );
        check(
            "redis://host",
            &[],
            "no engine of this program opens `redis` URLs, it has no engine; depend on the crate with that engine, and \
             write `use` for it",
        );
    }

    #[test]
    fn text_without_a_scheme_is_not_shown() {
        for text in ["secret", "secret:x@host", "user:secret://host", "://secret", ""] {
            check(text, &ENGINES, NO_URL);
        }
    }

    #[test]
    fn credentials_are_removed_from_errors() {
        check("shop://user:secret@host/x", &ENGINES, "cannot open shop://host/x: wrong password \"..\"");
        check("shop://user@host/x", &ENGINES, "cannot open shop://host/x: wrong password \"secret\"");
        check("shop://host/x?a=b@c", &ENGINES, "cannot open shop://host/x?a=b@c: wrong password \"secret\"");
    }
}
