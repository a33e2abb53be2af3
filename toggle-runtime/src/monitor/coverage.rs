//! The values of toggles that a test run has reached, for `cargo toggle coverage`.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::PathBuf,
    process,
};

use toggle_rules::Value;
use toggle_syntax::sorted::SortedMap;

use crate::{
    base::{clock, lock::Mutex},
    model::event::Event,
};

/// A recorder of the first answer with each value of each toggle, in one file for each process.
#[derive(Debug)]
pub(crate) struct Coverage {
    directory: PathBuf,
    noted: Mutex<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    values: SortedMap<usize, Vec<Value>>,
    /// Created with the first answer, so that a process without checks leaves no file.
    file: Option<File>,
    has_failed: bool,
}

impl Coverage {
    /// Returns a recorder that writes into this directory.
    pub(crate) fn new(directory: PathBuf) -> Self {
        Self { directory, noted: Mutex::default() }
    }

    /// Records an answer. A new value is written at once, as one whole line, so that the line survives the end of the
    /// process. Returns the event of the first failure.
    pub(crate) fn note(&self, toggle: usize, name: &str, value: &Value) -> Option<Event> {
        // Other values may be any number or string, so their coverage has no meaning.
        let is_state = match value {
            Value::On | Value::Off => true,
            Value::Text(text) => !text.contains(['\t', '\n']),
            _ => false,
        };
        if !is_state {
            return None;
        }
        let mut noted = self.noted.lock();
        if noted.has_failed {
            return None;
        }
        let values = noted.values.get_or_insert_with(toggle, Vec::new);
        if values.contains(value) {
            return None;
        }
        values.push(value.clone());
        let error = self.write(&mut noted, &format!("{name}\t{value}\n")).err()?;
        noted.has_failed = true;
        Some(Event::WriteFailed { path: self.directory.display().to_string(), error: error.to_string() })
    }

    fn write(&self, noted: &mut Noted, line: &str) -> io::Result<()> {
        let file = match &mut noted.file {
            Some(file) => file,
            none => none.insert(self.open()?),
        };
        file.write_all(line.as_bytes())
    }

    fn open(&self) -> io::Result<File> {
        fs::create_dir_all(&self.directory)?;
        let name = format!("{}-{}.txt", process::id(), clock::microseconds(clock::now()));
        OpenOptions::new().create(true).append(true).open(self.directory.join(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_noted_once() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let coverage = Coverage::new(directory.path().join("new"));
        for value in [Value::On, Value::On, Value::Off, "neural".into(), 3.into(), "a\ny\toff".into(), Value::On] {
            assert_eq!(coverage.note(7, "x", &value), None);
        }
        assert_eq!(coverage.note(8, "y", &Value::On), None);
        let files: Vec<_> = fs::read_dir(directory.path().join("new"))?.collect::<io::Result<_>>()?;
        assert_eq!(files.len(), 1);
        assert_eq!(fs::read_to_string(files[0].path())?, "x\ton\nx\toff\nx\tneural\ny\ton\n");
        Ok(())
    }

    #[test]
    fn unwritable_coverage_file_is_reported_once() -> io::Result<()> {
        let file = tempfile::NamedTempFile::new()?;
        let coverage = Coverage::new(file.path().to_owned());
        let told = coverage.note(7, "x", &Value::On).map(|event| event.to_string()).unwrap_or_default();
        assert!(told.starts_with(&format!("cannot write to {}: ", file.path().display())), "{told}");
        assert_eq!(coverage.note(7, "x", &Value::Off), None);
        Ok(())
    }
}
