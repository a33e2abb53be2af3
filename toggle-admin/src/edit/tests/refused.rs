//! Refused texts, and suggestions of similar names.

use toggle_syntax::Type;

use super::{change_of, check, refused, table};
use crate::edit::{
    document::edit,
    request::{End, Request},
    slot::Slot,
};

#[test]
fn edit_with_a_loss_is_refused() {
    let refused = |text: &str, request: Option<&Request>, environment, at: &str| {
        let refusal =
            edit(text, Slot { name: "a", ty: &Type::OnOff, environment }, request).expect_err("it is refused");
        let by_hand = "this file cannot be edited safely; change `a` by hand";
        assert_eq!(refusal.to_string(), format!("{at}: {by_hand}"));
    };
    let on = Request::Plain("true".to_owned());
    refused("[environment]\nx = { a = true, b = true }\n", None, Some("x"), "2:7");
    refused("[environment]\nx = { b = true }\n", Some(&on), Some("x"), "1:1");
    refused("environment.x.b = true\n", Some(&on), Some("x"), "1:1");
    refused("environment.x = true\n", Some(&on), Some("x"), "1:1");
    let more = Request::More(table(&["{ x = 1 }"], &[]), End::Back);
    refused("[[a.rules]]\nx = 1\n", Some(&more), None, "1:3");
    refused("a = { # nothing\n}\n", Some(&more), None, "1:1");
    refused("environment.p = { a.salt = 'x', b = 1 }\n", Some(&more), Some("p"), "1:19");
}

#[test]
fn a_section_is_no_toggle() {
    let because = "2:2: `segment` is a section of this file, and cannot be a toggle in it, too";
    for change in ["segment", "segment=on"] {
        refused("b = 1\n[segment.staff]\n", change, because);
    }
    check("environment = false\n", "environment=on", "environment = true\n");
    let because = "2:2: `attributes` is a section of this file, and cannot be a toggle in it, too";
    refused("b = 1\n[attributes]\nplan = 'string'\n", "attributes=on", because);
    check("attributes = false\n", "attributes=on", "attributes = true\n");
}

#[test]
fn dotted_name_without_quotes_is_refused() {
    let because = |at| format!("{at}: without quotes, `search.v2` is in a table; write \"search.v2\"");
    refused("search.v2 = true", "search.v2=on", &because("1:1"));
    refused("# x\n[search]\nv2 = true", "search.v2", &because("2:2"));
    check("search.v1 = true\n", "search.v2=on", "search.v1 = true\n\"search.v2\" = true\n");
}

#[test]
fn invalid_toml_is_refused_with_its_place() {
    refused("a = true\nb = ture\n", "a=on", "2:5: invalid boolean, expected `true`");
    refused("\u{feff}\"é\" = tru", "a=on", "1:7: invalid boolean, expected `true`");
    for text in ["a = true\na = false\n", "a = ", "\0", "<<<<<<< HEAD\n", "a = true\rb = true"] {
        change_of(text, "a=on").expect_err("it is not TOML");
    }
    change_of(&format!("a = {}", "[".repeat(100_000)), "a=on").expect_err("it is too deep");
}

#[test]
fn similar_name_is_found() {
    let nearest = |change| change_of("new-checkout = true\nmail = true\n", change).expect("it is TOML").nearest;
    assert_eq!(nearest("new-chekout"), Some("new-checkout".to_owned()));
    assert_eq!(nearest("payments"), None);
    assert_eq!(nearest("new-chekout=on"), Some("new-checkout".to_owned()));
    assert_eq!(nearest("new-checkout=off"), None);
}
