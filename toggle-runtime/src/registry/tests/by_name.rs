//! Checks by name have the same results as `explain`, and `set_text` reads words as the configuration does.

use super::*;
use crate::{Context, ErrorCode};

const NAMES: [&str; 10] = [
    "plain",
    "unset",
    "!default-on",
    "split",
    "matched",
    "wrong",
    "closed",
    "level: integer .. = 3",
    "text: text = hi",
    "fixed @ on",
];

const TEXT: &str = "
    plain = true
    split = '50%'
    matched.rules = [{ when = { country = 'NL' } }]
    wrong = 'perhaps'
    closed.requires = ['unset']
    closed.rules = [{ rollout = 100 }]
    level = 4
    text.rules = [{ when = { country = 'NL' }, serve = 'hallo' }]
";

fn installed() -> (Program, Store) {
    let program = Program::new(&NAMES);
    let store = Store::of_toml(TEXT);
    program.registry.install(Builder::default().source(store.clone())).expect("it can be installed");
    (program, store)
}

fn people() -> [Context; 4] {
    let key = |key| Context::new(key).with("country", "NL");
    [key("ada"), key("bob"), Context::default(), Context::default().with("country", "BE")]
}

impl Program {
    /// Expects that each toggle has the same decision and explanation, here and now.
    #[track_caller]
    pub(super) fn check_decided(&self) {
        let names = self.registry.catalogue().known().map(|known| known.name).chain(["nobody"]);
        for (name, context) in names.flat_map(|name| people().map(|context| (name, context))) {
            let decided = self.registry.decided(name, &context, None);
            let explained = self.registry.explain(name, Some(&context), None);
            let expected = (&explained.value, explained.reason, &*explained.source);
            assert_eq!(
                (&decided.value, decided.reason, &*decided.source),
                expected,
                "{name} for {:#?}",
                context.reveal()
            );
            assert_eq!(decided.error.is_some(), decided.reason == Reason::Error, "{decided:?}");
            assert_eq!(self.registry.is_on_by_name(name, Some(&context)), explained.is_on());
        }
    }

    fn decided(&self, name: &str) -> (Reason, Option<String>, String, Option<ErrorCode>) {
        let decided = self.registry.decided(name, &Context::default(), None);
        (decided.reason, decided.variant.as_deref().map(str::to_owned), decided.source.to_string(), decided.error)
    }
}

#[test]
fn decided_is_what_explain_tells() {
    let (program, store) = installed();
    program.check_decided();
    program.registry.set("split", Value::Off).expect("it is a toggle");
    program.registry.set_text("plain", "30%").expect("it is a toggle");
    program.check_decided();
    program.registry.clear("split").expect("it is a toggle");
    program.variable("TOGGLE_UNSET", "on");
    program.registry.reload().expect("it can be read");
    program.check_decided();
    store.0.lock().failure = Some("is broken");
    assert!(program.registry.reload().is_err());
    program.check_decided();
    let failed = (Reason::Error, Some("on".to_owned()), "default".to_owned(), Some(ErrorCode::General));
    assert_eq!(program.decided("default-on"), failed);
    store.0.lock().failure = None;
    program.registry.reload().expect("it can be read");
    program.check_decided();
    assert_eq!(program.decided("default-on").0, Reason::Default);
}

#[test]
fn decided_in_scopes_is_what_explain_tells() {
    let (program, store) = installed();
    let overriding = Scope::new(program.registry).key("ada").set("plain", false).set("unset", true).set("level", 9);
    overriding.run(|| program.check_decided());
    Scope::new(program.registry).run(|| {
        program.check_decided();
        program.registry.set("plain", Value::Off).expect("it is a toggle");
        program.registry.set("default-on", Value::Off).expect("it is a toggle");
        store.write("split = '10%'\nmatched = false\nlevel = 5");
        program.registry.reload().expect("it can be read");
        program.check_decided();
        assert!(program.registry.decided("plain", &Context::default(), None).is_on(), "the scope sees what was");
        Scope::new(program.registry).set("level", 1).run(|| program.check_decided());
    });
    program.check_decided();
    assert!(!program.registry.decided("plain", &Context::default(), None).is_on());
}

#[test]
fn decided_names_source_of_the_installation() {
    let program = Program::new(&["a", "b"]);
    program.variable("TOGGLE_A", "on");
    assert_eq!(program.decided("a").2, "environment");
    program.registry.install(Builder::default().source(Store::with(&[("b", "off")]))).expect("it can be installed");
    assert_eq!([program.decided("a").2, program.decided("b").2], ["environment", "store"]);
    program.check_decided();
}

#[test]
fn kinds_of_mistakes_are_told_apart() {
    let (program, _) = installed();
    let error = |name: &str, context: &Context| program.registry.decided(name, context, None).error;
    let nobody = Context::default();
    assert_eq!(error("nobody", &nobody), Some(ErrorCode::FlagNotFound));
    assert_eq!(error("wrong", &nobody), Some(ErrorCode::ParseError));
    assert_eq!(error("split", &nobody), Some(ErrorCode::TargetingKeyMissing));
    assert_eq!(error("split", &Context::new("ada")), None);
    let unknown = program.registry.decided("nobody", &nobody, None);
    assert_eq!((unknown.value, unknown.reason, unknown.variant), (Value::Off, Reason::Error, None));
}

#[test]
fn decided_as_json_is_kebab_case() {
    let (program, _) = installed();
    let json = |name: &str| {
        let decided = program.registry.decided(name, &Context::new("ada").with("country", "NL"), None);
        let json = serde_json::to_string(&decided).expect("it can be written");
        assert_eq!(serde_json::from_str::<crate::Decided>(&json).expect("it can be read"), decided);
        json
    };
    assert_eq!(json("text"), r#"{"value":"hallo","reason":"TARGETING_MATCH","variant":"hallo","source":"store"}"#);
    assert_eq!(json("level"), r#"{"value":4,"reason":"STATIC","variant":null,"source":"store"}"#);
    let wrong = r#"{"value":"off","reason":"ERROR","variant":"off","source":"default","error":"PARSE_ERROR"}"#;
    assert_eq!(json("wrong"), wrong);
}

#[track_caller]
fn check_set(name: &str, word: &str, state: &str) {
    let (program, _) = installed();
    program.registry.set_text(name, word).expect("it is a word of the configuration");
    let status = program.registry.status(name).expect("it is a toggle");
    assert_eq!((&*status.state.to_string(), &*status.source), (state, "program"), "{name}={word}");
    program.registry.clear(name).expect("it is a toggle");
    assert_ne!(program.registry.status(name).expect("it is a toggle").source, "program");
}

#[test]
fn words_are_set_as_the_configuration_reads_them() {
    check_set("plain", "off", "off");
    check_set("plain", "YES", "on");
    check_set("unset", "0", "off");
    check_set("plain", "12.5%", "12.5%");
    check_set("plain", "100%", "100%");
    check_set("level", "42", "42");
    check_set("text", "25%", "25%");
    check_set("text", "", "");
}

#[test]
fn white_space_around_words_does_not_count() {
    check_set("unset", " on\n", "on");
    check_set("plain", "\t25% ", "25%");
    check_set("level", " 5 ", "5");
    check_set("text", " 5 ", " 5 ");
    let (program, _) = installed();
    let scope = Scope::new(program.registry).try_set_text("unset", " on ").expect("it is a word");
    assert!(scope.run(|| program.registry.is_on_by_name("unset", None)));
}

#[test]
fn text_for_a_number_is_called_a_text() {
    let (program, _) = installed();
    let refused = |value: Value| program.registry.set("level", value).expect_err("it is no number").to_string();
    let told = refused("5".into());
    assert!(told.ends_with("expected an integer, found the string `5`; `set_text` parses strings"), "{told}");
    let told = refused("five".into());
    assert!(told.ends_with("expected an integer, found `five`"), "{told}");
    let told = refused(5.0.into());
    assert!(told.ends_with("expected an integer, found the number 5.0"), "{told}");
}

#[track_caller]
fn check_refused(name: &str, word: &str, part: &str) {
    let (program, _) = installed();
    let before = program.registry.status(name);
    let error = program.registry.set_text(name, word).expect_err("it is no word for this toggle");
    assert!(error.is_invalid_value() || error.is_unknown_toggle());
    assert!(error.to_string().contains(part), "{error}");
    assert_eq!(program.registry.status(name), before);
    assert!(program.registry.history().is_empty());
}

#[test]
fn words_that_mean_nothing_are_refused() {
    check_refused("plain", "perhaps", "`perhaps`");
    check_refused("plain", "25", "; a percentage is written `25%`");
    check_refused("plain", "25 %", "a percentage is written without a space, as in `25%` or `0.5%`, found `25 %`");
    check_refused("level", "", "expected an integer, found nothing");
    check_refused("plain", "101%", "100");
    check_refused("plain", "", "found nothing");
    check_refused("plain", "shadow", "the toggle has no shadow mode");
    check_refused("level", "25%", "an integer");
    check_refused("plian", "on", "did you mean `plain`?");
    check_refused("fixed", "off", "pinned it to `on`");
    check_refused("fixed", "50%", "it cannot be `50%`");
}

#[test]
fn pinned_toggle_takes_its_own_value() {
    let (program, _) = installed();
    program.registry.set_text("fixed", "on").expect("it is that");
    assert!(program.registry.is_on_by_name("fixed", None));
}

#[test]
fn status_is_what_is_listed() {
    let (program, _) = installed();
    for status in program.registry.toggles() {
        assert_eq!(program.registry.status(&status.name).as_ref(), Some(&status));
    }
    assert_eq!(program.registry.status("nobody"), None);
    assert_eq!(program.registry.toggles().len(), NAMES.len());
}

#[test]
fn answers_by_name_are_not_observed() {
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().observe(crate::Observe::all())).expect("it can be installed");
    assert!(!program.registry.is_on_by_name("a", None));
    assert_eq!(program.decided("a").0, Reason::Default);
    assert!(program.registry.status("a").expect("it is a toggle").observed.is_none());
    program.asks(0);
    assert!(program.registry.status("a").expect("it is a toggle").observed.is_some());
}

#[test]
fn is_on_by_name_goes_by_the_scope() {
    let (program, _) = installed();
    assert!(!program.registry.is_on_by_name("matched", None));
    let dutch = Scope::new(program.registry).with("country", "NL");
    assert!(dutch.run(|| program.registry.is_on_by_name("matched", None)));
    assert!(dutch.set("unset", true).run(|| program.registry.is_on_by_name("unset", None)));
    assert!(!program.registry.is_on_by_name("nobody", None));
}
