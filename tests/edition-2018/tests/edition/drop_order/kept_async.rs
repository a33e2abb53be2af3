//! Asynchronous functions that compile only before edition 2024, for the reason given in `kept`.

use pollster::block_on;
use toggle_runtime::feature_toggle;

use super::kept::Kept;
use super::log::*;

async fn plain(_a: Noted) -> usize {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
}

#[feature_toggle("drops", else = 0, guard)]
async fn guarded(_a: Noted) -> usize {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
}

#[feature_toggle("drops", else = 0, shadow)]
async fn shadowed(_a: Noted) -> usize {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
}

#[test]
fn guard_and_shadow() {
    let plain = || block_on(plain(Noted("a")));
    same(true, || block_on(guarded(Noted("a"))), plain);
    same(true, || block_on(shadowed(Noted("a"))), plain);
}
