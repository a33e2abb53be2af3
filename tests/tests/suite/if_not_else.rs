//! `enabled!(not(..))` in an `if` with `else`: clippy must not report a `!` that the user did not write.
#![deny(clippy::pedantic)]

use toggle_runtime::enabled;

#[test]
fn negated_check_in_if_with_else() {
    let answer = if enabled!(not("x")) { 3 } else { 4 };
    assert_eq!(answer, 3);
}
