//! The edit of a text.

mod states;
mod rules;
mod monitored;
mod added;
mod refused;
mod kept;

use toggle_syntax::Type;

use super::{
    current::Table,
    document::{Edited, edit},
    refusal::Refusal,
    request::Request,
    slot::Slot,
};

#[track_caller]
fn check(text: &str, change: &str, expected: &str) {
    let edited = change_of(text, change).expect("the text can be edited");
    assert_eq!(edited.text, expected);
}

#[track_caller]
fn refused(text: &str, change: &str, expected: &str) {
    let refusal = change_of(text, change).expect_err("the text cannot be edited");
    assert_eq!(refusal.to_string(), expected);
}

/// Applies a change: `name=on`, or `name` to unset it.
fn change_of(text: &str, change: &str) -> Result<Edited, Refusal> {
    let (name, state) = change.split_once('=').map_or((change, None), |(name, state)| (name, Some(state)));
    let request = state.map(|state| match state {
        "on" => Request::Plain("true".to_owned()),
        "off" => Request::Plain("false".to_owned()),
        literal => Request::Plain(literal.to_owned()),
    });
    edit(text, Slot { name, ty: &Type::OnOff, environment: None }, request.as_ref())
}

/// Checks a text after a change of the entry `a`, and that the change is then done.
#[track_caller]
fn check_rules(text: &str, request: &Request, environment: Option<&str>, expected: &str) {
    let slot = Slot { name: "a", ty: &Type::OnOff, environment };
    let edited = edit(text, slot, Some(request)).expect("the text can be edited");
    assert_eq!(edited.text, expected);
    let again = edit(expected, slot, Some(request)).expect("the text can be edited");
    assert_eq!(again.before, edited.after);
}

fn table(rules: &[&str], others: &[(&str, &str)]) -> Table {
    let mut table = Table::default();
    table.rules = rules.iter().map(|&rule| rule.to_owned()).collect();
    for &(key, literal) in others {
        table.set(key, literal.to_owned());
    }
    table
}

fn two() -> Request {
    let others = [("salt", "\"x\""), ("otherwise", "\"off\"")];
    Request::Table(table(&["{ segment = \"staff\" }", "{rollout = 25}"], &others))
}

const TWO: &str = "rules = [\n  { segment = \"staff\" },\n  {rollout = 25},\n]\notherwise = \"off\"\nsalt = \"x\"\n";
