//! The stand-in for TLS in builds without the feature `tls`.

use tonic::transport::Endpoint;

use crate::{address::Certificates, error::Error};

/// Refuses TLS.
pub(crate) fn secured(_: Endpoint, _: &Certificates) -> Result<Endpoint, Error> {
    Err(Error::address("etcds:// needs the feature `tls` of toggle-etcd"))
}
