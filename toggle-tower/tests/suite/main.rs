//! The layers around services and servers. Tests set different toggles, since the process shares what is set.

#[path = "../support/mod.rs"]
mod support;

mod adding;
mod axum;
mod grpc;
mod hostile;
mod service;
