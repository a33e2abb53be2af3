//! Overrides that a request brings along.

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

/// The time by which the signer's clock may be ahead when a lifetime is checked.
const LEEWAY: Duration = Duration::from_secs(60);

/// Which requests may override which toggles: those with a header that is signed with a key, and the toggles of a list.
///
/// The header is `x-toggle-overrides`, unless [`header`](Self::header) names another one. It overrides all that it
/// names or nothing: where anything is wrong with it, the request goes on as if it were not there, and a [`Refusal`] is
/// reported, as an event of `tracing` with the target `toggle_tower` and to [`on_refused`](Self::on_refused). The event
/// is at the level `warn` for a signed header, and at `debug` otherwise, so that strangers cannot fill the log.
///
/// The header stays in the request, for services behind this one. Treat it like a password until it expires. That it is
/// bound to a targeting key helps as far as the layer's closure can be trusted: it should give the key of a user who
/// has been authenticated.
///
/// No [guard](toggle_runtime::_guard) counts the calls of a request with overrides, unless its budget says so: what
/// fails for a tester does not switch a toggle off for all others.
///
/// # Who can send it, and how long
///
/// A header is what its bearer has: whoever sees it can send it again, any number of times, until it expires. Nothing
/// remembers which headers have been sent. So send it over TLS alone, bind it to one user, and let it expire soon; one
/// that is valid for more than a day is refused, unless [`max_lifetime`](Self::max_lifetime) says otherwise. To take
/// back headers before they expire, replace the key.
///
/// A header expires by the clock of the server. Where that is behind the clock of whoever signs, a header lives longer
/// by the difference, and where it is ahead, shorter. A clock before 1970 accepts none.
///
/// # Caches
///
/// With the header the same address has other answers, and a shared cache must not give these to others. So every
/// response of the layer, with the header or without, has the header's name in `Vary`. One to a request with the header
/// is `Cache-Control: private` as well, also where the header is refused: it may be accepted for somebody else, or
/// later. What the service says in these headers stays, but for `public`, `s-maxage` and a `private` of some headers,
/// which `private` replaces. `CDN-Cache-Control` and any other `…-Cache-Control`, `Surrogate-Control`, `Edge-Control`
/// and `X-Accel-Expires` become `no-store` there (or `0`), if they are set at all: caches that know them do not look at
/// `Cache-Control`. Responses that layers outside of this one make have none of that, such as those to errors of the
/// service.
///
/// # Format
///
/// ```text
/// new-checkout=on,audit-log=off;until=1790000000;for=dXNlci0xMjM;mac=eISeKrsnF4BL-MOv5DvTXsxDXzg14WiLLw2w4V3JjRc
/// ```
///
/// In this order, without spaces around the parts:
///
/// * the states, as in the variable `TOGGLES`: `name=state` with commas between; at least one, and no toggle twice;
/// * `;until=`, and the second since 1970 at which it ends, in decimal;
/// * if it is for one targeting key only, `;for=`, and that key's UTF-8 bytes in base64url;
/// * `;mac=`, and the HMAC-SHA256 of everything before this part, in base64url.
///
/// base64url is that of [RFC 4648](https://www.rfc-editor.org/rfc/rfc4648#section-5) without padding. The whole has at
/// most 4096 bytes, which is looked at before anything else. There are at most 64 states; a name has at most 120 bytes,
/// a state and a targeting key at most 512. [`Key::sign`] writes it; so does a shell, on a machine where nobody else
/// sees the arguments of a command:
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
    /// The longest time for which a header may be valid: a day. [`max_lifetime`](Self::max_lifetime) sets another.
    pub const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

    /// Lets headers that are signed with a key override these toggles, and no others. A toggle is a name or a
    /// declaration.
    ///
    /// A name that is no toggle of the program is noticed when a header uses it: see [`Refusal::UnknownToggle`].
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

    /// Accepts what is signed with another key as well, so that a key can be replaced: accept the new one everywhere,
    /// sign with it, and take the old one away when what it has signed has expired.
    ///
    /// A key that signs like one that is there already is left out: nothing is replaced by it. That is a `tracing`
    /// event of the level `warn`.
    #[must_use]
    pub fn also_accept(mut self, key: Key) -> Self {
        if self.keys.iter().any(|known| known.signs_like(&key)) {
            #[cfg(feature = "tracing")]
            tracing::warn!(target: "toggle_tower", "a key for overrides is given twice, so nothing is replaced by it");
        } else {
            self.keys.push(key);
        }
        self
    }

    /// Refuses headers that are valid for longer than this from now on, in place of
    /// [`MAX_LIFETIME`](Self::MAX_LIFETIME).
    ///
    /// Whoever sees a header can send it until it expires, so that time bounds what a lost header can do, and what
    /// somebody can sign who may do so today and not tomorrow. A minute more is let pass, for clocks that differ. The
    /// end of a header has no such leeway. `Duration::MAX` lets headers be valid for any time.
    #[must_use]
    pub fn max_lifetime(mut self, max: Duration) -> Self {
        self.max_lifetime = max;
        self
    }

    /// Reads another header than `x-toggle-overrides`.
    #[must_use]
    pub fn header(mut self, name: HeaderName) -> Self {
        self.header = name;
        self
    }

    /// Calls `call` for each request whose header is refused, before the inner service is called. Keep it short. If it
    /// panics, the request goes on, and the panic is reported as an event of `tracing`.
    #[must_use]
    pub fn on_refused(mut self, call: impl Fn(&Refusal) + Send + Sync + 'static) -> Self {
        self.on_refused = Arc::new(call);
        self
    }

    /// Takes the time from `clock` instead of the system, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    pub(crate) fn header_name(&self) -> &HeaderName {
        &self.header
    }

    /// Returns the scope with what the header of a request overrides, or `None` if it overrides nothing.
    pub(crate) fn apply(&self, scope: &Scope, headers: &HeaderMap, context: &Context) -> Option<Scope> {
        self.try_apply(scope, headers, context).unwrap_or_else(|refusal| {
            self.report(&refusal);
            None
        })
    }

    fn try_apply(&self, scope: &Scope, headers: &HeaderMap, context: &Context) -> Result<Option<Scope>, Refusal> {
        let Some(grant) = self.read(headers)? else { return Ok(None) };
        // By a clock that panics, everything has ended.
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

    /// The grant that a request brings, signed. None of what is not signed is looked into.
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

/// The one place where a word of a header becomes a state.
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
