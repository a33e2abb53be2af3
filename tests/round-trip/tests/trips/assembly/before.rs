//! Functions whose assembly is compared: pinned before, and retired after.

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

#[toggle("x")]
pub static X: Toggle;

unsafe extern "C" {
    safe fn call(number: u64) -> u64;
}

#[feature_toggle("x", else = call(1))]
#[inline(never)]
#[unsafe(no_mangle)]
pub fn f_function(count: u64) -> u64 {
    call(count) + 2
}

#[feature_toggle(X, else = {
    let mut sum = 0;
    for turn in 0..count {
        sum += call(turn);
    }
    sum
})]
#[inline(never)]
#[unsafe(no_mangle)]
pub fn f_block(count: u64) -> u64 {
    count * call(3)
}

#[feature_toggle]
#[inline(never)]
#[unsafe(no_mangle)]
pub fn f_inner(count: u64) -> u64 {
    #[feature_toggle("x")]
    call(4);
    #[feature_toggle("x", else = call(5))]
    let value = call(6);
    match count {
        #[feature_toggle("x")]
        7 => call(7),
        8 if !enabled!("x") => call(8),
        _ => value + count,
    }
}

#[inline(never)]
#[unsafe(no_mangle)]
pub fn f_checks(count: u64) -> u64 {
    if enabled!(X) && count > 9 {
        return call(9);
    }
    let mut turns = 0;
    while !enabled!("x") && turns < count {
        turns += call(turns);
    }
    if call(10) > 3 || enabled!(not("x")) { call(11) } else { turns }
}

#[inline(never)]
#[unsafe(no_mangle)]
pub fn f_nested(count: u64) -> u64 {
    if count > 12 {
        if enabled!(any("x", not(X))) { call(12) } else { call(13) }
    } else if enabled!(all("x", X)) {
        call(14)
    } else {
        call(15)
    }
}

#[inline(never)]
#[unsafe(no_mangle)]
pub fn f_value(count: u64) -> u64 {
    let is_on = enabled!("x");
    call(u64::from(is_on)) + if is_on { count } else { 16 }
}

#[feature_toggle("x", else = Err(17))]
#[inline(never)]
#[unsafe(no_mangle)]
pub fn f_result(count: u64) -> Result<u64, u64> {
    if count == 0 { Err(call(18)) } else { Ok(call(count)) }
}
