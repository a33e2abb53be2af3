//! A source of states from a text, and the set-up with the shared states.

use std::sync::{Arc, OnceLock};

use toggle_runtime::{Error, Source, SourceError, States, Updates, problems};

/// The states that all measurements share.
const STATES: &str = include_str!("states.toml");

/// A source that reads its states from a replaceable text.
#[derive(Clone)]
pub struct Text {
    more: &'static str,
    updates: Arc<OnceLock<Updates>>,
}

/// Installs the states that all measurements share, followed by `more`, which must not begin a table.
///
/// # Errors
///
/// If `install` fails.
///
/// # Panics
///
/// If the text has a problem.
pub fn install(more: &'static str) -> Result<Text, Error> {
    let text = Text { more, updates: Arc::default() };
    toggle_runtime::builder().source(text.clone()).install()?;
    let problems = problems();
    assert!(problems.is_empty(), "{problems:?}");
    Ok(text)
}

impl Text {
    /// Reports states with a part of the text replaced, like a source whose file has changed.
    ///
    /// # Panics
    ///
    /// If the new text is not valid.
    pub fn replace(&self, from: &str, to: &str) {
        let states = states(&self.text().replace(from, to)).expect("the text is well formed");
        self.updates.get().expect("`install` has started to follow").states(states);
    }

    fn text(&self) -> String {
        format!("{}\n{STATES}", self.more)
    }
}

impl Source for Text {
    fn name(&self) -> String {
        "text".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        states(&self.text())
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        self.updates.set(updates).map_err(|_| "it is followed already".into())
    }
}

fn states(text: &str) -> Result<States, SourceError> {
    States::from_toml(text, "text", None)
}
