//! Toggles in shadow mode: the points that use the registry, and the results of running both ways.

use super::*;
use crate::{
    Percentage, State,
    check::shadowed::Comparing,
    monitor::shadow::{reported, same},
};

impl Program {
    fn shadowed(toml: &str) -> Self {
        let program = Self::new(&["a + shadow", "a", "b"]);
        program.registry.install(Builder::default().source(Store::of_toml(toml))).expect("it can be read");
        program
    }

    /// Returns the value at the point that compares.
    fn value(&self) -> Option<Value> {
        self.registry.check(&self.points[0], For(None), Value::clone)
    }

    fn compare(&self, control: u32, candidate: impl FnOnce() -> u32) -> u32 {
        let comparing = Comparing::of(self.registry, &self.points[0]).expect("there is such a toggle");
        comparing.run(|| control, candidate, same, reported)
    }
}

fn shadow(percent: u32) -> Value {
    Value::Shadow(Percentage::percent(percent))
}

#[test]
fn where_nothing_is_compared_a_shadow_is_off() {
    let program = Program::shadowed("a = \"shadow\"");
    assert_eq!(program.value(), Some(shadow(100)));
    assert_eq!(program.peek(0), None, "it has to be said in which calls");
    assert!(!program.asks(1));
    assert_eq!(program.peek(1), Some(false), "at the cost of any other toggle that is off");
    let decision = program.explain("a");
    assert_eq!((decision.value, decision.reason), (shadow(100), Reason::Static));
    program.registry.set("a", Value::On).expect("it can be on");
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
}

#[track_caller]
fn check(toml: &str, expected: &str) {
    let program = Program::shadowed(toml);
    assert_eq!(program.take_events(), [""; 0], "{toml}");
    assert_eq!(program.registry.toggles().next().map(|toggle| toggle.state.to_string()).as_deref(), Some(expected));
}

#[test]
fn the_ways_to_write_a_shadow() {
    check("a = \"shadow\"", "shadow");
    check("a = \"shadow 2.5%\"", "shadow 2.5%");
    check("a = { shadow = 5 }", "shadow 5%");
    check("a = { shadow = \"5%\", shadow-limit = \"250ms\" }", "shadow 5%");
    check("a = { otherwise = \"shadow\", observe = true }", "shadow");
    check("[a]\nrules = [{ when = { group = \"staff\" } }]\nshadow = 5\n", "1 rule");
}

#[test]
fn rules_can_serve_a_shadow() {
    let program =
        Program::shadowed("[a]\nrules = [{ when = { group = \"staff\" }, serve = \"shadow\" }]\notherwise = \"off\"\n");
    let staff = crate::Context::new("u").with("group", "staff");
    let value = program.registry.check(&program.points[0], For(Some(&staff)), Value::clone);
    assert_eq!((value, program.value()), (Some(shadow(100)), Some(Value::Off)));
}

#[test]
fn what_compares_nowhere_has_no_shadow() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.variable("TOGGLE_A", "shadow");
    program.registry.install(Builder::default())?;
    let why = "the toggle has no shadow mode: no toggle point has `#[feature_toggle(\"a\", else = .., shadow)]`";
    assert_eq!(program.take_events(), [format!("TOGGLE_A: `a`: {why}")]);
    let refused = program.registry.set("a", shadow(5)).err().map(|error| error.to_string());
    assert_eq!(refused, Some(format!("`a`: {why}")));
    Ok(())
}

#[test]
fn a_scope_can_ask_for_both_ways() {
    let program = Program::shadowed("");
    Scope::new(program.registry).set("a", "shadow").run(|| assert_eq!(program.value(), Some(shadow(100))));
    assert_eq!(program.value(), Some(Value::Off));
    assert_eq!(program.registry.toggles().next().map(|toggle| toggle.state), Some(State::Plain(Value::Off)));
}

#[test]
fn differences_are_emitted_and_never_returned() {
    let program = Program::shadowed("a = \"shadow\"");
    assert_eq!(program.compare(1, || 1), 1);
    assert_eq!(program.compare(1, || 2), 1);
    assert_eq!(program.take_events(), ["toggle `a` in shadow mode: the control returned 1, the candidate 2"]);
    assert_eq!(program.compare(1, || 3), 1);
    assert_eq!(program.compare(1, || panic!("the code's own")), 1);
    assert_eq!(program.take_events(), [""; 0], "one in a second is enough");
    *program.time.lock() += Duration::from_secs(1);
    assert_eq!(program.compare(1, || panic!("the code's own")), 1);
    assert_eq!(program.take_events(), ["toggle `a` in shadow mode: the candidate panicked: the code's own"]);
    let report = program.registry.toggles().next().and_then(|toggle| toggle.shadow).expect("both ways have run");
    assert_eq!((report.matches, report.mismatches, report.panics), (1, 2, 2));
}

#[test]
fn a_share_of_calls_is_exact() {
    let program = Program::shadowed("a = { shadow = 5 }");
    let both = (0..1000).filter(|_| program.registry.runs_both(0, Percentage::percent(5))).count();
    assert_eq!(both, 50);
    assert!(!program.registry.runs_both(0, Percentage::NONE));
}

#[test]
fn an_asynchronous_candidate_has_a_limit() {
    let program = Program::shadowed("a = { shadow = 100, shadow-limit = \"1ms\" }");
    let comparing = Comparing::of(program.registry, &program.points[0]).expect("there is such a toggle");
    let result = comparing.run_async(async { 7 }, std::future::pending::<u32>(), same, reported);
    assert_eq!(pollster::block_on(result), 7);
    let report = program.registry.toggles().next().and_then(|toggle| toggle.shadow).expect("both ways have run");
    assert_eq!(report.timeouts, 1);
}

#[test]
fn misspelt_shadow_state_is_reported_with_hint() {
    let hint = "; for shadow mode, write `shadow`, or `shadow 5%` for a share of the calls, from 0% to 100%";
    for (word, position) in [("shadow 105%", 0), ("Shadow 5", 0), ("shadw", 0), ("shadow 105%", 1)] {
        let program = Program::new(&["a + shadow", "b"]);
        let name = ["a", "b"][position];
        program
            .registry
            .install(Builder::default().source(Store::of_toml(&format!("{name} = \"{word}\""))))
            .expect("ok");
        let events = program.take_events();
        assert!(events.len() == 1 && events[0].ends_with(&format!(", found `{word}`{hint}")), "{events:?}");
    }
    let program = Program::new(&["a"]);
    program.registry.install(Builder::default().source(Store::of_toml("a = \"shadw\""))).expect("ok");
    assert!(!program.take_events()[0].contains("compare"), "nothing is compared there");
}

const PERSONAL: &str = "ann@example.org";

impl Program {
    /// Compares two ways that differ, and one that panics, all with values that no one may see.
    fn compare_personal(&self, comparing: impl Fn(Comparing) -> Comparing) -> String {
        let run = |candidate: fn() -> String| {
            *self.time.lock() += Duration::from_secs(1);
            let of_a = Comparing::of(self.registry, &self.points[0]).expect("there is such a toggle");
            comparing(of_a).run(|| PERSONAL.to_owned(), candidate, same, reported)
        };
        assert_eq!(run(|| format!("{PERSONAL}, too")), PERSONAL);
        assert_eq!(run(|| panic!("no {PERSONAL}")), PERSONAL);
        self.take_events().join("\n")
    }

    fn report(&self) -> crate::ShadowReport {
        self.registry.toggles().next().and_then(|toggle| toggle.shadow).expect("both ways have run")
    }
}

const WITHOUT_VALUES: &str = "toggle `a` in shadow mode: the control and the candidate returned different values\ntoggle `a` in shadow mode: the candidate panicked";

#[track_caller]
fn check_without_values(program: &Program) {
    let report = program.report();
    assert_eq!((report.last_mismatches.len(), report.last_panics.len()), (1, 1));
    let json = serde_json::to_string(&report).expect("it can be written");
    assert!(!format!("{report:?}{json}").contains("ann"), "{json}");
    assert_eq!(serde_json::from_str::<crate::ShadowReport>(&json).expect("it can be read"), report);
}

#[test]
fn values_are_told_unless_configured_otherwise() {
    for toml in ["a = \"shadow\"", "a = { shadow = 100, shadow-values = true }"] {
        let told = Program::shadowed(toml).compare_personal(|comparing| comparing);
        assert!(told.contains("ann@example.org, too") && told.contains("panicked: no ann"), "{told}");
    }
}

#[test]
fn shadow_counts_without_values() {
    let program = Program::shadowed("a = { shadow = 100, shadow-values = false }");
    assert_eq!(program.compare_personal(|comparing| comparing), WITHOUT_VALUES);
    check_without_values(&program);
    assert_eq!((program.report().mismatches, program.report().panics), (1, 1));
}

#[test]
fn code_without_values_is_not_overruled() {
    let program = Program::shadowed("a = { shadow = 100, shadow-values = true }");
    assert_eq!(program.compare_personal(Comparing::without_values), WITHOUT_VALUES);
    check_without_values(&program);
}

#[test]
fn kept_values_go_when_values_are_switched_off() -> Result<(), Error> {
    let program = Program::new(&["a + shadow"]);
    let store = Store::of_toml("a = \"shadow\"");
    program.registry.install(Builder::default().source(store.clone()))?;
    program.compare_personal(|comparing| comparing);
    assert!(format!("{:?}", program.report()).contains("ann"));
    store.write("a = { shadow = 100, shadow-values = false }");
    program.registry.reload()?;
    program.take_events();
    let comparisons = &program.registry.shadow(0).expect("there is such a toggle").comparisons;
    assert!(!format!("{comparisons:?}").contains("ann"), "nothing is left of them in memory");
    check_without_values(&program);
    store.write("a = { shadow = 100, shadow-values = true }");
    program.registry.reload()?;
    check_without_values(&program);
    Ok(())
}

#[test]
fn mistake_in_values_touches_no_other_part() -> Result<(), Error> {
    let program = Program::new(&["a + shadow"]);
    let store = Store::of_toml("a = { shadow = 100, shadow-values = false }");
    program.registry.install(Builder::default().source(store.clone()))?;
    store.write("a = { shadow = 50, shadow-values = \"no\", shadow-limit = \"2s\" }");
    program.registry.reload()?;
    let events = program.take_events().join("\n");
    assert!(events.contains("expected `true` or `false`, found a string"), "{events}");
    assert_eq!(program.value(), Some(shadow(50)));
    assert_eq!(program.compare_personal(|comparing| comparing), WITHOUT_VALUES, "the last good word stays");
    Ok(())
}

#[test]
fn file_that_says_values_alone_is_no_state() -> Result<(), Error> {
    let program = Program::new(&["a + shadow"]);
    let above = Store::of_toml("a = { shadow-values = false }");
    let below = Store::of_toml("a = { shadow = 100, shadow-values = true }");
    program.registry.install(Builder::default().source(above).source(below))?;
    assert_eq!(program.value(), Some(shadow(100)));
    assert_eq!(program.compare_personal(|comparing| comparing), WITHOUT_VALUES);
    Ok(())
}
