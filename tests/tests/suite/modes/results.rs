//! Early returns, and failures that the attribute defines.

use super::*;

// Early returns.

#[feature_toggle("mode", else = Ok(0), guard)]
fn guarded_question(text: &str) -> Result<u32, Box<dyn Error>> {
    let number: u32 = text.parse()?;
    if number > 5 {
        return Err("too large".into());
    }
    Ok(number + 1)
}

#[feature_toggle("mode", else = text.parse().map(|number: u32| number * 10), shadow)]
fn shadowed_question(text: &str) -> Result<u32, ParseIntError> {
    let number: u32 = text.parse()?;
    if number == 7 {
        return Ok(8);
    }
    Ok(number)
}

#[feature_toggle("mode", else = return text.trim_start().parse::<u32>().ok(), shadow, guard)]
fn both_with_return(text: &str) -> Option<u32> {
    let number = text.parse().ok()?;
    Some(number)
}

#[test]
fn early_returns_keep_their_result() {
    let told = |text: &str| guarded_question(text).map_err(|error| error.to_string());
    check(|| told("1"), Ok(2), Ok(0));
    check(|| told("9"), Err("too large".to_owned()), Ok(0));
    check(|| told("x"), Err("invalid digit found in string".to_owned()), Ok(0));
    check(|| shadowed_question("7"), Ok(8), Ok(70));
    check(|| shadowed_question("3"), Ok(3), Ok(30));
    check(|| shadowed_question("x").is_err(), true, true);
    check(|| both_with_return(" 4"), None, Some(4));
}

// Failures defined by the attribute.

fn is_odd(result: &Result<u32, String>) -> bool {
    result.as_ref().is_ok_and(|number| number % 2 == 1)
}

#[feature_toggle("mode", else = Err(text.to_owned()), guard, failure = is_odd)]
fn failure_by_path(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "no number".to_owned())
}

#[feature_toggle("mode", else = Ok(0), guard, failure = |result| matches!(result, Err(error) if error.len() > limit))]
fn failure_by_closure(text: &str, limit: usize) -> Result<u32, String> {
    text.parse().map_err(|_| text.to_owned())
}

#[feature_toggle(MODE, else = Ok(0), guard, failure = |result| result.as_ref().is_ok_and(|n| *n > 5))]
async fn failure_of_a_future<T: Into<u32>>(value: T) -> Result<u32, String> {
    Ok(future::ready(value).await.into())
}

#[feature_toggle("mode", else = name.len(), guard, failure = |length| *length > owner.len())]
fn failure_that_borrows(name: String, owner: String) -> usize {
    name.len() + 1
}

#[feature_toggle("mode", else = Some(0), shadow, guard, failure = Option::is_none)]
fn failure_beside_shadow(text: &str) -> Option<u32> {
    text.parse().ok()
}

#[feature_toggle("mode", else = Some(0), shadow, guard, failure = |found| found.is_none() && text.len() > name.len())]
async fn failure_beside_shadow_of_a_future(text: String, name: String) -> Option<u32> {
    future::ready(text.parse().ok()).await
}

#[test]
fn failure_attribute_keeps_the_result() {
    check(|| failure_by_path("7"), Ok(7), Err("7".to_owned()));
    check(|| failure_by_closure("x", 0), Err("x".to_owned()), Ok(0));
    check_async(|| failure_of_a_future(9_u8), Ok(9), Ok(0));
    check(|| failure_that_borrows("Ada".to_owned(), "Bob".to_owned()), 4, 3);
    check(|| failure_beside_shadow("7"), Some(7), Some(0));
    check_async(|| failure_beside_shadow_of_a_future("7".to_owned(), String::new()), Some(7), Some(0));
}
