//! Variants, numbers and strings.

use super::{Keep, Level, rewritten};

fn neural() -> Keep {
    Keep::Variant { name: "neural".to_owned(), path: "Ranking::Neural".to_owned() }
}

#[track_caller]
fn check(before: &str, keep: Keep, expected: &str) {
    let body = |text: &str| format!("fn f() {{\n    let z = 1;\n{text}}}\n");
    let found = rewritten(&body(before), keep);
    assert_eq!(found.text, body(expected));
    assert!(found.notes.iter().all(|note| note.level != Level::Person), "{:?}", found.notes);
}

#[test]
fn selected_arm_is_left() {
    check(
        "    match X.get() {\n        Ranking::Bm25 => old(),\n        Ranking::Neural => new(),\n    }\n",
        neural(),
        "    new()\n",
    );
    check(
        "    match value!(X, for = &c) {\n        Ranking::Bm25 => old(),\n        _ => {\n            let a = 1;\n            new(a);\n        }\n    }\n    last();\n",
        neural(),
        "    {\n        let a = 1;\n        new(a);\n    }\n    last();\n",
    );
    check(
        "    let a = match X.get() {\n        Bm25 => 1,\n        Neural | Other => 2,\n    };\n",
        neural(),
        "    let a = 2;\n",
    );
}

#[test]
fn uncertain_selection_keeps_the_match() {
    check(
        "    match X.get() {\n        Ranking::Neural if a => 1,\n        other => 2,\n    };\n",
        neural(),
        "    match Ranking::Neural {\n        Ranking::Neural if a => 1,\n        other => 2,\n    };\n",
    );
}

#[test]
fn value_is_written_out() {
    check("    g(X.get(), value!(X));\n", neural(), "    g(Ranking::Neural, Ranking::Neural);\n");
    check("    g(value!(X) + 1);\n", Keep::Literal("20_u16".to_owned()), "    g(20_u16 + 1);\n");
    check(
        "    match X.get() {\n        1 => a(),\n        2 => b(),\n        _ => c(),\n    }\n",
        Keep::Literal("2".to_owned()),
        "    b()\n",
    );
}
