//! The forms in which code is gated, each with the value that brings the code back.

use cargo_toggle::retire::rewrite::Keep;

use crate::{
    insert::{Insertion, apply, attribute, indentation, line_break, wrap},
    places::{Condition, Places},
};

/// A way to gate the code of a file.
#[derive(Debug)]
pub struct Form {
    /// Its name in reports.
    pub name: &'static str,
    /// The value of the toggle with which the code is the same as before.
    pub keep: fn() -> Keep,
    /// Returns the gated text with the number of gates, and the text that has to come back.
    pub(crate) gate: fn(&str, &Places) -> Gated,
}

/// A gated text.
#[derive(Debug)]
pub(crate) struct Gated {
    pub(crate) text: String,
    pub(crate) count: usize,
    /// The text that has to come back, if it is not the one from before.
    pub(crate) expected: Option<String>,
}

const ON: fn() -> Keep = || Keep::On;
const OFF: fn() -> Keep = || Keep::Off;
const NEW: fn() -> Keep = || Keep::Variant { name: "new".to_owned(), path: "Way::New".to_owned() };

/// All forms.
pub const FORMS: &[Form] = &[
    Form {
        name: "functions, on",
        keep: ON,
        gate: |text, places| functions(text, places, "#[feature_toggle(\"x\", else = old())]"),
    },
    Form { name: "functions, on, same line", keep: ON, gate: functions_on_the_same_line },
    Form { name: "functions, on, shadow and guard", keep: ON, gate: |text, places| functions(text, places, GUARDED) },
    Form { name: "functions, off", keep: OFF, gate: functions_off },
    Form { name: "functions, another gate stays", keep: ON, gate: two_toggles },
    Form { name: "functions, in all(..)", keep: ON, gate: in_all },
    Form {
        name: "impl, on",
        keep: ON,
        gate: |text, places| starts(text, &places.impls, "#[feature_toggle(\"x\", else = old())]"),
    },
    Form { name: "mod, on", keep: ON, gate: |text, places| starts(text, &places.modules, "#[feature_toggle(X)]") },
    Form { name: "statements, on", keep: ON, gate: statements },
    Form { name: "statements, off", keep: OFF, gate: statements_off },
    Form {
        name: "statements in gated blocks",
        keep: ON,
        gate: |text, places| wrapped(text, places, "#[feature_toggle(\"x\")]\n{", "}"),
    },
    Form {
        name: "statements in if",
        keep: ON,
        gate: |text, places| wrapped(text, places, "if enabled!(\"x\") {", "}"),
    },
    Form {
        name: "statements in else",
        keep: OFF,
        gate: |text, places| wrapped(text, places, "if enabled!(\"x\") { new(); } else {", "}"),
    },
    Form { name: "let, on", keep: ON, gate: bindings },
    Form { name: "let, off", keep: OFF, gate: bindings_off },
    Form {
        name: "let of an if",
        keep: ON,
        gate: |text, places| values(text, places, "if enabled!(\"x\") { ", " } else { old() }"),
    },
    Form {
        name: "let of a match",
        keep: NEW,
        gate: |text, places| values(text, places, "match X.get() { Way::Old => old(), Way::New => ", " }"),
    },
    Form { name: "arms, on", keep: ON, gate: arms },
    Form { name: "guards", keep: ON, gate: guards },
    Form {
        name: "conditions, first",
        keep: ON,
        gate: |text, places| conditions(text, &places.conditions, "enabled!(\"x\") && ", ""),
    },
    Form {
        name: "conditions, last",
        keep: ON,
        gate: |text, places| conditions(text, &places.conditions, "", " && !!enabled!(X)"),
    },
    Form { name: "conditions, off", keep: OFF, gate: choices },
    Form { name: "while", keep: ON, gate: |text, places| conditions(text, &places.loops, "X.is_enabled() && ", "") },
    Form { name: "else if", keep: ON, gate: else_if },
    Form { name: "last expressions", keep: ON, gate: tails },
    Form { name: "declarations and imports", keep: ON, gate: declarations },
];

const GUARDED: &str = "#[toggle_runtime::feature_toggle(\n    X,\n    else = old(),\n    shadow,\n    compare = |a, b| a == b,\n    guard,\n    for = &context,\n)]";

fn starts(text: &str, starts: &[usize], gate: &str) -> Gated {
    let insertions: Vec<_> = starts.iter().map(|&start| attribute(text, start, gate)).collect();
    Gated { count: insertions.len(), text: apply(text, insertions), expected: None }
}

fn functions(text: &str, places: &Places, gate: &str) -> Gated {
    let all: Vec<usize> = places.functions.iter().map(|function| function.start).collect();
    starts(text, &all, gate)
}

fn functions_on_the_same_line(text: &str, places: &Places) -> Gated {
    let insert = |at| Insertion::at(at, "#[feature_toggle(flags::X)] ");
    let insertions: Vec<_> = places.functions.iter().map(|function| insert(function.start)).collect();
    Gated { count: insertions.len(), text: apply(text, insertions), expected: None }
}

fn functions_off(text: &str, places: &Places) -> Gated {
    let mut insertions = Vec::new();
    let mut count = 0;
    for function in places.functions.iter().filter(|function| !function.is_inner) {
        let body = &text[function.body.clone()];
        insertions.push(attribute(text, function.start, &format!("#[feature_toggle(\"x\", else = {body})]")));
        insertions.push(Insertion::replace(function.body.clone(), "{ new() }"));
        count += 1;
    }
    Gated { count, text: apply(text, insertions), expected: None }
}

fn two_toggles(text: &str, places: &Places) -> Gated {
    let with = |gate: &str| {
        let insertions = places.functions.iter().map(|function| attribute(text, function.start, gate)).collect();
        apply(text, insertions)
    };
    let lines: String = with("#[feature_toggle(\"y\", else = a())]\u{0}#[feature_toggle(\"x\", else = b())]");
    // Both on lines with the indentation of the function.
    let mut gated = String::new();
    for line in lines.split_inclusive('\n') {
        match line.split_once('\u{0}') {
            Some((first, second)) => {
                let space = &first[..first.len() - first.trim_start().len()];
                let is_alone = second.trim_end().ends_with("b())]");
                let between = if is_alone { format!("{}{space}", line_break(text)) } else { " ".to_owned() };
                gated.extend([first, &between, second]);
            }
            None => gated.push_str(line),
        }
    }
    Gated { count: places.functions.len(), text: gated, expected: Some(with("#[feature_toggle(\"y\", else = a())]")) }
}

fn in_all(text: &str, places: &Places) -> Gated {
    let expected = functions(text, places, "#[feature_toggle(all(\"y\", not(Z)), else = a())]").text;
    Gated {
        expected: Some(expected),
        ..functions(text, places, "#[feature_toggle(all(\"y\", \"x\", not(Z)), else = a())]")
    }
}

fn statements(text: &str, places: &Places) -> Gated {
    let plain = places.statements.iter().filter(|statement| !statement.is_block);
    let all: Vec<usize> = plain.map(|statement| statement.range.start).collect();
    starts(text, &all, "#[feature_toggle(\"x\")]")
}

fn statements_off(text: &str, places: &Places) -> Gated {
    let mut insertions = Vec::new();
    let mut count = 0;
    for statement in places.statements.iter().filter(|statement| !statement.is_inner) {
        let Some(expression) = &statement.expression else { continue };
        let old = &text[expression.clone()];
        // Attributes would come to stand in front of an expression.
        if old.starts_with('#') {
            continue;
        }
        let gate = format!("#[feature_toggle(\"x\", else = {old})]");
        insertions.push(attribute(text, statement.range.start, &gate));
        insertions.push(Insertion::replace(statement.range.clone(), "new();"));
        count += 1;
    }
    Gated { count, text: apply(text, insertions), expected: None }
}

fn wrapped(text: &str, places: &Places, before: &str, after: &str) -> Gated {
    let mut insertions = Vec::new();
    let mut count = 0;
    for statement in places.statements.iter().filter(|statement| statement.can_move && !statement.is_inner) {
        let Some(space) = indentation(text, statement.range.start) else { continue };
        let before = before.replace('\n', &format!("{}{space}", line_break(text)));
        if let Some(wrapped) = wrap(text, places, &statement.range, &before, after) {
            insertions.extend(wrapped);
            count += 1;
        }
    }
    Gated { count, text: apply(text, insertions), expected: None }
}

fn bindings(text: &str, places: &Places) -> Gated {
    let all: Vec<usize> = places.bindings.iter().map(|binding| binding.start).collect();
    starts(text, &all, "#[feature_toggle(\"x\", else = { old() })]")
}

fn bindings_off(text: &str, places: &Places) -> Gated {
    let mut insertions = Vec::new();
    let mut count = 0;
    let mut end = 0;
    for binding in places.bindings.iter().filter(|binding| binding.is_plain) {
        if binding.start < end {
            continue;
        }
        end = binding.value.end;
        let old = &text[binding.value.clone()];
        insertions.push(attribute(text, binding.start, &format!("#[feature_toggle(\"x\", else = {old})]")));
        insertions.push(Insertion::replace(binding.value.clone(), "new()"));
        count += 1;
    }
    Gated { count, text: apply(text, insertions), expected: None }
}

fn values(text: &str, places: &Places, before: &str, after: &str) -> Gated {
    let mut insertions = Vec::new();
    let mut count = 0;
    for binding in places.bindings.iter().filter(|binding| binding.is_plain) {
        // An arm would end at the brace of such a block.
        if text[binding.value.clone()].starts_with("unsafe ") {
            continue;
        }
        insertions.push(Insertion::at(binding.value.start, before));
        insertions.push(Insertion::at(binding.value.end, after));
        count += 1;
    }
    Gated { count, text: apply(text, insertions), expected: None }
}

fn arms(text: &str, places: &Places) -> Gated {
    let all: Vec<usize> = places.arms.iter().map(|arm| arm.start).collect();
    starts(text, &all, "#[feature_toggle(\"x\")]")
}

fn guards(text: &str, places: &Places) -> Gated {
    let mut insertions = Vec::new();
    for arm in &places.arms {
        match &arm.guard {
            None => insertions.push(Insertion::at(arm.pattern.end, " if enabled!(\"x\")")),
            Some(guard) if guard.can_chain => insertions.push(Insertion::at(guard.range.start, "enabled!(X) && ")),
            Some(_) => {}
        }
    }
    Gated { count: insertions.len(), text: apply(text, insertions), expected: None }
}

fn conditions(text: &str, conditions: &[Condition], before: &str, after: &str) -> Gated {
    let mut insertions = Vec::new();
    let mut count = 0;
    for condition in conditions.iter().filter(|condition| condition.can_chain) {
        insertions.push(Insertion::at(condition.range.start, before));
        insertions.push(Insertion::at(condition.range.end, after));
        count += 1;
    }
    Gated { count, text: apply(text, insertions), expected: None }
}

fn choices(text: &str, places: &Places) -> Gated {
    let chosen = places.conditions.iter().filter(|condition| condition.can_choose);
    let insertions: Vec<_> =
        chosen.map(|condition| Insertion::at(condition.range.start, "enabled!(\"x\") || ")).collect();
    Gated { count: insertions.len(), text: apply(text, insertions), expected: None }
}

fn else_if(text: &str, places: &Places) -> Gated {
    let mut insertions = Vec::new();
    for block in &places.else_blocks {
        insertions.push(Insertion::at(block.start, "if enabled!(\"x\") "));
        insertions.push(Insertion::at(block.end, " else { old() }"));
    }
    Gated { count: places.else_blocks.len(), text: apply(text, insertions), expected: None }
}

fn tails(text: &str, places: &Places) -> Gated {
    let mut insertions = Vec::new();
    for tail in &places.tails {
        insertions.push(Insertion::at(tail.start, "if enabled!(\"x\") { "));
        insertions.push(Insertion::at(tail.end, " } else { old() }"));
    }
    Gated { count: places.tails.len(), text: apply(text, insertions), expected: None }
}

fn declarations(text: &str, places: &Places) -> Gated {
    let mut insertions = Vec::new();
    let line_break = line_break(text);
    for &item in &places.items {
        let Some(space) = indentation(text, item) else { continue };
        let above = &text[..item - space.len()];
        if above.ends_with("\n\n") || above.ends_with("\r\n\r\n") {
            let declaration = format!(
                "/// Docs.{line_break}{space}#[toggle(\"x\", default = on)]{line_break}{space}static X: Toggle;{line_break}{line_break}{space}"
            );
            insertions.push(Insertion::at(item, declaration));
        }
    }
    insertions.extend(places.groups.iter().map(|&group| Insertion::at(group, "X, ")));
    Gated { count: insertions.len(), text: apply(text, insertions), expected: None }
}
