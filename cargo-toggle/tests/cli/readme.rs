//! The help texts in the README, compared with those of the tool. `SNAPSHOTS=overwrite` updates the README.

use std::fs;

use crate::support::Scratch;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// The text before the help of a subcommand in the README.
const START: &str = "```text\n$ cargo toggle ";
const END: &str = "```\n";

#[test]
fn help_in_readme_equals_help_of_tool() {
    let readme = fs::read_to_string(README).expect("there is a README");
    let mut renewed = String::new();
    let mut shown = Vec::new();
    let mut rest = readme.as_str();
    while let Some((before, block)) = rest.split_once(START) {
        let (command, _) = block.split_once('\n').expect("a command line");
        let (_, after) = block.split_once(END).expect("the end of the block");
        let words: Vec<&str> = command.split(' ').collect();
        let help = Scratch::new().toggle(&words).fine();
        renewed.extend([before, START, command, "\n", &help, END]);
        shown.push(command);
        rest = after;
    }
    renewed.push_str(rest);
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(README, &renewed).expect("the README can be written");
    } else {
        assert!(renewed == readme, "the README's help is stale; run the test again with SNAPSHOTS=overwrite");
    }
    let help = Scratch::new().toggle(&["--help"]).fine();
    let commands = help.split_once("Commands:\n").and_then(|(_, rest)| rest.split_once("\n\n")).expect("a list").0;
    let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for command in names.filter(|name| !name.is_empty() && *name != "help") {
        assert!(shown.contains(&format!("{command} -h").as_str()), "the README does not show {command}");
    }
}
