//! Rollouts that have nothing to hash.

use super::*;
use crate::{AttributeRef, Context, Observe, Problem, Targeting};

const AT_2: &str = "src/p.rs:2:1 (f): `mail` is off here, since its rules have no value to hash: the context has no \
                    targeting key; set one with `scope()` or `for =`, or write `without-key` into the toggle's table; the table of a percentage is `{ rules = [{ rollout = 25 }] }`";

/// Returns a program with a kill switch that is on for a quarter, checked at two points.
fn quarter() -> Program {
    let program = Program::new(&["!mail", "mail", "mail"]);
    program.variable("TOGGLE_MAIL", "25%");
    program
}

fn with(names: &[&str], text: &str) -> (Program, Store) {
    let (program, store) = (Program::new(names), Store::of_toml(text));
    program.registry.install(Builder::default().source(store.clone())).expect("nothing is wrong");
    (program, store)
}

impl Program {
    fn lacked(&self, name: &str) -> (u64, Vec<u64>) {
        let status = self.registry.toggles().find(|toggle| toggle.name == name).expect("it is one");
        (status.without_key, status.points.iter().map(|point| point.without_key).collect())
    }

    fn decide(&self, name: &str) -> String {
        let Decision { value, reason, rule, error, .. } = self.explain(name);
        format!("{value} {reason} {} {}", rule.unwrap_or_default(), error.unwrap_or_default())
    }
}

/// Returns the answer at the point with this position, for a context that the check gives.
fn decides(program: &Program, position: usize, context: &Context) -> bool {
    program.registry.check(&program.points[position], ForRest(context), Value::is_on).expect("a toggle of the program")
}

#[test]
fn missing_key_is_reported_once_per_place() {
    let program = quarter();
    for position in [1, 1, 2, 1] {
        assert!(!program.asks(position));
    }
    let both = [AT_2.to_owned(), AT_2.replace(":2:1", ":3:1")];
    assert_eq!(program.take_events(), both);
    assert_eq!(program.problems(), both);
    assert_eq!(program.lacked("mail"), (4, vec![3, 1]));
    let json = serde_json::to_value(program.registry.problems()).expect("it can be written");
    assert_eq!(
        json[0],
        serde_json::json!({
            "problem": "without-key", "name": "mail", "place": "src/p.rs:2:1 (f)", "by": null, "value": "off",
        })
    );
}

#[test]
fn call_of_get_is_reported_at_declaration() {
    let program = quarter();
    program.asks(0);
    assert_eq!(program.take_events(), [AT_2.replace(":2:1", ":1:1")]);
    assert_eq!(program.lacked("mail"), (1, vec![0, 0]), "the declaration is no place that asks");
}

#[test]
fn explain_says_it_and_reports_nothing() {
    let program = quarter();
    let error = "rule 1: the context has no targeting key, so there is no value to hash; set one, or write \
                 `without-key` into the toggle's table";
    assert_eq!(program.decide("mail"), format!("off ERROR otherwise {error}"));
    let steps: Vec<_> = program.explain("mail").rules.into_iter().map(|step| step.why).collect();
    let nothing = "the context has no targeting key, so there is no value to hash";
    assert_eq!(steps, [nothing, "no rule matches, and rule 1 has no value to hash, so `otherwise` applies"]);
    assert_eq!((program.take_events(), program.lacked("mail").0), (vec![], 0));
}

#[test]
fn context_with_key_reports_nothing() {
    let program = quarter();
    for user in 0..20 {
        let context = Context::new(format!("user-{user}"));
        Scope::new(program.registry).context(context.clone()).run(|| program.asks(1));
        decides(&program, 2, &context);
    }
    assert_eq!((program.take_events(), program.lacked("mail").0), (vec![], 0));
}

#[test]
fn own_context_without_key_is_reported() {
    let program = quarter();
    assert_eq!(program.registry.check(&program.points[1], ForAll, Value::is_on), None);
    assert!(!decides(&program, 1, &Context::default()));
    assert_eq!(program.take_events(), [AT_2]);
}

#[test]
fn rule_that_matches_later_reports_nothing() {
    let (program, _) = with(&["a"], "[a]\nrules = [{ rollout = 25 }, { when = { plan = 'pro' } }]");
    let pro = Context::default().with("plan", "pro");
    assert!(decides(&program, 0, &pro));
    assert_eq!(program.take_events(), [""; 0]);
}

#[test]
fn missing_attribute_is_named() {
    let (program, _) = with(&["a"], "[a]\nrules = [{ rollout = 25, by = 'company' }]");
    let context = Context::new("user-1").with("company", 0.5);
    decides(&program, 0, &context);
    let expected = "src/p.rs:1:1 (f): `a` is off here, since its rules have no value to hash: the context has no \
                    attribute `company` that can be hashed; set it with `scope()` or `for =`, or write `without-key` \
                    into the toggle's table";
    assert_eq!(program.take_events(), [expected]);
}

#[test]
fn value_without_key_counts_and_is_no_problem() {
    let table =
        "rules = [{ when = { plan = 'pro' }, serve = 'off' }, { rollout = 25 }]\notherwise = 'off'\nwithout-key = 'on'";
    let (program, _) = with(&["a"], &format!("[a]\n{table}"));
    assert!(program.asks(0));
    assert_eq!(program.decide("a"), "on DEFAULT without-key ");
    let last = program.explain("a").rules.pop().expect("there are some");
    assert_eq!(last.why, "no rule matches, and rule 2 has no value to hash, so `without-key` applies");
    assert_eq!((program.take_events(), program.problems(), program.lacked("a").0), (vec![], vec![], 0));
    let pro = Context::default().with("plan", "pro");
    assert!(!decides(&program, 0, &pro), "a rule that matches comes first");
    let out = (0..).map(|user| Context::new(format!("user-{user}")));
    let mut out = out.filter(|context| !decides(&program, 0, context));
    assert!(out.next().is_some(), "those who have a key get `otherwise`");
}

#[test]
fn value_without_key_is_checked() {
    let (program, _) = with(&["a"], "[a]\nrules = [{ rollout = 25 }]\nwithout-key = 'neural'");
    assert_eq!(
        program.problems(),
        ["t.toml:3:15: `a`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `neural`"]
    );
}

#[test]
fn required_toggle_is_reported_at_asking_place() {
    let (program, _) = with(&["a", "b"], "b = '25%'\n[a]\nrules = [{}]\nrequires = ['b']");
    program.asks(0);
    let events = program.take_events();
    assert!(events[0].starts_with("src/p.rs:1:1 (f): `b` is off here"), "{events:?}");
    assert_eq!((program.lacked("a").0, program.lacked("b").0), (1, 0));
}

#[test]
fn observed_toggle_is_reported_too() {
    let (program, store) = (Program::new(&["a"]), Store::of_toml("a = '25%'"));
    program.registry.install(Builder::default().source(store).observe(Observe::all())).expect("nothing is wrong");
    program.asks(0);
    decides(&program, 0, &Context::default());
    assert_eq!((program.take_events().len(), program.lacked("a").0), (1, 2));
}

#[test]
fn problem_stands_as_long_as_it_can_happen() {
    let (program, store) = with(&["a", "b"], "a = '25%'");
    let reload = |text: &str| {
        store.write(text);
        program.registry.reload().expect("it can be read");
        program.take_events();
        program.asks(0);
        let events = program.take_events();
        (events.len(), program.problems().len())
    };
    program.asks(0);
    program.take_events();
    assert_eq!(reload("a = '50%'"), (0, 1), "the same place has been reported");
    assert_eq!(reload("a = '50%'\nb = true"), (0, 1));
    assert_eq!(reload("a = true"), (0, 0));
    assert_eq!(reload("a = '5%'"), (1, 1));
    assert_eq!(reload("[a]\nrules = [{ rollout = 5 }]\nwithout-key = 'off'"), (0, 0));
    assert_eq!(reload("[a]\nrules = [{ rollout = 5, by = 'company' }]"), (1, 1));
    assert_eq!(reload("a = '5%'"), (1, 1), "it is another value that is missing");
}

#[test]
fn scope_with_older_rules_leaves_no_problem() {
    let (program, store) = with(&["a"], "a = '25%'");
    Scope::new(program.registry).run(|| {
        store.write("a = true");
        program.registry.reload().expect("it can be read");
        program.take_events();
        assert!(!program.registry.is_on(&program.points[0]), "the scope sees the rules of before");
    });
    assert_eq!((program.take_events(), program.problems()), (vec![], vec![]));
}

#[test]
fn places_past_the_limit_are_counted() {
    let names = ["a"; 150];
    let (program, _) = with(&names, "a = '25%'");
    let more = Some(Problem::WithoutKeys { count: 50 });
    // An answer that finds a list locked leaves the report to the next one at its place.
    let is_reported = (0..1000).any(|_| {
        (0..150).for_each(|position| {
            program.asks(position);
        });
        program.registry.problems().get(100) == more.as_ref()
    });
    let problems = program.registry.problems();
    assert!(is_reported && problems.len() == 101, "{problems:?}");
    let events = program.take_events();
    let more = "1 more toggle point has no value to hash for toggles with rollouts; set contexts with keys by \
                `scope()`, or write `without-key` into the tables of the toggles";
    assert_eq!((events.len(), events[100].as_str()), (101, more));
}

#[test]
fn threads_together_report_once() {
    let (program, _) = with(&["a"], "a = '25%'");
    std::thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                for _ in 0..1000 {
                    program.asks(0);
                }
            });
        }
    });
    // A thread that finds the list locked leaves the report to the next answer.
    program.asks(0);
    assert_eq!((program.take_events().len(), program.lacked("a").0), (1, 8001));
}

#[test]
fn subscriber_that_asks_is_not_told_for_ever() {
    let program = quarter();
    let (registry, points) = (program.registry, program.points);
    program.registry.subscribe(move |_| {
        registry.is_on(&points[2]);
    });
    program.asks(1);
    while program.lacked("mail").0 < 2 {
        std::thread::yield_now();
    }
    let mut events = program.take_events();
    while events.len() < 2 {
        events.extend(program.take_events());
    }
    assert_eq!(events, [AT_2.to_owned(), AT_2.replace(":2:1", ":3:1")]);
}

#[test]
fn question_by_name_is_blamed_on_no_check() {
    let (program, _) = with(&["a", "b"], "[a]\nrules = [{ rollout = 25 }]\n[b]\nrules = [{ rollout = 25 }]");
    program.registry.decided("a", &Context::default(), None);
    decides(&program, 1, &Context::new("ada"));
    program.registry.is_on_by_name("a", None);
    decides(&program, 1, &Context::new("ada"));
    assert_eq!((program.take_events(), program.lacked("b").0), (vec![], 0));
}

/// A context whose look-up panics, after a required toggle lacked a value.
struct Panics;

impl Targeting for Panics {
    fn key(&self) -> Option<&str> {
        None
    }

    fn attribute(&self, _: &str) -> Option<AttributeRef<'_>> {
        panic!("a fault of the user")
    }
}

#[test]
fn panic_of_a_context_is_blamed_on_no_check() {
    let rules = "[a]\nrequires = ['c']\nrules = [{ when = { x = 1 } }]\n[b]\nrules = [{ rollout = 25 }]\n\
                 [c]\nrules = [{ rollout = 25 }]\notherwise = 'on'";
    let (program, _) = with(&["a", "b", "c"], rules);
    let asks = || program.registry.check(&program.points[0], ForRest(&Panics), Value::is_on);
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(asks)).is_err());
    decides(&program, 1, &Context::new("ada"));
    assert_eq!((program.take_events(), program.lacked("b").0), (vec![], 0));
}
