//! Keys, which sign and verify grants.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderValue;
use sha2::Sha256;

use super::grant::{Grant, MAX_BYTES};
use crate::error::Error;

/// The separator between the signed text and the signature.
const MARK: &str = ";mac=";

/// A secret that signs [`Grant`]s. [`Overrides`](super::Overrides) verifies them with it.
///
/// It is a key of HMAC-SHA256 ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)). Do not use it for anything else:
/// everybody who knows it, or can make it sign other text, can override toggles. Services that share a key accept each
/// other's headers.
///
/// ```
/// use toggle_tower::Key;
///
/// # fn main() -> Result<(), toggle_tower::Error> {
/// let key = Key::new("32 random bytes, from a secret store")?;
/// assert_eq!(format!("{key:?}"), "Key(..)"); // never in a log
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

/// The block length of SHA-256, to which HMAC pads a key.
const BLOCK: usize = 64;

/// The highest number of trailing zero bytes of a key of [`Key::MIN_BYTES`]. Random bytes have more of them with a
/// probability of 2⁻⁷².
const MAX_ZEROS: usize = 8;

impl Key {
    /// The least length of a key. It is the output length of SHA-256, since RFC 2104 discourages shorter keys.
    pub const MIN_BYTES: usize = 32;

    /// Returns a key of the bytes of a secret, such as the output of `openssl rand -base64 32`. The bytes are not
    /// decoded, and a newline at the end of a file is part of the key.
    ///
    /// # Errors
    ///
    /// If there are fewer than [`MIN_BYTES`](Self::MIN_BYTES), or if zero bytes pad the key.
    ///
    /// HMAC pads a key of up to 64 bytes with zeros. Keys that differ only in trailing zeros are therefore equivalent,
    /// and replacing one by another has no effect. A key of 33 to 64 bytes must not end with a zero byte, and one of 32
    /// bytes must have at most 8 of them at its end. Random bytes sometimes end with one. Text, such as base64, never
    /// does.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let secret = secret.as_ref();
        if secret.len() < Self::MIN_BYTES {
            return Err(Error::short_key(secret.len(), Self::MIN_BYTES));
        }
        let zeros = secret.iter().rev().take_while(|byte| **byte == 0).count();
        let allowed = match secret.len() {
            Self::MIN_BYTES => MAX_ZEROS,
            ..=BLOCK => 0,
            // HMAC hashes a longer key first, so all its bytes count.
            _ => secret.len() - 1,
        };
        if zeros > allowed {
            return Err(Error::padded_key(zeros));
        }
        // HMAC accepts keys of any length, so this never fails.
        Hmac::new_from_slice(secret).map(Self).map_err(|_| Error::short_key(secret.len(), Self::MIN_BYTES))
    }

    /// Signs a grant, and returns the header's value. A request with this value gets the granted states, if its
    /// targeting key fits.
    ///
    /// The value is marked as sensitive, so that `Debug` does not print it.
    ///
    /// # Errors
    ///
    /// If the value would exceed 4096 bytes, or the targeting key 512 bytes. No server accepts longer ones.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use toggle_tower::{Grant, Key};
    ///
    /// # fn main() -> Result<(), toggle_tower::Error> {
    /// let key = Key::new("32 random bytes, from a secret store")?;
    /// let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    /// let grant = Grant::new("new-checkout=on,audit-log=off", tomorrow)?.only_for("user-123");
    /// let header = ("x-toggle-overrides", key.sign(&grant)?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn sign(&self, grant: &Grant) -> Result<HeaderValue, Error> {
        grant.check()?;
        let value = self.append(&grant.to_string());
        if value.len() > MAX_BYTES {
            return Err(Error::grant(format!("a header has at most {MAX_BYTES} bytes; this one has {}", value.len())));
        }
        let mut value =
            HeaderValue::try_from(value).map_err(|_| Error::grant("a header is made of visible ASCII characters"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Returns a text with its signature.
    pub(super) fn append(&self, text: &str) -> String {
        format!("{text}{MARK}{}", URL_SAFE_NO_PAD.encode(self.mac(text).finalize().into_bytes()))
    }

    /// Returns the signed text, if one of these keys has signed it.
    pub(super) fn verify<'a>(keys: &[Self], value: &'a str) -> Option<&'a str> {
        let (text, mac) = value.rsplit_once(MARK)?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        // `verify_slice` takes constant time.
        keys.iter().any(|key| key.mac(text).verify_slice(&mac).is_ok()).then_some(text)
    }

    /// Returns whether this key makes the same signatures as the other.
    pub(super) fn signs_like(&self, other: &Self) -> bool {
        self.mac(MARK).finalize() == other.mac(MARK).finalize()
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        self.0.clone().chain_update(text)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn key(secret: &str) -> Key {
        Key::new(secret).expect("the key is long enough")
    }

    fn signed(states: &str) -> Result<HeaderValue, Error> {
        key(SECRET).sign(&Grant::new(states, UNIX_EPOCH + Duration::from_secs(1_790_000_000))?.only_for("user-123"))
    }

    // Computed by `openssl dgst -sha256 -hmac`, as in the documentation.
    #[test]
    fn the_format_is_the_documented_one() -> Result<(), Error> {
        assert_eq!(
            signed("new-checkout=on,audit-log=off")?,
            "new-checkout=on,audit-log=off;until=1790000000;for=dXNlci0xMjM;mac=eISeKrsnF4BL-MOv5DvTXsxDXzg14WiLLw2w4V3JjRc",
        );
        Ok(())
    }

    #[test]
    fn any_of_several_keys_verifies() {
        let value = signed("a=on").expect("the grant is valid");
        let value = value.to_str().expect("the value is ASCII");
        let text = Some("a=on;until=1790000000;for=dXNlci0xMjM");
        let other = key("another key of thirty-two bytes!");
        assert_eq!(Key::verify(&[key(SECRET), other.clone()], value), text);
        assert_eq!(Key::verify(&[other.clone(), key(SECRET)], value), text);
        assert_eq!(Key::verify(&[other], value), None);
        assert_eq!(Key::verify(&[], value), None);
    }

    #[test]
    fn not_one_bit_can_be_changed() {
        let value = signed("a=on").expect("the grant is valid");
        for at in 0..value.len() {
            for bit in 0..7 {
                let mut changed = value.as_bytes().to_vec();
                changed[at] ^= 1 << bit;
                let changed = String::from_utf8(changed).expect("seven bits are ASCII");
                assert_eq!(Key::verify(&[key(SECRET)], &changed), None, "{changed}");
            }
        }
        for len in 0..value.len() {
            let cut = value.to_str().map(|value| &value[..len]).expect("the value is ASCII");
            assert_eq!(Key::verify(&[key(SECRET)], cut), None, "{cut}");
        }
    }

    #[test]
    fn a_short_key_is_refused() {
        let error = Key::new([7; 31]).expect_err("31 bytes are too few");
        assert!(error.is_short_key());
        assert_eq!(error.to_string(), "a key for overrides needs at least 32 bytes; this one has 31");
        assert!(Key::new([7; 32]).is_ok());
    }

    #[track_caller]
    fn check_padding(bytes: usize, zeros: usize, is_accepted: bool) {
        let mut secret = vec![7; bytes];
        secret.resize(bytes + zeros, 0);
        match Key::new(&secret) {
            Ok(_) => assert!(is_accepted, "{bytes} and {zeros} zeros"),
            Err(error) => assert!(!is_accepted && error.is_padded_key(), "{bytes} and {zeros} zeros: {error}"),
        }
    }

    #[test]
    fn key_with_padding_is_refused() {
        for zeros in 1..=32 {
            check_padding(32, zeros, false);
        }
        check_padding(63, 1, false);
        check_padding(0, 32, false);
        check_padding(23, 9, false);
        check_padding(0, 65, false);
        let error = Key::new([SECRET.as_bytes(), b"\0"].concat()).expect_err("it is the same key");
        let message =
            "a key for overrides must not end in a zero byte, which HMAC takes for padding; generate another key";
        assert_eq!(error.to_string(), message);
    }

    // No other accepted key has the same signatures as one of these.
    #[test]
    fn key_with_zeros_that_count_is_accepted() {
        check_padding(24, 8, true);
        check_padding(31, 1, true);
        check_padding(64, 1, true);
        check_padding(64, 64, true);
    }

    #[test]
    fn keys_that_differ_by_padding_sign_alike() {
        let unchecked = |secret: &[u8]| Key(Hmac::new_from_slice(secret).expect("HMAC takes any key"));
        let padded = [SECRET.as_bytes(), b"\0\0"].concat();
        assert!(unchecked(SECRET.as_bytes()).signs_like(&unchecked(&padded)));
        assert!(!key(SECRET).signs_like(&key("another key of thirty-two bytes!")));
    }

    #[test]
    fn what_no_server_accepts_is_not_signed() {
        let states: Vec<String> = (0..10).map(|at| format!("t{at}={}", "a".repeat(500))).collect();
        let error = signed(&states.join(",")).expect_err("the header is too long");
        assert!(error.is_invalid_grant());
        let until = UNIX_EPOCH + Duration::from_secs(1_790_000_000);
        let grant = |bytes: usize| Grant::new("a=on", until).map(|grant| grant.only_for("a".repeat(bytes)));
        assert!(grant(512).and_then(|grant| key(SECRET).sign(&grant)).is_ok());
        let error = grant(513).and_then(|grant| key(SECRET).sign(&grant)).expect_err("the key is too long");
        assert_eq!(error.to_string(), "a targeting key has at most 512 bytes; this one has 513");
    }

    #[test]
    fn neither_a_key_nor_a_header_is_printed() {
        assert_eq!(format!("{:?}", key(SECRET)), "Key(..)");
        assert_eq!(format!("{:?}", signed("a=on").expect("the grant is valid")), "Sensitive");
    }
}
