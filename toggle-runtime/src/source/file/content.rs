use std::{
    fs::File,
    io::{self, Read, Seek},
};

/// More than this is not a file of toggles. In bytes; ten thousand toggles with rules fit in a tenth.
pub(crate) const MAX_LEN: u64 = 16 << 20;

/// What is in the file, or why that cannot be said. Two reads that give the same are the same content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Text(String),
    Unreadable(String),
}

impl Content {
    /// Reads an open file from its beginning.
    pub(super) fn of(file: &File) -> Self {
        bytes(file).map_err(|error| cannot(&error)).and_then(text).map_or_else(Self::Unreadable, Self::Text)
    }

    /// The content of a file that cannot be opened.
    pub(super) fn unopened(error: &io::Error) -> Self {
        Self::Unreadable(cannot(error))
    }
}

fn cannot(error: &io::Error) -> String {
    format!("cannot be read: {error}")
}

fn bytes(mut file: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(MAX_LEN + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
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
    fn open_file_is_read_from_its_beginning() -> io::Result<()> {
        let named = tempfile::NamedTempFile::new()?;
        std::fs::write(named.path(), "# one")?;
        let file = File::open(named.path())?;
        for _ in 0..2 {
            assert_eq!(Content::of(&file), Content::Text("# one".to_owned()));
        }
        Ok(())
    }
}
