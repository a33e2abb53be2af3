//! Files and variables whose names look like places or sources.

use serde_json::Value;

use super::*;

/// Checks file names that Windows does not allow.
#[cfg(unix)]
#[test]
fn odd_file_names_keep_line_and_column() {
    let content = "new-checkout = true\n\n  mail = \"maybe\"\n  mial = true\n";
    for file in ["a b.toml", "a: b:3:4.toml", r"C:\x", "file toggles.toml", "file file t:1:1"] {
        let arguments = |format| ["--config", file, "--format", format];
        let files = [(file, content)];
        let found = run(TOGGLES, &files, &arguments("github")).findings();
        let of_file = format!("::error file={},line=", file.replace(':', "%3A"));
        let places: Vec<&str> = found
            .lines()
            .filter_map(|line| line.strip_prefix(&of_file)?.split_once(",title="))
            .map(|it| it.0)
            .collect();
        assert_eq!(places, ["3,col=3", "4,col=3"], "{file}: {found}");
        let log: Value =
            serde_json::from_str(&run(TOGGLES, &files, &arguments("sarif")).findings()).expect("it is JSON");
        let results = log["runs"][0]["results"].as_array().expect("a list");
        let places: Vec<String> = results
            .iter()
            .map(|result| &result["locations"][0]["physicalLocation"]["region"])
            .map(|region| format!("{}:{}", region["startLine"], region["startColumn"]))
            .collect();
        assert_eq!(places, ["3:3", "4:3"], "{file}");
        let messages: Vec<&str> = results.iter().filter_map(|result| result["message"]["text"].as_str()).collect();
        assert!(messages.iter().all(|message| !message.contains(file)), "the message repeats the place: {messages:?}");
    }
}

/// Checks two files. The name of the second one is the name of the first one with a position.
#[cfg(unix)]
#[test]
fn file_called_like_a_place_is_told_apart() {
    let toggles = "alpha asked=a.rs:1\nbeta asked=a.rs:2";
    let alpha = "alpha = { requires = [\"beta\"], rules = [{}] }";
    let beta = "# The other file\nbeta = { requires = [\"alpha\"], rules = [{}] }";
    check(
        toggles,
        &[("c", alpha), ("c:5:7", beta)],
        &["--config", "c", "--config", "c:5:7"],
        &[
            "c:1:1: invalid-state: `alpha`: it requires itself: `alpha` requires `beta` (c:5:7:2:1) requires `alpha`",
            "c:5:7:2:1: invalid-state: `beta`: it requires itself: `beta` requires `alpha` (c:1:1) requires `beta`",
        ],
    );
}

#[test]
fn variable_called_like_a_source_is_told_apart() {
    check_variables(
        "environment=production\nTOGGLE_MIAL=on\n",
        &[
            "prod.env:2:null: unknown-name: no toggle of this program is called `TOGGLE_MIAL`; did you mean `TOGGLE_MAIL`?",
        ],
    );
}
