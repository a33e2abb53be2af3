//! The engine for a web server, with a server that the tests own behind a proxy.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use toggle_runtime::Source;
use toggle_store::{
    Document, HttpStore, Reading, Store, StoreSource,
    conformance::{Fixture, Outage, Proxy},
};

const WITHIN: Duration = Duration::from_secs(5);

/// A server behind a proxy, and the client's settings.
struct Web {
    server: Server,
    proxy: Proxy,
    /// Whether the server names versions.
    has_versions: bool,
}

/// A server with one document.
struct Server {
    address: std::net::SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    contents: Option<Vec<u8>>,
    lineage: u64,
    revision: u64,
    /// The number of versions so far, for tags.
    changes: u64,
    has_versions: bool,
    /// A whole answer that replaces the document.
    answer: Option<String>,
    /// The heads of all requests.
    requests: Vec<String>,
}

impl Web {
    fn new(has_versions: bool) -> Self {
        let server = Server::start(has_versions);
        Self { proxy: Proxy::start(server.address), server, has_versions }
    }

    fn url(&self) -> String {
        format!("http://ada:s3cret@{}/shop.toml?token=t0ken", self.proxy.address())
    }

    fn client(&self) -> HttpStore {
        HttpStore::from_url(&self.url()).expect("the URL is valid").interval(Duration::from_millis(50))
    }
}

impl Fixture for Web {
    fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.client())
    }

    fn put(&self, contents: &[u8]) {
        self.server.change(|shared| {
            shared.contents = Some(contents.to_vec());
            shared.revision += 1;
        });
    }

    fn go_back(&self, contents: &[u8]) -> bool {
        if self.has_versions {
            self.server.change(|shared| {
                shared.contents = Some(contents.to_vec());
                shared.revision = 1;
            });
        }
        self.has_versions
    }

    fn begin_lineage(&self, contents: &[u8]) -> bool {
        if self.has_versions {
            self.server.change(|shared| {
                shared.contents = Some(contents.to_vec());
                shared.lineage += 1;
                shared.revision += 1;
            });
        }
        self.has_versions
    }

    fn delete(&self) {
        self.server.change(|shared| shared.contents = None);
    }

    fn outage(&self, outage: Outage) -> bool {
        self.proxy.set(outage);
        true
    }

    fn secrets(&self) -> Vec<String> {
        ["s3cret", "t0ken", "YWRhOnMzY3JldA"].map(str::to_owned).into()
    }
}

impl Server {
    fn start(has_versions: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("it is bound");
        let shared = Arc::new(Mutex::new(Shared { has_versions, ..Shared::default() }));
        let served = Arc::downgrade(&shared);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let Some(shared) = served.upgrade() else { return };
                thread::spawn(move || serve(connection, &shared));
            }
        });
        Self { address, shared }
    }

    fn change(&self, change: impl FnOnce(&mut Shared)) {
        let mut shared = self.shared.lock().expect("no test panics with the lock");
        change(&mut shared);
        shared.changes += 1;
    }
}

/// Answers the requests of one connection.
fn serve(connection: TcpStream, shared: &Mutex<Shared>) -> Option<()> {
    let mut reader = BufReader::new(connection.try_clone().ok()?);
    let mut writer = connection;
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let answer = shared.lock().expect("no test panics with the lock").answer(head);
        writer.write_all(&answer).ok()?;
    }
}

impl Shared {
    fn answer(&mut self, head: String) -> Vec<u8> {
        let known = head.lines().find_map(|line| line.strip_prefix("if-none-match: ")).map(str::to_owned);
        self.requests.push(head);
        if let Some(answer) = &self.answer {
            return answer.clone().into_bytes();
        }
        let Some(contents) = &self.contents else {
            return b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\ngone".to_vec();
        };
        let tag = format!("\"{}\"", self.changes);
        let mut headers = format!("etag: {tag}\r\n");
        if self.has_versions {
            let (lineage, revision) = (self.lineage, self.revision);
            headers = format!("{headers}toggle-lineage: lineage-{lineage}\r\ntoggle-revision: {revision}\r\n");
        }
        if known == Some(tag) {
            return format!("HTTP/1.1 304 Not Modified\r\n{headers}\r\n").into_bytes();
        }
        let head = format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n", contents.len());
        [head.as_bytes(), contents].concat()
    }
}

mod with_versions {
    toggle_store::following_tests!(super::Web::new(true));
}

mod static_host {
    toggle_store::following_tests!(super::Web::new(false));
}

fn document(store: &impl Store) -> Document {
    match store.read(None, WITHIN).expect("it can be read") {
        Reading::Document(document) => document,
        Reading::Unchanged => panic!("no document is known"),
    }
}

#[test]
fn request_has_credentials_and_the_known_tag() {
    let web = Web::new(true);
    web.put(b"a = true\n");
    let store = web.client();
    let known = document(&store);
    assert!(matches!(store.read(Some(&known), WITHIN), Ok(Reading::Unchanged)));
    let requests = web.server.shared.lock().expect("no test panics with the lock").requests.clone();
    assert!(requests.iter().all(|head| head.starts_with("GET /shop.toml?token=t0ken HTTP/1.1\r\n")));
    assert!(requests.iter().all(|head| head.contains("authorization: Basic YWRhOnMzY3JldA==\r\n")));
    let has_tag = |head: &String| head.contains("if-none-match: ");
    assert_eq!(requests.iter().map(has_tag).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn bearer_token_replaces_the_password() {
    let web = Web::new(false);
    web.put(b"a = true\n");
    document(&web.client().bearer_token("t1").expect("the token is valid"));
    assert!(
        web.server.shared.lock().expect("no test panics with the lock").requests[0]
            .contains("authorization: Bearer t1\r\n")
    );
    assert!(web.client().bearer_token("a\r\nb").is_err());
}

#[test]
fn same_contents_of_another_version_are_read() {
    let web = Web::new(true);
    web.put(b"a = true\n");
    let store = web.client();
    let known = document(&store);
    // The tag stays.
    web.server.shared.lock().expect("no test panics with the lock").lineage = 7;
    let Ok(Reading::Document(document)) = store.read(Some(&known), WITHIN) else { panic!("it is another lineage") };
    assert_ne!(document.version(), known.version());
}

#[test]
fn pause_of_the_server_is_kept_to() {
    let web = Web::new(false);
    web.put(b"a = true\n");
    let store = web.client();
    let answer = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";
    web.server.shared.lock().expect("no test panics with the lock").answer = Some(answer.to_owned());
    let first = store.read(None, WITHIN).expect_err("the call fails");
    web.server.shared.lock().expect("no test panics with the lock").answer = None;
    let began = Instant::now();
    // The same message is reported once.
    while let Err(error) = store.read(None, WITHIN) {
        assert!(error.is_unavailable() && error.to_string() == first.to_string());
        assert!(began.elapsed() < WITHIN);
        thread::sleep(Duration::from_millis(10));
    }
    assert!(began.elapsed() > Duration::from_millis(900));
    assert_eq!(web.server.shared.lock().expect("no test panics with the lock").requests.len(), 2);
}

#[test]
fn status_decides_the_kind_of_error() {
    let web = Web::new(false);
    let store = web.client();
    for (status, expected) in [
        (401, "denied"),
        (403, "denied"),
        (404, "missing"),
        (410, "missing"),
        (500, "unavailable"),
        (400, "unavailable"),
    ] {
        let answer = format!("HTTP/1.1 {status} Status\r\ncontent-length: 0\r\n\r\n");
        web.server.shared.lock().expect("no test panics with the lock").answer = Some(answer);
        let error = store.read(None, WITHIN).expect_err("the call fails");
        let kind = match () {
            () if error.is_denied() => "denied",
            () if error.is_missing() => "missing",
            () if error.is_unavailable() => "unavailable",
            () => "other",
        };
        assert_eq!((status, kind), (status, expected));
    }
}

#[test]
fn torn_answer_is_no_document() {
    let web = Web::new(false);
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\na = true\n";
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        let (mut connection, _) = listener.accept().expect("a client connects");
        let mut reader = BufReader::new(connection.try_clone().expect("a handle can be cloned"));
        let mut line = String::new();
        while reader.read_line(&mut line).expect("the client writes") > 2 {
            line.clear();
        }
        connection.write_all(answer.as_bytes()).expect("the client reads");
    });
    drop(web);
    let store = HttpStore::from_url(&format!("http://{address}/")).expect("the URL is valid");
    assert!(store.read(None, WITHIN).expect_err("the call fails").is_unavailable());
}

#[test]
fn redirects_end_and_carry_no_credentials() {
    let web = Web::new(false);
    let (target, answer) = (Server::start(false), |location: &str| {
        format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n")
    });
    target.change(|shared| shared.contents = Some(b"a = true\n".to_vec()));
    web.server.shared.lock().expect("no test panics with the lock").answer =
        Some(answer(&format!("http://{}/other", target.address)));
    assert_eq!(document(&web.client()).text().expect("the contents are a text"), "a = true\n");
    assert!(!target.shared.lock().expect("no test panics with the lock").requests[0].contains("authorization"));

    web.server.shared.lock().expect("no test panics with the lock").answer = Some(answer("/shop.toml"));
    let error = web.client().read(None, WITHIN).expect_err("the call fails");
    assert!(error.is_unavailable() && error.to_string().contains("redirects"), "{error}");
    assert_eq!(web.server.shared.lock().expect("no test panics with the lock").requests.len(), 7);
}

#[test]
fn query_selects_the_copy_on_disk() {
    let web = Web::new(false);
    web.put(b"a = true\n");
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let read = |query: &str| {
        let url = format!("http://{}/shop.toml?{query}", web.proxy.address());
        let store = HttpStore::from_url(&url).expect("the URL is valid");
        let source = StoreSource::new(store).cache(directory.path()).patience(Duration::from_secs(1));
        Source::read(&source).map(drop)
    };
    read("of=a").expect("it can be read");
    web.outage(Outage::Cut);
    read("of=a").expect("there is a copy");
    read("of=b").expect_err("there is no copy of another document");
}

#[test]
fn mistaken_url_is_refused() {
    for url in ["ftp://h/a", "http:///a", "http://a,b/c", "http://h:port/", "h/a"] {
        assert!(HttpStore::from_url(url).expect_err("the call fails").is_invalid(), "{url}");
    }
}
