//! Toggles that require themselves across several sources.

use super::*;

/// Returns a program that reads these texts, highest precedence first.
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
fn circle_keeps_last_good_states_until_resolved() {
    let (program, stores) = program(&["alpha", "beta"], &[ALPHA, "beta = true"]);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    program.reload_with(&stores, &[ALPHA, BETA]);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    assert_eq!(program.told(), TOLD);
    assert_eq!(program.take_events(), TOLD);
    let told = program.explain("beta").to_string();
    assert!(told.contains("> c2                 on   c2.toml:1:2  it requires itself: "), "{told}");
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

#[test]
fn circle_below_last_good_source_is_told() {
    let (program, stores) = program(&["alpha", "beta"], &["alpha = true", ALPHA, NOTHING]);
    program.reload_with(&stores, &[NOTHING, ALPHA, BETA]);
    assert_eq!(program.told(), TOLD.map(|told| told.replace("c2", "c3").replace("c1", "c2")));
    assert!(program.asks(0), "the first source has said so last");
    let decision = program.explain("alpha");
    assert_eq!(decision.source, "c1");
    let told: Vec<_> = decision.trace[2..4].iter().map(|step| (step.note.as_deref(), step.error.is_some())).collect();
    assert_eq!(told, [(Some("the last good state stays"), true), (None, true)]);
}

/// The entry of a source for a toggle: none, on, or a requirement of the toggles of these bits.
#[derive(Debug, Clone, Copy)]
enum Says {
    Nothing,
    On,
    Requires(u8),
}

const TOGGLES: [&str; 4] = ["a", "b", "c", "d"];

type Said = [Says; TOGGLES.len()];

fn text(said: Said) -> String {
    let lines = TOGGLES.iter().zip(said).map(|(name, says)| match says {
        Says::Nothing => String::new(),
        Says::On => format!("{name} = true\n"),
        Says::Requires(bits) => {
            let required = TOGGLES.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            let required: Vec<String> = required.map(|(_, name)| format!("'{name}'")).collect();
            format!("{name} = {{ rules = [{{}}], requires = [{}] }}\n", required.join(", "))
        }
    });
    "# a source\n".to_owned() + &lines.collect::<Vec<_>>().concat()
}

/// Returns the toggles that require themselves by the first entry of each toggle in the sources.
fn in_circles(sources: &[Said]) -> Vec<usize> {
    let requires = |toggle: usize| {
        let says = sources.iter().map(|said| said[toggle]).find(|says| !matches!(says, Says::Nothing));
        if let Some(Says::Requires(bits)) = says { bits } else { 0 }
    };
    let reached = |toggle: usize| {
        let mut reached = requires(toggle);
        for _ in TOGGLES {
            let more = (0..TOGGLES.len()).filter(|at| reached >> at & 1 == 1).map(requires);
            reached = more.fold(reached, |reached, bits| reached | bits);
        }
        reached
    };
    (0..TOGGLES.len()).filter(|&toggle| reached(toggle) >> toggle & 1 == 1).collect()
}

fn says() -> impl proptest::strategy::Strategy<Value = Says> {
    use proptest::prelude::*;
    prop_oneof![Just(Says::Nothing), Just(Says::On), (1_u8..16).prop_map(Says::Requires)]
}

fn said() -> impl proptest::strategy::Strategy<Value = Said> {
    [says(), says(), says(), says()]
}

proptest::proptest! {
    #[test]
    fn any_circle_is_told_and_none_is_in_force(first in [said(), said(), said()], second in [said(), said(), said()]) {
        let texts = |sources: &[Said]| sources.iter().copied().map(text).collect::<Vec<_>>();
        let leaked: Vec<&'static str> = texts(&first).into_iter().map(|text| &*text.leak()).collect();
        let (program, stores) = program(&TOGGLES, &leaked);
        let policies = || program.registry.0.view.load().resolved.iter().map(|it| it.policy.clone()).collect::<Vec<_>>();
        for sources in [&first, &second, &first] {
            let texts = texts(sources);
            program.reload_with(&stores, &texts.iter().map(String::as_str).collect::<Vec<_>>());
            let now = policies();
            let fault = (0..).take(TOGGLES.len()).find_map(|toggle| {
                toggle_rules::requirement_fault(toggle, |it| now[it as usize].requires(), |it| it.to_string())
            });
            proptest::prop_assert_eq!(fault, None);
            let told = program.told();
            // A circle within one source is refused there, and is not in a circle across sources any more.
            if sources.iter().all(|said| in_circles(std::slice::from_ref(said)).is_empty()) {
                let expected = in_circles(sources);
                proptest::prop_assert_eq!(expected.is_empty(), told.is_empty());
                for toggle in expected {
                    let name = format!("`{}`: it requires itself", TOGGLES[toggle]);
                    proptest::prop_assert!(told.iter().any(|told| told.contains(&name)), "{name} in {told:?}");
                }
            }
        }
    }
}
