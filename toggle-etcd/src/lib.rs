//! Feature toggles from etcd.

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
