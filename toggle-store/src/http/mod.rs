//! The engine for a web server, which is read only: conditional requests at an interval.

mod response;
mod watch;

use std::{
    env, fmt, fs,
    path::Path,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use ureq::{
    Agent,
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
};

use self::{
    response::{Answer, failed},
    watch::Polling,
};
use crate::{Document, Error, Reading, Store, StoreUrl, Watch};

/// The most redirects of a request.
const REDIRECTS: u32 = 5;

/// The variable with the path of the root certificates, which OpenSSL and other programs read as well.
const CERTIFICATES: &str = "SSL_CERT_FILE";

/// The longest head of a response, in bytes.
const MAX_HEAD: usize = 16 << 10;

/// A document on a web server: `cargo toggle serve`, an object store, a raw file of a repository, any static host.
///
/// The source polls: it reads at the [interval](Self::interval), and sends the `ETag` of the last document as
/// `If-None-Match`, so that an unchanged document is not transferred. A `Retry-After` of the server is kept to, for ten
/// minutes at most. A silent server is noticed by the next read, so its report takes up to one interval longer than the
/// [patience](crate::StoreSource::patience).
///
/// A server may name the version of the document in two headers, as `cargo toggle serve` does:
///
/// ```text
/// toggle-lineage: 4be1c20d6a9f3b77
/// toggle-revision: 812
/// ```
///
/// Without them the document has no version: a restored older document is taken over, and so is the older one of a
/// cache in between. A read is linearizable only if no cache answers it.
///
/// # Limits
///
/// A response has at most 16 KiB of headers and 1 MiB of contents. At most five redirects are followed, none of them
/// from `https` to `http`, and none with credentials. Root certificates are those of the PEM file that the environment
/// variable `SSL_CERT_FILE` names, else those of Mozilla. [`root_certificates`](Self::root_certificates) replaces both.
/// The variables `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` have their usual meaning.
///
/// ```
/// # fn main() -> Result<(), toggle_store::Error> {
/// use toggle_store::{HttpStore, Store};
///
/// let store = HttpStore::from_url("https://ada:secret@toggles.example.com/shop.toml")?;
/// assert_eq!(store.name(), "https://toggles.example.com/shop.toml");
/// # Ok(())
/// # }
/// ```
pub struct HttpStore {
    url: StoreUrl,
    /// The URL of requests, which has a query and no credentials.
    target: String,
    authorization: Option<String>,
    interval: Duration,
    agent: Agent,
    /// The end of the pause that an answer requested, and the message of that answer.
    pause: Mutex<Option<(Instant, String)>>,
}

impl HttpStore {
    /// Returns the store of an `http` or `https` URL. User and password of the URL are sent as HTTP basic
    /// authentication.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) URL, or the fault of the file that `SSL_CERT_FILE` names.
    pub fn from_url(url: &str) -> Result<Self, Error> {
        let url = StoreUrl::parse(url)?;
        if !["http", "https"].contains(&url.scheme()) || url.hosts().count() != 1 {
            return Err(Error::invalid("expected `http://` or `https://`, one host and a path"));
        }
        let target = match url.query() {
            Some(query) => format!("{url}?{query}"),
            None => url.to_string(),
        };
        // The error of a mistaken URL contains it.
        let uri: ureq::http::Uri = target.parse().map_err(|_| Error::invalid("the URL is malformed"))?;
        let authority = uri.authority().ok_or_else(|| Error::invalid("the URL has no host"))?;
        if authority.as_str() != authority.host() && authority.port_u16().is_none() {
            return Err(Error::invalid("the port of the URL is not a number of a port"));
        }
        let credentials = url.user().map(|user| format!("{user}:{}", url.password().unwrap_or_default()));
        let authorization = credentials.map(|credentials| format!("Basic {}", BASE64_STANDARD.encode(credentials)));
        let agent = agent(&url, None);
        let interval = Duration::from_secs(5);
        let is_encrypted = url.scheme() == "https";
        let store = Self { url, target, authorization, interval, agent, pause: Mutex::new(None) };
        match env::var_os(CERTIFICATES).filter(|file| is_encrypted && !file.is_empty()) {
            Some(file) => {
                let pem = fs::read(&file).map_err(|error| {
                    let file = Path::new(&file).display();
                    Error::invalid(format!("{file}, which `{CERTIFICATES}` names, cannot be read")).because(error)
                })?;
                store.root_certificates(&pem)
            }
            None => Ok(store),
        }
    }

    /// Sets the interval between two reads. The default is 5 s. Each pause is up to a tenth shorter, so that the reads
    /// of many processes spread.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(Duration::from_millis(10));
        self
    }

    /// Sends a bearer token with each request.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) token if it cannot be in a header.
    pub fn bearer_token(mut self, token: &str) -> Result<Self, Error> {
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid("the token is empty, or has a character that cannot be in a header"));
        }
        self.authorization = Some(format!("Bearer {token}"));
        Ok(self)
    }

    /// Trusts the certificates of a PEM text, and no others.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) text if it has no certificate.
    pub fn root_certificates(mut self, pem: &[u8]) -> Result<Self, Error> {
        let mut certificates = Vec::new();
        for item in parse_pem(pem) {
            let item = item.map_err(|error| Error::invalid("the certificates are no PEM text").because(error))?;
            if let PemItem::Certificate(certificate) = item {
                certificates.push(certificate);
            }
        }
        if certificates.is_empty() {
            return Err(Error::invalid("the text has no certificate"));
        }
        self.agent = agent(&self.url, Some(RootCerts::new_with_certs(&certificates)));
        Ok(self)
    }

    /// Sends a request, with the `ETag` of the known document.
    fn request(&self, tag: Option<&str>, within: Duration) -> Result<Answer, Error> {
        // A timeout of zero is none.
        let within = within.max(Duration::from_millis(1));
        let mut request = self.agent.get(&self.target).config().timeout_global(Some(within)).build();
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        if let Some(tag) = tag {
            request = request.header("if-none-match", tag);
        }
        let response = request.call().map_err(failed)?;
        Answer::of(response)
    }

    /// Returns the error of the answer that requested a pause, until the pause ends.
    fn check_pause(&self) -> Result<(), Error> {
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        match &*pause {
            Some((end, message)) if Instant::now() < *end => Err(Error::unavailable(message.clone())),
            _ => {
                *pause = None;
                Ok(())
            }
        }
    }

    /// Reads a document, and begins the pause that an answer requests.
    fn document(&self, known: Option<&Document>, within: Duration) -> Result<Reading, Error> {
        let answer = self.request(known.and_then(Document::tag), within)?;
        match answer {
            Answer::Document(document) => Ok(Reading::Document(document)),
            // A document of another version may have the same contents.
            Answer::Unchanged(version) => match known {
                Some(known) if version.is_none() || version.as_ref() == known.version() => Ok(Reading::Unchanged),
                _ => match self.request(None, within)? {
                    Answer::Document(document) => Ok(Reading::Document(document)),
                    _ => Err(Error::unavailable("the server answers `304 Not Modified` to a request without a tag")),
                },
            },
            Answer::Pause(pause, message) => {
                let end = Instant::now() + pause;
                *self.pause.lock().unwrap_or_else(PoisonError::into_inner) = Some((end, message.clone()));
                Err(Error::unavailable(message))
            }
        }
    }
}

impl Store for HttpStore {
    fn name(&self) -> String {
        self.url.to_string()
    }

    fn identity(&self) -> String {
        // The query may select the document.
        self.target.clone()
    }

    fn read(&self, known: Option<&Document>, within: Duration) -> Result<Reading, Error> {
        self.check_pause()?;
        self.document(known, within)
    }

    fn watch(&self, _: Duration) -> Result<Box<dyn Watch>, Error> {
        Ok(Box::new(Polling::new(self.interval)))
    }
}

impl fmt::Debug for HttpStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpStore").field("url", &self.url).field("interval", &self.interval).finish_non_exhaustive()
    }
}

/// Makes the client.
fn agent(url: &StoreUrl, roots: Option<RootCerts>) -> Agent {
    let mut tls = TlsConfig::builder();
    if let Some(roots) = roots {
        tls = tls.root_certs(roots);
    }
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .https_only(url.scheme() == "https")
        .max_redirects(REDIRECTS)
        .max_response_header_size(MAX_HEAD)
        .user_agent(concat!("toggle-store/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls.build());
    config.build().new_agent()
}
