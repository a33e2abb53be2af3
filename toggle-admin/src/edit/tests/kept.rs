//! Random files, to check that edits lose nothing else.

use toggle_syntax::Type;

use super::{table, two};
use crate::edit::{
    document::edit,
    request::{End, Request},
    slot::Slot,
};

/// Parts of files. Lines marked with `keep` are not about `a`, and lines marked with `watch` configure the monitoring
/// of `a`.
const PARTS: &[&str] = &[
    "a = true\n",
    "a = \"25%\" # dark\n",
    "a = { rules = [{ x = 1 }], otherwise = \"off\" }\n",
    "a.rules = [{ x = 1 }]\n",
    "a.otherwise = \"on\"\n",
    "[a]\nrules = [\n  { x = 1 }, # one\n  { y = 2 } # two\n]\n",
    "[a] # header\n# inside\notherwise = \"off\"\nwhen.x = 1\n",
    "[[a.rules]]\nx = '''\n[b]\n'''\n",
    "[a.rules.when]\ny = 1\n",
    "a = { rules = [{ x = 1 }], guard = { failures = 5 } }\n",
    "a = {\n  # the budget\n  guard = { failures = 5 }, # 5, not 6\n  salt = 'x', # salt\n}\n",
    "a.observe = true\n",
    "[a]\nrules = [{ x = 1 }]\n# the limit # watch\nshadow-limit = '1s' # watch\nshadow = 5\n",
    "[a.guard] # watch\nfailures = 5 # watch\n",
    "[environment.p.a]\nobserve = { events = 1 } # watch\nfrom = 2026-12-01\n",
    "[environment]\np = { a.observe = true, b = 1 }\n",
    "[environment.p]\n",
    "[environment.p]\na = false\n",
    "[environment.p.a]\nrules = []\n",
    "environment.p.a = true\n",
    "[environment]\np = { a = true, b = 1 }\n",
    "b = 1\n",
    "# note\n",
    "\n",
    "[b] # keep\nx = \"\"\"\n[a] # keep\n\"\"\" # keep\n",
    "[segment.s] # keep\n",
    "[environment.p.b] # keep\n",
    "[environment.q] # keep\n# above # keep\n\"é\".c = [1, # keep\n 2] # keep\n",
];

/// Returns whether all lines with this mark still exist, in the same order.
fn keeps(old: &str, new: &str, mark: &str) -> bool {
    let mut new = new.trim_start_matches('\u{feff}').lines();
    old.trim_start_matches('\u{feff}')
        .lines()
        .filter(|line| line.ends_with(mark))
        .all(|line| new.any(|other| other == line))
}

#[test]
fn random_file_loses_no_other_line() {
    let rules = table(&["{ z = 3 }", "{ w = 4 }"], &[("salt", "\"x\"")]);
    let more = |end| Request::More(rules.clone(), end);
    let plain = Request::Plain("false".to_owned());
    let request = [None, Some(plain), Some(two()), Some(more(End::Front)), Some(more(End::Back))];
    let (mut seed, mut edited, mut refused) = (1_u64, 0, 0);
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 40).expect("it has 24 bits") % below
    };
    for _ in 0..5_000 {
        let mut text: String = (0..random(7)).map(|_| PARTS[random(PARTS.len())]).collect();
        if random(8) == 0 {
            text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        }
        if random(8) == 0 {
            text.truncate(text.trim_end().len());
        }
        let environment = [None, Some("p")][random(2)];
        let slot = Slot { name: "a", ty: &Type::OnOff, environment };
        let request = request[random(request.len())].as_ref();
        if text.trim_start_matches('\u{feff}').parse::<toml_edit::DocumentMut>().is_err() {
            continue;
        }
        match edit(&text, slot, request) {
            Ok(new) => {
                edited += 1;
                for mark in ["# keep"].into_iter().chain(request.map(|_| "# watch")) {
                    assert!(keeps(&text, &new.text, mark), "{request:?} {environment:?}\n{text}\n=>\n{}", new.text);
                }
                let again = edit(&new.text, slot, request).expect("the text can be edited again");
                assert!(
                    matches!(request, Some(Request::More(..))) || again.text == new.text,
                    "{text}\n=>\n{}",
                    again.text
                );
            }
            Err(_) => refused += 1,
        }
    }
    assert!(edited > 5 * refused && refused > 0, "{edited} edited, {refused} refused");
}
