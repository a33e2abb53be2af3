//! The example shop without four of its toggles: a copy is retired in both orders, and its tests have to pass.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::support::{Run, Scratch};

/// The root of the repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The toggles and the way of each that stays.
const RETIRED: [(&str, &str, &str); 4] = [
    ("wishlist", "WISHLIST", "on"),
    ("search-index", "SEARCH_INDEX", "on"),
    ("price-engine", "PRICE_ENGINE", "on"),
    ("audit-log", "AUDIT_LOG", "off"),
];

/// A part of the shop that a person changes: a test of the way that goes, or a test that knows all toggles.
enum ByHand {
    /// A function that is removed.
    Function(&'static str, &'static str),
    /// A text and its replacement.
    Text(&'static str, &'static str, &'static str),
}

use ByHand::{Function, Text};

/// The changes that `retire` leaves to a person, since it names these places.
const NAMED: [ByHand; 4] = [
    Function("src/wishlists.rs", "before_the_release_there_is_nothing_to_find"),
    Text(
        "src/search.rs",
        "        for (on, by) in [(false, \"scan\"), (true, \"index\")] {\n            \
         let found = scope().set(&SEARCH_INDEX, on).run(|| search(word));\n            \
         let ids: Vec<u32> = found.products.iter().map(|product| product.id).collect();\n            \
         assert_eq!((found.by, ids.as_slice()), (by, expected));\n        }\n",
        "        let found = search(word);\n        \
         let ids: Vec<u32> = found.products.iter().map(|product| product.id).collect();\n        \
         assert_eq!((found.by, ids.as_slice()), (\"index\", expected));\n",
    ),
    Function("src/prices.rs", "each_piece_has_its_price"),
    Text(
        "src/demo/told.rs",
        "    if let Some(report) = status(PRICE_ENGINE.name()).and_then(|toggle| toggle.shadow) {\n        \
         writeln!(out, \"\\nprice-engine, both ways: {} the same, {} different\", report.matches, report.mismatches)?;\n        \
         for mismatch in report.last_mismatches.iter().take(3) {\n            \
         writeln!(out, \"  the old way says {}, the new way {}\", mismatch.control, mismatch.candidate)?;\n        }\n    }\n",
        "",
    ),
];

/// The changes of texts that name the toggles, which `retire` lists: states in the tests of the whole shop.
const LISTED: [ByHand; 14] = [
    Text("src/demo/rollout.rs", "             price-engine = \\\"shadow\\\"\\n\\\n", ""),
    Text("tests/end_to_end/main.rs", "new-checkout = false\\nwishlist = false\\n", "new-checkout = false\\n"),
    Text(
        "tests/end_to_end/main.rs",
        "new-checkout = true\\nwishlist = true\\nsearch-index = true\\nbulk-discount",
        "new-checkout = true\\nbulk-discount",
    ),
    Text("tests/end_to_end/main.rs", "audit-log = true\\nprice-engine = true\\nrecommendations", "recommendations"),
    Text(
        "tests/end_to_end/main.rs",
        "    Gate { what: \"an impl block\", look: |shop| shop.send(\"POST /wishlist/1\", \"\").status.into(), \
         off: \"404\", on: \"200\" },\n    Gate {\n        what: \"a let\",\n        \
         look: |shop| shop.ok(\"GET /search/boots\").json()[\"by\"].take(),\n        off: \"\\\"scan\\\"\",\n        \
         on: \"\\\"index\\\"\",\n    },\n",
        "",
    ),
    Text(
        "tests/end_to_end/main.rs",
        "    Gate {\n        what: \"a function that can run both ways\",\n        \
         look: |shop| shop.buy(6, 10)[\"goods\"].take(),\n        off: \"19950\",\n        on: \"17960\",\n    },\n",
        "",
    ),
    Text("tests/end_to_end/main.rs", "[Gate; 9]", "[Gate; 6]"),
    Text("tests/end_to_end/main.rs", "assert_eq!(toggles.len(), GATES.len());", "assert_eq!(toggles.len(), 5);"),
    Function("tests/end_to_end/main.rs", "a_gated_block_runs_while_its_toggle_is_on"),
    Function("tests/end_to_end/main.rs", "growing_rollout_keeps_its_users"),
    Function("tests/end_to_end/main.rs", "rules_go_by_the_user_of_the_request"),
    Function("tests/end_to_end/main.rs", "bad_entry_keeps_the_other_entries"),
    Function("tests/end_to_end/watched.rs", "shadow_mode_computes_both_and_returns_old"),
    Text("tests/end_to_end/watched.rs", "        \"price-engine, both ways: \",\n", ""),
];

/// Tests that need any toggle and name one that is retired.
const RENAMED: [ByHand; 3] = [
    Text("tests/end_to_end/main.rs", "wishlist = flase", "free-shipping = flase"),
    Function("tests/end_to_end/watched.rs", "operator_sets_and_clears_a_toggle"),
    Function("tests/end_to_end/watched.rs", "every_change_is_appended_to_a_file"),
];

/// Returns the text without a function, its documentation and its attributes.
fn without_function(text: &str, name: &str) -> String {
    let at = text.find(&format!("fn {name}(")).unwrap_or_else(|| panic!("there is no function {name}"));
    let mut start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let indentation = &text[start..start + text[start..].find(|letter| letter != ' ').unwrap_or_default()];
    let end = at + text[at..].find(&format!("\n{indentation}}}\n")).expect("it ends") + indentation.len() + 3;
    loop {
        let above = text[..start - 1].rfind('\n').map_or(0, |found| found + 1);
        if !text[above..start].trim_start().starts_with(['#', '/']) {
            break;
        }
        start = above;
    }
    let end = end + usize::from(text[end..].starts_with('\n'));
    format!("{}{}", &text[..start], &text[end..])
}

/// A copy of the shop in a workspace, with a repository.
struct Shop {
    scratch: Scratch,
    target: PathBuf,
}

impl Shop {
    fn new() -> Self {
        let scratch = Scratch::new();
        let root = fs::canonicalize(ROOT).expect("the repository is there");
        let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("it is there");
        let members = manifest.find("members = [").expect("it has members")
            ..manifest.find("[workspace.package]").expect("it has a package for all");
        let end = manifest.find("\n[profile").unwrap_or(manifest.len());
        let rest = manifest[members.end..end].replace("path = \"", &format!("path = \"{}/", root.display()));
        let head = &manifest[..members.start];
        scratch.file(
            "Cargo.toml",
            format!("{head}members = [\"shop\"]\n\n{rest}\n[profile.dev]\ndebug = false\nincremental = false\n"),
        );
        scratch.file("Cargo.lock", fs::read(root.join("Cargo.lock")).expect("it is there"));
        scratch.file(".gitignore", "target\n");
        let shop = Self { scratch, target: Path::new(env!("CARGO_TARGET_TMPDIR")).join("shop") };
        shop.git(&["init", "-q"]);
        shop
    }

    /// Writes the shop as it is in the repository, with the changes that are made by hand.
    fn write(&self) {
        copy(&Path::new(ROOT).join("examples/shop"), &self.scratch.path().join("shop"));
        for change in NAMED.iter().chain(&LISTED).chain(&RENAMED) {
            let (Function(file, _) | Text(file, ..)) = change;
            let path = self.scratch.path().join("shop").join(file);
            let text = fs::read_to_string(&path).expect("it is there");
            let new = match change {
                Function(_, name) => without_function(&text, name),
                Text(_, old, new) => {
                    assert_eq!(text.matches(old).count(), 1, "{file}: {old}");
                    text.replace(old, new)
                }
            };
            fs::write(path, new).expect("it can be written");
        }
        self.commit("The shop");
    }

    fn git(&self, arguments: &[&str]) {
        let done = Command::new("git").arg("-C").arg(self.scratch.path()).args(arguments).status();
        assert!(done.is_ok_and(|status| status.success()), "{arguments:?}");
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "."]);
        self.git(&["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", message]);
    }

    fn offline<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_NET_OFFLINE", "true").env("CARGO_TERM_QUIET", "true")
    }

    /// Retires a toggle, and returns the report.
    fn retire(&self, name: &str, keep: &str) -> Value {
        let arguments =
            ["retire", name, "--keep", keep, "--config", "shop/toggles.toml", "--apply", "--format", "json"];
        let run = Run::of(self.offline(&mut self.scratch.command(&arguments)));
        assert_eq!(run.status, Some(0), "{name}: {}{}", run.stdout, run.stderr);
        let report = run.json("retire");
        assert_eq!((&report["applied"], &report["missed"]), (&true.into(), &Value::Array(Vec::new())));
        report
    }

    fn test(&self) {
        let mut command = Command::new(env!("CARGO"));
        let run = Run::of(self.offline(command.arg("test").current_dir(self.scratch.path())));
        assert_eq!(run.status, Some(0), "{}{}", run.stdout, run.stderr);
    }

    /// Returns the names of the toggles in the program.
    fn toggles(&self) -> BTreeSet<String> {
        let program = self.target.join("debug").join(format!("toggle-shop{}", std::env::consts::EXE_SUFFIX));
        let run = self.scratch.toggle(&["list", &program.display().to_string(), "--format", "json"]);
        let list: Value = serde_json::from_str(&run.stdout).expect("it prints JSON");
        let toggles = list["toggles"].as_array().into_iter().flatten();
        toggles.filter_map(|toggle| Some(toggle["name"].as_str()?.to_owned())).collect()
    }

    /// Returns the texts of all files, by path.
    fn texts(&self) -> BTreeMap<PathBuf, String> {
        let mut texts = BTreeMap::new();
        collect(&self.scratch.path().join("shop"), &mut texts);
        texts
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory can be made");
    for entry in fs::read_dir(from).expect("it is there").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).expect("it can be copied");
        }
    }
}

fn collect(directory: &Path, texts: &mut BTreeMap<PathBuf, String>) {
    for path in fs::read_dir(directory).expect("it is there").flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, texts);
        } else {
            let text = fs::read_to_string(&path).expect("it is text");
            texts.insert(path, text);
        }
    }
}

/// Returns the lines that name a retired toggle or its declaration.
fn lines_with_names(texts: &BTreeMap<PathBuf, String>) -> Vec<String> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    let has = |line: &str, word: &str| {
        line.match_indices(word)
            .any(|(at, _)| !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part))
    };
    let lines = texts.values().flat_map(|text| text.lines());
    let named = lines.filter(|line| RETIRED.iter().any(|(name, ident, _)| has(line, name) || has(line, ident)));
    named.map(|line| line.trim().chars().take(120).collect()).collect()
}

#[test]
#[ignore = "it builds the shop a dozen times"]
fn shop_without_four_toggles_passes_its_tests() {
    let shop = Shop::new();
    let mut results = Vec::new();
    let mut reversed = RETIRED;
    reversed.reverse();
    for order in [RETIRED, reversed] {
        shop.write();
        let mut mentions = BTreeSet::new();
        for (name, _, keep) in order {
            let report = shop.retire(name, keep);
            shop.commit(report["commit-message"].as_str().expect("there is a message"));
            let lines = report["mentions"].as_array().into_iter().flatten();
            mentions.extend(lines.filter_map(|mention| Some(mention["text"].as_str()?.to_owned())));
        }
        shop.test();
        let left = shop.toggles();
        assert!(left.contains("new-checkout") && RETIRED.iter().all(|(name, ..)| !left.contains(*name)), "{left:?}");
        let texts = shop.texts();
        for line in lines_with_names(&texts) {
            assert!(mentions.contains(&line), "no report has this line: {line}");
        }
        results.push(texts);
    }
    assert_eq!(results[0], results[1]);
}
