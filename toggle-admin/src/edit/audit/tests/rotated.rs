//! Several files of the log.

use super::*;

/// Returns the changes in the files of the log, from the current one to the oldest, with `-` for a missing file.
fn logs(scratch: &Scratch, most: u32) -> String {
    let of = |name: std::ffi::OsString| {
        let text = fs::read_to_string(scratch.0.path().join(name)).unwrap_or_else(|_| "-".to_owned());
        read_line(text.trim_end()).map_or(text, |entry| entry.change)
    };
    let place = scratch.place();
    std::iter::once(place.log()).chain((1..=most).map(|number| rotated(&place, number))).map(of).collect()
}

/// Rotates a log with these files, in the notation of [`logs`].
#[track_caller]
fn check_rotated(before: &str, keep: u32, after: &str) {
    let scratch = Scratch::new("");
    let place = scratch.place();
    for (number, change) in (0..).zip(before.chars()).filter(|(_, change)| *change != '-') {
        let name = if number == 0 { place.log() } else { rotated(&place, number) };
        fs::write(scratch.0.path().join(name), entry(&change.to_string(), 0).to_line().expect("it is short"))
            .expect("a file can be written");
    }
    let limits = Limits { size: 1, age: None, keep };
    assert!(rotate(&place, &mut scratch.log(), &limits).expect("it can be rotated"));
    assert_eq!(logs(&scratch, 5), after, "{before}");
}

#[test]
fn rotation_goes_on_from_the_first_free_number() {
    check_rotated("a-----", 3, "-a----");
    check_rotated("cba---", 3, "-cba--");
    check_rotated("dcba--", 3, "-dcb--");
    // The input is the result of a kill between two renames, and the output the result of the next rotation.
    check_rotated("d-cb--", 3, "-dcb--");
    check_rotated("dc-b--", 3, "-dcb--");
    check_rotated("fedcba", 2, "-fe---");
    check_rotated("fedcba", 0, "------");
    check_rotated("fe-c-a", 2, "-fe---");
}

#[test]
fn log_is_rotated_by_size_or_first_line_age() {
    let check = |size: u64, age: Option<u32>, at: &str, expected: bool| {
        let line = Entry { at: at.to_owned(), ..entry("c", 0) }.to_line().expect("it is short");
        let scratch = Scratch::new(&String::from_utf8(line).expect("it is text"));
        let limits = Limits { size, age, keep: 1 };
        let is_rotated = rotate(&scratch.place(), &mut scratch.log(), &limits).expect("it can be looked at");
        assert_eq!(is_rotated, expected, "{limits:?} {at}");
    };
    let now = format!("{:.3}", toggle_runtime::__admin::now());
    check(1 << 20, None, "1999-12-31T00:00:00Z", false);
    check(1 << 20, Some(365), "1999-12-31T00:00:00Z", true);
    check(1 << 20, Some(1), &now, false);
    check(1 << 20, Some(0), &now, true);
    check(1 << 20, Some(u32::MAX), &now, false);
    check(1 << 20, Some(1), "9999-12-31T00:00:00Z", false);
    check(1 << 20, Some(1), "no date", false);
    check(LINE as u64, None, &now, true);
    check(2 * LINE as u64, None, &now, false);
}

#[test]
fn empty_log_is_not_rotated() {
    let scratch = Scratch::new("");
    let limits = Limits { size: 1, age: Some(0), keep: 1 };
    assert!(!rotate(&scratch.place(), &mut scratch.log(), &limits).expect("it can be looked at"));
}

/// Returns the changes in the logs, with a `!` after each that did not take place, and the damages.
fn history(scratch: &Scratch) -> (String, Vec<Damage>) {
    let (mut changes, mut damages) = (Vec::new(), Vec::new());
    let each = |group: Group| {
        let toggles: String = group.entries.iter().map(|entry| entry.toggle.as_str()).collect();
        changes.push(format!("{}{toggles}{}", group.entries[0].change, if group.is_made { "" } else { "!" }));
    };
    read_all(&scratch.place(), each, |damage| damages.push(damage)).expect("the directory can be read");
    (changes.join(" "), damages)
}

#[test]
fn history_goes_from_oldest_log_to_latest() {
    let scratch = Scratch::new("");
    let b = |change: &str| Entry { toggle: "b".to_owned(), ..entry(change, 0) };
    let log = |name: std::ffi::OsString, entries: &[Entry]| {
        let lines = entries.iter().flat_map(|entry| entry.to_line().expect("it is short")).collect::<Vec<u8>>();
        fs::write(scratch.0.path().join(name), lines).expect("a file can be written");
    };
    let place = scratch.place();
    log(rotated(&place, 10), &[entry("1", 0)]);
    log(rotated(&place, 2), &[entry("2", 0), b("2"), entry("3", 0), b("3")]);
    log(place.log(), &[entry("3", 0).interrupted(Path::new("/f")), b("3").interrupted(Path::new("/f")), b("4")]);
    assert_eq!(history(&scratch), ("1a 2ab 3ab! 4b".to_owned(), Vec::new()));
}

#[test]
fn damaged_line_is_reported_and_skipped() {
    let line = String::from_utf8(entry("c", 0).to_line().expect("it is short")).expect("it is text");
    let long = "x".repeat(100 << 10);
    let scratch = Scratch::new(&format!("{line}{{\"a\n\n  \n{long}\n{line}half"));
    let (changes, damages) = history(&scratch);
    assert_eq!(changes, "caa");
    let lines: Vec<Option<usize>> = damages.iter().map(|damage| damage.line).collect();
    assert_eq!(lines, [Some(2), Some(5), Some(7)], "{damages:?}");
    assert!(damages[1].reason.contains("has more than 65536 bytes"), "{damages:?}");
}
