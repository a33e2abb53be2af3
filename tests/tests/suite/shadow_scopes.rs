//! Shadow mode for code that binds the name of an argument that the code must not change.
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried")]

use toggle_runtime::{feature_toggle, scope};

/// Defines functions whose `else` changes the argument `log`, and whose body only binds the name again.
macro_rules! shadowed {
    ($($name:ident($v:ident, $log:ident) $body:block)*) => {
        $(
            #[feature_toggle("scopes", else = { $log.push(1); $v.len() }, shadow)]
            fn $name($v: &[usize], $log: &mut Vec<u8>) -> usize $body
        )*

        #[test]
        fn own_variables_are_no_argument() {
            let functions: &[fn(&[usize], &mut Vec<u8>) -> usize] = &[$($name),*];
            for function in functions {
                let run = |on| scope().set("scopes", on).run(|| {
                    let mut log = Vec::new();
                    (function(&[1, 1], &mut log), log)
                });
                assert_eq!(run(true), (2, vec![]));
                assert_eq!(run(false), (2, vec![1]));
            }
        }
    };
}

shadowed! {
    closure(v, log) { v.iter().filter(|log| **log == 1).count() }
    pattern_of_closure(v, log) { v.iter().enumerate().map(|(_, log)| log).sum() }
    arm(v, log) { match v { [log, ..] => log + 1, [] => 0 } }
    arm_with_guard(v, log) { match v { [log, _] if *log == 1 => log * 2, _ => 0 } }
    arm_with_at(v, log) { match v.len() { log @ 1..=5 => log, _ => 0 } }
    arm_or(v, log) { match v { [log] | [log, _] => log + 1, _ => 0 } }
    if_let(v, log) { if let Some(log) = v.first() { log + 1 } else { 0 } }
    if_let_chain(v, log) { if let Some(log) = v.first() && *log > 0 { log + 1 } else { 0 } }
    while_let(v, log) { let (mut v, mut s) = (v.iter(), 0); while let Some(log) = v.next() { s += log; } s }
    for_loop(v, log) { let mut s = 0; for log in v { s += log; } s }
    inner_function(v, log) { fn log() -> usize { 2 } log() * v.len() / 2 }
    argument_of_inner_function(v, log) { fn inner(log: usize) -> usize { log } inner(v.len()) }
    local(v, log) { let log = v.len(); log }
    let_else(v, log) { let Some(log) = v.first() else { return 0 }; log + 1 }
    nested_block(v, log) { let s = { let mut log = v.len(); log += 1; log }; s - 1 }
    shorthand(v, log) { struct S { log: usize } let S { log } = S { log: v.len() }; let s = S { log }; s.log }
    label(v, log) { 'log: loop { break 'log v.len(); } }
    format_string(v, log) { let log = v.len(); format!("{log}").parse().unwrap_or(0) }
    macro_of_std(v, log) { assert!(v.iter().all(|log| *log == 1)); v.len() }
    pattern_of_matches(v, log) { if matches!(v, [log, ..] if *log == 1) { v.len() } else { 0 } }
}

#[feature_toggle("scopes", else = { log.push(1); v.len() }, shadow, guard)]
async fn asynchronous(v: &[usize], log: &mut Vec<u8>) -> usize {
    let mut s = 0;
    for log in v {
        s += std::future::ready(*log).await;
    }
    s
}

#[test]
fn own_variable_in_async_is_no_argument() {
    let run = |on| scope().set("scopes", on).run(|| pollster::block_on(asynchronous(&[1, 1], &mut Vec::new())));
    assert_eq!((run(true), run(false)), (2, 2));
}
