//! The words for common slips. The cases in `tests/mistakes/` have the places of messages.

use super::*;

#[track_caller]
fn gate_says(arguments: &str, message: &str) {
    let arguments: TokenStream = arguments.parse().expect("the arguments are tokens");
    let expansion = crate::gate::expand(
        arguments,
        quote!(
            fn price() -> u8 {
                1
            }
        ),
    );
    only_says(&formatted(expansion), message);
}

#[track_caller]
fn check_says(arguments: &str, message: &str) {
    let arguments: TokenStream = arguments.parse().expect("the arguments are tokens");
    let check = crate::enabled::expand(arguments);
    only_says(&formatted(quote!(const _: bool = #check;)), message);
}

#[track_caller]
fn declaration_says(arguments: &str, message: &str) {
    let arguments: TokenStream = arguments.parse().expect("the arguments are tokens");
    let item = quote!(
        static TOGGLE: Toggle;
    );
    only_says(&formatted(crate::declare::expand(arguments, item)), message);
}

#[track_caller]
fn test_says(arguments: &str, message: &str) {
    let arguments: TokenStream = arguments.parse().expect("the arguments are tokens");
    only_says(
        &formatted(crate::toggle_test::expand(
            arguments,
            &quote!(
                fn totals() {}
            ),
        )),
        message,
    );
}

#[track_caller]
fn only_says(expansion: &str, message: &str) {
    let message = message.replace('"', "\\\"");
    assert!(expansion.contains(&message), "no `{message}` in {expansion}");
    assert_eq!(expansion.matches("compile_error!").count(), 1, "{expansion}");
}

#[test]
fn names_without_quotes() {
    gate_says("new-checkout", r#"write `"new-checkout"`"#);
    gate_says("new-checkout, else = 2", r#"write `"new-checkout"`"#);
    gate_says("NEW-CHECKOUT", r#"write `"NEW-CHECKOUT"`"#);
    gate_says("billing.new-price-2", r#"write `"billing.new-price-2"`"#);
    gate_says("new_price", r#"write `"new_price"`"#);
    gate_says("all(new-price, \"b\")", r#"write `"new-price"`"#);
    check_says("new-checkout", r#"write `"new-checkout"`"#);
    check_says("name", "`toggle_runtime::is_enabled(name)`");
    check_says("not(name)", "`toggle_runtime::is_enabled(name)`");
    test_says("new-checkout", r#"write `"new-checkout"`"#);
    declaration_says("k3", r#"write `#[toggle("k3")]`"#);
    declaration_says("new-checkout, kind = release", r#"write `#[toggle("new-checkout")]`"#);
    declaration_says("NEW_CHECKOUT", r#"write `#[toggle("new-checkout")]`"#);
}

#[test]
fn names_with_a_key() {
    for key in ["name", "toggle", "flag", "feature", "key", "id"] {
        gate_says(&format!("{key} = \"k\", else = 2"), "the toggle's name has no key");
        check_says(&format!("{key} = \"k\""), "the toggle's name has no key");
        declaration_says(&format!("{key} = \"k\""), "the toggle's name has no key");
        test_says(&format!("{key} = \"k\""), "the toggle's name has no key");
    }
}

#[test]
fn other_words_for_else() {
    for word in
        ["el", "esle", "els", "elze", "otherwise", "fallback", "default", "or_else", "orElse", "off", "old", "legacy"]
    {
        gate_says(&format!("\"k\", {word} = 1"), &format!("`{word}` is no key here; did you mean `else`?"));
        gate_says(&format!("{word} = 1, \"k\""), &format!("`{word}` is no key here; did you mean `else`?"));
    }
    gate_says("\"k\", otherwise", "did you mean `else`? Write `else = ..`");
}

#[test]
fn other_words_for_for() {
    for word in ["context", "ctx", "fro", "user", "with"] {
        gate_says(&format!("\"k\", {word} = &c"), &format!("`{word}` is no key here; did you mean `for`?"));
        check_says(&format!("\"k\", {word} = &c"), &format!("`{word}` is no key here; did you mean `for`?"));
    }
    gate_says("\"k\", if = x", "the condition is the first argument");
    gate_says("\"k\", when = x", "the condition is the first argument");
    check_says("\"k\", if = x", "the condition is the first argument");
}

#[test]
fn other_words_for_modes() {
    gate_says("\"k\", else = 2, gaurd", "did you mean `guard`?");
    gate_says("\"k\", else = 2, breaker", "did you mean `guard`?");
    gate_says("\"k\", else = 2, guard, fail = f", "did you mean `failure`? Write `failure = ..`");
    gate_says("\"k\", else = 2, guard, failures = f", "did you mean `failure`? Write `failure = ..`");
    gate_says("\"k\", else = 2, guard, faliure = f", "did you mean `failure`? Write `failure = ..`");
    gate_says("\"k\", else = 2, failure = f", "`guard` counts as failed; write `guard` as well");
    gate_says("\"k\", else = 2, shadow, failure = f", "`guard` counts as failed; write `guard` as well");
    gate_says("\"k\", else = 2, guard, failure", "`failure` needs a value: write `failure = ..`");
    gate_says("\"k\", else = 2, guard, failure = f, failure = g", "`failure` is given twice; keep one");
    gate_says("\"k\", else = 2, mirror", "did you mean `shadow`?");
    gate_says("\"k\", else = 2, shadow, comparator = same", "did you mean `compare`?");
    gate_says("\"k\", else = 2, shadow, ignoring = same", "did you mean `ignore`?");
    gate_says("\"k\", else = 2, colour = 1", "`colour` is no key here; expected one of: `else = ..`");
}

#[test]
fn other_words_for_crate() {
    for word in ["krate", "crat", "runtime"] {
        let message =
            format!("`{word}` is no key here; did you mean `crate`? Write `crate = platform::toggle_runtime`");
        gate_says(&format!("\"k\", {word} = platform::toggles"), &message);
        check_says(&format!("\"k\", {word} = platform::toggles"), &message);
        test_says(&format!("\"k\", {word} = platform::toggles"), &message);
        declaration_says(&format!("\"k\", {word} = platform::toggles"), &message);
    }
    gate_says("\"k\", crate: platform::toggles", "`crate` needs the path of the runtime");
    gate_says("\"k\" crate = platform::toggles", "expected `,`");
    gate_says("\"k\" crate = platform::toggles, else = 2", "expected `,`");
    gate_says("crate = platform::toggles \"k\", else = 2", "expected `,`");
    check_says("crate = platform::toggles \"k\"", "expected `,`");
    declaration_says("\"k\", default = on crate = platform::toggles", "expected `,`");
}

#[test]
fn conditions_as_expressions() {
    gate_says("\"k\" && \"l\"", "write `all(.., ..)`");
    gate_says("\"k\" & \"l\"", "write `all(.., ..)`");
    gate_says("\"k\" and \"l\"", "write `all(.., ..)`");
    gate_says("\"k\" || \"l\"", "write `any(.., ..)`");
    gate_says("\"k\" | \"l\"", "write `any(.., ..)`");
    gate_says("\"k\" or \"l\"", "write `any(.., ..)`");
    gate_says("!\"k\"", "write `not(..)`");
    gate_says("or(\"k\", \"l\")", "did you mean `any(..)`?");
    gate_says("and(\"k\", \"l\")", "did you mean `all(..)`?");
    gate_says("none(\"k\", \"l\")", "did you mean `not(..)`?");
    gate_says("[\"k\", \"l\"]", "write `all(.., ..)` or `any(.., ..)`");
    gate_says("(\"k\", \"l\")", "write `all(.., ..)` or `any(.., ..)`");
    gate_says("\"k\", \"l\"", "write `all(.., ..)` or `any(.., ..)`");
    gate_says("all = (\"k\", \"l\")", "a combination has parentheses");
    gate_says("\"k\" == true", "write the toggle alone, or `not(..)` for off");
    gate_says("\"k\" = true", "write the toggle alone, or `not(..)` for off");
    check_says("\"k\" && \"l\"", "write `all(.., ..)`");
    gate_says("not \"k\"", "a combination has parentheses: write `not(..)`");
    gate_says("all[\"k\", \"l\"]", "a combination has parentheses: write `all(..)`");
}

#[test]
fn values_without_keys() {
    gate_says("\"k\", legacy()", "a value needs its key before it: write `else = ..` or `for = &context`");
    gate_says("\"k\", &context", "a value needs its key before it: write `else = ..` or `for = &context`");
    gate_says("\"k\", 1", "a value needs its key before it: write `else = ..` or `for = &context`");
    gate_says("\"k\", { 1 }", "a value needs its key before it: write `else = ..` or `for = &context`");
    check_says("\"k\", &context", "a value needs its key before it: write `for = &context`");
    check_says("TOGGLE, context()", "a value needs its key before it: write `for = &context`");
    gate_says("\"k\", \"else\" = 1", "a key has no quotes: write `else = ..`");
}

#[test]
fn signs_between_key_and_value() {
    gate_says("\"k\", else: 1", "expected `=`: write `else = ..`");
    gate_says("\"k\", else == 1", "expected `=`: write `else = ..`");
    gate_says("\"k\", else => 1", "expected `=`: write `else = ..`");
    gate_says("\"k\", else { 1 }", "expected `=`: write `else = ..`");
    gate_says("\"k\", else(1)", "expected `=`: write `else = ..`");
    gate_says("\"k\", else", "`else` needs a value");
    gate_says("\"k\", else =", "`else` needs a value");
    gate_says("\"k\", else = 2, for: &c", "expected `=`: write `for = ..`");
    declaration_says("\"k\", default: on", "expected `=`: write `default = ..`");
    declaration_says("\"k\", owner(\"payments\")", "expected `=`: write `owner = ..`");
    declaration_says("\"k\", kind", "`kind` needs a value");
}

#[test]
fn commas() {
    gate_says("\"k\" else = 1", "expected `,`");
    gate_says("\"k\"; else = 1", "expected `,`");
    gate_says("\"k\",, else = 1", "there is no argument before this comma");
    gate_says(", \"k\", else = 1", "there is no argument before this comma");
    declaration_says("\"k\" default = on", "expected `,`");
    declaration_says("\"k\",, default = on", "there is no argument before this comma");
    declaration_says("\"k\", kind = release owner = \"a\"", "expected `,`");
    test_says("\"a\" \"b\"", "expected `,`");
}

#[test]
fn other_words_of_declarations() {
    for (word, meant) in [
        ("onwer", "owner"),
        ("owners", "owner"),
        ("team", "owner"),
        ("expiry", "expires"),
        ("expire", "expires"),
        ("until", "expires"),
        ("created", "since"),
        ("from", "since"),
        ("value", "default"),
        ("type", "kind"),
        ("min", "range"),
    ] {
        declaration_says(
            &format!("\"k\", {word} = \"a\""),
            &format!("`{word}` is no key here; did you mean `{meant}`?"),
        );
    }
    for word in ["desc", "description", "doc"] {
        declaration_says(&format!("\"k\", {word} = \"a\""), "write `/// ..` above the `static`");
    }
    declaration_says("\"k\", variants = [A, B]", "write an enum with `#[derive(Variants)]`");
    declaration_says("\"k\", colour = 1", "`colour` is no key here; expected one of: `default = ..`");
    declaration_says("\"k\", \"l\"", "a declaration has one name");
}

#[test]
fn types_of_values_in_declarations() {
    for (ty, toggle) in [
        (quote!(bool), "Toggle"),
        (quote!(u32), "Toggle<u32>"),
        (quote!(u128), "Toggle<i64>"),
        (quote!(Duration), "Toggle<Duration>"),
        (quote!(f64), "Toggle<f64>"),
        (quote!(&'static str), "Toggle<Arc<str>>"),
        (quote!(String), "Toggle<Arc<str>>"),
    ] {
        let expansion = crate::declare::expand(quote!("k"), quote!(static LIMIT: #ty;));
        only_says(&formatted(expansion), &format!("write `static LIMIT: {toggle};`"));
    }
}

#[test]
fn literals_of_declarations() {
    declaration_says("\"k\", default = \"on\"", "write the default without quotes: `default = on`");
    declaration_says("\"k\", default = \"false\"", "write the default without quotes: `default = off`");
    declaration_says("\"k\", default = \"dark\"", "a toggle with a string is a `Toggle<Arc<str>>`");
    declaration_says("\"k\", default = true", "write `default = on` or `default = off`");
    declaration_says("\"k\", default = enabled", "write `default = on` or `default = off`");
    declaration_says("\"k\", kind = \"ops\"", "write the kind without quotes: `kind = ops`");
    declaration_says("\"k\", owner = payments", "write it in quotes: `owner = \"payments\"`");
    declaration_says("\"k\", since = 2027-01-01", "write it in quotes: `since = \"2027-03-01\"`");
}
