//! The crate as a library, as a console uses it: lists, checks, explanations, simulations, differences and edits with
//! structured results. Nothing is printed.

use std::{cell::RefCell, fs, path::PathBuf};

use serde_json::{Value, json};
use toggle_admin::{
    check::{Inputs, Level, check},
    diff::compare_configurations,
    edit::{
        Change, Named, NewState, Operator, Target,
        history::{Filter, history},
        make,
        undo::undo,
    },
    explain::{GivenContext, explain},
    inventory::Inventory,
    notes::Notes,
    program::Configuration,
    question::Question,
    settings::Lints,
    simulate::{Keys, simulate},
};
use toggle_runtime::{Toggle, feature_toggle, toggle};

/// Sends mails.
#[toggle("mail", default = on, kind = ops)]
static MAIL: Toggle;

#[feature_toggle(MAIL, else = "no mail")]
fn mail() -> &'static str {
    "mail"
}

fn this() -> PathBuf {
    assert_eq!(mail(), "mail");
    std::env::current_exe().expect("the system knows the path")
}

/// A directory with a toggle file.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new(text: &str) -> Self {
        let scratch = Self(tempfile::tempdir().expect("a directory can be made"));
        fs::write(scratch.file(), text).expect("a file can be written");
        scratch
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("toggles.toml")
    }

    fn target(&self) -> Target<'static> {
        Target::new(Named::of(Some(self.file())), Operator::absent(Notes::none()))
    }

    fn question(&self) -> Question {
        Question {
            name: "mail".to_owned(),
            configuration: Configuration { files: vec![self.file()], ..Configuration::default() },
            binary: Some(this()),
            ..Question::default()
        }
    }
}

#[test]
fn binary_lists_its_toggles() {
    let inventory = Inventory::open(&this()).expect("it is a program");
    let mail = inventory.find("mail").expect("the program has it");
    assert_eq!((mail.default.to_string(), mail.points.len()), ("on".to_owned(), 1));
}

#[test]
fn check_returns_its_findings() {
    let scratch = Scratch::new("mail = false\nmaill = true\n");
    let programs = [Inventory::open(&this()).expect("it is a program")];
    let configuration = scratch.question().configuration.open(Notes::none()).expect("the file is there");
    let inputs = Inputs {
        programs: &programs,
        inventory: &programs[0],
        is_part: false,
        is_built: false,
        configuration: &configuration,
        environment: None,
        lints: &Lints::default(),
        deny: &[],
        allow: &[],
        max_age: &[],
        today: None,
    };
    let report = check(&inputs, Notes::none()).expect("all inputs can be read");
    let [finding] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
    assert_eq!((finding.rule.id(), finding.level), ("unknown-name", Level::Error));
    assert_eq!(finding.nearest.as_deref(), Some("mail"));
    assert_eq!(finding.location.as_ref().and_then(|location| location.line), Some(2));
}

#[test]
fn decision_is_explained() {
    let scratch = Scratch::new("mail = false\n");
    let explanation = explain(&scratch.question(), &GivenContext::default(), Notes::none()).expect("it has a value");
    assert!(!explanation.is_wrong());
    let json = serde_json::to_value(&explanation).expect("it has a JSON form");
    assert_eq!((&json["decision"]["value"], &json["decision"]["reason"]), (&json!("off"), &json!("STATIC")));
}

#[test]
fn note_reaches_the_receiver() {
    let scratch = Scratch::new("[mail]\nrules = [{ rollout = 50 }]\n");
    let notes = RefCell::new(Vec::new());
    let receiver = |text: &str| notes.borrow_mut().push(text.to_owned());
    explain(&scratch.question(), &GivenContext::default(), Notes::to(&receiver)).expect("it has a value");
    assert_eq!(*notes.borrow(), ["a rollout of `mail` needs a targeting key; give one with `--key`"]);
}

#[test]
fn users_are_counted() {
    let scratch = Scratch::new("[mail]\nrules = [{ rollout = 50 }]\notherwise = \"off\"\n");
    let simulation =
        simulate(&scratch.question(), &Keys::Numbered(1000), &[], &[], Notes::none()).expect("the users are counted");
    assert_eq!(simulation.users, 1000);
    assert_eq!(simulation.values.iter().map(|share| share.users).sum::<u64>(), 1000);
    assert_eq!(simulation.values.len(), 2);
}

#[test]
fn configurations_are_compared() {
    let [old, new] = ["mail = true\n", "mail = false\n"].map(Scratch::new);
    let difference = compare_configurations(&[old.file(), new.file()], &[]).expect("both can be read");
    let json = serde_json::to_value(&difference.differences).expect("they have a JSON form");
    assert_eq!(
        (&json[0]["name"], &json[0]["first"], &json[0]["second"]),
        (&json!("mail"), &json!("on"), &json!("off"))
    );
}

#[test]
fn edit_is_made_logged_and_undone() {
    let scratch = Scratch::new("mail = true # for everybody\n");
    let mut target = scratch.target();
    target.reason = Some("an incident".to_owned());
    target.binaries = vec![this()];
    let state = NewState::plain("off");
    let change = Change::set("mail", &state, false, &target).expect("the program has it");
    let report = make(&change).expect("the file can be edited");
    assert!(report.changed);
    assert_eq!(fs::read_to_string(scratch.file()).expect("it is there"), "mail = false # for everybody\n");
    let log = history(&Named::of(Some(scratch.file())), &Filter::default(), Notes::none()).expect("there is a log");
    let log: Value = serde_json::to_value(&log.changes).expect("it has a JSON form");
    assert_eq!((&log[0]["toggle"], &log[0]["reason"]), (&json!("mail"), &json!("an incident")));
    let undone = undo(&scratch.target(), report.change.as_deref()).expect("it can be undone");
    assert!(undone.changed);
    assert_eq!(fs::read_to_string(scratch.file()).expect("it is there"), "mail = true # for everybody\n");
}

#[test]
fn unknown_name_is_refused() {
    let scratch = Scratch::new("mail = true\n");
    let mut target = scratch.target();
    target.binaries = vec![this()];
    let error = Change::set("maill", &NewState::plain("on"), false, &target).expect_err("no program has it");
    assert!(error.to_string().ends_with("has no toggle `maill`; did you mean `mail`?"), "{error}");
}
