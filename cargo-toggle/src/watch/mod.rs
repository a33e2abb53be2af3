//! `cargo toggle watch`: a file as a running program sees it.

mod changes;
mod news;
mod follower;

use std::{io, path::PathBuf};

use anstyle::Style;
use anyhow::Result;
use clap::Args;
use toggle_admin::{inventory::Inventory, question, toggle_file::ToggleFile};

use self::{
    changes::Detail,
    follower::{Followed, Follower},
    news::{InitialState, News, NewsLine},
};
use crate::{
    output::{self, Format, Line, Out, Outcome},
    style,
};

/// Follow a toggle file and print its changes, as a running program sees and reports them
///
/// Starts with the states that the file sets. If the rules of a toggle change, or a segment of its rules, the output
/// shows the old and the new entry with their place. A long entry is cut around the first difference. Ends on an
/// interrupt, or when the reader of the output is gone and there is something to print.
#[derive(Debug, Args)]
pub struct Watch {
    /// The file, which may be missing at first, or a directory of toggle files
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The environment that the program runs in, so that `[environment.NAME]` applies
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// The program, or a list saved with `--format json`; without one, every name in the file is a toggle
    #[arg(long, value_name = "BINARY")]
    binary: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Watch {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the binary cannot be read, or the output cannot be written.
    pub fn run(&self) -> Result<Outcome> {
        let followed = Followed { file: self.file.clone(), environment: self.environment.clone() };
        if let Some(environment) = &self.environment {
            question::note_environment(environment.trim(), &[ToggleFile::named(self.file.clone())], output::notes());
        }
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

    /// Prints the news, and returns whether the reader is still there.
    fn print(&self, news: News) -> Result<bool> {
        let now = toggle_runtime::__admin::now();
        output::print_to_reader(|out| match self.format {
            Format::Json => output::print_json_line(out, &NewsLine { at: format!("{now:.3}"), news }),
            Format::Human => {
                let colour = news.colour();
                let text = match &news {
                    News::State(InitialState { toggle, to, source }) => format!("toggle `{toggle}` is {to} ({source})"),
                    News::Event(event) | News::Changed { event, .. } => event.to_string(),
                };
                let at = format!("{now:.0}");
                out.line(&Line::new().styled(style::QUIET, at).text(" ").styled(colour, text))?;
                match &news {
                    News::Changed { detail, .. } => print_detail(out, detail),
                    News::State(_) | News::Event(_) => Ok(()),
                }
            }
        })
    }
}

/// Prints the change of an entry below the change of the state, if the state does not show it.
fn print_detail(out: &mut Out<'_>, detail: &Detail) -> io::Result<()> {
    if detail.is_empty() {
        return Ok(());
    }
    if let Some(place) = &detail.place {
        out.line(&Line::new().text("  ").styled(style::QUIET, "-->").text(" ").text(place))?;
    }
    let line = |mark: char, colour: Style, of: &str, text: &Option<String>| {
        let text = text.as_ref()?;
        Some(Line::new().text("  ").styled(colour, mark).text(" ").text(of).text(text))
    };
    let segments = detail.segments.iter().map(|it| (format!("segment `{}`: ", it.segment), &it.before, &it.after));
    for (of, before, after) in [(String::new(), &detail.before, &detail.after)].into_iter().chain(segments) {
        let lines = [line('-', style::REMOVED, &of, before), line('+', style::ADDED, &of, after)];
        lines.iter().flatten().try_for_each(|line| out.line(line))?;
    }
    Ok(())
}
