//! Results that borrow from arguments, and owned arguments.

use super::*;

// Results that borrow from an argument.

#[feature_toggle("mode", else = b, guard)]
fn guarded_lifetime<'a>(a: &'a str, b: &'a str) -> &'a str {
    if a.is_empty() {
        return b;
    }
    a
}

#[feature_toggle("mode", else = text, shadow)]
fn shadowed_lifetime(text: &str) -> &str {
    text.trim()
}

#[derive(Debug, PartialEq)]
pub(super) struct Words<'a>(pub(super) &'a str);

#[feature_toggle("mode", else = words, guard)]
fn guarded_anonymous_lifetime(words: Words<'_>) -> Words<'_> {
    Words(words.0.trim())
}

#[feature_toggle("mode", else = Words(words.0), shadow, guard)]
fn shadowed_anonymous_lifetime<'a>(words: &Words<'a>) -> Words<'a> {
    Words(words.0.trim())
}

#[feature_toggle("mode", else = &mut list[0], guard)]
fn guarded_exclusive(list: &mut [u8]) -> &mut u8 {
    &mut list[1]
}

#[test]
fn results_borrow_from_arguments() {
    check(|| guarded_lifetime("a", "b"), "a", "b");
    check(|| guarded_lifetime("", "b"), "b", "b");
    check(|| shadowed_lifetime(" a "), "a", " a ");
    check(|| guarded_anonymous_lifetime(Words(" a")), Words("a"), Words(" a"));
    check(|| shadowed_anonymous_lifetime(&Words(" a")), Words("a"), Words(" a"));
    check(
        || {
            let mut list = [1, 2];
            *guarded_exclusive(&mut list) += 10;
            list
        },
        [1, 12],
        [11, 2],
    );
}

// Owned arguments: guarded code can move them, and both ways of shadow mode can borrow them.

#[feature_toggle("mode", else = Box::new(|number| number), guard)]
fn guarded_closure(list: Vec<u8>) -> Box<dyn Fn(usize) -> usize> {
    if list.is_empty() {
        return Box::new(|number| number * 2);
    }
    Box::new(move |number| number + list.len())
}

#[feature_toggle("mode", else = Vec::new(), guard)]
fn guarded_fields((names, _): (Vec<String>, Rc<Cell<u8>>), both: (Vec<String>, String)) -> Vec<String> {
    let mut list = both.0;
    list.push(both.1);
    list.extend(names);
    list
}

#[feature_toggle("mode", else = drop(list), guard)]
fn guarded_unit(list: Vec<Rc<Cell<u8>>>) {
    for cell in list {
        cell.set(cell.get() + 1);
    }
}

#[feature_toggle(MODE, guard)]
fn guarded_without_else(mut text: String) -> Option<String> {
    text.push('!');
    Some(text)
}

#[feature_toggle("mode", guard)]
fn guarded_result(fail: bool) -> Result<u8, ToggleOff> {
    if fail { guarded_result(false) } else { Ok(1) }
}

#[feature_toggle("mode", else = text.len(), shadow)]
fn shadowed_owned(text: String) -> usize {
    text.chars().count()
}

#[feature_toggle("mode", else = text.len(), shadow, guard)]
pub(super) async fn both_owned(text: String) -> usize {
    ready().await;
    text.chars().count()
}

#[feature_toggle("mode", else = { *total += 1; *total }, guard)]
fn guarded_change(total: &mut u32, (a, b): (u32, u32)) -> u32 {
    *total += a + b;
    *total
}

#[feature_toggle("mode", else = { log.push(1); names.len() }, shadow)]
fn shadow_of_what_the_old_way_changes(names: &[&str], log: &mut Vec<u8>) -> usize {
    names.iter().map(|name| name.len()).sum()
}

#[feature_toggle("mode", else = Vec::new(), shadow)]
fn shadow_of_what_one_way_takes(mut list: Vec<u8>) -> Vec<u8> {
    list.push(1);
    list
}

#[feature_toggle("mode", else = plus, shadow, guard, compare = |old, new| old + zero == *new, ignore = |_, _| zero == 0)]
fn both_with_other_arguments(mut list: Vec<usize>, plus: usize, zero: usize) -> usize {
    list.push(plus);
    list.into_iter().sum()
}

#[test]
fn closures_and_fields_are_given_back() {
    check(|| (guarded_closure(vec![])(3), guarded_closure(vec![0])(3)), (6, 4), (3, 3));
    let text = |text: &str| text.to_owned();
    let call = || guarded_fields((vec![text("c")], Rc::default()), (vec![text("a")], text("b")));
    check(call, vec![text("a"), text("b"), text("c")], vec![]);
}

#[test]
fn arguments_are_taken_borrowed_or_changed() {
    let cell = Rc::new(Cell::new(0));
    check(|| guarded_unit(vec![cell.clone()]), (), ());
    assert_eq!(cell.get(), 1);
    check(|| guarded_without_else("a".to_owned()), Some("a!".to_owned()), None);
    check(|| guarded_result(true).is_ok(), true, false);
    check(|| shadowed_owned("ä".to_owned()), 1, 2);
    check_async(|| both_owned("ä".to_owned()), 1, 2);
    check(|| guarded_change(&mut 1, (2, 3)), 6, 2);
    check(|| shadow_of_what_the_old_way_changes(&["a", "bc"], &mut Vec::new()), 3, 2);
    check(|| shadow_of_what_one_way_takes(vec![2]), vec![2, 1], vec![]);
    check(|| both_with_other_arguments(vec![1, 2], 3, 0), 6, 3);
}
