//! Generated functions: with nested gates and checks of three toggles, compiled and compared in all eight states.
//!
//! `RETIRE_SEED` and `RETIRE_FUNCTIONS` choose other functions and another number of them.

use cargo_toggle::retire::rewrite::{Edition, Level, rewrite};

use crate::program::{Case, Program, WAYS};

const FUNCTIONS: u64 = 60;

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("the variable is a number"))
}

/// A generator of functions: a stream of numbers (`SplitMix64`) that selects a form at each place.
struct Generator {
    state: u64,
    calls: u32,
    /// The local variables.
    names: Vec<&'static str>,
    /// Whether a gate can stand here: none can stand inside of another attribute.
    may_gate: bool,
    is_newer: bool,
}

/// The names of local variables. They are few, so that they hide each other.
const NAMES: [&str; 3] = ["p", "q", "r"];

impl Generator {
    fn next(&mut self, below: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    fn call(&mut self) -> String {
        self.calls += 1;
        format!("call(\"{}\")", self.calls)
    }

    fn temporary(&mut self) -> String {
        self.calls += 1;
        format!("loud(\"l{}\").value()", self.calls)
    }

    /// Returns a condition of the macros.
    fn condition(&mut self, depth: u32) -> String {
        let leaf = ["\"x\"", "\"x\"", "X", "\"a\"", "A", "\"b\""];
        match if depth == 0 { 0 } else { self.next(6) } {
            3 => format!("not({})", self.condition(depth - 1)),
            4 => format!("all({}, {})", self.condition(depth - 1), self.condition(depth - 1)),
            5 => format!("any({}, {})", self.condition(depth - 1), self.condition(depth - 1)),
            _ => leaf[usize::try_from(self.next(6)).unwrap_or_default()].to_owned(),
        }
    }

    /// Returns an expression of the type `bool`.
    fn boolean(&mut self, depth: u32) -> String {
        match if depth == 0 { self.next(4) } else { self.next(9) } {
            0 | 1 => format!("enabled!({})", self.condition(1)),
            2 => ["X.is_enabled()", "is_enabled(\"x\")", "!enabled!(X)"]
                [usize::try_from(self.next(3)).unwrap_or_default()]
            .to_owned(),
            3 => format!("{} > {}", self.call(), self.next(40)),
            4 => format!("!({})", self.boolean(depth - 1)),
            5 | 6 => format!("({} && {})", self.boolean(depth - 1), self.boolean(depth - 1)),
            7 => format!("({} || {})", self.boolean(depth - 1), self.boolean(depth - 1)),
            _ => format!("enabled!({}) && {}", self.condition(1), self.boolean(depth - 1)),
        }
    }

    /// Returns an expression of the type `i64`.
    fn value(&mut self, depth: u32, space: &str) -> String {
        match if depth == 0 { self.next(4) } else { self.next(10) } {
            0 => self.next(9).to_string(),
            1 => match self.names.last() {
                Some(name) => (*name).to_owned(),
                None => "sum".to_owned(),
            },
            2 => self.call(),
            3 => self.temporary(),
            4 | 5 => format!(
                "if {} {{ {} }} else {{ {} }}",
                self.boolean(1),
                self.value(depth - 1, space),
                self.value(depth - 1, space)
            ),
            6 => format!("({}) + ({})", self.value(depth - 1, space), self.value(depth - 1, space)),
            7 => format!("take({})", self.value(depth - 1, space)),
            8 => self.block(depth - 1, space, true),
            _ => self.selection(depth - 1, space, true),
        }
    }

    /// Returns a block, with a value or without.
    fn block(&mut self, depth: u32, space: &str, has_value: bool) -> String {
        let known = self.names.len();
        let inner = format!("{space}    ");
        let mut text = "{\n".to_owned();
        for _ in 0..self.next(3) + u64::from(!has_value) {
            text.push_str(&self.statement(depth, &inner));
        }
        if has_value {
            text.push_str(&self.tail(depth, &inner));
        }
        self.names.truncate(known);
        format!("{text}{space}}}")
    }

    /// Returns the last expression of a block.
    fn tail(&mut self, depth: u32, space: &str) -> String {
        // Before the edition 2024, gated last expressions drop temporaries early in some places, unlike other code.
        if self.is_newer && self.may_gate && depth > 0 && self.next(3) == 0 {
            let gate = self.gate(depth, space, true);
            return format!("{space}{gate}\n{space}{}\n", self.block(depth - 1, space, true));
        }
        format!("{space}{}\n", self.value(depth, space))
    }

    /// Returns a gate with or without `else`.
    fn gate(&mut self, depth: u32, space: &str, has_value: bool) -> String {
        let condition = self.condition(2);
        if !has_value && self.next(2) == 0 {
            return format!("#[feature_toggle({condition})]");
        }
        self.may_gate = false;
        let otherwise = match (has_value, self.next(2)) {
            (true, _) => self.value(depth.min(1), space),
            (false, 0) => self.block(0, space, false),
            (false, _) => format!("drop({})", self.value(0, space)),
        };
        self.may_gate = true;
        format!("#[feature_toggle({condition}, else = {otherwise})]")
    }

    fn selection(&mut self, depth: u32, space: &str, has_value: bool) -> String {
        let inner = format!("{space}    ");
        let mut text = format!("match ({}) % 3 {{\n", self.value(0, space));
        for arm in ["0", "1", "_"] {
            let gate = if arm != "_" && self.may_gate && self.next(2) == 0 {
                format!("{inner}#[feature_toggle({})]\n", self.condition(1))
            } else {
                String::new()
            };
            let guard =
                if arm != "_" && self.next(2) == 0 { format!(" if {}", self.boolean(1)) } else { String::new() };
            let body = match self.next(2) {
                0 if has_value => format!("{},", self.value(depth, &inner)),
                _ => self.block(depth, &inner, has_value),
            };
            let more = format!("{gate}{inner}{arm}{guard} => {body}\n");
            text.push_str(&more);
        }
        format!("{text}{space}}}")
    }

    /// Returns a statement on lines of its own.
    fn statement(&mut self, depth: u32, space: &str) -> String {
        let gate = if self.may_gate && self.next(3) == 0 {
            format!("{space}{}\n", self.gate(depth, space, false))
        } else {
            String::new()
        };
        let statement = match if depth == 0 { self.next(4) } else { self.next(12) } {
            0 => format!("{};", self.call()),
            1 => format!("{};", self.temporary()),
            2 => format!("sum += {};", self.value(0, space)),
            // The gate of a `let` needs an `else`.
            3 | 4 => {
                let index = usize::try_from(self.next(3)).unwrap_or_default();
                let value = self.value(depth, space);
                let gate = if self.may_gate && self.next(2) == 0 {
                    format!("{space}{}\n", self.gate(depth, space, true))
                } else {
                    String::new()
                };
                self.names.push(NAMES[index]);
                return format!("{gate}{space}let {}: i64 = {value};\n", NAMES[index]);
            }
            5 | 6 => {
                let mut text = format!("if {} {}", self.boolean(2), self.block(depth - 1, space, false));
                while self.next(2) == 0 {
                    let more = format!(" else if {} {}", self.boolean(1), self.block(depth - 1, space, false));
                    text.push_str(&more);
                }
                if self.next(2) == 0 {
                    let more = format!(" else {}", self.block(depth - 1, space, false));
                    text.push_str(&more);
                }
                text
            }
            7 => {
                let condition = self.boolean(1);
                let body = self.block(depth - 1, space, false);
                let body = body.strip_prefix('{').unwrap_or_default();
                format!(
                    "while {condition} {{\n{space}    turns += 1;\n{space}    if turns > 3 {{\n{space}        break;\n{space}    }}{body}"
                )
            }
            8 => self.selection(depth - 1, space, false),
            9 => format!("if {} {{\n{space}    return {};\n{space}}}", self.boolean(1), self.value(0, space)),
            10 => {
                self.calls += 1;
                return format!("{space}let _kept = loud(\"k{}\");\n", self.calls);
            }
            _ if self.is_newer => format!(
                "if enabled!({}) && let 1.. = {} {}",
                self.condition(1),
                self.value(0, space),
                self.block(depth - 1, space, false)
            ),
            _ => self.block(depth - 1, space, false),
        };
        format!("{gate}{space}{statement}\n")
    }

    fn file(&mut self) -> String {
        let gate = self.gate(1, "", true).replace("sum", "count");
        let body = self.block(3, "", true);
        // A mark needs gates inside.
        let is_marked = body.contains("#[feature_toggle(") && self.next(2) == 0;
        let gate = if is_marked { "#[feature_toggle]" } else { &gate };
        let body = body.strip_prefix('{').unwrap_or_default();
        format!(
            "//! A generated function.\n\nuse toggle_runtime::{{enabled, feature_toggle, is_enabled}};\n\n\
             use crate::prelude::*;\n\n{gate}\nfn generated(mut count: i64) -> i64 {{\n    let mut sum = count;\n    \
             let mut turns = 0;{body}\n\npub fn run() {{\n    for count in 0..3 {{\n        take(generated(count));\n    \
             }}\n}}\n"
        )
    }
}

#[track_caller]
fn check(program: &str, edition: Edition, seed: u64) {
    let seed = variable("RETIRE_SEED", seed);
    let mut cases = Vec::new();
    let mut edits = 0;
    for number in 0..variable("RETIRE_FUNCTIONS", FUNCTIONS) {
        let state = seed.wrapping_mul(1_000_003).wrapping_add(number);
        let is_newer = edition == Edition::From2024;
        let before = Generator { state, calls: 0, names: Vec::new(), may_gate: true, is_newer }.file();
        let mut after = Vec::new();
        for way in WAYS.iter().filter(|way| way.toggle == "x") {
            let done = rewrite(&before, &way.target(), edition).unwrap_or_else(|error| panic!("{error:#}\n{before}"));
            let person = done.notes.iter().find(|note| note.level == Level::Person);
            assert!(person.is_none(), "{person:?}\n{before}");
            edits += done.count;
            after.push((way, done.text));
        }
        cases.push(Case { name: format!("f{number:03}"), before, after });
    }
    assert!(edits > cases.len(), "{edits}");
    let printed = Program::write(program, edition, &cases).run();
    assert_eq!(printed, format!("{} comparisons, 0 differ\n", cases.len() * 8));
}

#[test]
fn generated_functions_behave_the_same_in_2024() {
    check("generated-2024", Edition::From2024, 1);
}

#[test]
fn generated_functions_behave_the_same_in_2021() {
    check("generated-2021", Edition::Before2024, 2);
}
