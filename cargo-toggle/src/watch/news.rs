//! The news about a file, in the form in which they are printed.

use anstyle::Style;
use serde::Serialize;
use toggle_runtime::{Event, State};

use super::changes::Detail;
use crate::{output::Versioned, style};

/// A line of JSON.
#[derive(Serialize)]
pub(super) struct NewsLine {
    pub(super) at: String,
    #[serde(flatten)]
    pub(super) news: News,
}

/// A piece of news.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum News {
    /// The state of a toggle when the program was set up.
    State(InitialState),
    /// A toggle that has changed, and the change of its entry in the file.
    Changed {
        #[serde(flatten)]
        event: Event,
        #[serde(flatten)]
        detail: Detail,
    },
    /// Any other event.
    Event(Event),
}

/// The state of a toggle when the program was set up.
#[derive(Serialize)]
#[serde(tag = "event", rename = "state")]
pub(super) struct InitialState {
    pub(super) toggle: String,
    pub(super) to: State,
    pub(super) source: String,
}

impl Versioned for NewsLine {
    const FORMAT: &'static str = "watch";
    const VERSION: u32 = 2;
}

impl News {
    /// Returns the colour in which it is printed.
    pub(super) fn colour(&self) -> Style {
        match self {
            Self::State(InitialState { to, .. }) | Self::Changed { event: Event::Changed { to, .. }, .. }
                if to.is_on() =>
            {
                style::ADDED
            }
            Self::State(_) | Self::Changed { .. } => style::REMOVED,
            Self::Event(Event::Problem(_) | Event::SourceFailed { .. }) => style::WARNING,
            Self::Event(_) => style::QUIET,
        }
    }
}
