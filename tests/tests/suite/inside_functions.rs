//! Blocks, statements, `let` and match arms inside a marked function.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::{
    cell::{Cell, RefCell},
    fmt::Debug,
    future::ready,
    sync::Mutex,
};

use toggle_runtime::{Context, Toggle, ToggleOff, enabled, feature_toggle, scope, toggle};

/// Checks the result of `call` with the toggle `inner` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("inner", true).run(&call), on, "on");
    assert_eq!(scope().set("inner", false).run(&call), off, "off");
}

#[toggle("inner")]
static INNER: Toggle;

// Blocks and statements.

#[feature_toggle]
fn statements(log: &mut Vec<&'static str>) {
    #[feature_toggle("inner")]
    {
        log.push("block");
    }
    #[feature_toggle(INNER, else = log.push("else"))]
    log.push("call");
    #[feature_toggle("inner")]
    log.extend(["method"]);
    #[feature_toggle("inner")]
    assert!(log.contains(&"method"), "a macro with parentheses");
    #[feature_toggle("inner")]
    assert! {!log.is_empty()}
    #[feature_toggle("inner", else = { log.push("else of assignment"); })]
    log[0] = "assigned";
    #[feature_toggle("inner")]
    if log.len() == 3 {
        log.push("if");
    } else {
        log.push("else of if");
    }
    #[feature_toggle("inner")]
    for word in ["for"] {
        log.push(word);
    }
    #[feature_toggle("inner")]
    while log.len() < 6 {
        log.push("while");
    }
    #[feature_toggle("inner")]
    loop {
        break;
    }
    #[feature_toggle("inner")]
    match log.len() {
        6 => log.push("match"),
        _ => {}
    }
    #[feature_toggle("inner")]
    'label: {
        break 'label;
    }
    #[feature_toggle("inner")]
    unsafe_free();
    #[feature_toggle(any("inner.not", "inner"), for = &Context::new("ada"))]
    log.push("any");
    #[feature_toggle(not("inner"))]
    log.push("not");
    #[feature_toggle("inner")]
    #[feature_toggle("inner.not")]
    log.push("both");
    #[feature_toggle("inner")]
    #[allow(unused_must_use, reason = "an attribute besides is what is tried")]
    log.first();
}

fn unsafe_free() {}

#[test]
fn statements_of_every_kind() {
    let log = || {
        let mut log = vec!["start"];
        statements(&mut log);
        log
    };
    check(
        log,
        vec!["assigned", "block", "call", "method", "else of if", "for", "match", "any"],
        vec!["start", "else", "else of assignment", "not"],
    );
}

#[feature_toggle]
fn nested(sum: &Cell<u8>) {
    {
        #[feature_toggle("inner")]
        {
            sum.set(sum.get() + 1);
            if sum.get() > 0 {
                #[feature_toggle(not("inner.not"))]
                sum.set(sum.get() + 10);
            }
        }
    }
    let closure = |by: u8| {
        #[feature_toggle("inner")]
        sum.set(sum.get() + by);
    };
    closure(100);
    for _ in 0..2 {
        #[feature_toggle("inner")]
        {
            sum.set(sum.get() + 2);
        }
    }
    let block = async {
        #[feature_toggle("inner")]
        ready(sum.set(sum.get() + 20)).await;
    };
    pollster::block_on(block);
    const fn item() -> u8 {
        4
    }
    #[feature_toggle("inner")]
    fn gated(sum: &Cell<u8>) {
        #[feature_toggle("inner")]
        sum.set(sum.get() + item());
    }
    fn marked_from_outside(sum: &Cell<u8>) {
        #[feature_toggle("inner")]
        sum.set(sum.get() + 40);
    }
    struct Local;
    impl Local {
        fn method(&self, sum: &Cell<u8>) {
            #[feature_toggle("inner")]
            sum.set(sum.get() + 1);
        }

        #[feature_toggle("inner")]
        fn gated(&self, sum: &Cell<u8>) {
            sum.set(sum.get() + 1);
        }
    }
    trait Extend {
        fn provided(&self, sum: &Cell<u8>) {
            #[feature_toggle("inner")]
            sum.set(sum.get() + 1);
        }
    }
    impl Extend for Local {}
    gated(sum);
    marked_from_outside(sum);
    Local.method(sum);
    Local.gated(sum);
    Local.provided(sum);
}

#[test]
fn nested_blocks_closures_and_items() {
    let sum = || {
        let sum = Cell::new(0);
        nested(&sum);
        sum.get()
    };
    check(sum, 182, 0);
}

// Blocks at the end of a body.

#[feature_toggle]
fn tail_block(value: u8) -> Option<u8> {
    #[feature_toggle("inner")]
    {
        let value = value + 1;
        Some(value)
    }
}

#[feature_toggle]
fn tail_with_else(value: u8) -> u8 {
    #[feature_toggle("inner", else = value)]
    {
        value + 1
    }
}

#[feature_toggle]
fn tail_expression(value: u8) -> Result<u8, ToggleOff> {
    #[feature_toggle("inner")]
    Ok(value + 1)
}

#[feature_toggle]
fn tail_match(value: u8) -> u8 {
    #[feature_toggle("inner", else = 0)]
    match value {
        0 => 1,
        other => other * 2,
    }
}

#[feature_toggle]
fn tail_macro() -> Option<String> {
    #[feature_toggle("inner", else = Some("off".to_owned()))]
    Some(format!("on"))
}

#[feature_toggle]
fn tail_unit(log: &mut Vec<u8>) {
    log.push(1);
    #[feature_toggle("inner")]
    {
        log.push(2);
    }
}

#[feature_toggle]
fn tail_of_an_inner_block(value: u8) -> u8 {
    let inner = {
        #[feature_toggle("inner", else = 100)]
        {
            value + 1
        }
    };
    let from_if = if value > 0 {
        #[feature_toggle("inner", else = 10)]
        {
            20
        }
    } else {
        0
    };
    inner + from_if
}

#[test]
fn tails() {
    check(|| tail_block(1), Some(2), None);
    check(|| tail_with_else(1), 2, 1);
    check(|| tail_expression(1).map_err(|off| off.toggle()), Ok(2), Err("inner"));
    check(|| tail_match(2), 4, 0);
    check(tail_macro, Some("on".into()), Some("off".into()));
    let log = || {
        let mut log = Vec::new();
        tail_unit(&mut log);
        log
    };
    check(log, vec![1, 2], vec![1]);
    check(|| tail_of_an_inner_block(1), 22, 110);
}

// Control flow out of a gate.

#[feature_toggle]
fn breaks(limit: u8) -> u8 {
    let mut count = 0;
    'outer: loop {
        for _ in 0..3 {
            count += 1;
            #[feature_toggle("inner")]
            if count >= limit {
                break 'outer;
            }
        }
        if count > 20 {
            break;
        }
    }
    count
}

#[feature_toggle]
fn continues(values: &[u8]) -> u8 {
    let mut sum = 0;
    for value in values {
        #[feature_toggle("inner")]
        if value % 2 == 0 {
            continue;
        }
        #[feature_toggle("inner", else = continue)]
        let value = *value;
        sum += value;
    }
    sum
}

#[feature_toggle]
fn returns(value: u8) -> u8 {
    #[feature_toggle("inner")]
    return value;
    #[feature_toggle(not("inner"), else = return 9)]
    let value = value + 1;
    value
}

#[feature_toggle]
fn questions(text: &str) -> Result<u8, std::num::ParseIntError> {
    #[feature_toggle("inner")]
    text.parse::<u8>()?;
    #[feature_toggle("inner", else = text.trim().parse()?)]
    let value: u8 = text.parse()?;
    Ok(value)
}

#[feature_toggle]
async fn awaits(by: u8) -> Result<u8, String> {
    #[feature_toggle("inner", else = ready(Ok::<_, String>(1)).await?)]
    let value = ready(Ok::<_, String>(2)).await?;
    #[feature_toggle("inner")]
    ready(()).await;
    #[feature_toggle("inner")]
    {
        if by == 0 {
            return Err(ready("none").await.to_owned());
        }
    }
    Ok(value + by)
}

#[feature_toggle]
fn breaks_with_a_value(values: &[u8]) -> u8 {
    'found: {
        for value in values {
            #[feature_toggle("inner", else = break 'found 100)]
            if *value > 1 {
                break 'found *value;
            }
        }
        0
    }
}

#[test]
fn control_flow() {
    check(|| breaks(5), 5, 21);
    check(|| continues(&[1, 2, 3]), 4, 0);
    check(|| returns(1), 1, 2);
    check(|| questions("7").ok(), Some(7), Some(7));
    check(|| questions(" 7").ok(), None, Some(7));
    check(|| pollster::block_on(awaits(1)), Ok(3), Ok(2));
    check(|| pollster::block_on(awaits(0)), Err("none".into()), Ok(1));
    check(|| breaks_with_a_value(&[1, 2]), 2, 100);
}

// `let`.

struct Noisy<'a>(&'a RefCell<Vec<&'static str>>, &'static str);

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().push(self.1);
    }
}

#[feature_toggle]
fn lets(pair: (u8, u8)) -> u8 {
    #[feature_toggle("inner", else = pair)]
    let (a, b) = (pair.1, pair.0);
    #[feature_toggle("inner", else = Vec::new())]
    let mut list: Vec<u8> = vec![1, 2];
    list.push(a);
    #[feature_toggle("inner", else = &[])]
    let slice: &[u8] = &list;
    #[feature_toggle("inner", else = Box::new(|value| value))]
    let function: Box<dyn Fn(u8) -> u8> = Box::new(|value| value + 100);
    #[feature_toggle("inner", else = 0)]
    let _ = 1;
    #[feature_toggle("inner", else = if a == 1 { 5 } else { 6 })]
    let from_if = if a == 1 { 7 } else { 8 };
    #[feature_toggle("inner", else = 1)]
    #[feature_toggle("inner.not", else = 2)]
    let twice = 3;
    #[feature_toggle("inner", else = 1)]
    #[allow(unused, reason = "an attribute besides is what is tried")]
    let unused = 0;
    #[feature_toggle("inner", else = 1)]
    #[cfg(any())]
    let configured_out = 0;
    function(b + from_if + twice + u8::try_from(slice.len()).unwrap_or(0))
}

#[feature_toggle]
fn extended_temporaries() -> usize {
    #[feature_toggle("inner", else = &String::from("off"))]
    let text = &String::from("it is on");
    #[feature_toggle("inner", else = &mut Vec::new())]
    let list = &mut vec![1];
    list.push(2);
    #[feature_toggle("inner", else = Some(&Cell::new(0)))]
    let cell = Some(&Cell::new(100));
    text.len() + list.len() + cell.map_or(0, Cell::get)
}

#[feature_toggle]
fn temporaries_end_with_their_statement(lock: &Mutex<Vec<u8>>) -> usize {
    #[feature_toggle("inner", else = lock.lock().map_or(0, |list| list.len()))]
    let len = lock.lock().map_or(0, |list| list.len() * 10);
    #[feature_toggle("inner")]
    lock.lock().into_iter().for_each(|mut list| list.push(1));
    #[feature_toggle("inner", else = lock.lock().into_iter().for_each(|mut list| list.clear()))]
    lock.lock().into_iter().for_each(|mut list| list.push(1));
    len + lock.try_lock().map_or(0, |list| list.len())
}

#[feature_toggle]
fn what_a_gated_let_holds_lives_on(log: &RefCell<Vec<&'static str>>) {
    #[feature_toggle("inner", else = Noisy(log, "off dropped"))]
    let _guard = Noisy(log, "on dropped");
    log.borrow_mut().push("end of body");
}

#[feature_toggle]
fn let_else(value: Option<u8>) -> u8 {
    #[feature_toggle("inner", else = Some(50))]
    let Some(first) = value else {
        return 0;
    };
    #[feature_toggle("inner", else = { value })]
    let Some(second): Option<u8> = value.map(|value| value + 1) else { return 1 };
    first + second
}

#[test]
fn lets_of_every_kind() {
    check(|| lets((1, 2)), 114, 8);
    check(extended_temporaries, 110, 4);
    check(|| temporaries_end_with_their_statement(&Mutex::new(vec![1])), 13, 1);
    let log = || {
        let log = RefCell::new(Vec::new());
        what_a_gated_let_holds_lives_on(&log);
        log.into_inner()
    };
    check(log, vec!["end of body", "on dropped"], vec!["end of body", "off dropped"]);
    check(|| let_else(Some(1)), 3, 51);
    check(|| let_else(None), 0, 1);
}

// Match arms.

enum Kind {
    Bulk(u8),
    Single { count: u8 },
    Other,
}

#[feature_toggle]
fn arms(kind: &Kind, ready: bool) -> u8 {
    match kind {
        #[feature_toggle("inner")]
        Kind::Bulk(count) if *count == 0 || ready => 1,
        #[feature_toggle("inner")]
        Kind::Bulk(0..=9) | Kind::Single { count: 1 } => 2,
        #[feature_toggle("inner")]
        Kind::Bulk(count) if matches!(count, 10..) as u8 == 1 => {
            let count = *count;
            count * 2
        }
        #[feature_toggle("inner")]
        #[feature_toggle(not("inner.not"))]
        Kind::Single { count } if (|| *count == 2)() => 3,
        #[feature_toggle(any("inner", "inner.not"))]
        #[allow(unreachable_patterns, reason = "an attribute besides is what is tried")]
        Kind::Single { count: number @ 3..=9 } if *number == 3 && ready => 4,
        #[feature_toggle(not("inner"))]
        Kind::Single { .. } => 5,
        #[feature_toggle("inner", for = &Context::new("ada"))]
        Kind::Other => 6,
        _ if enabled!("inner") => 7,
        _ => 8,
    }
}

#[test]
fn arms_of_every_kind() {
    check(|| arms(&Kind::Bulk(0), false), 1, 8);
    check(|| arms(&Kind::Bulk(5), true), 1, 8);
    check(|| arms(&Kind::Bulk(5), false), 2, 8);
    check(|| arms(&Kind::Bulk(12), false), 24, 8);
    check(|| arms(&Kind::Single { count: 1 }, false), 2, 5);
    check(|| arms(&Kind::Single { count: 2 }, false), 3, 5);
    check(|| arms(&Kind::Single { count: 3 }, true), 4, 5);
    check(|| arms(&Kind::Single { count: 3 }, false), 7, 5);
    check(|| arms(&Kind::Other, false), 6, 8);
}

#[feature_toggle]
fn arms_that_move_and_bind(text: Option<String>) -> String {
    match text {
        #[feature_toggle("inner")]
        Some(text) => text,
        #[feature_toggle("inner")]
        Some(ref text) if text.is_empty() => "empty".to_owned(),
        Some(mut text) => {
            text.push_str(" was off");
            text
        }
        #[feature_toggle("inner")]
        None => "on".to_owned(),
        None => "off".to_owned(),
    }
}

#[feature_toggle]
fn arms_in_a_statement(value: u8) -> u8 {
    let mut sum = 0;
    match value {
        #[feature_toggle("inner")]
        1 => {
            #[feature_toggle(not("inner.not"))]
            {
                sum += 10;
            }
        }
        #[feature_toggle("inner")]
        2 => return 50,
        _ => sum += 1,
    }
    sum + match value {
        #[feature_toggle("inner")]
        1 => 1,
        _ => 2,
    }
}

#[test]
fn arms_and_their_values() {
    check(|| arms_that_move_and_bind(Some("a".into())), "a".into(), "a was off".into());
    check(|| arms_that_move_and_bind(None), "on".into(), "off".into());
    check(|| arms_in_a_statement(1), 11, 3);
    check(|| arms_in_a_statement(2), 50, 3);
}

#[feature_toggle("inner.outer", else = 0)]
fn gated_and_marked(value: u8) -> u8 {
    #![allow(unused_mut, reason = "an inner attribute is what is tried")]
    let mut sum = value;
    #[feature_toggle("inner")]
    return sum + 1;
    sum
}

#[test]
fn a_gated_function_with_gates_inside() {
    check(|| scope().set("inner.outer", true).run(|| gated_and_marked(1)), 2, 1);
    check(|| gated_and_marked(1), 0, 0);
}
