//! Generics with their bounds, and bodies whose types depend on the return type.

use super::*;

#[feature_toggle("mode", else = format!("off {value}"), guard)]
fn guarded_generic<T: Display>(value: T) -> String {
    format!("on {value}")
}

#[feature_toggle("mode", else = [T::default(); N], shadow)]
fn shadowed_generic<T: Default + Copy + PartialEq + Debug, const N: usize>(value: T) -> [T; N] {
    [value; N]
}

#[feature_toggle("mode", else = format!("off {value}"), shadow)]
fn shadowed_impl(value: &impl Display) -> String {
    format!("on {value}")
}

#[feature_toggle("mode", else = Box::new([0].into_iter()), guard)]
fn guarded_coercion(list: Vec<u32>) -> Box<dyn Iterator<Item = u32>> {
    if list.is_empty() {
        return Box::new(std::iter::empty());
    }
    Box::new(list.into_iter().rev())
}

#[feature_toggle("mode", else = Box::new(|n| n), guard)]
async fn guarded_async_coercion(plus: bool) -> Box<dyn Fn(u32) -> u32> {
    ready().await;
    if plus {
        return Box::new(|n| n + 1);
    }
    Box::new(|n| n * 2)
}

#[feature_toggle("mode", else = Ok(text.parse()?), shadow)]
async fn shadowed_async_coercion(text: &str) -> Result<u32, Problem> {
    ready().await;
    let number: u32 = text.trim().parse()?;
    Ok(number.into())
}

#[feature_toggle("mode", else = "".into(), guard)]
async fn guarded_into(text: &str) -> String {
    text.into()
}

#[feature_toggle("mode", else = Default::default(), shadow, guard)]
async fn both_collect(text: &str) -> Vec<char> {
    text.chars().collect()
}

#[feature_toggle("mode", else = Vec::new(), shadow)]
fn shadowed_collect(text: &str) -> Vec<char> {
    text.chars().collect()
}

#[test]
fn generics_and_coercions_of_the_result() {
    check(|| guarded_generic(1), "on 1".to_owned(), "off 1".to_owned());
    check(|| shadowed_generic::<u8, 2>(1), [1, 1], [0, 0]);
    check(|| shadowed_impl(&1), "on 1".to_owned(), "off 1".to_owned());
    check(|| guarded_coercion(vec![1, 2]).collect(), vec![2, 1], vec![0]);
    check(|| pollster::block_on(guarded_async_coercion(true))(4), 5, 4);
    check(|| pollster::block_on(guarded_async_coercion(false))(4), 8, 4);
    check_async(|| shadowed_async_coercion(" 1"), Ok(1), Err(Problem));
    check_async(|| guarded_into("a"), "a".to_owned(), String::new());
    check_async(|| both_collect("a"), vec!['a'], Vec::new());
    check(|| shadowed_collect("a"), vec!['a'], Vec::new());
}
