//! A key, or all keys that begin with a prefix.

/// A range of keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Range {
    pub(crate) start: Vec<u8>,
    /// The first key after the range. It is empty for a single key.
    pub(crate) end: Vec<u8>,
}

impl Range {
    /// Returns the range of one key.
    pub fn key(key: impl Into<Vec<u8>>) -> Self {
        Self { start: key.into(), end: Vec::new() }
    }

    /// Returns the range of all keys that begin with a prefix.
    pub fn below(prefix: impl Into<Vec<u8>>) -> Self {
        let start = prefix.into();
        let mut end = start.clone();
        while end.pop_if(|last| *last == u8::MAX).is_some() {}
        match end.last_mut() {
            Some(last) => *last += 1,
            // etcd takes a zero byte for the end of all keys.
            None => end.push(0),
        }
        Self { start, end }
    }

    /// Returns the range from a key to before another one.
    pub fn between(start: impl Into<Vec<u8>>, end: impl Into<Vec<u8>>) -> Self {
        Self { start: start.into(), end: end.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::Range;

    #[track_caller]
    fn check(prefix: &[u8], end: &[u8]) {
        assert_eq!(Range::below(prefix).end, end);
    }

    #[test]
    fn prefix_ends_at_the_next_one() {
        check(b"/shop/", b"/shop0");
        check(b"a\xff\xff", b"b");
    }

    #[test]
    fn prefix_without_next_ends_at_the_last_key() {
        check(b"", b"\0");
        check(b"\xff", b"\0");
    }
}
