//! Feature toggles from etcd: [`Etcd`] is a [store](toggle_store::Store) whose document many processes follow.
//!
//! A program links this crate and sets one variable:
//!
//! ```no_run
//! use toggle_etcd as _;
//! use toggle_runtime::enabled;
//!
//! fn main() {
//!     if enabled!("new-checkout") {
//!         println!("one click");
//!     }
//! }
//! ```
//!
//! ```console
//! $ TOGGLE_STORE=etcd://127.0.0.1:2379/shop shop
//! ```
//!
//! Or it adds the source in code, which can change the patience and the copy on disk:
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use toggle_etcd::Etcd;
//! use toggle_store::StoreSource;
//!
//! let store = Etcd::from_url("etcds://shop@10.0.0.1,10.0.0.2,10.0.0.3/shop?password-file=/run/secrets/etcd")?;
//! let source = StoreSource::new(store).patience(Duration::from_secs(3));
//! toggle_runtime::builder().optional_source(source).install()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Needs etcd 3.4 or later. The program needs no async runtime, and the build needs no `protoc`. The engine has one
//! thread, which starts with the first call, and one connection. A look-up of a host's name takes a second thread for a
//! moment.
//!
//! # The URL
//!
//! ```text
//! etcd://user:password@host1:2379,host2:2379/namespace?parameter=value
//! ```
//!
//! * `etcds` instead of `etcd` is TLS.
//! * The port is 2379 if the URL names none. Each process begins with one of the hosts at random, and goes on to the
//!   next one when a host fails, is silent, or has no leader.
//! * User and password are optional. Special characters are percent-encoded. No name and no message shows them, with
//!   one exception: the refusal of a user names the user.
//! * A namespace has letters, digits, `-`, `_` and `.`.
//!
//! The parameters are paths of files. A parameter overrides the variable in the second column:
//!
//! | parameter | variable | file |
//! |---|---|---|
//! | `ca` | `TOGGLE_STORE_CA` | the authorities of the servers, in PEM; default: those of the system |
//! | `cert` | `TOGGLE_STORE_CERT` | the client's certificate, with those between it and the root, in PEM |
//! | `key` | `TOGGLE_STORE_KEY` | the private key of the client's certificate, in PEM |
//! | `password-file` | `TOGGLE_STORE_PASSWORD_FILE` | the user's password; one line break at the end is ignored |
//!
//! Certificates are read at each connection and the password at each authentication, so the files may be replaced while
//! a program runs. `etcd://` ignores the variables for certificates, and refuses the parameters. A password in the URL
//! overrides the variable.
//!
//! # Keys
//!
//! ```text
//! /toggles/<namespace>/document              the document, TOML
//! /toggles/<namespace>/lineage               a random word, made with the document
//! /toggles/<namespace>/log/<revision>        the line in the log of the write that replaced this revision
//! /toggles/<namespace>/replaced/<revision>   the text of this revision, for the last 50 writes
//! /toggles/<namespace>/builds/<id>           records: a binary with its toggles
//! /toggles/<namespace>/instances/<id>        a running process, with a lease
//! /toggles/<namespace>/requests/<id>         a proposed change
//! ```
//!
//! The revision of the document is its `mod_revision`. A write is one transaction. It compares lineage and revision,
//! and on demand checks that no build was written since the builds were read. The key `builds/` without an id is
//! written when a build is removed, because etcd cannot compare a deleted key. A build that somebody deletes by hand is
//! not noticed.
//!
//! # Access
//!
//! An account for services reads the document and writes records, and cannot change a toggle:
//!
//! ```console
//! $ etcdctl role add shop-service
//! $ etcdctl role grant-permission shop-service read /toggles/shop/document
//! $ etcdctl role grant-permission shop-service read /toggles/shop/lineage
//! $ etcdctl role grant-permission shop-service readwrite /toggles/shop/builds/ --prefix
//! $ etcdctl role grant-permission shop-service readwrite /toggles/shop/instances/ --prefix
//! $ etcdctl user add shop && etcdctl user grant-role shop shop-service
//! ```
//!
//! An account for operators has all rights below the namespace:
//!
//! ```console
//! $ etcdctl role add shop-operator
//! $ etcdctl role grant-permission shop-operator readwrite /toggles/shop/ --prefix
//! ```
//!
//! A server with `--client-cert-auth` takes the common name of a client's certificate for the user, if the URL has no
//! user. A token that the server refuses is renewed once per call.
//!
//! # When the server fails
//!
//! * A watch ends when the server was silent for the patience. A request each half patience makes a healthy server
//!   answer. A member that has lost its leader ends the watch by itself.
//! * All reads are linearizable, so a member without a quorum never returns an old document.
//! * A watch begins at the present revision, and the read after it returns the state. Compaction removes nothing that
//!   the engine needs.
//! * A write whose answer got lost is [uncertain](toggle_store::Error::is_uncertain), and
//!   [`write_once`](toggle_store::write_once) settles it.
//!
//! # Limits
//!
//! etcd refuses requests of more than 1.5 MiB (`--max-request-bytes`), and a document has at most 1 MiB. Keep the
//! history of the server short with `--auto-compaction-retention`, since each write of a large document takes space.
//!
//! # Features
//!
//! `tls`, on by default, is `etcds://`, over rustls and ring.

#![forbid(unsafe_code)]

mod error;
mod secret;
mod address;
mod url;
mod messages;
#[cfg_attr(not(feature = "tls"), path = "tls_off.rs")]
mod tls;
mod range;
mod connection;
mod worker;
mod watch;
#[doc(hidden)]
pub mod client;
mod keys;
mod budget;
mod engine;

pub use self::engine::Etcd;
