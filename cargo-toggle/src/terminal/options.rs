//! The options of all output: colours, notes and width.

use std::{
    io::{self, IsTerminal},
    sync::atomic::{AtomicBool, Ordering},
};

use clap::{Args, ValueEnum};

/// The width if the output is not a terminal.
const WIDTH: usize = 80;

static QUIET: AtomicBool = AtomicBool::new(false);

/// The options that all subcommands have.
#[derive(Debug, Clone, Copy, Args)]
pub struct OutputOptions {
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t, hide_short_help = true)]
    color: Color,
    /// Print no notes, and print only findings for `check`
    #[arg(short, long, global = true, hide_short_help = true)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    Always,
    Never,
}

impl OutputOptions {
    /// Applies the options to all output of this process.
    pub fn apply(self) {
        let choice = match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        QUIET.store(self.quiet, Ordering::Relaxed);
    }
}

/// Returns whether notes are turned off.
pub fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Returns the width of a table in columns: `COLUMNS`, or the width of the terminal, or 80.
pub fn width() -> usize {
    let of_variable = || std::env::var("COLUMNS").ok()?.trim().parse().ok().filter(|width| *width > 0);
    of_variable().or_else(of_terminal).unwrap_or(WIDTH)
}

#[cfg(unix)]
fn of_terminal() -> Option<usize> {
    let output = io::stdout();
    let size = output.is_terminal().then(|| rustix::termios::tcgetwinsize(&output).ok())??;
    Some(usize::from(size.ws_col)).filter(|width| *width > 0)
}

/// These systems report no width, so only the variable sets one.
#[cfg(not(unix))]
fn of_terminal() -> Option<usize> {
    io::stdout().is_terminal().then_some(WIDTH)
}
