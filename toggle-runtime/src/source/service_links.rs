//! The variables that Kubernetes sets for each Service of a namespace, such as `TOGGLE_SERVICE_HOST` and
//! `TOGGLE_PORT=tcp://10.0.0.1:80` for a Service called `toggle`. They look like the variables of toggles.

use std::{
    ffi::OsString,
    net::{IpAddr, SocketAddr},
};

use toggle_syntax::{name::VARIABLE_PREFIX, sorted::SortedSet};

use crate::{
    catalogue::{Catalogue, Variable},
    model::problem::Problem,
};

/// The variables of Services among those that look like variables of toggles.
#[derive(Default)]
pub(super) struct ServiceLinks {
    /// The prefixes of Services that have a variable with an address, such as `TOGGLE`.
    addressed: SortedSet<String>,
    /// The prefixes of Services whose three main variables exist, so that all their variables are surely those of a
    /// Service.
    complete: SortedSet<String>,
    services: SortedSet<String>,
    variables: SortedSet<String>,
    toggles: SortedSet<String>,
}

impl ServiceLinks {
    /// Finds the Services among all variables.
    pub(super) fn among(variables: &[(OsString, OsString)]) -> Self {
        let mut links = Vec::new();
        for (name, value) in variables {
            if let (Some(name), Some(value)) = (name.to_str(), value.to_str())
                && let Some(Link { prefix }) = Link::of(name, value)
            {
                links.push((prefix, name, value.trim()));
            }
        }
        let names: SortedSet<&str> = links.iter().map(|(_, name, _)| *name).collect();
        let mut among = Self::default();
        for (prefix, _, value) in links {
            if is_address(value) || is_url(value) {
                among.addressed.insert(prefix.to_owned());
            }
            if [HOST, SERVICE_PORT, PORT].iter().all(|end| names.contains(&*format!("{prefix}{end}"))) {
                among.complete.insert(prefix.to_owned());
            }
        }
        among
    }

    /// Records a variable if Kubernetes has set it for a Service, and returns whether it has.
    ///
    /// The variable of a toggle counts as that of a Service if the Service's main variables exist as well, or if the
    /// toggle cannot have such a value.
    pub(super) fn take(&mut self, variable: &str, value: Option<&str>, catalogue: &Catalogue) -> bool {
        let Some((value, link)) = value.and_then(|value| Some((value, Link::of(variable, value)?))) else {
            return false;
        };
        if !self.addressed.contains(link.prefix) {
            return false;
        }
        if let Some(Variable::Sets(toggle)) = catalogue.variable(variable) {
            let is_state = |position| catalogue.for_target(position, |target| target.word(value.trim()).is_ok());
            if !self.complete.contains(link.prefix) && catalogue.find(toggle).is_some_and(is_state) {
                return false;
            }
            self.toggles.insert(toggle.to_owned());
        }
        self.services.insert(link.prefix.to_ascii_lowercase().replace('_', "-"));
        self.variables.insert(variable.to_owned());
        true
    }

    /// Returns one problem for all these variables, if there are any.
    pub(super) fn into_problem(self) -> Option<Problem> {
        let list = |names: SortedSet<String>| names.into_iter().collect();
        (!self.variables.is_empty()).then(|| Problem::ServiceLinks {
            services: list(self.services),
            variables: list(self.variables),
            toggles: list(self.toggles),
        })
    }
}

const HOST: &str = "_SERVICE_HOST";
const SERVICE_PORT: &str = "_SERVICE_PORT";
const PORT: &str = "_PORT";

/// A variable with the name and the value of one that Kubernetes sets for a Service.
struct Link<'v> {
    /// The prefix of the Service's variables.
    prefix: &'v str,
}

impl<'v> Link<'v> {
    fn of(variable: &'v str, value: &str) -> Option<Self> {
        let splits = variable.match_indices('_').map(|(at, _)| variable.split_at(at));
        let mut of_services = splits.filter(|(prefix, rest)| is_prefix(prefix) && fits(rest, value.trim()));
        of_services.next().map(|(prefix, _)| Self { prefix })
    }
}

/// Returns whether the variables of a Service with this prefix look like those of toggles.
fn is_prefix(prefix: &str) -> bool {
    VARIABLE_PREFIX.strip_suffix('_') == Some(prefix) || prefix.starts_with(VARIABLE_PREFIX)
}

/// Returns whether a variable of a Service may have this end and this value.
fn fits(end: &str, value: &str) -> bool {
    match end {
        HOST => is_address(value),
        SERVICE_PORT => is_port(value),
        // The URL of the first port.
        PORT => is_url(value),
        _ => {
            let of_name = end.strip_prefix(SERVICE_PORT).and_then(|end| end.strip_prefix('_'));
            let of_number = end.strip_prefix(PORT).and_then(|end| end.strip_prefix('_'));
            of_name.is_some_and(|name| !name.is_empty() && is_port(value))
                || of_number.is_some_and(|port| is_of_port(port, value))
        }
    }
}

/// Returns whether this is a port with its protocol, as in `80_TCP` and `80_TCP_ADDR`, and the value fits.
fn is_of_port(port: &str, value: &str) -> bool {
    let mut words = port.splitn(3, '_');
    if !words.next().is_some_and(is_port) || !words.next().is_some_and(is_protocol) {
        return false;
    }
    match words.next() {
        None => is_url(value),
        Some("PROTO") => is_protocol(value),
        Some("PORT") => is_port(value),
        Some("ADDR") => is_address(value),
        Some(_) => false,
    }
}

fn is_protocol(word: &str) -> bool {
    ["tcp", "udp", "sctp"].iter().any(|protocol| word.eq_ignore_ascii_case(protocol))
}

fn is_port(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit()) && word.parse::<u16>().is_ok()
}

fn is_address(word: &str) -> bool {
    word.parse::<IpAddr>().is_ok()
}

fn is_url(word: &str) -> bool {
    let parts = word.split_once(':').and_then(|(protocol, rest)| Some((protocol, rest.strip_prefix("//")?)));
    parts.is_some_and(|(protocol, at)| is_protocol(protocol) && at.parse::<SocketAddr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(variable: &str, value: &str, prefix: Option<&str>) {
        assert_eq!(Link::of(variable, value).map(|link| link.prefix), prefix, "{variable}={value}");
    }

    #[test]
    fn variables_of_a_service_are_recognized() {
        check("TOGGLE_SERVICE_HOST", "10.0.0.1", Some("TOGGLE"));
        check("TOGGLE_SERVICE_HOST", "fd00::1", Some("TOGGLE"));
        check("TOGGLE_SERVICE_PORT", "80", Some("TOGGLE"));
        check("TOGGLE_SERVICE_PORT_HTTP_ALT", "8080", Some("TOGGLE"));
        check("TOGGLE_PORT", "tcp://10.0.0.1:80", Some("TOGGLE"));
        check("TOGGLE_PORT", "udp://[fd00::1]:53", Some("TOGGLE"));
        check("TOGGLE_PORT_8080_TCP", "tcp://10.0.0.1:8080", Some("TOGGLE"));
        check("TOGGLE_PORT_8080_TCP_ADDR", "10.0.0.1", Some("TOGGLE"));
        check("TOGGLE_PORT_8080_TCP_PORT", "8080", Some("TOGGLE"));
        check("TOGGLE_PORT_53_UDP_PROTO", "udp", Some("TOGGLE"));
    }

    #[test]
    fn name_of_the_service_may_have_several_words() {
        check("TOGGLE_FOO_SERVICE_HOST", "10.0.0.1", Some("TOGGLE_FOO"));
        check("TOGGLE_SERVICE_PORT", "tcp://10.0.0.1:80", Some("TOGGLE_SERVICE"));
        check("TOGGLE_PORT_FOO_PORT_80_TCP_ADDR", "10.0.0.1", Some("TOGGLE_PORT_FOO"));
    }

    #[test]
    fn other_names_and_values_are_not_recognized() {
        check("TOGGLES_SERVICE_HOST", "10.0.0.1", None);
        check("MY_TOGGLE_SERVICE_HOST", "10.0.0.1", None);
        check("TOGGLE_SERVICE_HOST", "on", None);
        check("TOGGLE_SERVICE_PORT", "+80", None);
        check("TOGGLE_SERVICE_PORT", "65536", None);
        check("TOGGLE_SERVICE_PORT_", "80", None);
        check("TOGGLE_PORT", "80", None);
        check("TOGGLE_PORT", "http://10.0.0.1:80", None);
        check("TOGGLE_PORT_8080", "tcp://10.0.0.1:80", None);
        check("TOGGLE_PORT_8080_TCP_NAME", "10.0.0.1", None);
    }
}
