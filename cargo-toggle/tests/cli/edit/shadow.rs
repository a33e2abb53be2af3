//! The state `shadow`, in which both ways run and are compared.

use super::{FILE, log, of_all_types, read, scratch, set, unset};

#[test]
fn a_shadow_is_a_state_as_any_other() {
    let scratch = scratch("mail = false # careful\n");
    assert_eq!(set(&scratch, &["mail", "shadow"]).fine(), "mail: off -> shadow (toggles.toml)\n");
    assert_eq!(read(&scratch, FILE), "mail = \"shadow\" # careful\n");
    assert_eq!(set(&scratch, &["mail", "Shadow 5%"]).fine(), "mail: shadow -> shadow 5% (toggles.toml)\n");
    assert_eq!(read(&scratch, FILE), "mail = \"shadow 5%\" # careful\n");
    assert_eq!(set(&scratch, &["mail", "shadow 5%"]).fine(), "mail: already shadow 5% (toggles.toml)\n");
    assert_eq!(set(&scratch, &["mail", "off"]).fine(), "mail: shadow 5% -> off (toggles.toml)\n");
    assert_eq!(read(&scratch, FILE), "mail = false # careful\n");
    let log = log(&scratch);
    let states: Vec<&str> = log.iter().filter_map(|entry| entry["after"].as_str()).collect();
    assert_eq!((states, &log[2]["before"]), (vec!["shadow", "shadow 5%", "off"], &"shadow 5%".into()));
}

#[test]
fn a_shadow_in_an_environment() {
    let scratch = scratch("mail = true\n");
    let shown = set(&scratch, &["mail", "shadow 5%", "--environment", "production", "--create-environment"]).fine();
    assert_eq!(shown, "mail in production: not set -> shadow 5% (toggles.toml)\n");
    assert_eq!(read(&scratch, FILE), "mail = true\n\n[environment.production]\nmail = \"shadow 5%\"\n");
    let shown = unset(&scratch, &["mail", "--environment", "production"]).fine();
    assert_eq!(shown, "mail in production: shadow 5% -> not set (toggles.toml)\n");
}

#[test]
fn otherwise_can_be_a_shadow() {
    let scratch = scratch("mail = \"shadow\"\n");
    set(&scratch, &["mail", "--rule", "{ segment = \"staff\" }", "--otherwise", "shadow"]).refused();
    set(&scratch, &["mail", "--append", "--rule", "{ rollout = 5 }"]).fine();
    assert_eq!(read(&scratch, FILE), "[mail]\nrules = [{ rollout = 5 }]\notherwise = \"shadow\"\n");
    set(&scratch, &["mail", "--append", "--otherwise", "shadow 5%"]).fine();
    assert_eq!(read(&scratch, FILE), "[mail]\nrules = [{ rollout = 5 }]\notherwise = \"shadow 5%\"\n");
}

#[test]
fn the_key_shadow_is_short_for_otherwise() {
    let scratch = scratch("[mail]\nshadow = 5 # percent\n");
    let already = set(&scratch, &["mail", "--otherwise", "shadow 5%"]).fine();
    assert_eq!(already, "mail: already { otherwise = \"shadow 5%\" } (toggles.toml)\n");
    set(&scratch, &["mail", "--append", "--rule", "{ rollout = 5 }", "--otherwise", "off"]).fine();
    assert_eq!(read(&scratch, FILE), "[mail]\nrules = [{ rollout = 5 }]\notherwise = \"off\"\n");
}

#[test]
fn toggle_without_shadow_point_is_refused() {
    let scratch = of_all_types();
    let refused = |name: &str, arguments: &[&str], because: &str| {
        super::rules::refused(&scratch, &[&[name], arguments, &["--binary", "list.json"]].concat(), because);
    };
    let nothing = "the toggle has no shadow mode: no toggle point has `#[feature_toggle(\"mail\", else = .., shadow)]`";
    refused("mail", &["shadow"], nothing);
    refused("mail", &["shadow 5%"], nothing);
    refused("mail", &["--otherwise", "shadow"], nothing);
    refused("ranking", &["shadow"], "expected one of `bm25`, `neural`, found `shadow`");
    set(&scratch, &["price", "shadow 5%", "--binary", "list.json"]).fine();
    set(&scratch, &["greeting", "shadow", "--binary", "list.json"]).fine();
    assert_eq!(read(&scratch, FILE), "# none\nprice = \"shadow 5%\"\ngreeting = \"shadow\"\n");
}

/// Returns the message about a word that resembles `shadow`.
pub(super) fn no_shadow(word: &str) -> String {
    format!(
        "expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `{word}`; for shadow mode, write \
         `shadow`, or `shadow 5%` for a share of the calls, from 0% to 100%"
    )
}

#[test]
fn invalid_share_of_calls_is_refused() {
    let scratch = scratch("mail = true\n");
    for word in ["shadow 101%", "shadow5%"] {
        super::rules::refused(&scratch, &["mail", word], &no_shadow(word));
    }
}
