use std::sync::{Arc, OnceLock};

use toggle_runtime::{Error, Source, SourceError, States, Updates, problems};

/// The states that all measurements share.
const STATES: &str = include_str!("states.toml");

/// States in a text, which can be replaced.
#[derive(Clone)]
pub struct Text {
    more: &'static str,
    updates: Arc<OnceLock<Updates>>,
}

/// Sets toggles up with the states that all measurements share, and more, which is no table.
///
/// # Errors
///
/// As `install` says.
///
/// # Panics
///
/// Where there is a problem in the text.
pub fn install(more: &'static str) -> Result<Text, Error> {
    let text = Text { more, updates: Arc::default() };
    toggle_runtime::builder().source(text.clone()).install()?;
    let problems = problems();
    assert!(problems.is_empty(), "{problems:?}");
    Ok(text)
}

impl Text {
    /// Reports states in which something is written otherwise, as a source does that has seen its origin change.
    ///
    /// # Panics
    ///
    /// Where that is no text of states.
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
