//! TLS and client certificates, which the tests make for themselves.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use toggle_etcd::client::{Client, Operation, Range};

use crate::support::{Server, WITHIN, client, put, value, wait_for};

const DOCUMENT: &str = "/toggles/shop/document";

/// The clients that a server accepts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clients {
    All,
    /// Clients with a certificate. Its common name is the user.
    Certified,
}

/// An authority, in a directory with its certificate and all that it has signed.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    directory: TempDir,
}

impl Authority {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.distinguished_name.push(DnType::CommonName, "authority");
        let key = KeyPair::generate().expect("a key");
        let certificate = parameters.self_signed(&key).expect("a certificate");
        fs::write(directory.path().join("ca.pem"), certificate.pem()).expect("a file");
        Self { issuer: Issuer::new(parameters, key), directory }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    /// Signs a certificate, and writes `<name>.pem` and `<name>.key`.
    fn sign(&self, name: &str, host: &str) {
        let mut parameters = CertificateParams::new([host.to_owned()]).expect("a host");
        parameters.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        let certificate = parameters.signed_by(&key, &self.issuer).expect("a certificate");
        fs::write(self.path(&format!("{name}.pem")), certificate.pem()).expect("a file");
        fs::write(self.path(&format!("{name}.key")), key.serialize_pem()).expect("a file");
    }

    fn server(&self, clients: Clients) -> Server {
        self.sign("server", "localhost");
        self.sign("root", "nobody.invalid");
        let mut arguments = vec![
            format!("--cert-file={}", shown(&self.path("server.pem"))),
            format!("--key-file={}", shown(&self.path("server.key"))),
        ];
        if clients == Clients::Certified {
            arguments.push(format!("--trusted-ca-file={}", shown(&self.path("ca.pem"))));
            arguments.push("--client-cert-auth".to_owned());
        }
        let mut server = Server::start_with("https", &arguments);
        let pairs = [("--cacert", "ca.pem"), ("--cert", "root.pem"), ("--key", "root.key")];
        server.control =
            pairs.into_iter().flat_map(|(name, file)| [name.to_owned(), shown(&self.path(file))]).collect();
        let root = self.client(&server, Some("root"));
        wait_for("the server", || root.range(&Range::key("k"), WITHIN).is_ok());
        server
    }

    /// Returns a client with the certificate of a name, or without one.
    fn client(&self, server: &Server, name: Option<&str>) -> Client {
        let identity = name.map(|name| {
            let file = |extension: &str| shown(&self.path(&format!("{name}.{extension}")));
            format!("&cert={}&key={}", file("pem"), file("key"))
        });
        let (ca, identity) = (shown(&self.path("ca.pem")), identity.unwrap_or_default());
        client(&format!("etcds://{}/shop?ca={ca}{identity}", server.host))
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[test]
#[ignore = "needs etcd"]
fn known_authority_is_accepted() {
    let authority = Authority::new();
    let server = authority.server(Clients::All);
    let client = authority.client(&server, None);
    put(&client, "k", "x");
    assert_eq!(value(&client, "k").as_deref(), Some("x"));
    client.watch([Range::key("k")], WITHIN).expect("a watch");
}

#[test]
#[ignore = "needs etcd"]
fn server_of_another_authority_is_refused() {
    let authority = Authority::new();
    let server = authority.server(Clients::All);
    let other = Authority::new();
    let error = other.client(&server, None).range(&Range::key("k"), WITHIN).expect_err("an unknown authority");
    assert!(error.is_unavailable() && error.to_string().contains("certificate"), "{error}");
    let system = client(&format!("etcds://{}/shop", server.host));
    let error = system.range(&Range::key("k"), WITHIN).expect_err("no authority of the system");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[test]
#[ignore = "needs etcd"]
fn certificate_of_another_host_is_refused() {
    let authority = Authority::new();
    let server = authority.server(Clients::All);
    let address = server.host.replace("localhost", "127.0.0.1");
    let client = client(&format!("etcds://{address}/shop?ca={}", shown(&authority.path("ca.pem"))));
    let error = client.range(&Range::key("k"), WITHIN).expect_err("another host");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[test]
#[ignore = "needs etcd"]
fn plain_connection_to_a_tls_server_fails_soon() {
    let authority = Authority::new();
    let server = authority.server(Clients::All);
    let client = client(&format!("etcd://shop:tiger@{}/shop", server.host));
    let error = client.range(&Range::key("k"), Duration::from_secs(2)).expect_err("no TLS");
    assert!(error.is_unavailable() && !format!("{error} {error:?}").contains("tiger"), "{error}");
}

#[test]
#[ignore = "needs etcd"]
fn client_certificate_names_the_user() {
    let authority = Authority::new();
    let server = authority.server(Clients::Certified);
    authority.sign("shop", "nobody.invalid");
    let root = authority.client(&server, Some("root"));
    put(&root, DOCUMENT, "new-checkout = true\n");
    for words in [
        "user add root:root-secret",
        "user grant-role root root",
        "role add service",
        "role grant-permission service read /toggles/shop/document",
        "user add shop:tiger",
        "user grant-role shop service",
        "auth enable",
    ] {
        server.control(&words.split(' ').collect::<Vec<_>>());
    }

    let shop = authority.client(&server, Some("shop"));
    assert_eq!(value(&shop, DOCUMENT).as_deref(), Some("new-checkout = true\n"));
    shop.watch([Range::key(DOCUMENT)], WITHIN).expect("a watch");
    let write = shop.transaction([], [Operation::put(DOCUMENT, "", 0)], [], WITHIN).expect_err("no right to write");
    assert!(write.is_denied(), "{write}");
    put(&root, DOCUMENT, "new-checkout = false\n");

    let error = authority.client(&server, None).range(&Range::key(DOCUMENT), WITHIN).expect_err("no certificate");
    assert!(error.is_unavailable(), "{error}");
}

#[test]
#[ignore = "needs etcd"]
fn replaced_certificate_is_used_next_time() {
    let authority = Authority::new();
    let mut server = authority.server(Clients::Certified);
    authority.sign("shop", "nobody.invalid");
    let client = authority.client(&server, Some("shop"));
    put(&client, "k", "x");
    fs::write(authority.path("shop.pem"), "").expect("a file");
    server.kill();
    server.restart();
    let mut error = None;
    wait_for("the refusal of an empty file", || {
        error = client.range(&Range::key("k"), WITHIN).err();
        error.as_ref().is_some_and(toggle_etcd::client::Error::is_invalid_address)
    });
    assert!(error.expect("an error").to_string().contains("shop.pem has no section `CERTIFICATE`"));
    authority.sign("shop", "nobody.invalid");
    wait_for("the new certificate", || client.range(&Range::key("k"), WITHIN).is_ok());
}

#[test]
#[ignore = "needs etcd"]
fn missing_certificate_file_is_named() {
    let client = client("etcds://localhost:1/shop?ca=/no/such/file.pem");
    let error = client.range(&Range::key("k"), WITHIN).expect_err("no file");
    assert!(error.is_invalid_address() && error.to_string().contains("/no/such/file.pem"), "{error}");
}
