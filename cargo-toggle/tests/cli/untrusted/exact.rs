//! The exact output for programs.

use serde_json::Value;

use super::{EVIL, planted};
use crate::support::Run;

fn json(arguments: &str) -> Value {
    let run: Run = planted::scratch().toggle(&arguments.split(' ').collect::<Vec<_>>());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{arguments}: {error}: {}", run.stdout))
}

#[test]
fn json_has_every_text_as_it_is() {
    for source in ["list.json", "binary"] {
        let listed = json(&format!("list {source} --format json"));
        let declaration = &listed["toggles"][0]["declarations"][0];
        assert_eq!(declaration["owner"], EVIL, "{source}");
        assert!(declaration["description"].as_str().is_some_and(|text| text.starts_with(EVIL)), "{source}");
        for field in ["package", "version", "module", "item", "file"] {
            assert_eq!(declaration["place"][field], EVIL, "{source}");
        }
    }
    let checked = json("check list.json --config toggles.toml --format json");
    let findings = checked["findings"].as_array().expect("a list");
    // A name that no toggle can have is cut.
    let is_cut = |name: &str| name.strip_suffix('…').is_some_and(|name| name.len() > 100 && EVIL.starts_with(name));
    assert!(findings.iter().any(|finding| finding["toggle"].as_str().is_some_and(is_cut)), "{checked}");
    assert!(findings.iter().any(|finding| finding["location"]["file"] == EVIL), "{checked}");
    assert!(findings.iter().all(|finding| !finding["message"].as_str().expect("text").contains(char::is_control)));
    let explained = json("explain text --binary list.json --config values.toml --format json");
    assert_eq!(explained["decision"]["value"], EVIL);
    let simulated = json("simulate text --keys 3 --config values.toml --format json");
    assert_eq!(simulated["values"][0]["value"], EVIL);
    let schema = json("schema list.json");
    let description = schema["properties"]["mail"]["description"].as_str().expect("text");
    assert!(description.starts_with(EVIL), "{description:?}");
}

#[test]
fn saved_list_of_a_binary_is_as_good_as_it() {
    let scratch = planted::scratch();
    let saved = scratch.toggle(&["list", "binary", "--format", "json"]).fine();
    scratch.file("saved.json", saved);
    scratch.toggle(&["diff", "binary", "saved.json"]).fine();
}

#[test]
fn list_with_separators_of_records_is_refused() {
    let scratch = planted::scratch();
    let message = scratch.toggle(&["list", "separators.json"]).refused();
    assert_eq!(
        message,
        "error: separators.json: the toggle `mail` has a string with U+001E or U+001F in it, which no binary contains\n"
    );
}
