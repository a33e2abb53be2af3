//! `enabled!(not(..))` is no `!` that the user wrote (`cargo clippy`).
#![deny(clippy::pedantic)]

use toggle_runtime::enabled;

#[test]
fn asks() {
    let answer = if enabled!(not("x")) { 3 } else { 4 };
    assert_eq!(answer, 3);
}
