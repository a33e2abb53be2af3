//! Toggles that require themselves by way of several sources.

use super::*;

/// A program that reads these texts, highest first.
fn program(names: &[&str], texts: &[&'static str]) -> (Program, Vec<Store>) {
    let program = Program::new(names);
    let stores: Vec<Store> = texts.iter().map(|_| Store::default()).collect();
    let mut builder = Builder::default();
    for ((store, text), number) in stores.iter().zip(texts).zip(1..) {
        write(store, number, text);
        builder = builder.source(Numbered(number, store.clone()));
    }
    program.registry.install(builder).expect("it can be installed");
    (program, stores)
}

fn write(store: &Store, number: usize, text: &str) {
    store.0.lock().states = States::from_toml(text, &format!("c{number}.toml"), None).expect("it is TOML");
}

struct Numbered(usize, Store);

impl Source for Numbered {
    fn name(&self) -> String {
        format!("c{}", self.0)
    }

    fn read(&self) -> Result<States, SourceError> {
        self.1.read()
    }
}

impl Program {
    fn reload_with(&self, stores: &[Store], texts: &[&str]) {
        for ((store, text), number) in stores.iter().zip(texts).zip(1..) {
            write(store, number, text);
        }
        self.registry.reload().expect("they can be read");
    }

    fn told(&self) -> Vec<String> {
        self.registry.problems().iter().map(ToString::to_string).collect()
    }
}

const ALPHA: &str = "[alpha]\nrules = [{}]\nrequires = ['beta']";
const BETA: &str = "[beta]\nrules = [{}]\nrequires = ['alpha']";
const NOTHING: &str = "# nothing";

const TOLD: [&str; 2] = [
    "c1.toml:1:2: `alpha`: it requires itself: `alpha` requires `beta` (c2.toml:1:2) requires `alpha`",
    "c2.toml:1:2: `beta`: it requires itself: `beta` requires `alpha` (c1.toml:1:2) requires `beta`",
];

#[test]
fn circle_over_two_sources_is_reported_once() {
    let (program, stores) = program(&["alpha", "!beta"], &[ALPHA, BETA]);
    assert_eq!(program.told(), TOLD);
    assert_eq!(program.take_events(), TOLD);
    program.reload_with(&stores, &[ALPHA, BETA]);
    assert_eq!(program.take_events(), [""; 0]);
    assert_eq!([program.asks(0), program.asks(1)], [false, true], "the declared defaults count");
    let decision = program.explain("beta");
    assert_eq!(decision.reason, Reason::Error);
    assert!(decision.error.is_some_and(|error| error.starts_with("it requires itself")));
}

#[test]
fn circle_keeps_last_good_states_until_it_is_gone() {
    let (program, stores) = program(&["alpha", "beta"], &[ALPHA, "beta = true"]);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    program.reload_with(&stores, &[ALPHA, BETA]);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    assert_eq!(program.told(), TOLD);
    assert_eq!(program.take_events(), TOLD);
    let told = program.explain("beta").to_string();
    assert!(told.contains("> c2           on   c2.toml:1:2  it requires itself: "), "{told}");
    assert!(told.contains("; the last good state stays"), "{told}");
    program.reload_with(&stores, &[NOTHING, BETA]);
    assert_eq!(program.told(), [""; 0]);
    assert_eq!([program.asks(0), program.asks(1)], [false, false], "beta requires alpha, which is off");
    program.reload_with(&stores, &["alpha = true", BETA]);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
}

#[test]
fn circle_leaves_toggle_to_next_source_at_first() {
    let (program, _) = program(&["alpha", "beta"], &[ALPHA, BETA, "alpha = true\nbeta = true"]);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    assert_eq!(program.told(), TOLD);
    assert_eq!(program.explain("alpha").source, "c3");
}

#[test]
fn circle_below_what_decides_is_none() {
    let (program, _) = program(&["alpha", "beta"], &["alpha = true", ALPHA, BETA]);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    assert_eq!(program.told(), [""; 0]);
}

#[test]
fn circle_is_told_though_program_sets_a_toggle() {
    let (program, stores) = program(&["alpha", "beta"], &[ALPHA, NOTHING]);
    program.registry.set("alpha", true.into()).expect("it can be set");
    program.reload_with(&stores, &[ALPHA, BETA]);
    assert_eq!(program.told(), TOLD);
    program.registry.clear("alpha").expect("it can be cleared");
    assert_eq!([program.asks(0), program.asks(1)], [false, false]);
    assert_eq!(program.explain("beta").source, "default", "beta has never been set rightly");
}

#[test]
fn circle_with_pinned_toggle_is_none() {
    let (program, _) = program(&["alpha @ on", "beta"], &[ALPHA, BETA]);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    let told = program.told();
    assert!(matches!(&*told, [one] if one.contains("has pinned it")), "{told:?}");
}

#[test]
fn circle_of_three_sources_names_the_whole_way() {
    let (program, _) = program(&["a", "b", "c"], &["a.requires = ['b']", "b.requires = ['c']", "c.requires = ['a']"]);
    let told = program.told();
    assert_eq!(told.len(), 3);
    let expected =
        "c1.toml:1:1: `a`: it requires itself: `a` requires `b` (c2.toml:1:1) requires `c` (c3.toml:1:1) requires `a`";
    assert_eq!(told[0], expected);
}

#[test]
fn too_many_requirements_over_sources_are_told() {
    let names: Vec<String> = (0..70).map(|number| format!("t{number:02}")).collect();
    let line = |number: usize| format!("t{number:02}.requires = ['t{:02}']\n", number + 1);
    let [even, odd] =
        [0, 1].map(|rest| (0..69).filter(|number| number % 2 == rest).map(line).collect::<Vec<_>>().concat());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (program, _) = program(&names, &[even.leak(), odd.leak()]);
    let told = program.told();
    assert!(told.iter().all(|told| told.contains("it requires more than 64 toggles")), "{told:?}");
    assert_eq!(told.len(), 5);
}

#[test]
fn circle_from_installation_goes_with_its_source() {
    let (program, stores) = program(&["alpha", "beta"], &[ALPHA, BETA]);
    program.take_events();
    program.reload_with(&stores, &[ALPHA, "beta = true"]);
    assert_eq!(program.told(), [""; 0]);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    assert_eq!(program.explain("alpha").error, None);
}
