//! Overrides that a request carries in a signed header.

mod grant;
mod key;
mod refusal;

use std::{
    collections::BTreeSet,
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, HeaderName};
use toggle_runtime::{Context, Scope};

use self::grant::MAX_BYTES;
pub use self::{grant::Grant, key::Key, refusal::Refusal};
use crate::contain::contain;

/// The tolerated lead of the signer's clock when the lifetime is checked.
const LEEWAY: Duration = Duration::from_secs(60);

/// The rules for overrides: requests with a signed header may override the toggles of a list.
///
/// The header is `x-toggle-overrides`, unless [`header`](Self::header) sets another name. It applies completely or not
/// at all: if any part of it is invalid, the request continues without overrides, and a [`Refusal`] is reported. The
/// report goes to [`on_refused`](Self::on_refused), and to `tracing` as an event with the target `toggle_tower`. The
/// level of the event is `warn` for a signed header, and `debug` otherwise, so that strangers cannot flood the log.
///
/// The header stays in the request, for services behind this one. Treat it like a password until it expires. Binding it
/// to a targeting key protects it only as far as the layer's closure is trustworthy: the closure should return the key
/// of an authenticated user.
///
/// No [guard](toggle_runtime::_guard) counts the calls of a request with overrides, unless its budget sets `overrides`:
/// failures of a tester's requests do not switch a toggle off for all others.
///
/// # Lifetime
///
/// A header is a bearer token: everybody who sees it can send it again, any number of times, until it expires. The
/// service does not record which headers it has received. So send a header over TLS only, bind it to one user, and let
/// it expire soon. A header that is valid for more than a day is refused, unless [`max_lifetime`](Self::max_lifetime)
/// allows more. To revoke headers before they expire, replace the key.
///
/// A header expires by the clock of the server. If that clock is behind the signer's clock, the header lives longer by
/// the difference. If the clock is ahead, the header lives shorter. A clock before 1970 accepts no header.
///
/// # Caches
///
/// With the header, the same URL has other responses, which a shared cache must not serve to others. So every response
/// of the layer lists the header's name in `Vary`, whether its request had the header or not. A response to a request
/// with the header is also `Cache-Control: private`, even if the header is refused: another request with the header may
/// be accepted.
///
/// Other directives of the service stay. Only `public`, `s-maxage` and a `private` of some headers are replaced by
/// `private`. `CDN-Cache-Control` and every other `…-Cache-Control`, `Surrogate-Control`, `Edge-Control` and
/// `X-Accel-Expires` become `no-store` (or `0`) if they are set, because caches that know them ignore `Cache-Control`.
/// Responses of layers outside of this one, such as those to errors of the service, are not changed.
///
/// # Format
///
/// ```text
/// new-checkout=on,audit-log=off;until=1790000000;for=dXNlci0xMjM;mac=eISeKrsnF4BL-MOv5DvTXsxDXzg14WiLLw2w4V3JjRc
/// ```
///
/// The parts, in this order and without spaces around them:
///
/// * the states, as in the variable `TOGGLES`: `name=state` with commas between, at least one, and no toggle twice;
/// * `;until=`, and the expiry in seconds since 1970, in decimal;
/// * for one targeting key only, `;for=`, and the UTF-8 bytes of that key in base64url;
/// * `;mac=`, and the HMAC-SHA256 of everything before this part, in base64url.
///
/// base64url is that of [RFC 4648](https://www.rfc-editor.org/rfc/rfc4648#section-5) without padding. The value has at
/// most 4096 bytes, which is checked first. It has at most 64 states. A name has at most 120 bytes, and a state and a
/// targeting key have at most 512. [`Key::sign`] writes the value. A shell can write it as well, on a machine where
/// nobody else sees the arguments of a command:
///
/// ```console
/// $ text="new-checkout=on,audit-log=off;until=1790000000;for=$(printf %s user-123 | basenc -w0 --base64url | tr -d =)"
/// $ mac=$(printf %s "$text" | openssl dgst -sha256 -hmac "$KEY" -binary | basenc -w0 --base64url | tr -d =)
/// $ curl -H "x-toggle-overrides: $text;mac=$mac" http://127.0.0.1:8080/checkout
/// ```
///
/// ```
/// use toggle_runtime::Context;
/// use toggle_tower::{Key, Overrides, ScopeLayer};
///
/// # fn main() -> Result<(), toggle_tower::Error> {
/// let key = Key::new("32 random bytes, from a secret store")?;
/// let old_key = Key::new("the key of last month: 32 bytes too")?;
/// let overrides = Overrides::new(key, ["new-checkout", "search-ranking"])
///     .also_accept(old_key)
///     .on_refused(|refusal| println!("{refusal}"));
/// let layer = ScopeLayer::new(|_| Context::default()).overrides(overrides);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Overrides {
    header: HeaderName,
    keys: Vec<Key>,
    allowed: BTreeSet<String>,
    max_lifetime: Duration,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    on_refused: Arc<dyn Fn(&Refusal) + Send + Sync>,
}

impl Overrides {
    /// The default limit of a header's lifetime: a day. [`max_lifetime`](Self::max_lifetime) changes it.
    pub const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

    /// Returns overrides that let headers signed with `key` override these toggles, and no others. A toggle is a name
    /// or a declaration.
    ///
    /// A name that is no toggle of the program is reported when a header uses it: see [`Refusal::UnknownToggle`].
    pub fn new(key: Key, toggles: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self {
            header: HeaderName::from_static("x-toggle-overrides"),
            keys: vec![key],
            allowed: toggles.into_iter().map(|toggle| toggle.as_ref().to_owned()).collect(),
            max_lifetime: Self::MAX_LIFETIME,
            clock: Arc::new(SystemTime::now),
            on_refused: Arc::new(|_| {}),
        }
    }

    /// Accepts signatures of another key as well. To replace a key, accept the new one everywhere, sign with it, and
    /// remove the old one when all its headers have expired.
    ///
    /// A key that is equivalent to an accepted one is ignored, because it replaces nothing. A `tracing` event of the
    /// level `warn` reports it.
    #[must_use]
    pub fn also_accept(mut self, key: Key) -> Self {
        if self.keys.iter().any(|known| known.signs_like(&key)) {
            #[cfg(feature = "tracing")]
            tracing::warn!(target: "toggle_tower", "a key for overrides is set twice, so it replaces no other key");
        } else {
            self.keys.push(key);
        }
        self
    }

    /// Sets the limit of a header's remaining lifetime, in place of [`MAX_LIFETIME`](Self::MAX_LIFETIME).
    ///
    /// Everybody who sees a header can send it until it expires. The limit therefore bounds the damage of a leaked
    /// header, and of a signer whose permission ends. It has a leeway of a minute, for clocks that differ. The expiry
    /// itself has no leeway. `Duration::MAX` removes the limit.
    #[must_use]
    pub fn max_lifetime(mut self, max: Duration) -> Self {
        self.max_lifetime = max;
        self
    }

    /// Sets another header name than `x-toggle-overrides`.
    #[must_use]
    pub fn header(mut self, name: HeaderName) -> Self {
        self.header = name;
        self
    }

    /// Sets a callback for refused headers. It runs before the inner service is called, so keep it short. If it panics,
    /// the request continues, and the panic is reported as a `tracing` event.
    #[must_use]
    pub fn on_refused(mut self, call: impl Fn(&Refusal) + Send + Sync + 'static) -> Self {
        self.on_refused = Arc::new(call);
        self
    }

    /// Replaces the system clock by `clock`, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    pub(crate) fn header_name(&self) -> &HeaderName {
        &self.header
    }

    /// Returns the scope with the overrides of a request's header, or `None` if there are none.
    pub(crate) fn apply(&self, scope: &Scope, headers: &HeaderMap, context: &Context) -> Option<Scope> {
        self.try_apply(scope, headers, context).unwrap_or_else(|refusal| {
            self.report(&refusal);
            None
        })
    }

    fn try_apply(&self, scope: &Scope, headers: &HeaderMap, context: &Context) -> Result<Option<Scope>, Refusal> {
        let Some(grant) = self.read(headers)? else { return Ok(None) };
        // A clock that panics makes every grant count as expired.
        let now = contain("the clock of the overrides", || (self.clock)()).ok_or(Refusal::Expired)?;
        if grant.has_ended(now) {
            return Err(Refusal::Expired);
        }
        if grant.lifetime(now) > self.max_lifetime.saturating_add(LEEWAY) {
            return Err(Refusal::LivesTooLong);
        }
        if !grant.is_for(context) {
            return Err(Refusal::OtherKey);
        }
        let overridden = grant.states().try_fold(scope.clone(), |scope, (toggle, state)| {
            if !self.allowed.contains(toggle) {
                return Err(Refusal::NotAllowed { toggle: toggle.to_owned() });
            }
            set(scope, toggle, state)
        });
        overridden.map(Some)
    }

    /// Returns the signed grant of a request. Unsigned content is not parsed.
    fn read(&self, headers: &HeaderMap) -> Result<Option<Grant>, Refusal> {
        let mut values = headers.get_all(&self.header).iter();
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(Refusal::Repeated);
        }
        if value.len() > MAX_BYTES {
            return Err(Refusal::TooLong { bytes: value.len() });
        }
        let value = value.to_str().map_err(|_| Refusal::WrongSignature)?;
        let text = Key::verify(&self.keys, value).ok_or(Refusal::WrongSignature)?;
        Grant::parse(text).map(Some).ok_or(Refusal::Malformed)
    }

    fn report(&self, refusal: &Refusal) {
        #[cfg(feature = "tracing")]
        contain("a subscriber of `tracing`", || {
            if refusal.is_signed() {
                tracing::warn!(target: "toggle_tower", "{refusal}");
            } else {
                tracing::debug!(target: "toggle_tower", "{refusal}");
            }
        });
        contain("`on_refused`", || (self.on_refused)(refusal));
    }
}

/// Converts a word of a header to a state. No other function does.
fn set(scope: Scope, toggle: &str, state: &str) -> Result<Scope, Refusal> {
    scope.try_set_text(toggle, state).map_err(|error| {
        let toggle = toggle.to_owned();
        if error.is_unknown_toggle() { Refusal::UnknownToggle { toggle } } else { Refusal::InvalidState { toggle } }
    })
}

impl fmt::Debug for Overrides {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Overrides")
            .field("header", &self.header)
            .field("allowed", &self.allowed)
            .field("max_lifetime", &self.max_lifetime)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
