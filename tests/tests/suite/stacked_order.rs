//! Several gates on one function, which are checked from the first to the last, like gates inside functions.

use toggle_runtime::{feature_toggle, scope};

#[feature_toggle("first", else = "first is off")]
#[feature_toggle("second", else = "second is off")]
fn stacked() -> &'static str {
    "on"
}

#[feature_toggle]
fn stacked_inside() -> &'static str {
    #[feature_toggle("first", else = "first is off")]
    #[feature_toggle("second", else = "second is off")]
    let answer = "on";
    answer
}

#[test]
fn the_first_gate_is_the_outer_one() {
    assert_eq!(stacked_inside(), "first is off");
    assert_eq!(stacked(), "first is off");
    assert_eq!(scope().set("first", true).run(stacked), "second is off");
}
