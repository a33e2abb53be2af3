//! `cargo toggle watch`: a file as a running program sees it.

mod follower;

use std::path::PathBuf;

use anstyle::Style;
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use toggle_runtime::{Event, State};

use self::follower::{Followed, Follower};
use crate::{
    inventory::Inventory,
    output::{self, Format, Line, Outcome, Versioned},
    style,
};

/// Follow a toggle file and print what changes, as a running program would see and report it
///
/// Starts with what the file sets. Ends when it is interrupted, and when there is something to print that nobody reads
/// any more.
#[derive(Debug, Args)]
pub struct Watch {
    /// The file, which may be missing at first, or a directory of toggle files
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The environment that the program runs in, so that `[environment.NAME]` counts
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// The program, or a list saved with `--format json`; without one, every name in the file counts as a toggle
    #[arg(long, value_name = "BINARY")]
    binary: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Told {
    at: String,
    #[serde(flatten)]
    news: News,
}

/// What is printed.
#[derive(Serialize)]
#[serde(untagged)]
enum News {
    /// What a toggle is, found when the program was set up.
    State(Found),
    /// What has happened.
    Event(Event),
}

#[derive(Serialize)]
#[serde(tag = "event", rename = "state")]
struct Found {
    toggle: String,
    to: State,
    source: String,
}

impl Versioned for Told {
    const FORMAT: &'static str = "watch";
    const VERSION: u32 = 2;
}

impl Watch {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If the binary cannot be read, or the output not be written.
    pub fn run(&self) -> Result<Outcome> {
        let followed = Followed { file: self.file.clone(), stage: self.environment.clone() };
        let mut follower = match &self.binary {
            Some(binary) => Follower::of(followed, &Inventory::open(binary)?),
            None => Follower::of_any(followed),
        };
        loop {
            for news in follower.next() {
                if !self.print(news)? {
                    return Ok(Outcome::Fine);
                }
            }
        }
    }

    /// Prints it, and tells whether somebody still reads.
    fn print(&self, news: News) -> Result<bool> {
        output::print_to_reader(|out| match self.format {
            Format::Json => {
                let at = format!("{:.3}", toggle_runtime::__tool::now());
                output::print_json_line(out, &Told { at, news })
            }
            Format::Human => {
                let colour = news.colour();
                let text = match news {
                    News::State(Found { toggle, to, source }) => format!("toggle `{toggle}` is {to} ({source})"),
                    News::Event(event) => event.to_string(),
                };
                out.line(&Line::new().styled(colour, text))
            }
        })
    }
}

impl News {
    fn colour(&self) -> Style {
        match self {
            Self::State(Found { to, .. }) | Self::Event(Event::Changed { to, .. }) if to.is_on() => style::ADDED,
            Self::State(_) | Self::Event(Event::Changed { .. }) => style::REMOVED,
            Self::Event(Event::Problem(_) | Event::SourceFailed { .. }) => style::WARNING,
            Self::Event(_) => style::QUIET,
        }
    }
}
