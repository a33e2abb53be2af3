use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

/// More than this is not a file of toggles. In bytes; ten thousand toggles with rules fit in a tenth.
pub(crate) const MAX_LEN: u64 = 16 << 20;

/// What is in the file, or why that cannot be said. Two reads that give the same are the same content.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Content {
    Text(String),
    Unreadable(String),
}

impl Content {
    pub(super) fn read(path: &Path) -> Self {
        read(path).map_or_else(Self::Unreadable, Self::Text)
    }
}

fn read(path: &Path) -> Result<String, String> {
    let cannot = |error: io::Error| format!("cannot be read: {error}");
    // Asked before it is opened, which would wait at a pipe.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        return Err("cannot be read: it is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_LEN + 1).read_to_end(&mut bytes)).map_err(cannot)?;
    if bytes.len() as u64 > MAX_LEN {
        return Err(format!("is larger than {} MiB", MAX_LEN >> 20));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|&byte| byte == b'\n').count();
        format!("is not UTF-8 (line {line})")
    })?;
    let text = text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned);
    if text.trim().is_empty() {
        return Err("is empty; if no toggle is to be set, write a comment into it".to_owned());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Result<&str, &str>) {
        let file = tempfile::NamedTempFile::new().expect("a file can be made");
        fs::write(file.path(), bytes).expect("it can be written");
        let content = read(file.path());
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
}
