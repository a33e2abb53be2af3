//! The command line: the subcommands, and the exit status.

use std::{ffi::OsString, process::ExitCode};

use clap::{Arg, CommandFactory, Error, FromArgMatches, Parser, Subcommand};

use crate::{
    cargo::BUILD_OPTIONS,
    check::Check,
    complete,
    coverage::Coverage,
    diff::Diff,
    edit::{self, Disable, Enable, Init, Log, Promote, Set, Undo, Unset},
    explain::Explain,
    fleet::FleetOptions,
    generate::{Completions, Manual},
    list::List,
    output::Outcome,
    retire::Retire,
    schema::Schema,
    simulate::Simulate,
    stale::StaleToggles,
    style,
    terminal::{self, OutputOptions},
    watch::Watch,
};

/// Lists, checks, explains, edits and compares the feature toggles of a build, out of the binary itself
///
/// Exit status: 0 if nothing is wrong, 1 if there are findings, 2 if the command could not run.
#[derive(Debug, Parser)]
#[command(name = "cargo-toggle", bin_name = "cargo toggle", version, styles = style::HELP, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    options: OutputOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(Box<List>),
    Check(Box<Check>),
    Explain(Box<Explain>),
    Simulate(Box<Simulate>),
    Set(Box<Set>),
    Unset(Unset),
    Enable(Enable),
    Disable(Disable),
    Promote(Promote),
    Undo(Undo),
    Init(Init),
    Log(Log),
    Diff(Diff),
    Coverage(Coverage),
    Schema(Box<Schema>),
    Watch(Watch),
    Fleet(FleetOptions),
    Stale(Box<StaleToggles>),
    Retire(Box<Retire>),
    Completions(Completions),
    #[command(name = "man")]
    Manual(Manual),
}

/// Returns the command line as it is documented.
pub fn command() -> clap::Command {
    let short = |argument: Arg| {
        let is_for_build = argument.get_help_heading() == Some(BUILD_OPTIONS);
        argument.hide_short_help(is_for_build)
    };
    Arguments::command().mut_subcommands(|subcommand| subcommand.mut_args(short))
}

/// Runs the command of these arguments. Cargo puts the subcommand's name before them.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|first| first == "toggle") {
        arguments.remove(1);
    }
    terminal::report_panics();
    if let Some(shell) = std::env::var_os(complete::VARIABLE) {
        return match complete::answer(&shell, &arguments, command()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                terminal::error(&error);
                ExitCode::from(2)
            }
        };
    }
    let asked = match read(&arguments) {
        Ok(asked) => asked,
        Err(error) => {
            if let Some(below_nothing) = edit::below_nothing(&arguments, &error) {
                terminal::error(&below_nothing);
                return ExitCode::from(2);
            }
            let status = u8::try_from(error.exit_code()).unwrap_or(2);
            terminal::usage(error, &arguments);
            return ExitCode::from(status);
        }
    };
    asked.options.apply();
    let outcome = match &asked.command {
        Command::List(list) => list.run(),
        Command::Check(check) => check.run(),
        Command::Explain(explain) => explain.run(),
        Command::Simulate(simulate) => simulate.run(),
        Command::Set(set) => set.run(),
        Command::Unset(unset) => unset.run(),
        Command::Enable(enable) => enable.run(),
        Command::Disable(disable) => disable.run(),
        Command::Promote(promote) => promote.run(),
        Command::Undo(undo) => undo.run(),
        Command::Init(init) => init.run(),
        Command::Log(log) => log.run(),
        Command::Diff(diff) => diff.run(),
        Command::Coverage(coverage) => coverage.run(),
        Command::Schema(schema) => schema.run(),
        Command::Watch(watch) => watch.run(),
        Command::Fleet(fleet) => fleet.run(),
        Command::Stale(stale) => stale.run(),
        Command::Retire(retire) => retire.run(),
        Command::Completions(completions) => completions.run(),
        Command::Manual(manual) => manual.run(command()),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            terminal::error(&error);
            ExitCode::from(2)
        }
    }
}

/// Reads the command line.
fn read(arguments: &[OsString]) -> Result<Arguments, Error> {
    let matches = command().try_get_matches_from(arguments)?;
    Arguments::from_arg_matches(&matches)
}
