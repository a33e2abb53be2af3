use std::{ffi::OsString, path::PathBuf};

use anyhow::{Context, bail};

const USAGE: &str = "usage: toggle-shop [--port PORT] [--toggles PATH]";

/// What the command line says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// The port of 127.0.0.1 to listen on; 0 has the system choose a free one.
    pub(crate) port: u16,
    /// The file of states to follow.
    pub(crate) toggles: PathBuf,
}

impl Default for Arguments {
    fn default() -> Self {
        Self { port: 8080, toggles: "examples/shop/toggles.toml".into() }
    }
}

impl Arguments {
    /// Reads the arguments behind the program's name.
    ///
    /// # Errors
    ///
    /// If there is an argument that is not known, or one lacks its value.
    pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> anyhow::Result<Self> {
        let mut arguments = Self::default();
        let mut words = words.into_iter();
        while let Some(option) = words.next() {
            let option = option.display().to_string();
            let mut value = || words.next().with_context(|| format!("`{option}` needs a value; {USAGE}"));
            match option.as_str() {
                "--port" => arguments.port = port(&value()?)?,
                "--toggles" => arguments.toggles = value()?.into(),
                _ => bail!("there is no argument `{option}`; {USAGE}"),
            }
        }
        Ok(arguments)
    }
}

fn port(word: &OsString) -> anyhow::Result<u16> {
    let word = word.display().to_string();
    word.parse().with_context(|| format!("`--port` needs a number up to 65535, not `{word}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&str], expected: Result<Arguments, &str>) {
        let parsed = Arguments::parse(words.iter().map(OsString::from)).map_err(|error| error.to_string());
        assert_eq!(parsed, expected.map_err(str::to_owned));
    }

    #[test]
    fn nothing_is_required() {
        check(&[], Ok(Arguments::default()));
    }

    #[test]
    fn each_option_has_a_value() {
        check(
            &["--toggles", "my toggles.toml", "--port", "0"],
            Ok(Arguments { port: 0, toggles: "my toggles.toml".into() }),
        );
        check(&["--port"], Err("`--port` needs a value; usage: toggle-shop [--port PORT] [--toggles PATH]"));
        check(&["--port", "65536"], Err("`--port` needs a number up to 65535, not `65536`"));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        check(&["-v"], Err("there is no argument `-v`; usage: toggle-shop [--port PORT] [--toggles PATH]"));
    }
}
