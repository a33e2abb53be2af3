//! Gates under a condition of the build: `cfg_attr(.., feature_toggle(..))` inside a function.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]

use async_trait::async_trait;
use toggle_runtime::{enabled, feature_toggle, scope, toggles};

/// Checks the result with the toggle `conditional` on and off.
#[track_caller]
fn check<T: PartialEq + Copy + std::fmt::Debug>(run: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("conditional", true).run(&run), on, "on");
    assert_eq!(scope().set("conditional", false).run(&run), off, "off");
}

#[cfg_attr(all(), feature_toggle)]
fn everywhere(value: u8) -> (u8, u8) {
    let mut steps = 0;
    #[cfg_attr(all(), feature_toggle("conditional"))]
    {
        steps += 1;
    }
    #[cfg_attr(any(), feature_toggle("never-there"))]
    {
        steps += 2;
    }
    #[cfg_attr(not(any()), allow(unused_assignments), feature_toggle("conditional", else = steps += 8), cfg(all()))]
    {
        steps += 4;
    }
    #[cfg_attr(any(), feature_toggle("never-there"), cfg(any()))]
    {
        steps += 16;
    }
    #[cfg_attr(all(), cfg_attr(all(), cfg_attr(all(), feature_toggle("conditional"))))]
    #[cfg_attr(all(), cfg_attr(any(), feature_toggle("never-there")))]
    {
        steps += 32;
    }

    #[cfg_attr(all(), feature_toggle("conditional", else = 1))]
    let number = 2;
    #[cfg_attr(any(), feature_toggle("never-there", else = no_such_function()))]
    let number = number + 10;
    #[cfg_attr(all(), feature_toggle("conditional", else = None))]
    let Some(number) = Some(number) else { return (steps, 0) };

    let arm = match value {
        #[cfg_attr(all(), feature_toggle("conditional"))]
        0 => 10,
        #[cfg_attr(any(), feature_toggle("never-there"))]
        1 => 20,
        #[cfg_attr(all(), toggle_runtime::feature_toggle("conditional"))]
        _ if value > 2 => 30,
        _ => 40,
    };
    (steps, number + arm)
}

#[test]
fn gates_are_there_where_the_condition_holds() {
    check(|| everywhere(0), (55, 22), (26, 0));
    check(|| everywhere(1), (55, 32), (26, 0));
    check(|| everywhere(3), (55, 42), (26, 0));
    assert!(toggles().all(|toggle| toggle.name != "never-there"));
    let points = toggles().find(|toggle| toggle.name == "conditional").expect("it is linked").points.len();
    assert_eq!(points, 19);
}

#[feature_toggle("conditional", else = 1)]
fn gated(value: &str) -> usize {
    #[cfg_attr(all(), feature_toggle("conditional"))]
    if value.is_empty() {
        return 2;
    }
    #[cfg_attr(all(), feature_toggle("conditional", else = 4))]
    value.len()
}

#[feature_toggle]
fn none_holds(mut value: u8) -> u8 {
    #[cfg_attr(any(), feature_toggle("never-there"))]
    {
        value += 1;
    }
    value
}

#[test]
fn gated_function_has_gates_inside() {
    check(|| (gated(""), gated("four!")), (2, 5), (1, 1));
    check(|| none_holds(1), 2, 2);
}

struct Shop(u8);

#[feature_toggle("conditional", else = 0)]
impl Shop {
    #[cfg_attr(all(), feature_toggle("conditional-second", else = 1))]
    fn second(&self) -> u8 {
        self.0
    }

    #[cfg_attr(any(), feature_toggle("never-there", else = no_such_function()))]
    fn first(&self) -> u8 {
        #[cfg_attr(all(), feature_toggle("conditional-second", else = 1))]
        let number = self.0;
        number
    }
}

#[feature_toggle("conditional", else = 0)]
mod module {
    #[cfg_attr(all(), feature_toggle("conditional-second", else = 1))]
    pub(super) fn number() -> u8 {
        2
    }
}

#[test]
fn members_have_conditional_gates() {
    let all = || (Shop(5).first(), Shop(5).second(), module::number());
    check(all, (1, 1, 1), (0, 0, 0));
    check(|| scope().set("conditional-second", true).run(all), (5, 5, 2), (0, 0, 0));
}

#[async_trait]
trait Pays {
    async fn pay(&self) -> u8;
}

#[async_trait]
impl Pays for Shop {
    #[feature_toggle]
    async fn pay(&self) -> u8 {
        #[cfg_attr(all(), feature_toggle("conditional", else = std::future::ready(self.0).await))]
        let amount = std::future::ready(self.0 + 1).await;
        amount
    }
}

#[feature_toggle]
fn nested() -> u8 {
    #[cfg_attr(all(), feature_toggle("conditional", else = 1))]
    fn marked() -> u8 {
        2
    }
    fn not_marked() -> u8 {
        #[cfg_attr(all(), feature_toggle("conditional", else = 10))]
        let number = 20;
        number
    }
    marked() + not_marked()
}

#[test]
fn methods_and_nested_functions_have_them() {
    check(|| pollster::block_on(Shop(5).pay()), 6, 5);
    check(nested, 22, 11);
}

macro_rules! one_attribute {
    (#[cfg_attr($condition:meta, $gate:meta)] fn $name:ident() -> u8 $body:block) => {
        #[$gate]
        fn $name() -> u8 $body
    };
}

macro_rules! conditional_gate {
    ($name:ident, $condition:meta, $toggle:literal) => {
        #[cfg_attr(all(), feature_toggle)]
        fn $name() -> u8 {
            #[cfg_attr($condition, feature_toggle($toggle, else = 1))]
            let number = 2;
            number
        }
    };
}

conditional_gate!(made, all(), "conditional");
conditional_gate!(made_without, any(), "never-there");

#[feature_toggle]
fn calls_macros() -> u8 {
    one_attribute! {
        #[cfg_attr(any(), feature_toggle("conditional", else = 1))]
        fn number() -> u8 {
            2
        }
    }
    #[cfg_attr(all(), feature_toggle("conditional", else = 10))]
    let ten = 20;
    number() + ten + u8::from(!enabled!("conditional-second"))
}

#[test]
fn macros_make_and_take_conditional_gates() {
    check(|| (made(), made_without()), (2, 2), (1, 2));
    check(calls_macros, 23, 12);
}
