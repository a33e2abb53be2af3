//! The client and the engine against real etcd servers, which each test starts for itself on free ports. The tests need
//! `etcd` and `etcdctl`; `.ci/run etcd` runs them.

#![cfg(unix)]

mod support;

mod access;
mod calls;
mod cluster;
mod conformance;
mod engine;
mod faults;
#[cfg(feature = "tls")]
mod tls;
