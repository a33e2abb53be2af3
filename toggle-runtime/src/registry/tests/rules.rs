//! Rules in files, and their explanations.

use super::*;
use crate::Context;

fn program(names: &[&str], text: &str) -> (Program, Store) {
    let program = Program::new(names);
    let store = Store::of_toml(text);
    program.registry.install(Builder::default().source(store.clone())).expect("it can be installed");
    (program, store)
}

impl Program {
    /// Returns the answer at the point with this position, for a context.
    fn asks_for(&self, position: usize, context: &Context) -> Value {
        self.registry.check(&self.points[position], For(Some(context)), Value::clone).expect("a toggle of the program")
    }

    fn explain_for(&self, name: &str, context: &Context) -> String {
        self.registry.explain(name, Some(context), None).to_string()
    }
}

fn user(key: &str) -> Context {
    Context::new(key)
}

#[test]
fn point_whose_rules_use_context_is_not_cached() {
    let (program, _) = program(&["a", "b", "c"], "a.rules = [{ when = { country = 'NL' } }]\nb = '100%'\nc = '0%'");
    assert_eq!(program.asks_for(0, &user("1").with("country", "NL")), Value::On);
    assert_eq!(program.asks_for(0, &user("1").with("country", "BE")), Value::Off);
    assert_eq!([0, 1, 2].map(|position| program.peek(position)), [None, Some(true), Some(false)]);
    assert!(!program.asks(0), "outside of scopes nobody is asked for");
    let scope = Scope::new(program.registry).context(user("1").with("country", "NL"));
    assert!(scope.run(|| program.asks(0)));
}

#[test]
fn changed_rules_emit_event_and_moved_ones_none() {
    let (program, store) = program(&["a"], "a = '25%'");
    program.take_events();
    store.write("# moved\na.rules = [{ rollout = 25 }]\na.otherwise = false");
    program.registry.reload().expect("it can be read");
    assert!(program.take_events().is_empty());
    store.write("a = '50%'");
    program.registry.reload().expect("it can be read");
    assert_eq!(program.take_events(), ["toggle `a` changed from 25% to 50% (store)"]);
    store.write("a.rules = [{ by = 'company', rollout = 1 }, { when = { b = 1 } }]");
    program.registry.reload().expect("it can be read");
    assert_eq!(program.take_events(), ["toggle `a` changed from 50% to 2 rules (store)"]);
    store.write("a = true");
    program.registry.reload().expect("it can be read");
    assert_eq!(program.take_events(), ["toggle `a` changed from 2 rules to on (store)"]);
    assert!(program.asks(0));
}

#[cfg(feature = "semver")]
#[test]
fn explain_shows_the_whole_way() {
    let text = "# rules
[a]
rules = [
  { segment = 'staff' },
  { when = { country = ['NL', 'BE'], plan = 'pro' }, rollout = 25 },
  { when = { version = { semver = '>=2.3' } }, rollout = 0.5, by = 'company' },
  { rollout = 50 },
]
otherwise = true

[segment.staff]
group = 'staff'
";
    let (program, _) = program(&["a"], text);
    let context = user("user-1").with("country", "FR").with("version", "2.4.0");
    assert_eq!(
        program.explain_for("a", &context),
        "\
a is on: SPLIT, store (t.toml:7:3)
  run-time override  -
  env                -
> store              4 rules  t.toml:2:2
      rule 1  not in the segment `staff`
      rule 2  `country` is \"FR\", not one of [\"BE\", \"NL\"]
      rule 3  `company` is missing, so there is no value to hash
    > rule 4  bucket 37195 is below 50000 (50 %)
  default            off      not declared"
    );
    assert!(program.explain_for("a", &user("x").with("group", ["staff"])).starts_with("a is on: TARGETING_MATCH"));
    let nobody = program.registry.explain("a", Some(&Context::default()), None);
    assert_eq!((nobody.value, nobody.reason), (Value::On, Reason::Error));
    let error = "rule 4: the context has no targeting key, so there is no value to hash; set one, or write \
                 `without-key` into the toggle's table";
    assert_eq!(nobody.error.as_deref(), Some(error));
    assert_eq!(nobody.rule.as_deref(), Some("otherwise"));
}

#[test]
fn date_without_offset_is_explained() {
    let text = "a.rules = [{ when = { at = { at-least = 2026-11-01T00:00:00Z } } }]\n\
                b.rules = [{ when = { at = [2026-12-01, 'x'] } }]\nc.rules = [{ when = { at = 'x' } }]";
    let (program, _) = program(&["a", "b", "c"], text);
    let at = |value: &str| user("1").with("at", value);
    let told = "; without an offset, such as `Z`, it is a string, not a date";
    for local in ["2026-12-01T10:00:00", "2026-12-01 10:00:00", "2026-12-01T10:00:00.5"] {
        for name in ["a", "b"] {
            let explained = program.explain_for(name, &at(local));
            assert!(explained.contains(told), "{explained}");
        }
        assert!(!program.explain_for("c", &at(local)).contains(told));
    }
    for other in ["2026-10-01T10:00:00Z", "2026-10-01", "10:00:00", "x", ""] {
        assert!(!program.explain_for("a", &at(other)).contains(told), "{other}");
    }
    let list = user("1").with("at", ["x", "2026-12-01T10:00:00"]);
    assert!(program.explain_for("a", &list).contains(told));
}

#[test]
fn requirement_is_evaluated_for_same_context() {
    let text = "a.rules = [{}]\na.requires = ['b']\nb.rules = [{ when = { x = 1 } }]\nb.requires = ['c']\nc = true";
    let (program, _) = program(&["a", "b", "c"], text);
    let (fits, other) = (user("1").with("x", 1), user("1"));
    assert_eq!([&fits, &other].map(|context| program.asks_for(0, context)), [Value::On, Value::Off]);
    assert_eq!(program.registry.explain("a", Some(&other), None).reason, Reason::Disabled);
    assert!(program.explain_for("a", &other).contains("> requires  `b` is not on"));
    program.registry.set("c", Value::Off).expect("c is a toggle");
    assert_eq!(program.asks_for(0, &fits), Value::Off);
    let scope = Scope::new(program.registry).set("b", true);
    assert_eq!(scope.run(|| program.asks_for(0, &other)), Value::On, "an override needs nothing");
}

#[test]
fn a_circle_is_a_mistake_of_each_toggle_in_it() {
    let (program, store) = program(&["a", "b", "c"], "a = true\nb = true");
    program.take_events();
    store.write("a.requires = ['b']\nb.requires = ['a']\nc.requires = ['a']");
    program.registry.reload().expect("it can be read");
    assert_eq!(
        program.take_events(),
        [
            "t.toml:1:1: `a`: it requires itself: `a` requires `b` requires `a`",
            "t.toml:2:1: `b`: it requires itself: `b` requires `a` requires `b`",
            "toggle `c` changed from off to 0 rules (store)",
        ]
    );
    assert!(program.asks(0) && program.asks(1), "they keep what they were");
}

#[test]
fn circle_through_last_good_state_is_a_mistake() {
    let (program, store) = program(&["x", "y", "z"], "x.rules = [{}]\nx.requires = ['y']\ny = true\nz = true");
    program.take_events();
    store.write("x.requires = ['z']\nz.requires = ['x']\ny.rules = [{}]\ny.requires = ['x']");
    program.registry.reload().expect("it can be read");
    assert_eq!(
        program.take_events(),
        [
            "t.toml:1:1: `x`: it requires itself: `x` requires `z` requires `x`",
            "t.toml:2:1: `z`: it requires itself: `z` requires `x` requires `z`",
            "t.toml:3:1: `y`: it requires itself: `y` requires `x` requires `y`",
        ]
    );
    assert!([0, 1, 2].map(|position| program.asks(position)) == [true; 3], "they keep what they were");
}

#[test]
fn a_circle_that_two_sources_make_has_an_end() {
    let program = Program::new(&["a", "b"]);
    let (one, other) = (
        Store::of_toml("a.rules = [{ rollout = 99 }]\na.requires = ['b']"),
        Store::of_toml("b.rules = [{ rollout = 99 }]\nb.requires = ['a']"),
    );
    program.registry.install(Builder::default().source(one).source(other)).expect("it can be installed");
    assert_eq!(program.asks_for(0, &user("1")), Value::Off);
    assert_eq!(program.asks_for(1, &user("1")), Value::Off);
}

#[test]
fn values_have_the_type_of_their_toggle() {
    let names =
        ["ranking: variants bm25 neural = bm25", "size: integer 1..=100 = 20", "boost: float = 0.5", "text: text = hi"];
    let (program, store) = program(&names, "ranking = 'neural'\nsize = 50\nboost = 2\ntext = 'ho'");
    let values = |program: &Program| [0, 1, 2, 3].map(|position| program.asks_for(position, &user("1")));
    let set = ["neural".into(), 50.into(), 2.0.into(), "ho".into()];
    assert_eq!(values(&program), set);
    program.take_events();
    store.write("ranking = 'nural'\nsize = 101\nboost = 'x'\ntext = true");
    program.registry.reload().expect("it can be read");
    assert_eq!(
        program.take_events(),
        [
            "t.toml:1:1: `ranking`: expected `bm25` or `neural`, found `nural`; did you mean `neural`?",
            "t.toml:2:1: `size`: expected an integer in 1..=100, found the integer 101",
            "t.toml:3:1: `boost`: expected a number, found a string",
            "t.toml:4:1: `text`: expected a string, found `on`",
        ]
    );
    assert_eq!(values(&program), set, "they keep what they were");
    assert!(program.registry.set("ranking", true.into()).is_err_and(|error| error.is_invalid_value()));
    assert!(program.registry.set("size", 0.into()).is_err());
    program.registry.set("size", 1.into()).expect("it is within the limits");
    assert_eq!(program.asks_for(1, &user("1")), 1.into());
}

#[test]
fn number_of_another_type_is_shown_as_written() {
    let names = ["size: integer 1..=100 = 20", "boost: float = 0.5", "mail", "post"];
    let text = "size = 5.0\nboost = '2'\nmail = '25'\npost = '25 %'";
    let (program, _) = program(&names, text);
    assert_eq!(
        program.take_events(),
        [
            "t.toml:1:1: `size`: expected an integer in 1..=100, found the number 5.0",
            "t.toml:2:1: `boost`: expected a number, found a string; remove the quotes",
            "t.toml:3:1: `mail`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `25`; a percentage is \
             written `\"25%\"`",
            "t.toml:4:1: `post`: a percentage is written without a space, as in `25%` or `0.5%`, found `25 %`",
        ]
    );
}

#[test]
fn weights_are_drawn_in_order_of_declaration() {
    let names = ["ranking: variants bm25 neural = bm25"];
    let (program, store) = program(&names, "ranking.rules = [{ serve = { bm25 = 70, neural = 30 } }]");
    let answers = |program: &Program| -> Vec<Value> {
        (0..200).map(|number| program.asks_for(0, &user(&number.to_string()))).collect()
    };
    let before = answers(&program);
    let neural = before.iter().filter(|value| **value == "neural".into()).count();
    assert!((30..90).contains(&neural), "{neural}");
    store.write("ranking.rules = [{ serve = { neural = 30, bm25 = 70 } }]");
    program.registry.reload().expect("it can be read");
    assert_eq!(answers(&program), before, "the order in the file makes no difference");
    assert_eq!(program.asks_for(0, &Context::default()), "bm25".into(), "there is nothing to draw by");
    assert!(program.explain_for("ranking", &Context::default()).contains("the context has no targeting key"));
}

#[test]
fn asking_whether_a_variant_is_on_is_a_problem() {
    let program = Program::new(&["ranking: variants bm25 neural = bm25", "ranking"]);
    assert!(!program.asks(1));
    assert_eq!(
        program.take_events(),
        ["src/p.rs:2:1 (f) checks whether the toggle `ranking` is on, but it never is; read its declaration with \
          `value!` or `get`"]
    );
}

#[test]
fn a_variant_is_on_nowhere() {
    let (program, store) = program(&["ranking: variants bm25 neural = bm25", "ranking"], "ranking = 'neural'");
    let check = |text: &str, fixed: Option<u8>| {
        store.write(text);
        program.registry.reload().expect("it can be read");
        assert!(!program.points[1].is_on() && !program.registry.is_on(&program.points[1]), "{text}");
        assert_eq!([0, 1].map(|position| program.points[position].fixed_index()), [fixed, None], "{text}");
    };
    check("ranking = 'neural'", Some(1));
    check("ranking = 'bm25'", Some(0));
    check("ranking.rules = [{ when = { a = 1 }, serve = 'neural' }]", None);
}

#[test]
fn declaration_of_other_type_reads_no_index() {
    let (program, _) = program(&["a: variants x y = x", "a: variants y x = x", "a: variants x y = y"], "a = 'y'");
    let fixed = [0, 1, 2].map(|position| program.points[position].fixed_index());
    assert_eq!(fixed, [Some(1), None, Some(1)]);
    assert_eq!(program.registry.problems().len(), 2);
}

#[test]
fn a_mistake_in_one_rule_has_its_own_place() {
    let (program, _) = program(
        &["a", "b: integer = 1"],
        "[a]\nrules = [\n  { serve = 'maybe' },\n]\nrequires = ['b', 'x']\n[b]\nrules = [{ rollout = 5 }]",
    );
    let events: Vec<String> = program.registry.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        events,
        [
            "t.toml:3:13: `a`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
            "t.toml:5:13: `a`: `b` is not on or off, so it cannot be required",
            "t.toml:5:18: `a`: no toggle of this program is called `x`",
            "t.toml:7:10: `b`: a rule of this toggle needs `serve`, an integer",
        ]
    );
}

#[test]
fn scope_entered_before_reload_keeps_its_rules() {
    let (program, store) = program(&["a"], "a.rules = [{ when = { x = 1 } }]");
    let context = user("1").with("x", 1);
    let scope = Scope::new(program.registry).context(context.clone()).enter();
    assert!(program.asks(0));
    store.write("a = false");
    program.registry.reload().expect("it can be read");
    assert!(program.asks(0));
    assert_eq!(program.asks_for(0, &user("1")), Value::Off, "another context, but the same rules");
    assert_eq!(program.registry.explain("a", None, None).source, "scope");
    assert_eq!(program.registry.toggles().pinned_views(), 1);
    assert!(program.registry.toggles().all(|toggle| toggle.held));
    drop(scope);
    assert_eq!(program.registry.toggles().pinned_views(), 0);
    assert_eq!(program.peek(0), Some(false), "back to one load");
}

#[test]
fn a_scope_has_one_time() {
    let soon = jiff::Timestamp::now() + Duration::from_millis(200);
    let (program, _) = program(&["a"], &format!("a.rules = [{{}}]\na.from = {soon}"));
    let scope = Scope::new(program.registry).enter();
    assert!(!program.asks(0));
    while jiff::Timestamp::now() <= soon {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!program.asks(0), "the window has opened after the scope was entered");
    drop(scope);
    assert!(program.asks(0));
}

/// A context that enters scopes during its look-ups.
struct Unruly(&'static Registry);

impl crate::Targeting for Unruly {
    fn key(&self) -> Option<&str> {
        None
    }

    fn attribute(&self, name: &str) -> Option<crate::AttributeRef<'_>> {
        let _scope = Scope::new(self.0).set("b", true).enter();
        let _ = self.0.set("b", Value::On);
        (name == "x").then_some(crate::AttributeRef::Integer(1))
    }
}

#[test]
fn a_context_of_the_users_may_do_anything() {
    let (program, _) = program(&["a", "b"], "a.rules = [{ when = { x = 1 } }]");
    let unruly = Unruly(program.registry);
    let asks = || program.registry.check(&program.points[0], For(Some(&unruly)), Value::is_on);
    assert_eq!(asks(), Some(true));
    assert_eq!(Scope::new(program.registry).run(asks), Some(true));
    assert!(program.registry.explain("a", Some(&unruly), None).is_on());
}
