//! Every argument of every subcommand with a hostile value, as clap lists them.

use std::ffi::OsString;

use clap::Arg;

use super::{
    EVIL, planted,
    subcommands::{run, subcommands},
};

/// A valid command line of each subcommand, to which the test adds the argument.
const PLAIN: &[(&str, &str)] = &[
    ("list", "list.json"),
    ("check", "list.json"),
    ("explain", "mail"),
    ("simulate", "mail --keys 1"),
    ("set", "mail on --file edited.toml"),
    ("unset", "mail --file edited.toml"),
    ("promote", "staging production --file promoted.toml"),
    ("undo", "--file logged/edited.toml"),
    ("log", "--file logged/edited.toml"),
    ("init", "--from toggles.toml"),
    ("enable", "mail --file edited.toml"),
    ("disable", "mail --file edited.toml"),
    ("diff", "list.json list.json"),
    ("coverage", "--dir noted --binary list.json"),
    ("schema", "list.json"),
    ("watch", "--binary format.json toggles.toml"),
    ("fleet", "--store file:///missing/shop"),
    ("stale", "list.json"),
    ("retire", "mail --keep on"),
    ("completions", ""),
    ("man", ""),
];

/// Returns the tested values: text, text that begins like an option, and bytes that are not text.
fn values() -> Vec<OsString> {
    let mut values = vec![OsString::from(EVIL), format!("-{EVIL}").into(), format!("a={EVIL}").into()];
    #[cfg(unix)]
    values.push(std::os::unix::ffi::OsStringExt::from_vec([EVIL.as_bytes(), b"\xff"].concat()));
    values
}

#[test]
fn values_of_arguments_are_printed_and_no_more() {
    for subcommand in subcommands() {
        let name = subcommand.get_name();
        let plain = PLAIN.iter().find(|(of, _)| *of == name).unwrap_or_else(|| panic!("`{name}` has no row")).1;
        let plain: Vec<OsString> = plain.split(' ').filter(|word| !word.is_empty()).map(OsString::from).collect();
        let given: Vec<&Arg> = subcommand.get_arguments().filter(|it| it.get_action().takes_values()).collect();
        for value in values() {
            for argument in &given {
                let mut words = vec![OsString::from(name)];
                words.extend(plain.clone());
                if let Some(long) = argument.get_long() {
                    words.push(format!("--{long}").into());
                }
                words.push(value.clone());
                run(&planted::scratch(), &words, None, false).is_harmless();
            }
            let mut unknown = OsString::from("--");
            unknown.push(&value);
            for words in [vec![name.into(), unknown.clone()], vec![value.clone()], vec![unknown]] {
                run(&planted::scratch(), &words, None, true).is_harmless();
            }
        }
    }
}
