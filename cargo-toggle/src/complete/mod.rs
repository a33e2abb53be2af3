//! Completion in a shell: the script that `cargo toggle completions` prints calls this program for suggestions.
//!
//! `names.rs` finds the names of toggles, environments and segments; this module lists the arguments that take them.

mod names;

use std::{
    ffi::{OsStr, OsString},
    sync::Arc,
};

use anyhow::{Context, Result};
use clap::{Arg, Command, ValueHint};
use clap_complete::{
    ArgValueCompleter, CompletionCandidate, PathCompleter,
    engine::ValueCompleter,
    env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh},
};
use toggle_admin::untrusted;

use self::names::Lookup;
use crate::terminal;

/// The variable by which a script requests completions. Its value is the name of the shell.
pub const VARIABLE: &str = "CARGO_TOGGLE_COMPLETE";
/// The program that scripts call.
const PROGRAM: &str = "cargo-toggle";
/// The arguments that take the name of a toggle, in all subcommands.
const TOGGLES: [&str; 3] = ["name", "names", "requires"];
/// The arguments that take the name of an environment.
const ENVIRONMENTS: [&str; 4] = ["environment", "environments", "from_environment", "to_environment"];
/// The argument that takes a rule.
const RULES: &str = "rules";
/// The completion of `cargo toggle`. It uses the completion of `cargo-toggle`, next to cargo's own completion.
const OF_CARGO: &str = include_str!("cargo.bash");

/// Returns the script that makes a shell call this program.
///
/// # Errors
///
/// If the shell is not known.
pub fn script(shell: &str) -> Result<String> {
    let mut script = Vec::new();
    completer(shell)?.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
    let script = String::from_utf8(script).context("the completions are not UTF-8")?;
    if shell != "bash" {
        return Ok(script);
    }
    // Bash completes paths itself, and quotes their special characters.
    Ok(script.replace("-o bashdefault", "-o bashdefault -o default") + OF_CARGO)
}

/// Prints the completions of this command line, if a script requests them.
///
/// # Errors
///
/// If the shell is not known, or the output cannot be written.
pub fn answer(shell: &OsStr, arguments: &[OsString], command: Command) -> Result<()> {
    let Some(words) = arguments.iter().position(|word| word == "--").map(|at| arguments[at + 1..].to_vec()) else {
        return Ok(());
    };
    let shell = shell.to_str().context("the name of the shell is not UTF-8")?;
    let mut command = with_names(command, &Arc::new(Lookup::of(&words)), shell == "bash");
    let mut found = Vec::new();
    let here = std::env::current_dir().ok();
    completer(shell)?.write_complete(&mut command, words, here.as_deref(), &mut found)?;
    terminal::print_to_script(&found)
}

fn completer(shell: &str) -> Result<&'static dyn EnvCompleter> {
    let shells: [&dyn EnvCompleter; 5] = [&Bash, &Elvish, &Fish, &Powershell, &Zsh];
    let known = shells.into_iter().find(|known| known.is(shell));
    known.with_context(|| format!("the shell `{shell}` is not known"))
}

/// Adds the names to the arguments that take them. If the shell completes paths better, path arguments get no
/// suggestions.
fn with_names(command: Command, lookup: &Arc<Lookup>, paths_by_shell: bool) -> Command {
    command
        .mut_subcommands(|subcommand| subcommand.mut_args(|argument| with_completer(argument, lookup, paths_by_shell)))
}

fn with_completer(argument: Arg, lookup: &Arc<Lookup>, paths_by_shell: bool) -> Arg {
    let lookup = Arc::clone(lookup);
    let id = argument.get_id().as_str();
    if TOGGLES.contains(&id) {
        return argument.add(ArgValueCompleter::new(move |word: &OsStr| fitting(&lookup.names().toggles, word)));
    }
    if ENVIRONMENTS.contains(&id) {
        return argument.add(ArgValueCompleter::new(move |word: &OsStr| fitting(&lookup.names().environments, word)));
    }
    if id == RULES {
        let is_quoted = paths_by_shell;
        return argument.add(ArgValueCompleter::new(move |word: &OsStr| {
            let segments = &lookup.names().segments;
            let rule = |name: &String| format!("{{ segment = \"{name}\" }}");
            // A word that is already begun has its quote.
            let quoted = |rule: String| if is_quoted && word.is_empty() { format!("'{rule}'") } else { rule };
            let rules: Vec<String> = segments.iter().map(rule).map(quoted).collect();
            fitting(&rules, word)
        }));
    }
    let is_path = matches!(argument.get_value_hint(), ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath);
    match (is_path, paths_by_shell) {
        (true, true) => argument.add(ArgValueCompleter::new(|_: &OsStr| Vec::new())),
        (true, false) => argument.add(ArgValueCompleter::new(paths)),
        (false, _) => argument,
    }
}

/// Returns the paths that begin with a word, except paths with control sequences.
fn paths(word: &OsStr) -> Vec<CompletionCandidate> {
    let is_harmless = |candidate: &CompletionCandidate| {
        candidate.get_value().to_str().is_some_and(|path| untrusted::shown(path) == path)
    };
    PathCompleter::any().complete(word).into_iter().filter(is_harmless).collect()
}

/// Returns the texts that begin with a word.
fn fitting(texts: &[String], word: &OsStr) -> Vec<CompletionCandidate> {
    let Some(word) = word.to_str() else { return Vec::new() };
    texts.iter().filter(|text| text.starts_with(word)).map(CompletionCandidate::new).collect()
}
