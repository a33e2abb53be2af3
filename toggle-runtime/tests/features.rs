//! The messages for configurations that need a feature which is off, as in `cargo test -p toggle-runtime
//! --no-default-features --test features`. A process installs toggles once, so this is one test.

use toggle_runtime::{Builder, Source, SourceError, States, builder, feature_toggle, problems};

#[feature_toggle("new-greeting", else = "hello")]
fn greet() -> &'static str {
    "new hello"
}

/// A source with a word, or with a text in TOML.
enum Says {
    Word(&'static str),
    Toml(&'static str),
}

impl Source for Says {
    fn name(&self) -> String {
        "says".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        match self {
            Self::Word(word) => {
                let mut states = States::new();
                states.set_text("new-greeting", word, "here");
                Ok(states)
            }
            Self::Toml(text) => States::from_toml(text, "text", None),
        }
    }
}

#[track_caller]
fn check(message: &str, feature: &str) {
    let expected = format!("needs the feature `{feature}` of toggle-runtime");
    assert!(message.contains(&expected), "{message}");
}

#[track_caller]
fn check_install(builder: Builder, feature: &str) {
    check(&builder.install().expect_err("it needs a feature").to_string(), feature);
}

/// Returns the problems that a source causes.
fn problems_of(says: Says) -> String {
    builder().source(says).quiet().install().expect("a problem fails nothing");
    assert_eq!(greet(), "hello");
    let problems: Vec<String> = problems().iter().map(ToString::to_string).collect();
    problems.join("\n")
}

#[test]
fn configuration_names_feature_that_is_off() {
    if cfg!(not(feature = "rules")) {
        check_install(builder().file("toggles.toml"), "rules");
        check_install(builder().directory("toggles.d"), "rules");
        check(&States::from_toml("a = true", "store", None).expect_err("it is TOML").to_string(), "rules");
    }
    if cfg!(not(feature = "history-file")) {
        check_install(builder().history_file("history.jsonl"), "history-file");
    }
    if cfg!(not(feature = "rules")) {
        check(&problems_of(Says::Word("25%")), "rules");
    } else if cfg!(all(not(feature = "regex"), not(feature = "semver"))) {
        let text = "new-greeting.rules = [{ when = { a = { matches = '^b' }, c = { semver = '>=2' } } }]";
        let problems = problems_of(Says::Toml(text));
        check(&problems, "regex");
        check(&problems, "semver");
    }
}
