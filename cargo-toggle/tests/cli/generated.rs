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
