//! The TLS settings of a connection. The files are read here, at each connection.

use std::{fs, path::Path};

use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity};

use crate::{
    address::Certificates,
    error::{Error, causes},
};

/// Adds the certificates to an endpoint whose URL is `https`.
pub(crate) fn secured(endpoint: Endpoint, certificates: &Certificates) -> Result<Endpoint, Error> {
    let mut config = ClientTlsConfig::new();
    config = match &certificates.ca {
        Some(ca) => config.ca_certificate(Certificate::from_pem(pem(ca, "CERTIFICATE")?)),
        None => config.with_native_roots(),
    };
    if let Some((certificate, key)) = &certificates.identity {
        config = config.identity(Identity::from_pem(pem(certificate, "CERTIFICATE")?, pem(key, "PRIVATE KEY")?));
    }
    endpoint
        .tls_config(config)
        .map_err(|error| Error::address(format!("the certificates for etcd cannot be used: {}", causes(&error))))
}

/// Returns the contents of a PEM file that has a section of this kind.
fn pem(path: &Path, section: &str) -> Result<Vec<u8>, Error> {
    let contents =
        fs::read(path).map_err(|error| Error::address(format!("cannot read {}: {error}", path.display())))?;
    // rustls skips all other sections, so the error would be that of an empty file, at the first handshake.
    if !String::from_utf8_lossy(&contents).contains(&format!("{section}-----")) {
        return Err(Error::address(format!("{} has no section `{section}` in PEM", path.display())));
    }
    Ok(contents)
}
