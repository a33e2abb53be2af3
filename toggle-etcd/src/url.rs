//! The parser of an address: a URL, and the variables that complete it. Errors repeat no part of a URL that could
//! belong to a password.
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use crate::{
    address::{Address, Certificates, Password},
    error::Error,
    secret::Secret,
};

const CA: &str = "TOGGLE_STORE_CA";
const CERT: &str = "TOGGLE_STORE_CERT";
const KEY: &str = "TOGGLE_STORE_KEY";
const PASSWORD_FILE: &str = "TOGGLE_STORE_PASSWORD_FILE";
const PORT: &str = "2379";
/// The most characters of a namespace, as of a toggle's name.
const LONGEST_NAMESPACE: usize = 120;

impl Address {
    /// Parses a URL, and completes it by environment variables.
    ///
    /// # Errors
    ///
    /// Returns an error if a part of the URL is missing, misspelt or contradicts another part. The message does not
    /// contain the password.
    pub fn from_url(url: &str) -> Result<Self, Error> {
        address(url, &|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
    }
}

/// Parses a URL. `variable` returns the value of an environment variable.
fn address(url: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Address, Error> {
    let (tls, rest) = match url.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("etcd") => (false, rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("etcds") => (true, rest),
        _ => return Err(Error::address("the URL of the store begins with neither etcd:// nor etcds://")),
    };
    if tls && !cfg!(feature = "tls") {
        return Err(Error::address("etcds:// needs the feature `tls` of toggle-etcd"));
    }
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if tail.contains('@') {
        let hint = "percent-encode `/`, `?`, `#` and `@` in user, password and parameters";
        return Err(Error::address(format!("the URL of the store has an `@` after its hosts: {hint}")));
    }
    let (user, hosts) = match authority.rsplit_once('@') {
        Some((user, hosts)) => (Some(user), hosts),
        None => (None, authority),
    };
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let hosts = hosts.split(',').map(|text| host(text, tls)).collect::<Result<_, _>>()?;
    let namespace = namespace(path.strip_prefix('/').unwrap_or(path), tls)?;
    let (user, password) = match user {
        Some(user) => credentials(user)?,
        None => (None, None),
    };

    let parameters = Parameters::parse(query)?;
    if !tls && (parameters.ca.is_some() || parameters.cert.is_some() || parameters.key.is_some()) {
        return Err(Error::address("the parameters ca, cert and key need etcds:// instead of etcd://"));
    }
    let certificates = if tls { certificates(&parameters, variable)? } else { Certificates::default() };
    let password = match (password, parameters.password_file) {
        (Some(_), Some(_)) => {
            return Err(Error::address("the URL has both a password and the parameter password-file"));
        }
        (None, Some(file)) => Some(Password::File(file)),
        (password, None) => password.map(Password::Text),
    };
    let password = match (&user, password) {
        (None, Some(_)) => return Err(Error::address("the URL has a password without a user")),
        (Some(user), None) => {
            let missing = || format!("no password for the user `{user}`: set the variable {PASSWORD_FILE}");
            Some(Password::File(variable(PASSWORD_FILE).ok_or_else(|| Error::address(missing()))?.into()))
        }
        (_, password) => password,
    };
    Ok(Address { tls, hosts, namespace, user, password, certificates })
}

/// The parameters of a URL.
#[derive(Default)]
struct Parameters {
    ca: Option<PathBuf>,
    cert: Option<PathBuf>,
    key: Option<PathBuf>,
    password_file: Option<PathBuf>,
}

impl Parameters {
    fn parse(query: &str) -> Result<Self, Error> {
        let mut parameters = Self::default();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let place = match name {
                "ca" => &mut parameters.ca,
                "cert" => &mut parameters.cert,
                "key" => &mut parameters.key,
                "password-file" => &mut parameters.password_file,
                // The name may be a mistaken `password=`, whose value must not be shown.
                name => {
                    let known = "expected ca, cert, key or password-file";
                    return Err(Error::address(format!("unknown parameter `{name}` in the URL of the store: {known}")));
                }
            };
            if value.is_empty() {
                return Err(Error::address(format!("the parameter `{name}` in the URL of the store has no path")));
            }
            if place.replace(decoded(value)?.into()).is_some() {
                return Err(Error::address(format!("the URL of the store has the parameter `{name}` twice")));
            }
        }
        Ok(parameters)
    }
}

fn certificates(parameters: &Parameters, variable: &dyn Fn(&str) -> Option<String>) -> Result<Certificates, Error> {
    let ca = parameters.ca.clone().or_else(|| variable(CA).map(PathBuf::from));
    // A certificate and a key belong together, so a URL with one of them ignores both variables.
    let (cert, key) = if parameters.cert.is_some() || parameters.key.is_some() {
        (parameters.cert.clone(), parameters.key.clone())
    } else {
        (variable(CERT).map(PathBuf::from), variable(KEY).map(PathBuf::from))
    };
    let identity = match (cert, key) {
        (Some(cert), Some(key)) => Some((cert, key)),
        (None, None) => None,
        (Some(_), None) => return Err(Error::address(format!("a client certificate without its key: set {KEY}"))),
        (None, Some(_)) => return Err(Error::address(format!("a key without its client certificate: set {CERT}"))),
    };
    Ok(Certificates { ca, identity })
}

/// Returns user and password of `user:password`.
fn credentials(text: &str) -> Result<(Option<String>, Option<Secret>), Error> {
    let (user, password) = match text.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (text, None),
    };
    let user = decoded(user)?;
    let password = password.map(decoded).transpose()?.map(Secret::new);
    Ok((Some(user).filter(|user| !user.is_empty()), password))
}

fn decoded(text: &str) -> Result<String, Error> {
    match percent_decode_str(text).decode_utf8() {
        Ok(decoded) if !decoded.chars().any(char::is_control) => Ok(decoded.into_owned()),
        _ => Err(Error::address("the URL of the store has percent-encoded bytes that are no text")),
    }
}

/// Returns a host with its port.
fn host(text: &str, tls: bool) -> Result<String, Error> {
    let (name, port) = match text.rsplit_once(':') {
        // The colons of an IPv6 address are inside brackets.
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (text, PORT),
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let valid = match name.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !name.is_empty() && name.bytes().all(plain),
    };
    if !valid || port.parse::<u16>().is_err() || port == "0" {
        return Err(Error::address(format!(
            "a host in the URL of the store is invalid: expected {}, with commas between several hosts",
            example(tls)
        )));
    }
    Ok(format!("{name}:{port}"))
}

fn namespace(path: &str, tls: bool) -> Result<String, Error> {
    if path.is_empty() {
        return Err(Error::address(format!("the URL of the store names no namespace: expected {}", example(tls))));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    if path.len() > LONGEST_NAMESPACE || !path.bytes().all(plain) {
        return Err(Error::address(format!(
            "the namespace in the URL of the store is invalid: expected at most {LONGEST_NAMESPACE} letters, digits, \
             `-`, `_` and `.`"
        )));
    }
    Ok(path.to_owned())
}

fn example(tls: bool) -> String {
    format!("etcd{}://host:{PORT}/namespace", if tls { "s" } else { "" })
}
