use crate::support::Scratch;

#[test]
fn completions_of_every_shell_know_every_subcommand() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = Scratch::new().toggle(&["completions", shell]).fine();
        for subcommand in ["list", "check", "explain", "watch", "completions", "man"] {
            assert!(script.contains(subcommand), "{shell} {subcommand}");
        }
    }
}

/// What bash offers for this line.
#[cfg(unix)]
#[track_caller]
fn completed(line: &str, expected: &[&str]) {
    let scratch = Scratch::new();
    scratch.file("completions", scratch.toggle(&["completions", "bash"]).fine());
    let test = r#"
        source completions
        complete -p cargo-toggle > /dev/null || exit 1
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _cargo_toggle "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        echo "${COMPREPLY[*]}"
    "#;
    let mut bash = std::process::Command::new("bash");
    bash.args(["-c", test, "bash"]).args(line.split(' ')).current_dir(scratch.path());
    let output = bash.output().expect("bash can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let offered = String::from_utf8_lossy(&output.stdout);
    assert_eq!(offered.split_whitespace().collect::<Vec<_>>(), expected);
}

#[cfg(unix)]
#[test]
fn bash_completes_subcommands_and_their_options() {
    completed("cargo-toggle ex", &["explain"]);
    completed("cargo-toggle list --poi", &["--points"]);
    completed("cargo-toggle list --format ma", &["markdown"]);
    completed("cargo-toggle check --deny und", &["undeclared"]);
}

#[test]
fn a_manual_page_for_every_subcommand() {
    let scratch = Scratch::new();
    assert!(scratch.toggle(&["man"]).fine().contains(".TH cargo-toggle 1"));
    scratch.toggle(&["man", "--directory", "man/man1"]).fine();
    for page in ["cargo-toggle", "cargo-toggle-list", "cargo-toggle-check", "cargo-toggle-watch"] {
        let page = scratch.path().join("man/man1").join(page).with_extension("1");
        assert!(page.is_file(), "{}", page.display());
    }
}

#[cfg(unix)]
#[test]
fn manual_page_takes_the_place_of_a_link() {
    let scratch = Scratch::new();
    let victim = scratch.file("victim", "mine");
    std::fs::create_dir(scratch.path().join("man")).expect("a directory can be made");
    let page = scratch.path().join("man/cargo-toggle.1");
    std::os::unix::fs::symlink(&victim, &page).expect("a link can be made");
    let pipe = scratch.path().join("man/cargo-toggle-list.1");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
    scratch.toggle(&["man", "--directory", "man"]).fine();
    assert_eq!(std::fs::read_to_string(victim).expect("it is there"), "mine");
    assert!([page, pipe].iter().all(|page| page.symlink_metadata().is_ok_and(|found| found.is_file())));
}
