//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// A web shop whose features are released by toggles
#[derive(Debug, PartialEq, Eq, Parser)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) serve: Serve,
}

/// The options of the running shop.
#[derive(Debug, PartialEq, Eq, Args)]
pub(crate) struct Serve {
    /// The port of 127.0.0.1 to listen on; 0 lets the system choose a free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// The file of toggles to follow
    #[arg(long, value_name = "PATH", default_value = "examples/shop/toggles.toml")]
    pub(crate) toggles: PathBuf,
    /// A file to append each change of a toggle to, as a line of JSON
    #[arg(long, value_name = "PATH")]
    pub(crate) history: Option<PathBuf>,
}

#[derive(Debug, PartialEq, Eq, Subcommand)]
pub(crate) enum Command {
    Demo(Demo),
}

/// Release the new checkout to more and more customers, let it fail, and watch its guard switch it off
#[derive(Debug, PartialEq, Eq, Args)]
pub(crate) struct Demo {
    /// The percentage of calls of the new checkout that fail, from the moment when half of the customers have it
    #[arg(long, value_name = "PERCENT", default_value_t = 20, value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) failure_rate: u8,
    /// The port of 127.0.0.1 of the live page; 0 lets the system choose a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&str], expected: Result<&str, &str>) {
        let parsed = Arguments::try_parse_from(["toggle-shop"].iter().chain(words));
        let parsed = parsed.map(|arguments| format!("{:?}", arguments.command));
        let parsed = parsed.map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned());
        assert_eq!(parsed, expected.map(str::to_owned).map_err(str::to_owned));
    }

    #[test]
    fn nothing_is_required() {
        check(&[], Ok("None"));
        check(&["demo"], Ok("Some(Demo(Demo { failure_rate: 20, port: 0 }))"));
    }

    #[test]
    fn a_rate_is_a_percentage() {
        check(&["demo", "--failure-rate", "100"], Ok("Some(Demo(Demo { failure_rate: 100, port: 0 }))"));
        let reason = "error: invalid value '101' for '--failure-rate <PERCENT>': 101 is not in 0..=100";
        check(&["demo", "--failure-rate", "101"], Err(reason));
    }

    #[test]
    fn the_demonstration_has_a_file_of_its_own() {
        let reason = "error: the subcommand 'demo' cannot be used with '--toggles <PATH>'";
        check(&["--toggles", "t.toml", "demo"], Err(reason));
    }
}
