//! Functions whose return type the compiler infers from the body. The gate must not move the body's last expression.
#![deny(warnings)]

use toggle_runtime::{feature_toggle, scope};

#[feature_toggle("inferred", else = unreachable!())]
fn closure() -> impl Fn(u64) -> u64 {
    |x| x.wrapping_add(1)
}

#[feature_toggle("inferred", else = unreachable!())]
fn any_lifetime() -> impl for<'a> Fn(&'a str) -> &'a str {
    |x| x
}

#[feature_toggle("inferred", else = panic!("it is {}", "off"))]
async fn asynchronous() -> impl for<'a> Fn(&'a str) -> &'a str {
    std::future::ready(()).await;
    |x| x
}

#[feature_toggle("inferred", else = std::process::abort())]
fn asynchronous_closure() -> impl AsyncFn(String) -> usize {
    async |s| s.len()
}

#[feature_toggle("inferred", else = vec![1].into_iter())]
fn iterator(from: u32) -> impl Iterator<Item = u32> {
    let numbers = [from, from + 1];
    Vec::from(numbers).into_iter()
}

#[feature_toggle(any("inferred", "inferred-too"))]
fn nothing() -> Option<impl Fn(u8) -> u8> {
    Some(|x| x)
}

#[feature_toggle("inferred", else = Ok(2))]
fn fallible(text: &str) -> Result<impl Into<u64>, std::num::ParseIntError> {
    let number: u32 = text.parse()?;
    Ok(number)
}

#[feature_toggle("inferred", else = 7)]
fn early(number: u32) -> impl Into<u64> {
    if number > 5 {
        return 5;
    }
    return number;
}

/// The literal in `else` takes the type of the body's number.
#[feature_toggle("inferred", else = 300)]
#[feature_toggle("inferred-too", else = 200)]
fn stacked() -> impl Into<u64> + Copy {
    1_u16
}

trait Numbers {
    #[feature_toggle("inferred", else = 0..self.end())]
    fn numbers(&self) -> impl Iterator<Item = u8> {
        1..self.end()
    }

    fn end(&self) -> u8;
}

struct Three;

impl Numbers for Three {
    fn end(&self) -> u8 {
        3
    }
}

impl Three {
    #[feature_toggle("inferred", else = unreachable!())]
    async fn adder(&self) -> impl Fn(u64) -> u64 + use<> {
        std::future::ready(()).await;
        |x| x.wrapping_add(3)
    }
}

#[test]
fn body_type_is_the_type_of_else() {
    scope().set("inferred", true).set("inferred-too", true).run(|| {
        assert_eq!(fallible("12").map(Into::into), Ok(12));
        assert!(fallible("x").is_err());
        assert_eq!([early(1).into(), early(9).into(), stacked().into()], [1, 5, 1]);
        assert_eq!(Three.numbers().count(), 2);
        assert_eq!(pollster::block_on(Three.adder())(1), 4);
    });
    assert_eq!(scope().set("inferred", true).run(|| stacked().into()), 200);
    assert_eq!(fallible("x").map(Into::into), Ok(2));
    assert_eq!([early(1).into(), stacked().into()], [7, 300]);
    assert_eq!(Three.numbers().count(), 3);
}

#[test]
fn closures_know_their_arguments() {
    scope().set("inferred", true).run(|| {
        assert_eq!(closure()(1), 2);
        assert_eq!(any_lifetime()("a"), "a");
        assert_eq!(pollster::block_on(asynchronous())("a"), "a");
        assert_eq!(pollster::block_on(asynchronous_closure()("abc".to_owned())), 3);
        assert_eq!(iterator(3).sum::<u32>(), 7);
        assert_eq!(nothing().map(|same| same(5)), Some(5));
    });
    assert_eq!(iterator(3).sum::<u32>(), 1);
    assert!(nothing().is_none());
}
