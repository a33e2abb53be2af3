//! The use of a variable called `log` in pieces of code.

use quote::format_ident;

use super::*;

#[track_caller]
fn check(code: &str, expected: Use) {
    let tokens: TokenStream = code.parse().expect("these are tokens");
    assert_eq!(use_of(tokens, &format_ident!("log")), expected, "{code}");
}

#[track_caller]
fn check_all(expected: Use, codes: &[&str]) {
    for code in codes {
        check(code, expected);
    }
}

#[test]
fn own_binding_of_the_name_is_no_use() {
    check_all(
        Use::Nothing,
        &[
            "v.iter().filter(|log| log.is_some()).count()",
            "v.iter().fold(0, |sum, &(log, Some(_))| sum + log)",
            "|S { log, .. }: &S| log.len()",
            "async move |log: u8| log",
            "match v { Some(log) => log, None => 0 }",
            "match v { log @ 1..=5 if log > 2 => log, Some(log) | Ok(log) => log, _ => 0 }",
            "if let Some(log) = v { log } else { 0 }",
            "if let Some(log) = v && log > 1 && let Some(x) = f(log) { log } else { 0 }",
            "while let Some(log) = v.pop() { f(log); }",
            "for log in v { s += log; }",
            "for (n, log) in v.iter().enumerate() { s += log; }",
            "let log = 1; f(log)",
            "let Some(log) = v else { return 0 }; log",
            "let (a, mut log) = v; log += a; { log }",
            "{ let log = 1; f(log) } + 1",
            "fn log() -> usize { 1 } log() + v",
            "f(log()); fn log() -> usize { 1 }",
            "const log: usize = 1; log",
            "static log: usize = 1; log",
            "struct log; f(log)",
            "struct log(u8); log(1).0",
            "fn inner(log: u8) -> u8 { log } inner(1)",
            "impl S { fn inner(log: u8) -> u8 { log } } 1",
        ],
    );
}

#[test]
fn field_or_path_of_the_name_is_no_use() {
    check_all(
        Use::Nothing,
        &[
            "cart.log",
            "cart.log()",
            "log::info(1)",
            "crate::log",
            "log!(1)",
            "S { log: 1 }",
            "f::<log>(1)",
            "x as log",
            "'log: loop { break 'log 1; }",
            r#"f("{log}")"#,
            "/* log */ 1",
        ],
    );
}

#[test]
fn variable_by_value_is_read() {
    check_all(
        Use::Reads,
        &[
            "log",
            "f(log, 1)",
            "{ f() } && log",
            "f(&log.entries)",
            "0..log",
            "S { log }",
            "S { x: log }",
            "log != 1",
            "let mut log = log; log += 1; log",
            "let log = f(|| log); log",
            "let Some(log) = v else { return log }; 1",
            "{ let log = 1; f(log); } log",
            "if let Some(log) = v { log } else { f(log) }",
            "if let Some(log) = log { 1 } else { 0 }",
            "if a && log > 1 && let Some(log) = v { 1 } else { 0 }",
            "match log { log => 1 }",
            "match v { Some(x) if x > log => 1, _ => 0 }",
            "for log in log { f(log); }",
            "v.iter().map(|x| x + log)",
            "async move { log }",
            "loop { break log; }",
            "return log",
            "use log::info; log",
            "#[cfg(test)] let log = 1; log",
            "#[cfg(test)] fn log() {} log",
        ],
    );
}

#[test]
fn variable_as_place_may_change() {
    check_all(
        Use::MayChange,
        &[
            "log.push(1)",
            "log.0.list[1].push(1)",
            "log = 1",
            "log += 1",
            "log.n -= 1",
            "log[1] = 2",
            "*log = 2",
            "(log, x) = f()",
            "S { x: log } = f()",
            "f(&mut log)",
            "f(&mut log.entries)",
            "let ref mut x = log; *x = 1",
            "match log { Some(ref mut x) => *x = 1, None => {} }",
            "log()",
            "v.iter().for_each(|x| log.push(x))",
        ],
    );
}

#[test]
fn argument_of_std_macro_is_an_expression() {
    check(r#"format!("{log}")"#, Use::Reads);
    check(r#"std::format!("{{{log:?}")"#, Use::Reads);
    check(r#"format!("{:log$}", 1)"#, Use::Reads);
    check(r#"format!("{:?}", f(log))"#, Use::Reads);
    check(r#"assert!(a, "{log}")"#, Use::Reads);
    check("vec![log; 3]", Use::Reads);
    check("matches!(log, Some(_))", Use::Reads);
    check("matches!(v, Some(x) if x > log)", Use::Reads);
    check(r#"write!(log, "{}", 1)"#, Use::MayChange);
    check("assert!(log.pop())", Use::MayChange);

    check(r#"format!("{{log}} log {} {logs} {:blog$}", 1)"#, Use::Nothing);
    check(r#"format!("{log}", log = 1)"#, Use::Nothing);
    check("assert!(v.iter().all(|log| log.is_some()))", Use::Nothing);
    check("matches!(v, Some(log) if log > 1)", Use::Nothing);
    check("vec![1, 2].into_iter().map(|log| log)", Use::Nothing);
    check(r#"let log = 1; format!("{log}")"#, Use::Nothing);
}

#[test]
fn word_in_unknown_macro_may_change() {
    check("own!(|log| log)", Use::MayChange);
    check(r#"own!("{log}")"#, Use::MayChange);
    check("macro_rules! m { () => { log } } m!()", Use::MayChange);
    check("let log = 1; own!(log)", Use::Nothing);
}

#[test]
fn word_in_gate_inside_may_change() {
    check(r#"#[feature_toggle("k", else = log.push(1))] f();"#, Use::MayChange);
    check(r#"#[cfg_attr(a, feature_toggle("k", else = log.push(1)))] f();"#, Use::MayChange);
    check(r#"#[feature_toggle("k", else = 0)] let log = 1; f(log)"#, Use::Nothing);
}

#[test]
fn inner_attribute_is_no_use() {
    check("#![allow(unused)] v.iter().map(|log| log)", Use::Nothing);
}
