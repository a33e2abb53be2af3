//! The content of a file: its text, or the reason why it cannot be read.

use std::{
    fs::File,
    hash::{BuildHasher, RandomState},
    io::{self, Read, Seek},
    sync::{Arc, LazyLock},
};

use toggle_rules::read::{Document, too_long};

use crate::source::MAX_LEN;

/// The text of a file, or the reason why it cannot be read. Two equal values are the same content.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Content {
    Text(Arc<str>),
    Unreadable(String),
}

/// The fingerprint of a content, which is kept instead of the content. Its keys are random, so that no writer can
/// make another content with the same fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint([u64; 2]);

impl Content {
    /// Reads an open file from its beginning, unless it is too large.
    pub(super) fn of(file: &File) -> Self {
        bytes(file).and_then(text).map_or_else(Self::Unreadable, |text| Self::Text(text.into()))
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        static KEYS: LazyLock<[RandomState; 2]> = LazyLock::new(<[RandomState; 2]>::default);
        Fingerprint(KEYS.each_ref().map(|keys| keys.hash_one(self)))
    }

    /// Returns the content of a file that cannot be opened.
    pub(super) fn unopened(error: &io::Error) -> Self {
        Self::Unreadable(cannot(error))
    }
}

fn cannot(error: &io::Error) -> String {
    format!("cannot be read: {error}")
}

fn bytes(file: &File) -> Result<Vec<u8>, String> {
    let len = file.metadata().map_err(|error| cannot(&error))?.len();
    match too_long(len) {
        Some(fault) => Err(fault),
        None => read(file, len).map_err(|error| cannot(&error)),
    }
}

/// Reads an open file, up to one byte more than the limit, because the file may grow meanwhile.
fn read(mut file: &File, len: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(len).map_or(0, |len| len + 1));
    file.rewind()?;
    file.take(MAX_LEN + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    if let Some(fault) = too_long(bytes.len() as u64) {
        return Err(fault);
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|&byte| byte == b'\n').count();
        format!("is not UTF-8 (line {line})")
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if text.trim().is_empty() {
        return Err("is empty; to set no toggle, write a comment into it".to_owned());
    }
    Ok(text)
}

/// Returns whether the content is TOML, without making states of it.
pub(super) fn is_toml(content: &Content) -> bool {
    matches!(content, Content::Text(text) if Document::check(text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Result<&str, &str>) {
        let content = text(bytes.to_vec());
        match expected {
            Ok(text) => assert_eq!(content.as_deref(), Ok(text)),
            Err(reason) => assert!(content.is_err_and(|error| error.contains(reason))),
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        check(b"\xef\xbb\xbfa = true", Ok("a = true"));
    }

    #[test]
    fn nothing_but_white_space_is_empty() {
        check(b"", Err("is empty"));
        check(b"\n", Err("is empty"));
        check(b"\xef\xbb\xbf", Err("is empty"));
        check(b"#", Ok("#"));
    }

    #[test]
    fn what_is_not_text_is_said_with_its_line() {
        check(b"a\nb\xff", Err("is not UTF-8 (line 2)"));
    }

    #[test]
    fn file_above_the_limit_is_refused_by_its_length() -> io::Result<()> {
        let named = tempfile::NamedTempFile::new()?;
        // Far more than can be read.
        named.as_file().set_len(1 << 40)?;
        let refusal = "is 1048576.00 MiB large, and the limit is 6 MiB; split it into several files";
        assert_eq!(Content::of(named.as_file()), Content::Unreadable(refusal.to_owned()));
        named.as_file().set_len(MAX_LEN)?;
        assert!(matches!(Content::of(named.as_file()), Content::Text(_)), "as many bytes as the limit");
        Ok(())
    }

    #[test]
    fn open_file_is_read_from_its_beginning() -> io::Result<()> {
        let named = tempfile::NamedTempFile::new()?;
        std::fs::write(named.path(), "# one")?;
        let file = File::open(named.path())?;
        for _ in 0..2 {
            assert_eq!(Content::of(&file), Content::Text("# one".into()));
        }
        Ok(())
    }
}
