//! Grants: the signed text.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use toggle_runtime::Context;

use crate::error::Error;

/// The length limit of a header's value.
pub(super) const MAX_BYTES: usize = 4096;

/// The states of some toggles, until an expiry, optionally for one targeting key only. A [`Key`](super::Key) signs it
/// for a header.
///
/// A grant is independent of the toggles of a program, so a tool can sign for any service. `Display` writes the text
/// that is signed.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use toggle_tower::Grant;
///
/// # fn main() -> Result<(), toggle_tower::Error> {
/// let expiry = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
/// let grant = Grant::new("new-checkout=on", expiry)?.only_for("user-123");
/// assert_eq!(grant.to_string(), "new-checkout=on;until=1790000000;for=dXNlci0xMjM");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Grant {
    states: Vec<(String, String)>,
    /// The expiry in seconds since 1970.
    until: u64,
    only_for: Option<String>,
}

impl Grant {
    /// Returns a grant of states until an expiry, for every sender. Bind it to one user with
    /// [`only_for`](Self::only_for) if possible.
    ///
    /// `states` is a list as in the variable `TOGGLES`, such as `new-checkout=on,audit-log=off`. Spaces around names
    /// and states are ignored. Fractions of a second of the expiry are dropped.
    ///
    /// # Errors
    ///
    /// * If the list is empty, names a toggle twice, or names more than 64 toggles.
    /// * If an entry is not `name=state`, with a name of at most 120 bytes and a state of at most 512.
    /// * If the list contains `;`, or a character other than visible ASCII and spaces.
    /// * If the expiry is before 1970.
    pub fn new(states: &str, until: SystemTime) -> Result<Self, Error> {
        let until = until.duration_since(UNIX_EPOCH).map_err(|_| Error::grant("a grant cannot end before 1970"))?;
        Ok(Self { states: list(states)?, until: until.as_secs(), only_for: None })
    }

    /// Restricts the grant to requests with this targeting key, so that the header has no effect for others. A key of
    /// more than 512 bytes is refused when the grant is [signed](crate::Key::sign).
    #[must_use]
    pub fn only_for(mut self, key: impl Into<String>) -> Self {
        self.only_for = Some(key.into());
        self
    }

    /// Refuses a targeting key that no reader accepts.
    pub(super) fn check(&self) -> Result<(), Error> {
        match &self.only_for {
            Some(key) if key.len() > MAX_KEY => {
                Err(Error::grant(format!("a targeting key has at most {MAX_KEY} bytes; this one has {}", key.len())))
            }
            _ => Ok(()),
        }
    }

    /// Parses the text that [`Display`](fmt::Display) writes. Returns `None` for any other text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let states = list(parts.next()?).ok()?;
        let until = parts.next()?.strip_prefix("until=")?;
        // `parse` alone would accept a sign.
        let until = until.bytes().all(|byte| byte.is_ascii_digit()).then(|| until.parse().ok())??;
        let only_for = match parts.next() {
            Some(part) => {
                let key = URL_SAFE_NO_PAD.decode(part.strip_prefix("for=")?).ok()?;
                Some(String::from_utf8(key).ok().filter(|key| key.len() <= MAX_KEY)?)
            }
            None => None,
        };
        parts.next().is_none().then_some(Self { states, until, only_for })
    }

    pub(super) fn states(&self) -> impl Iterator<Item = (&str, &str)> {
        self.states.iter().map(|(name, state)| (name.as_str(), state.as_str()))
    }

    /// Returns whether the grant has expired. A clock before 1970 is broken, so every grant counts as expired.
    pub(super) fn has_ended(&self, now: SystemTime) -> bool {
        now.duration_since(UNIX_EPOCH).map_or(true, |now| now >= Duration::from_secs(self.until))
    }

    /// Returns the remaining lifetime.
    pub(super) fn lifetime(&self, now: SystemTime) -> Duration {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Duration::from_secs(self.until).saturating_sub(now)
    }

    pub(super) fn is_for(&self, context: &Context) -> bool {
        self.only_for.as_deref().is_none_or(|key| context.key() == Some(key))
    }
}

/// The highest number of toggles in a grant.
const MAX_STATES: usize = 64;
/// The length limit of a toggle's name.
const MAX_NAME: usize = 120;
/// The length limit of a state.
const MAX_STATE: usize = 512;
/// The length limit of a targeting key.
const MAX_KEY: usize = 512;

/// Parses a list such as `new-checkout=on,audit-log=off`.
fn list(states: &str) -> Result<Vec<(String, String)>, Error> {
    if states.contains(|c: char| c == ';' || !(c == ' ' || c.is_ascii_graphic())) {
        return Err(Error::grant("a list of states is made of visible ASCII characters other than `;`"));
    }
    let mut list: Vec<(String, String)> = Vec::new();
    for entry in states.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        let Some((name, state)) = entry.split_once('=').map(|(name, state)| (name.trim(), state.trim())) else {
            return Err(Error::grant(format!("expected `name=state`, as in `new-checkout=on`, not `{entry}`")));
        };
        if name.len() > MAX_NAME || state.len() > MAX_STATE {
            let message = format!("a name has at most {MAX_NAME} bytes, and a state at most {MAX_STATE}");
            return Err(Error::grant(message));
        }
        if list.len() == MAX_STATES {
            return Err(Error::grant(format!("a grant names at most {MAX_STATES} toggles")));
        }
        if list.iter().any(|(other, _)| other == name) {
            return Err(Error::grant(format!("`{name}` is in the list twice; keep one")));
        }
        list.push((name.to_owned(), state.to_owned()));
    }
    if list.is_empty() {
        return Err(Error::grant("the list names no toggle"));
    }
    Ok(list)
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, state)) in self.states.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{name}={state}")?;
        }
        write!(f, ";until={}", self.until)?;
        match &self.only_for {
            Some(key) => write!(f, ";for={}", URL_SAFE_NO_PAD.encode(key)),
            None => Ok(()),
        }
    }
}

/// Shows whether the grant is bound, but not the targeting key.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("states", &self.states)
            .field("until", &self.until)
            .field("is_bound", &self.only_for.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[track_caller]
    fn check(states: &str, expected: Result<&str, &str>) {
        let text = Grant::new(states, at(60)).map(|grant| grant.to_string()).map_err(|error| error.to_string());
        assert_eq!(text.as_deref(), expected.map_err(str::to_owned).as_ref().copied());
    }

    #[test]
    fn a_list_is_written_without_spaces() {
        check("new-checkout=on,audit-log=off", Ok("new-checkout=on,audit-log=off;until=60"));
        check(" new-checkout = on , audit-log=off, ", Ok("new-checkout=on,audit-log=off;until=60"));
        check("theme=dark blue,formula=a=b", Ok("theme=dark blue,formula=a=b;until=60"));
    }

    #[test]
    fn a_list_that_means_nothing_is_refused() {
        check("", Err("the list names no toggle"));
        check(" , ", Err("the list names no toggle"));
        check("new-checkout", Err("expected `name=state`, as in `new-checkout=on`, not `new-checkout`"));
        check("a=on,a=off", Err("`a` is in the list twice; keep one"));
        let long = "a name has at most 120 bytes, and a state at most 512";
        check(&format!("{}=on", "a".repeat(121)), Err(long));
        check(&format!("a={}", "b".repeat(513)), Err(long));
        let many: Vec<String> = (0..65).map(|at| format!("t{at}=on")).collect();
        check(&many.join(","), Err("a grant names at most 64 toggles"));
        assert!(Grant::new(&many[..64].join(","), at(60)).is_ok());
    }

    #[test]
    fn a_list_cannot_say_more_than_states() {
        let message = "a list of states is made of visible ASCII characters other than `;`";
        check("a=on;until=99", Err(message));
        check("a=on\r\nx-admin: 1", Err(message));
        check("größe=on", Err(message));
    }

    #[test]
    fn a_time_before_1970_is_refused() {
        assert!(Grant::new("a=on", UNIX_EPOCH - Duration::from_secs(1)).is_err());
    }

    #[test]
    fn what_is_written_is_read() -> Result<(), Error> {
        for grant in [
            Grant::new("a=on", at(0))?,
            Grant::new("a=on,b=dark blue", at(253_402_300_799))?.only_for(""),
            Grant::new("a=on", at(60))?.only_for("Zoë; until=99"),
        ] {
            assert_eq!(Grant::parse(&grant.to_string()), Some(grant));
        }
        Ok(())
    }

    #[test]
    fn nothing_else_is_read() {
        for text in [
            "",
            "a=on",
            ";until=60",
            "until=60;a=on",
            "a=on;until=",
            "a=on;until=+60",
            "a=on;until=-60",
            "a=on;until=18446744073709551616",
            "a=on; until=60",
            "a=on;until=60;",
            "a=on;until=60;for",
            "a=on;until=60;for=dXNlcg==",
            "a=on;until=60;for=_w",
            "a=on;until=60;for=dXNlcg;for=dXNlcg",
            "a=on;until=60;path=Lw",
            "a=on,a=off;until=60",
        ] {
            assert_eq!(Grant::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_grant_ends_at_its_second() -> Result<(), Error> {
        let grant = Grant::new("a=on", at(60) + Duration::from_millis(900))?;
        assert!(!grant.has_ended(at(60) - Duration::from_nanos(1)));
        assert!(grant.has_ended(at(60)));
        assert!(grant.has_ended(UNIX_EPOCH - Duration::from_secs(1)));
        Ok(())
    }

    #[test]
    fn a_bound_grant_is_for_its_key_alone() -> Result<(), Error> {
        let bound = Grant::new("a=on", at(60))?.only_for("ann");
        assert!(bound.is_for(&Context::new("ann")));
        assert!(!bound.is_for(&Context::new("bob")));
        assert!(!bound.is_for(&Context::default()));
        assert!(Grant::new("a=on", at(60))?.is_for(&Context::default()));
        Ok(())
    }

    #[test]
    fn debug_does_not_tell_whom_it_is_for() -> Result<(), Error> {
        let text = format!("{:?}", Grant::new("a=on", at(60))?.only_for("ann"));
        assert_eq!(text, r#"Grant { states: [("a", "on")], until: 60, is_bound: true }"#);
        Ok(())
    }
}
