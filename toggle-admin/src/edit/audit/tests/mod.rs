//! Lines of the log, written to real files.

mod rotated;

use std::{fs, path::Path};

use super::{
    entry::{LINE, PAGE},
    rotation::rotated,
    *,
};

use crate::{edit::place::Place, versioned};

struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new(content: &str) -> Self {
        let scratch = Self(tempfile::tempdir().expect("a directory can be made"));
        fs::write(scratch.path(), content).expect("a file can be written");
        scratch
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("t.toml.audit.jsonl")
    }

    fn log(&self) -> Log {
        Log::open(&self.place(), None).expect("the log can be opened")
    }

    fn place(&self) -> Place {
        Place::resolve(&self.0.path().join("t.toml"), true).expect("the directory is there")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path()).expect("the log can be read")
    }
}

fn read_line(line: &str) -> Option<Entry> {
    versioned::read(line.as_bytes()).ok()
}

fn entry(change: &str, length_of_reason: usize) -> Entry {
    let reason = Some("x".repeat(length_of_reason));
    Entry { reason, change: change.to_owned(), ..Entry::new(Action::Set, "a", "/f") }
}

#[test]
fn no_line_spans_two_pages() {
    let scratch = Scratch::new("");
    let mut log = scratch.log();
    for count in 0..300 {
        log.append(&[entry(&count.to_string(), count * 7919 % 1800)]).expect("it can be written");
    }
    let text = scratch.text();
    let mut at = 0;
    for (count, line) in text.split_inclusive('\n').enumerate() {
        assert_eq!(at / PAGE, (at + line.len() - 1) / PAGE, "line {count}");
        assert_eq!(read_line(line).map(|entry| entry.change), Some(count.to_string()));
        at += line.len();
    }
    assert!(text.ends_with('\n') && text.lines().count() == 300);
}

#[test]
fn existing_line_never_changes() {
    let scratch = Scratch::new("");
    let mut before = String::new();
    for count in 0..100 {
        scratch.log().append(&[entry("c", count * 97 % 1800)]).expect("it can be written");
        let text = scratch.text();
        assert!(text.starts_with(&before) && text.ends_with('\n'));
        before = text;
    }
}

#[test]
fn a_line_may_fill_half_a_page_but_no_more() {
    let scratch = Scratch::new("");
    let empty = entry("c", 0).to_line().expect("it is short").len();
    let mut log = scratch.log();
    for _ in 0..6 {
        log.append(&[entry("c", LINE - empty)]).expect("it fits");
    }
    let before = scratch.text();
    assert_eq!(before.len(), 3 * PAGE);
    let error = log.append(&[entry("c", LINE - empty + 1)]).expect_err("it is too long");
    assert_eq!(error.to_string(), "the reason is too long by 1 bytes");
    assert_eq!(scratch.text(), before);
}

#[test]
fn long_line_names_its_cause() {
    #[track_caller]
    fn check(entry: &Entry, because: &str) {
        let error = entry.clone().fit().expect_err("it is too long").to_string();
        let more = error.strip_prefix(because).and_then(|rest| rest.strip_suffix(" bytes"));
        assert!(more.is_some_and(|more| more.parse::<usize>().is_ok_and(|more| more > 0)), "{error}");
    }
    let long = "x".repeat(LINE);
    let short = entry("c", 300);
    check(&Entry { file: "x".repeat(LINE - 400), ..short.clone() }, "the reason is too long by ");
    let of_path = "the path of the file is too long for the audit log by ";
    check(&Entry { file: long.clone(), ..short.clone() }, of_path);
    check(&Entry { file: long.clone(), reason: None, ..short.clone() }, of_path);
    let of_user = "the name of the user is too long for the audit log by ";
    check(&Entry { sudo_user: Some(long.clone()), ..short.clone() }, of_user);
    check(&Entry { actor: Some(long), ..short }, of_user);
}

#[test]
fn source_without_room_is_left_out() {
    let mut fits = Entry { source: Some("a = true\n".to_owned()), ..entry("c", 300) };
    fits.fit().expect("it is short");
    assert!(fits.source.is_some());
    let mut long = Entry { source: Some("x".repeat(LINE)), ..entry("c", 300) };
    long.fit().expect("it is short without the source");
    assert_eq!(long.source, None);
}

#[test]
fn lines_of_one_change_span_no_two_pages() {
    let scratch = Scratch::new("");
    let entries: Vec<Entry> = (0..40).map(|count| entry("c", count * 7919 % 1800)).collect();
    scratch.log().append(&entries).expect("it can be written");
    let text = scratch.text();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        assert_eq!(at / PAGE, (at + line.len() - 1) / PAGE);
        at += line.len();
    }
    assert_eq!(text.lines().filter_map(read_line).collect::<Vec<_>>(), entries);
}

#[test]
fn line_after_foreign_text_starts_with_spaces() {
    let scratch = Scratch::new(&format!("{{{}}}\n", " ".repeat(PAGE - 20)));
    scratch.log().append(&[entry("c", 0)]).expect("it can be written");
    let text = scratch.text();
    assert!(text[PAGE..].starts_with('{'), "{text}");
    assert_eq!(text.lines().last().and_then(read_line).map(|entry| entry.change), Some("c".into()));
}

#[test]
fn partial_line_after_power_failure_is_removed() {
    let line = String::from_utf8(entry("c", 9).to_line().expect("it is short")).expect("it is text");
    let whole = line.repeat(3);
    for cut in [1, 5, line.len() - 2] {
        let scratch = Scratch::new(&format!("{whole}{}", &line[..cut]));
        assert_eq!(scratch.log().cut, cut as u64);
        assert_eq!(scratch.text(), whole);
    }
    let scratch = Scratch::new(&format!("{whole}\0\0\0"));
    assert_eq!((scratch.log().cut, scratch.text()), (3, whole));
    let scratch = Scratch::new("{");
    assert_eq!((scratch.log().cut, scratch.text()), (1, String::new()));
}

#[test]
fn line_without_line_feed_stays() {
    let line = String::from_utf8(entry("c", 9).to_line().expect("it is short")).expect("it is text");
    let scratch = Scratch::new(line.trim_end());
    assert_eq!((scratch.log().cut, scratch.text()), (0, line));
}

#[test]
fn other_file_stays_unchanged() {
    let other = "x".repeat(PAGE + 1);
    let scratch = Scratch::new(&other);
    Log::open(&scratch.place(), None).expect_err("it is no log");
    assert_eq!(scratch.text(), other);
}

#[test]
fn failed_write_restores_the_log() {
    let scratch = Scratch::new("");
    scratch.log().append(&[entry("a", 900)]).expect("it can be written");
    let before = scratch.text();
    let mut log = scratch.log();
    log.write(log.len(), b"half").expect("it can be written");
    log.restore(before.len() as u64).expect("it can be set back");
    assert_eq!(scratch.text(), before);
    log.append(&[entry("b", 900)]).expect("it can be written");
    assert_eq!(scratch.text().lines().count(), 2);
}

#[test]
fn change_counts_until_it_is_cancelled() {
    let scratch = Scratch::new("");
    let made = |change| {
        let made = made(&scratch.place(), change).expect("the log can be read");
        made.into_iter().map(|entry| entry.toggle).collect::<Vec<_>>()
    };
    let mut log = scratch.log();
    let one = entry("one", 0);
    let two = Entry { toggle: "b".to_owned(), ..one.clone() };
    log.append(&[one.clone(), two.clone()]).expect("it can be written");
    assert_eq!((made("one"), made("two")), (vec!["a".to_owned(), "b".to_owned()], Vec::new()));
    log.append(&[one.interrupted(Path::new("/f"))]).expect("it can be written");
    assert_eq!(made("one"), ["b"]);
    log.append(&[two.interrupted(Path::new("/f"))]).expect("it can be written");
    assert!(made("one").is_empty());
}

#[test]
fn file_that_is_no_log_is_not_cut() {
    for other in ["root:x:0:0\nunfinished", "root:x:0:0\n", "unfinished", "{\"a\":1}", "1\n", "[1]\n{\"at\":"] {
        let scratch = Scratch::new(other);
        Log::open(&scratch.place(), None).expect_err("it is no log");
        assert_eq!(scratch.text(), other);
    }
}

#[test]
fn half_line_after_a_padded_one_is_removed() {
    let scratch = Scratch::new("");
    for length in [0, 1700] {
        scratch.log().append(&[entry("c", length)]).expect("it can be written");
    }
    let whole = scratch.text();
    assert_eq!(whole.len(), PAGE, "the second line is padded to the end of the page");
    let half = entry("c", 1500).to_line().expect("it fits");
    for len in [1, 1000, half.len() - 10] {
        fs::write(scratch.path(), [whole.as_bytes(), &half[..len]].concat()).expect("the log can be written");
        assert_eq!((scratch.log().cut, scratch.text() == whole), (len as u64, true), "{len}");
    }
}

#[test]
fn half_of_the_first_line_is_removed() {
    let line = entry("c", 9).to_line().expect("it is short");
    for half in [&line[..3], &line[..50], &line[..line.len() - 2], &[0; 99]] {
        let scratch = Scratch::new(str::from_utf8(half).expect("it is text"));
        assert_eq!((scratch.log().cut, scratch.text()), (half.len() as u64, String::new()));
    }
}

#[test]
fn line_of_earlier_version_is_still_read() {
    let line = Entry { sudo_user: Some("zoe".to_owned()), ..entry("c", 0) }.to_line().expect("it is short");
    let line = String::from_utf8(line).expect("it is JSON");
    let one = line.replace("\"version\":3", "\"version\":1").replace("sudo-user", "sudo_user");
    assert!(one.contains("\"version\":1") && one.contains("sudo_user"), "{one}");
    for line in [one, line.replace("\"version\":3", "\"version\":2")] {
        let read = versioned::read::<Entry>(line.as_bytes()).expect("it is an entry");
        assert_eq!(read.sudo_user.as_deref(), Some("zoe"));
    }
    let later = line.replace("\"version\":3", "\"version\":4");
    let error = versioned::read::<Entry>(later.as_bytes()).expect_err("nobody knows that form").to_string();
    assert_eq!(
        error,
        "this audit has format version 4, this `cargo toggle` reads 1 to 3; use the `cargo toggle` that wrote it"
    );
}
