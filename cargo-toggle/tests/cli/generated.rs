//! Generated manual pages.

use crate::support::Scratch;

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
