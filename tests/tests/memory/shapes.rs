//! The shapes of toggle files, by the syntax that fills them.

use super::{Figures, KEPT, LARGEST, MOST, counted, program::Program};

/// A shape of files. The function takes the approximate length and a turn. Texts of two turns differ in every toggle.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) text: fn(usize, usize) -> String,
}

fn repeat(start: &str, len: usize, end: &str, mut piece: impl FnMut(usize) -> String) -> String {
    let mut text = start.to_owned();
    let mut number = 0;
    loop {
        let next = piece(number);
        if text.len() + next.len() + end.len() > len {
            return text + end;
        }
        text.push_str(&next);
        number += 1;
    }
}

const R: &str = "when = { country = [\"NL\", \"BE\"], plan = \"pro\" }";

/// Shapes of ten thousand toggles with four rules each, which fit into 4 MiB. A comment fills the rest of the text.
pub(crate) const ACCEPTED: &[Shape] = &[
    Shape {
        name: "[[rules]], dotted",
        text: |len, turn| headed(len, turn, |_| "when.country = \"NL\"\nrollout = 25\n".into()),
    },
    Shape {
        name: "[[rules]], inline",
        text: |len, turn| headed(len, turn, |_| "when = { country = \"NL\" }\nrollout = 25\n".into()),
    },
    Shape {
        name: "[[rules]], 2 dotted",
        text: |len, turn| headed(len, turn, |_| "when.country = \"NL\"\nwhen.plan = 1\nrollout = 25\n".into()),
    },
    Shape {
        name: "[[rules]], [rules.when]",
        text: |len, turn| headed(len, turn, |n| format!("rollout = 25\n[t{n}.rules.when]\ncountry = 1\nplan = 1\n")),
    },
];

/// Returns a text of ten thousand toggles with four rules each, written as `[[tN.rules]]`.
fn headed(len: usize, turn: usize, rule: impl Fn(usize) -> String) -> String {
    let rule = &rule;
    let toggle = |n: usize| {
        let rules = (0..4).map(move |_| format!("[[t{n}.rules]]\n{}", rule(n)));
        rules.collect::<String>().replace("25", &(25 + turn).to_string())
    };
    let text: String = (0..10_000).map(toggle).collect();
    let rest = len.saturating_sub(text.len() + 1);
    format!("{text}#{}", ".".repeat(rest))
}

pub(crate) const ALL: &[Shape] = &[
    Shape {
        name: "realistic toggles of 4 rules",
        text: |len, turn| {
            repeat("", len, "", |n| {
                let id = n % 10_000;
                let dup = n / 10_000;
                if dup > 0 {
                    return format!(
                        "# filler {n} ..................................................................................................\n"
                    );
                }
                format!(
                    "[t{id}]\nrules = [\n  {{ when = {{ group = \"staff\" }}, serve = \"on\" }},\n  {{ {R}, rollout = 25 }},\n  {{ when = {{ app-version = {{ semver = \">=2.3\" }} }}, rollout = 0.5, by = \"company\" }},\n  {{ rollout = {turn} }},\n]\notherwise = \"off\"\n"
                )
            })
        },
    },
    Shape {
        name: "10k toggles, rules to fill",
        text: |len, turn| {
            let per = len / 10_000;
            repeat("", len, "", |n| {
                if n >= 10_000 {
                    return "#".into();
                }
                repeat(&format!("[t{n}]\nrules = [\n"), per, "]\n", |k| {
                    format!("  {{ {R}, rollout = {} }},\n", (k + turn) % 100)
                }) + "\n"
            })
        },
    },
    Shape {
        name: "one toggle, {} rules",
        text: |len, turn| {
            repeat("t0={rules=[", len, "]}", |n| if n == 0 { format!("{{rollout={turn}}},") } else { "{},".into() })
        },
    },
    Shape {
        name: "toggles of 1000 {} rules",
        text: |len, turn| {
            repeat("", len, "", |n| {
                repeat(&format!("t{n}={{rules=["), 3050, "]}\n", |n| {
                    if n == 0 { format!("{{rollout={turn}}},") } else { "{},".into() }
                })
            })
        },
    },
    Shape {
        name: "one rule, alternatives",
        text: |len, turn| repeat(&format!("t0={{rules=[{{rollout={turn},when=["), len, "]}]}", |_| "{a=1},".into()),
    },
    Shape {
        name: "one rule, attributes",
        text: |len, turn| repeat(&format!("t0={{rules=[{{rollout={turn},when={{"), len, "}}]}", |n| format!("a{n}=1,")),
    },
    Shape {
        name: "rules of nots",
        text: |len, turn| {
            repeat("t0={rules=[", len, "]}", |_| {
                format!("{{rollout={turn},when={{a={{not={{not={{not={{not={{not={{not=1}}}}}}}}}}}}}}}},")
            })
        },
    },
    Shape {
        name: "operators",
        text: |len, turn| {
            repeat(&format!("t0={{rules=[{{rollout={turn},when=["), len, "]}]}", |_| {
                "{a={above=1,below=3,not=2,present=true,starts-with=\"\",contains=\"\",ends-with=\"\"}},".into()
            })
        },
    },
    Shape {
        name: "semver",
        text: |len, turn| {
            repeat(&format!("t0={{rules=[{{rollout={turn},when=["), len, "]}]}", |_| {
                "{a={semver=\"1,1,1,1,1,1\"}},".into()
            })
        },
    },
    Shape {
        name: "list of numbers",
        text: |len, turn| {
            repeat(&format!("t0={{rules=[{{rollout={turn},when={{a=["), len, "]}}]}", |n| format!("{},", n % 10))
        },
    },
    Shape {
        name: "list of texts",
        text: |len, turn| {
            repeat(&format!("t0={{rules=[{{rollout={turn},when={{a=["), len, "]}}]}", |n| format!("\"{n}\","))
        },
    },
    Shape {
        name: "list of short texts",
        text: |len, turn| {
            repeat(&format!("t0={{rules=[{{rollout={turn},when={{a={{contains=["), len, "]}}}]}", |_| "\"\",".into())
        },
    },
    Shape {
        name: "ramp",
        text: |len, turn| {
            repeat("t0={rules=[{ramp=[", len, "]}]}", |n| {
                format!("{{at={:04}-{:02}-{:02},to=1}},", (n / 336 + turn) % 9999, (n / 28) % 12 + 1, n % 28 + 1)
            })
        },
    },
    Shape { name: "unknown names", text: |len, turn| repeat("", len, "", |n| format!("u{turn}{n}=1\n")) },
    Shape {
        name: "unknown names with mistakes",
        text: |len, turn| repeat("", len, "", |n| format!("u{turn}{n}={{x=1}}\n")),
    },
    Shape {
        name: "many stages",
        text: |len, _| {
            repeat("", len, "", |n| format!("[environment.s{n}]\n") + &repeat("", 600, "", |n| format!("t{n}=1\n")))
        },
    },
    Shape { name: "stages empty", text: |len, _| repeat("[environment]\n", len, "", |n| format!("s{n}={{}}\n")) },
    Shape { name: "segments", text: |len, _| repeat("[segment]\n", len, "", |n| format!("s{n}={{a=1}}\n")) },
    Shape {
        name: "segments named",
        text: |len, turn| {
            repeat(
                &format!("[segment]\ns=[{}]\n[t0]\nrules=[{{rollout={turn}}},", "{a=1},".repeat(500)),
                len,
                "]\n",
                |_| "{segment=\"s\"},".into(),
            )
        },
    },
    Shape { name: "array of ints in unknown", text: |len, _| repeat("x=[", len, "]", |_| "1,".into()) },
    Shape { name: "array of arrays", text: |len, _| repeat("x=[", len, "]", |_| "[],".into()) },
    Shape { name: "array of [[1]]", text: |len, _| repeat("x=[", len, "]", |_| "[[[1]]],".into()) },
    Shape {
        name: "deep nesting",
        text: |len, _| repeat("", len, "", |n| format!("x{n}={}{}\n", "[".repeat(250), "]".repeat(250))),
    },
    Shape { name: "too deep", text: |len, _| format!("x={}{}\n", "[".repeat(len / 2), "]".repeat(len / 2)) },
    Shape { name: "dotted keys", text: |len, _| repeat("", len, "=1\n", |_| "a.".into()).replace(".=1", "=1") },
    Shape { name: "headers", text: |len, _| repeat("", len, "", |n| format!("[a{n}.b.c.d.e]\n")) },
    Shape { name: "array headers", text: |len, _| repeat("", len, "", |_| "[[a]]\n".into()) },
    Shape { name: "long string", text: |len, turn| format!("t0=\"{}\"\n", turn.to_string().repeat(len - 10)) },
    Shape {
        name: "long strings",
        text: |len, turn| repeat("", len, "", |n| format!("t{n}=\"{}\"\n", turn.to_string().repeat(1000))),
    },
    Shape { name: "long key", text: |len, turn| format!("{}=1\n", "a".repeat(len - 10 + turn)) },
    Shape { name: "escaped strings", text: |len, _| repeat("x=\"", len, "\"\n", |_| "\\n".into()) },
    Shape { name: "comments only", text: |len, _| repeat("", len, "", |_| "#\n".into()) },
    Shape { name: "tables of values", text: |len, _| repeat("", len, "", |n| format!("t{n}={{a=1,b=[1,1]}}\n")) },
    Shape { name: "mistakes in rules", text: |len, _| repeat("t0={rules=[", len, "]}", |_| "{x=1},".into()) },
    Shape { name: "mistakes in list", text: |len, _| repeat("t0={rules=[{when={a=[", len, "]}}]}", |_| "[],".into()) },
    Shape { name: "mistakes in toggle", text: |len, _| repeat("t0={", len, "}", |n| format!("a{n}=1,")) },
    Shape { name: "mistakes in segments", text: |len, _| repeat("[segment]\n", len, "", |n| format!("s{n}=1\n")) },
    Shape {
        name: "declared attributes",
        text: |len, _| repeat("[attributes]\n", len, "", |n| format!("a{n}=[\"x\",\"y\"]\n")),
    },
    Shape { name: "missing segments", text: |len, _| repeat("t0={rules=[", len, "]}", |_| "{segment=\"\"},".into()) },
    Shape { name: "not TOML", text: |len, _| repeat("", len, "= = =", |n| format!("a{n}=1\n")) },
    Shape {
        name: "regexes",
        text: |_, turn| {
            repeat("t0={rules=[", 8000, "]}", |n| format!("{{when={{a={{matches='\\w{{2{turn}}}{n}'}}}}}},"))
        },
    },
];

#[test]
fn accepted_shapes_load_within_the_bounds() {
    let program = Program::new();
    for shape in ACCEPTED {
        for len in [0, LARGEST] {
            let Figures { peaks, read_again, after, outcome, .. } = counted(|| Figures::of(&program, shape, len));
            let told = format!("{} of {len} bytes: {peaks:?}, {read_again}, {after}", shape.name);
            assert_eq!(outcome, "nothing is wrong", "{told}");
            assert!(peaks.iter().all(|peak| *peak <= MOST), "{told}");
            assert!(read_again <= MOST / 2, "{told}");
            assert!(after <= KEPT, "{told}");
        }
    }
}
