//! The URL of a store, whose credentials no output shows.

use std::fmt;

use crate::Error;

/// The URL of a store, such as `etcd://user:password@127.0.0.1:2379/shop`.
///
/// `Display` and `Debug` show the URL without user, password and query, because all of these may be secrets.
///
/// ```
/// # fn main() -> Result<(), toggle_store::Error> {
/// use toggle_store::StoreUrl;
///
/// let url = StoreUrl::parse("etcd://ada:s%20e@a:2379,b:2379/shop?x=1")?;
/// assert_eq!(url.to_string(), "etcd://a:2379,b:2379/shop");
/// assert_eq!((url.user(), url.password()), (Some("ada"), Some("s e")));
/// assert_eq!(url.hosts().collect::<Vec<_>>(), ["a:2379", "b:2379"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl {
    scheme: String,
    user: Option<String>,
    password: Option<String>,
    authority: String,
    path: String,
    query: Option<String>,
}

impl StoreUrl {
    /// Parses a URL: a scheme, `://`, optional credentials and `@`, hosts with commas between, a path, and an optional
    /// query.
    ///
    /// `%` and two digits stand for a byte in user and password. The path and the query stay as they are.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) URL. The message contains no part of the URL, since a mistaken URL may
    /// have its password at any place.
    pub fn parse(url: &str) -> Result<Self, Error> {
        let (scheme, rest) = url.split_once("://").ok_or_else(|| Error::invalid("the URL has no `://`"))?;
        let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        if scheme.is_empty() || !scheme.bytes().all(is_scheme) {
            return Err(Error::invalid("the URL begins with no scheme"));
        }
        let is_unusable = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '#';
        if rest.contains(is_unusable) {
            return Err(Error::invalid("the URL contains a space, a control character or a `#`"));
        }
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query.to_owned())),
            None => (rest, None),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (credentials, authority) = match authority.rsplit_once('@') {
            Some((credentials, authority)) => (Some(credentials), authority),
            None => (None, authority),
        };
        let (user, password) = match credentials.map(|credentials| credentials.split_once(':')) {
            Some(Some((user, password))) => (Some(decoded(user)?), Some(decoded(password)?)),
            Some(None) => (credentials.map(decoded).transpose()?, None),
            None => (None, None),
        };
        let (scheme, authority, path) = (scheme.to_ascii_lowercase(), authority.to_owned(), path.to_owned());
        Ok(Self { scheme, user, password, authority, path, query })
    }

    /// Returns the scheme in lower case.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Returns the user.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Returns the password.
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// Returns the hosts, each with its port if the URL has one.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.authority.split(',').filter(|host| !host.is_empty())
    }

    /// Returns the path with its first `/`, or an empty one.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the query without its `?`.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUrl({self})")
    }
}

/// Decodes `%` and two digits.
fn decoded(text: &str) -> Result<String, Error> {
    let error =
        || Error::invalid("the credentials of the URL have a `%` without two digits after it, or are not UTF-8");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' {
            let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()).ok_or_else(error)?;
            if digits.starts_with('+') {
                return Err(error());
            }
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| error())?);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).map_err(|_| error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, shown: &str, user: Option<&str>, password: Option<&str>) {
        let parsed = StoreUrl::parse(url).expect("it is valid");
        assert_eq!((parsed.user(), parsed.password()), (user, password));
        assert_eq!(parsed.to_string(), shown);
        assert_eq!(format!("{parsed:?}"), format!("StoreUrl({shown})"));
    }

    #[test]
    fn url_without_credentials_is_shown_whole() {
        check("HTTPS://host:1/a/b.toml", "https://host:1/a/b.toml", None, None);
        check("file:///a", "file:///a", None, None);
        check("etcd://[::1]:2379/shop", "etcd://[::1]:2379/shop", None, None);
    }

    #[test]
    fn credentials_and_query_are_not_shown() {
        check("http://u:p@h/a?token=t", "http://h/a", Some("u"), Some("p"));
        check("http://u@h", "http://h", Some("u"), None);
        check("http://u:a@b:c@h/x", "http://h/x", Some("u"), Some("a@b:c"));
        check("http://u:%40%2f%C3%A9@h/x@y", "http://h/x@y", Some("u"), Some("@/é"));
    }

    #[test]
    fn mistaken_url_is_refused_without_its_text() {
        for url in
            ["", "secret", "://secret", "a b://secret", "http://u:%zz@secret", "http://u:%+1@h", "http://a secret"]
        {
            let error = StoreUrl::parse(url).expect_err("the call fails");
            assert!(error.is_invalid() && !error.to_string().contains("secret"), "{error}");
        }
    }
}
