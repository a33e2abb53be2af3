//! A file of environment variables, such as `NAME=value`, `export NAME="value"` and `# comment`, in the format of
//! dotenv or of docker.
//!
//! A `$` is literal. An expansion of `$NAME` would depend on the program that reads the file and on its environment,
//! and so would the findings. No toggle can have such a value: if it matters, it is reported with its line.

mod docker;
mod mistake;

use std::{
    ffi::OsString,
    io::Cursor,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use toggle_syntax::name::VARIABLE_PREFIX;

pub use self::mistake::Mistake;
use crate::{notes::Notes, pipe, text_file};

/// The stand-in for a `$` while the file is parsed, since the parser always expands variables. No text contains it.
const DOLLAR: char = '\u{fdd0}';

/// The format of a file of environment variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvFileFormat {
    /// Quotes, comments after a value and `export` are removed, as a shell, dotenv and docker compose do.
    Dotenv,
    /// A value is everything after the `=`, even quotes and comments, as for docker's `--env-file` and `kubectl create
    /// configmap --from-env-file`.
    Docker,
}

/// The variables of a file.
#[derive(Debug)]
pub struct EnvFile {
    /// The path as it was given.
    pub path: PathBuf,
    /// The variables that were parsed.
    pub variables: Vec<(OsString, OsString)>,
    /// The mistakes on the other lines.
    pub mistakes: Vec<Mistake>,
    text: String,
}

impl EnvFile {
    /// Reads a file in this format. Without one, the file is read as dotenv does, with a note for each toggle's
    /// variable that docker would read differently.
    ///
    /// # Errors
    ///
    /// If it cannot be read, with its path.
    pub fn read(path: &Path, format: Option<EnvFileFormat>, notes: Notes<'_>) -> Result<Self> {
        let text = if pipe::is_piped(path) { pipe::read(path) } else { text_file::read(path).map(|(text, _)| text) };
        let path = pipe::named(path);
        let text = text.with_context(|| path.display().to_string())?;
        let mut file = Self { path, variables: Vec::new(), mistakes: Vec::new(), text };
        match format {
            Some(EnvFileFormat::Docker) => {
                let (variables, mistakes) = docker::read(file.text.trim_start_matches('\u{feff}'));
                file.variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
                file.mistakes = mistakes;
            }
            Some(EnvFileFormat::Dotenv) => file.read_dotenv()?,
            None => {
                file.read_dotenv()?;
                file.ambiguities().iter().for_each(|text| notes.note(text));
            }
        }
        Ok(file)
    }

    fn read_dotenv(&mut self) -> Result<()> {
        for variable in dotenvy::from_read_iter(Cursor::new(without_dollars(&self.text))) {
            match variable {
                Ok((name, value)) => self.variables.push((name.into(), with_dollars(&value).into())),
                Err(dotenvy::Error::LineParse(found, _)) => {
                    let mistake = self.mistake(&with_dollars(&found));
                    self.mistakes.push(mistake);
                }
                Err(error) => return Err(error).with_context(|| self.path.display().to_string()),
            }
        }
        Ok(())
    }

    /// Returns the differences between dotenv and docker in the variables of toggles.
    fn ambiguities(&self) -> Vec<String> {
        let of_toggle = |name: &str| name.starts_with(VARIABLE_PREFIX) || name == "TOGGLES";
        let (of_docker, _) = docker::read(self.text.trim_start_matches('\u{feff}'));
        let last = |variable: &str| of_docker.iter().rfind(|(name, _)| name == variable).map(|(_, value)| value.trim());
        let mut ambiguities = Vec::new();
        for (at, (name, value)) in self.variables.iter().enumerate() {
            let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else { continue };
            let is_last = !self.variables[at + 1..].iter().any(|(later, _)| later == name);
            if !of_toggle(name) || !is_last || last(name) == Some(value.trim()) {
                continue;
            }
            let place = self.line_of(name).map(|line| format!(":{line}")).unwrap_or_default();
            let otherwise = match last(name) {
                Some(other) => format!("read `{other}`"),
                None => "reject this line".to_owned(),
            };
            ambiguities.push(format!(
                "{}{place}: `{name}` is read as `{value}`, as dotenv does; docker's `--env-file` and Kubernetes {otherwise}; set \
                 the format with `--env-file-format dotenv` or `docker`",
                self.path.display()
            ));
        }
        ambiguities
    }

    /// Returns the mistakes, each with its place.
    pub fn faults(&self) -> impl Iterator<Item = String> {
        self.mistakes.iter().map(|Mistake { line, message }| format!("{}:{line}: {message}", self.path.display()))
    }

    fn mistake(&self, found: &str) -> Mistake {
        let found = found.lines().next().unwrap_or_default().trim();
        // The parser reports the line or its value without a comment, but no line number. Equal lines are the same
        // mistake.
        let is_value = !self.text.lines().any(|line| line.trim().starts_with(found));
        let is_it = |line: &str| {
            let text = if is_value { line.split_once('=').map_or("", |(_, value)| value) } else { line };
            text.trim().starts_with(found)
        };
        let message = if is_value { message_of_value(found) } else { message(found) };
        let known = self.mistakes.iter().filter(|mistake| mistake.message == message).count();
        let mut alike = self.text.lines().enumerate().filter(|(_, line)| is_it(line));
        Mistake { line: alike.nth(known).map_or(1, |(at, _)| at + 1), message }
    }

    /// Returns the number of the last line that sets a variable, from 1.
    pub fn line_of(&self, variable: &str) -> Option<usize> {
        let sets = |line: &str| {
            let line = line.trim_start();
            let line = line.strip_prefix("export ").map_or(line, str::trim_start);
            line.strip_prefix(variable).is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        let found = self.text.lines().enumerate().filter(|(_, line)| sets(line)).last();
        found.map(|(at, _)| at + 1)
    }
}

/// Returns the text with a stand-in for each `$` that is not escaped.
fn without_dollars(text: &str) -> String {
    let mut is_escaped = false;
    let replaced = |letter: char| {
        let stays = letter != '$' || is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        if stays { letter } else { DOLLAR }
    };
    text.chars().map(replaced).collect()
}

fn with_dollars(text: &str) -> String {
    text.replace(DOLLAR, "$")
}

fn message(found: &str) -> String {
    format!("expected `NAME=value`, with a name of letters, digits and `_`, found `{found}`")
}

fn message_of_value(found: &str) -> String {
    format!("expected a value, found `{found}`; put it into single quotes, as in `NAME='a value'`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, variables: &[(&str, &str)], mistakes: &[usize]) {
        let file = tempfile::NamedTempFile::new().expect("a file can be made");
        std::fs::write(file.path(), text).expect("it can be written");
        let read = EnvFile::read(file.path(), Some(EnvFileFormat::Dotenv), Notes::none()).expect("it can be read");
        let expected: Vec<(OsString, OsString)> =
            variables.iter().map(|(name, value)| (name.into(), value.into())).collect();
        assert_eq!(read.variables, expected);
        assert_eq!(read.mistakes.iter().map(|mistake| mistake.line).collect::<Vec<_>>(), mistakes);
    }

    #[test]
    fn variables_are_read() {
        check(
            "A=1\n# no\n\nexport B = \"two words\" # why\nC='3'\r\n",
            &[("A", "1"), ("B", "two words"), ("C", "3")],
            &[],
        );
    }

    #[test]
    fn no_variable_is_expanded() {
        // Every environment has this variable, so an expansion would find it.
        assert!(std::env::var_os("PATH").is_some());
        check(
            "A=on\nB=$A\nC=\"${PATH} $PATH\"\nD='$A'\nE=\\$A\nF=\"\\$A\"\nG=${A\nH='\\$A'\nI=\\\\$A\n",
            &[
                ("A", "on"),
                ("B", "$A"),
                ("C", "${PATH} $PATH"),
                ("D", "$A"),
                ("E", "$A"),
                ("F", "$A"),
                ("G", "${A"),
                ("H", "\\$A"),
                ("I", "\\$A"),
            ],
            &[],
        );
    }

    #[test]
    fn mistake_quotes_the_line() {
        let file = tempfile::NamedTempFile::new().expect("a file can be made");
        std::fs::write(file.path(), "A=1\nB C=$A\n").expect("it can be written");
        let read = EnvFile::read(file.path(), Some(EnvFileFormat::Dotenv), Notes::none()).expect("it can be read");
        let [Mistake { line: 2, message }] = &*read.mistakes else { panic!("{:?}", read.mistakes) };
        assert!(message.ends_with("found `B C=$A`"), "{message}");
    }

    #[test]
    fn a_value_that_is_wrong_has_its_line() {
        check("A=1\nB=x y\nC='x\nD=2\n", &[("A", "1")], &[2, 3]);
        check("A=x\nexport B = \\x # y\n", &[("A", "x")], &[2]);
        check("A=x\nB # y\n", &[("A", "x")], &[2]);
    }

    #[test]
    fn every_mistake_has_its_line() {
        check("\nnonsense\nA=1\n\n  TOGGLE-B=on\nnonsense\n", &[("A", "1")], &[2, 5, 6]);
    }

    #[track_caller]
    fn check_ambiguities(text: &str, expected: &[&str]) {
        let file = tempfile::NamedTempFile::new().expect("a file can be made");
        std::fs::write(file.path(), text).expect("it can be written");
        let read = EnvFile::read(file.path(), Some(EnvFileFormat::Dotenv), Notes::none()).expect("it can be read");
        let shown = format!("{}:", file.path().display());
        let found = read.ambiguities();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (text, expected) in found.iter().zip(expected) {
            let text = text.strip_prefix(&shown).expect("it begins with the place");
            assert!(text.starts_with(expected), "{text}");
        }
    }

    #[test]
    fn both_readings_of_quotes_are_noted() {
        check_ambiguities(
            "A=\"on\"\nTOGGLE_A=\"on\"\nTOGGLE_B=on # why\nTOGGLES='a=on'\n",
            &[
                "2: `TOGGLE_A` is read as `on`, as dotenv does; docker's `--env-file` and Kubernetes read `\"on\"`; set",
                "3: `TOGGLE_B` is read as `on`, as dotenv does; docker's `--env-file` and Kubernetes read `on # why`",
                "4: `TOGGLES` is read as `a=on`, as dotenv does; docker's `--env-file` and Kubernetes read `'a=on'`",
            ],
        );
    }

    #[test]
    fn lines_that_docker_refuses_are_noted() {
        check_ambiguities(
            "export TOGGLE_A=on\nTOGGLE_B = on\n",
            &[
                "1: `TOGGLE_A` is read as `on`, as dotenv does; docker's `--env-file` and Kubernetes reject this line",
                "2: `TOGGLE_B` is read as `on`, as dotenv does; docker's `--env-file` and Kubernetes reject this line",
            ],
        );
    }

    #[test]
    fn equal_readings_are_not_noted() {
        check_ambiguities("# TOGGLE_C=\"on\"\nTOGGLE_A= on \r\nTOGGLE_B=\"on\"\nTOGGLE_B=off\n", &[]);
    }
}
