//! Tests that compare the scan's counts with the parser's memory.

use proptest::{collection, prop_assert, proptest};

use super::*;

/// Returns the memory that the scan counts.
fn counted(text: &str) -> usize {
    let mut scan = Scan { bytes: text.as_bytes(), ..Scan::default() };
    assert_eq!(scan.run(), Ok(()), "{text}");
    scan.tree
}

#[track_caller]
fn check_count(text: &str, expected: usize) {
    assert_eq!(counted(text), expected, "{text}");
}

#[test]
fn strings_and_comments_hold_no_values() {
    check_count("# a = [1, 2]\n", 0);
    let entry = 2 * ENTRY;
    check_count("a = 'b = [1, 2]' # c = 1", entry);
    check_count(r#"a = "\", b = [1]""#, entry);
    check_count("a = '''\nb = [1, 2]\n''''", entry);
    check_count("a = \"\"\"\\\"\"\"b = [1]\"\"\"\"\"", entry);
    check_count("'a = 1' = 1", entry);
}

#[test]
fn values_are_counted_with_their_containers() {
    check_count("a = 1\nb = 2", 2 * ENTRY);
    check_count("a = 1.5\nb = 2.5\nc = 1", 6 * ENTRY);
    check_count("a = [1, 2, 3, 4]", 2 * ENTRY + 4 * ELEMENT);
    check_count("a = [1, 2, 3, 4, 5]", 2 * ENTRY + 12 * ELEMENT);
    check_count("a = { b = 1 }", 4 * ENTRY);
    check_count("a.b = 1", 4 * ENTRY);
    check_count("[a.b]", 4 * ENTRY);
    check_count("[[a]]", 2 * ENTRY + LISTED);
}

#[test]
fn repeated_header_counts_one_element() {
    check_count("[[a]]\n[[a]]", 2 * ENTRY + 4 * ELEMENT);
    check_count(&"[[a]]\n".repeat(5), 2 * ENTRY + 12 * ELEMENT);
    check_count("[[a.b]]\n[[a.b]] # again", 4 * ENTRY + 4 * ELEMENT);
    check_count("[[a]]\nb = 1\n[[a]]\nb = 1", 6 * ENTRY + 4 * ELEMENT);
    check_count("[[a]]\n[a.b]\nc = 1\n[[a]]", 6 * ENTRY + 4 * ELEMENT);
}

#[test]
fn mixed_lists_count_the_most() {
    check_count("[[a]]\n[[b]]\n[[a]]\n[[a]]", 6 * ENTRY + 4 * LISTED);
    check_count("[[a]]\n[[a]]\n[[ a ]]", 2 * ENTRY + 3 * LISTED);
    // The second list of `b` is a new list.
    check_count("[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]", 6 * ENTRY + 4 * LISTED);
}

#[test]
fn header_below_another_counts_one_key() {
    check_count("[a]\n[a.b]\n[a.c]", 4 * ENTRY);
    check_count("[a]\nb = 1\n[[a.c]]\n[a.c.d]", 6 * ENTRY + LISTED);
    check_count("[a]\n[ab.c]", 4 * ENTRY);
    check_count("[[\"a]]\n[\"a.b]", 4 * ENTRY + LISTED);
}

#[test]
fn repeated_prefix_counts_one_key() {
    check_count("a.b = 1\na.c = 1", 4 * ENTRY);
    check_count("a = { b.c = 1, b.d = 1, e = 1 }", 6 * ENTRY);
    check_count("\"x, a\".b = 1\n\"y, a\".b = 1", 6 * ENTRY);
    check_count("a.b = 1\nc.b = 1", 6 * ENTRY + KEYED);
    check_count("a = {\nb.c # d.e\n= 1.5\n, f = 1 }", 6 * ENTRY);
}

/// Returns the memory that the parser's tree takes for a text.
fn taken(text: &str) -> usize {
    fn of_table(table: &toml_spanner::Table<'_>) -> usize {
        let mut open = Open::default();
        table.iter().map(|(_, value)| open.grow() + of(value)).sum()
    }
    fn of(value: &toml_spanner::Item<'_>) -> usize {
        match value.value() {
            toml_spanner::Value::Table(table) => of_table(table),
            toml_spanner::Value::Array(list) => {
                let mut open = Open { is_list: true, ..Open::default() };
                list.iter().map(|value| open.grow() + of(value)).sum()
            }
            _ => 0,
        }
    }
    let arena = toml_spanner::Arena::new();
    let parsed = toml_spanner::parse(text, &arena).unwrap_or_else(|error| panic!("{}: {text}", error.message(text)));
    of_table(parsed.table())
}

/// A part of a file: the form and the number of the toggle, and its rules, each with a form and a number of attributes.
type Part = (u8, usize, Vec<(u8, u8)>);

/// Returns a file of toggles, some of which are spread over several parts.
fn toggles(parts: &[Part]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for (number, (form, toggle, rules)) in parts.iter().enumerate() {
        let name = match form {
            0 => format!("t{toggle}"),
            1 => format!("t{toggle}.x"),
            _ => format!("\"t{toggle}\""),
        };
        if form % 2 != 0 {
            let _ = writeln!(text, "[u{number}]\nowner = 1\n[u{number}.sub]");
        }
        for (rule, attributes) in rules {
            let _ = writeln!(text, "[[{name}.rules]]");
            let all = |separator: &str, prefix: &str| {
                let all = (0..*attributes).map(|n| format!("{prefix}a{n} = [{n}]"));
                all.collect::<Vec<_>>().join(separator)
            };
            let _ = match rule % 4 {
                0 => writeln!(text, "rollout = 25\nwhen = {{ {} }}", all(", ", "")),
                1 => writeln!(text, "rollout = 25\n{}", all("\n", "when.")),
                2 => writeln!(text, "rollout = 25\n[{name}.rules.when]\n{}", all("\n", "")),
                _ => writeln!(text, "serve = 1\n{}\nby.x = 1\nwhen.z = 1", all("\n", "when.")),
            };
        }
    }
    text
}

proptest! {
    #[test]
    fn count_is_never_below_what_the_tree_takes(
        parts in collection::vec((0..3_u8, 0..8_usize, collection::vec((0..4_u8, 0..12_u8), 0..20)), 0..20),
    ) {
        let text = toggles(&parts);
        let (counted, taken) = (counted(&text), taken(&text));
        prop_assert!(counted >= taken, "{counted} < {taken}: {text}");
    }
}

#[test]
fn count_of_rules_is_near_what_the_tree_takes() {
    for rule in 0..3 {
        let parts: Vec<Part> = (0..10_000).map(|toggle| (0, toggle, vec![(rule, 2); 4])).collect();
        let text = toggles(&parts);
        let (counted, taken) = (counted(&text), taken(&text));
        assert!((taken..taken * 4 / 3).contains(&counted), "{counted}, {taken}");
        assert_eq!(check(&text), Ok(()));
    }
}

#[test]
fn deep_keys_are_refused_where_they_stand() {
    let deep = |dots: usize| check(&format!("x = 1\na{} = 1", ".a".repeat(dots)));
    assert_eq!(deep(MAX_DEPTH), Ok(()));
    assert_eq!(deep(MAX_DEPTH + 1).map_err(|excess| excess.message), Err(too_deep()));
    let within = format!("a = {}", "{ b.c.d = ".repeat(MAX_DEPTH / 2));
    assert_eq!(check(&within).map_err(|excess| excess.message), Err(too_deep()));
    assert!(check(&format!("[a{}]", ".a".repeat(MAX_DEPTH))).is_err());
}

#[test]
fn large_tree_is_refused() {
    let refusal = check(&format!("a = [{}]", "1,".repeat(1 << 20))).expect_err("it takes more");
    assert!(refusal.message.contains("more than 20 MiB; split it"), "{}", refusal.message);
}
