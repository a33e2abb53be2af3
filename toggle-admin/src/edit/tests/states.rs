//! Edits that replace the current content by a state.

use super::{change_of, check};
use crate::edit::{current::EntryContent, document::NOTHING};

#[test]
fn only_the_value_is_replaced() {
    check("a = false\n", "a=on", "a = true\n");
    check("a=true", "a=off", "a=false");
    check("# top\n\n  a   =  false  # dark\nb = true\n", "a=on", "# top\n\n  a   =  true  # dark\nb = true\n");
    check("\"a\" = false\n'b'=true", "a=on", "\"a\" = true\n'b'=true");
    check("a = \"off\" # word\n", "a=on", "a = true # word\n");
    check("a = '''\noff'''\nb = true\n", "a=on", "a = true\nb = true\n");
    check("\"search.v2\" = false\n[a]\nb = false\n", "search.v2=on", "\"search.v2\" = true\n[a]\nb = false\n");
    check("\"\\u0061\" = false\n", "a=on", "\"\\u0061\" = true\n");
    check("a = false\n[b]\na = false\n", "a=on", "a = true\n[b]\na = false\n");
}

#[test]
fn equal_state_keeps_its_spelling() {
    check("a = \"ON\"  # loud", "a=on", "a = \"ON\"  # loud");
    check("a = true", "a=on", "a = true");
    check("a = true", "b", "a = true");
    check("", "b", "");
    let edited = change_of("a = \"ON\"", "a=on").expect("the text can be edited");
    assert_eq!(edited.before, Some(EntryContent::Plain("true".to_owned())));
}

#[test]
fn a_new_entry_goes_below_the_last() {
    check("", "a=on", "a = true\n");
    check("b = true", "a=on", "b = true\na = true\n");
    check("b = true\n", "a=on", "b = true\na = true\n");
    check("b = true # dark", "a=on", "b = true # dark\na = true\n");
    check("b = true\n\n# the end", "a=on", "b = true\na = true\n\n# the end");
    check("b = true\n[t]\nc = true\n", "a=on", "b = true\na = true\n[t]\nc = true\n");
    check("b = true\n\n# about t\n[t]\nc = 1\n", "a=on", "b = true\na = true\n\n# about t\n[t]\nc = 1\n");
    check("b = [\n  1, # one\n]\n# c\n", "a=on", "b = [\n  1, # one\n]\na = true\n# c\n");
    check("b.c = { x = 1 }\nb.d.e = 1\n[t]\n", "a=on", "b.c = { x = 1 }\nb.d.e = 1\na = true\n[t]\n");
    check("b.c = 1\n[b.d]\ne = 1\n", "a=on", "b.c = 1\na = true\n[b.d]\ne = 1\n");
    check("b = true\n", "search.v2=off", "b = true\n\"search.v2\" = false\n");
}

#[test]
fn a_comment_never_swallows_the_new_entry() {
    check("# none yet", "a=on", "# none yet\na = true\n");
    check("# none yet\n", "a=on", "# none yet\na = true\n");
    check("# none yet\n\n# really\n", "a=on", "# none yet\n\n# really\na = true\n");
    check("  ", "a=on", "  \na = true\n");
}

#[test]
fn the_first_entry_goes_above_all_tables() {
    check("[t]\nb = true\n", "a=on", "a = true\n\n[t]\nb = true\n");
    check("# about t\n[t]\n", "a=on", "a = true\n\n# about t\n[t]\n");
    check("# top\n\n# about t\n  [[t]]\n", "a=on", "# top\n\na = true\n\n# about t\n  [[t]]\n");
}

#[test]
fn a_removed_entry_takes_its_line() {
    check("a = true\nb = true\n", "a", "b = true\n");
    check("a = true\nb = true", "b", "a = true\n");
    check("# top\n\n# about a\n  a = true # dark\n\nb = true\n", "a", "# top\n\n# about a\n\nb = true\n");
    check("a = \"\"\"\non\"\"\" # two lines\nb = true\n", "a", "b = true\n");
    check("a = true\n[t]\na = true\n", "a", "[t]\na = true\n");
}

#[test]
fn emptied_file_gets_a_comment() {
    check("a = true\n", "a", &format!("{NOTHING}\n"));
    check("a = true", "a", &format!("{NOTHING}\n"));
    check("\n  a = true\r\n\n", "a", &format!("\n{NOTHING}\n\n"));
    check("\u{feff}a = true\r\n", "a", &format!("\u{feff}{NOTHING}\r\n"));
    check("# top\na = true\n", "a", "# top\n");
    check(&format!("{NOTHING}\n"), "a=on", &format!("{NOTHING}\na = true\n"));
}

#[test]
fn the_byte_order_mark_and_line_ends_stay() {
    check("\u{feff}a = false\r\nb = true\r\n", "a=on", "\u{feff}a = true\r\nb = true\r\n");
    check("\u{feff}b = true\r\n", "a=on", "\u{feff}b = true\r\na = true\r\n");
    check("\u{feff}", "a=on", "\u{feff}a = true\n");
    check("# x\r\n[t]\r\n", "a=on", "a = true\r\n\r\n# x\r\n[t]\r\n");
    check("a = true\r\nb = true\r\n", "a", "b = true\r\n");
    check("# x\r\nb = true", "a=on", "# x\r\nb = true\r\na = true\r\n");
}

#[test]
fn a_shadow_is_neither_on_nor_off() {
    check("a = true # dark\n", "a=\"shadow 5%\"", "a = \"shadow 5%\" # dark\n");
    check("a = \"shadow 5%\"\n", "a=off", "a = false\n");
    check("a = \"shadow 5%\"\n", "a=\"shadow\"", "a = \"shadow\"\n");
    check("a = 'Shadow 5.0%'\n", "a=\"shadow 5%\"", "a = 'Shadow 5.0%'\n");
    check("a = 'SHADOW 100%'\n", "a=\"shadow\"", "a = 'SHADOW 100%'\n");
}

#[test]
fn state_replaces_any_other_value() {
    for other in ["1", "0.5", "2026-11-23", "[true]", "[\n  true, # x\n]", "{ percent = 25 }", "'25%'"] {
        check(&format!("a = {other} # dark\n"), "a=on", "a = true # dark\n");
        check(&format!("a = {other} # dark\nb = true\n"), "a", "b = true\n");
    }
    check("a = true # dark\n", "a=\"25%\"", "a = \"25%\" # dark\n");
    check("a.percent = 25\n", "a=on", "a = true\n");
    check("a.x = 1 # one\nb = true\na.y = 2\n", "a=on", "b = true\na = true\n");
    check(
        "b = true\n\n# about a\n[a] # x\n# in a\nx = 1\n\ny = 2\n\n# about c\n[c]\n",
        "a=on",
        "b = true\na = true\n\n# about a\n\n# about c\n[c]\n",
    );
}

#[test]
fn a_removed_table_takes_all_of_its_lines() {
    check("[a]\nx = 1\n\n[b]\n", "a", "[b]\n");
    check("[b]\n\n[a]\nx = 1\n\n[c]\n", "a", "[b]\n\n[c]\n");
    check("[b]\nx = 1\n\n[a]\nx = 1\n", "a", "[b]\nx = 1\n");
    check("# about a\n[a]\nx = 1\n# the end\n[c]\n", "a", "# about a\n# the end\n[c]\n");
    check(
        "[b]\n\n[[a.rules]]\nx = '''\n[b]\n'''\n[a.rules.when]\ny = 1\n# left\n[[a.rules]]\n[c]\n",
        "a",
        "[b]\n\n[c]\n",
    );
    check("[a.x]\ny = 1\n[b]\n[a]\nz = 1\n[c]\n", "a", "[b]\n[c]\n");
    check("[a]\nx = 1\n", "a", &format!("{NOTHING}\n"));
    check("a.x = 1\n[b]\nx.y = 1\n", "a", "[b]\nx.y = 1\n");
}
