//! Points that read a value.

use super::*;
use crate::{Context, Observe, check::setting::Typed};

impl Program {
    fn number(&self, position: usize, default: i64) -> i64 {
        let point = &self.points[position];
        let fixed = point.fixed_index().and_then(|index| i64::from_index(index, default));
        fixed.or_else(|| self.registry.check(point, For(None), i64::read).flatten()).unwrap_or(default)
    }
}

#[test]
fn value_point_asks_any_type() {
    let program = Program::new(&["n: integer = 20", "n + value", "v: variants x y = y", "v + value", "b + value"]);
    assert_eq!(program.problems(), <[String; 0]>::default());
    let read = |position: usize| program.registry.check(&program.points[position], For(None), Value::clone);
    assert_eq!((read(1), read(3), read(4)), (Some(20.into()), Some("y".into()), Some(Value::Off)));
    let toggles: Vec<_> = program.registry.toggles().collect();
    assert!(toggles.iter().all(|toggle| toggle.points.len() == 1 && toggle.points[0].value));
}

#[test]
fn condition_at_a_number_is_still_a_problem() {
    let program = Program::new(&["n: integer = 20", "n + value", "n"]);
    let problems = program.problems();
    assert!(problems.len() == 1 && problems[0].contains("src/p.rs:3:1"), "{problems:?}");
}

#[test]
fn default_number_is_held_by_the_point() -> Result<(), Error> {
    let program = Program::new(&["n: integer = 20", "n + value"]);
    let held = || program.points[1].fixed_index();
    assert_eq!((program.number(1, 20), held()), (20, Some(0)));
    program.registry.set("n", 30.into())?;
    assert_eq!((program.number(1, 20), held()), (30, None));
    program.registry.set("n", 20.into())?;
    assert_eq!((program.number(1, 20), held()), (20, Some(0)));
    let scope = Scope::new(program.registry).set("n", 40);
    scope.run(|| assert_eq!((program.number(1, 20), held()), (40, None)));
    assert_eq!((program.number(1, 20), held()), (20, Some(0)));
    Ok(())
}

#[test]
fn default_of_a_second_declaration_is_not_held() {
    let program = Program::new(&["n: integer = 20", "n: integer = 30", "n + value"]);
    for _ in 0..2 {
        assert_eq!(program.number(2, 30), 20, "the first declaration counts");
        assert_eq!(program.number(1, 30), 20);
    }
    let program = Program::new(&["v: variants x y = x", "v: variants y x = y", "v + value"]);
    program.registry.check(&program.points[2], For(None), Value::clone);
    assert_eq!(program.points[2].fixed_index(), None, "an index means another variant to the second");
}

#[cfg(feature = "rules")]
#[test]
fn value_is_read_for_all_unless_context_matters() {
    let program = Program::new(&["n: integer = 20", "n + value"]);
    let store = Store::of_toml("n = { rules = [{ when = { vip = true }, serve = 50 }], otherwise = 10 }");
    program.registry.install(Builder::default().source(store)).expect("it can be installed");
    let point = &program.points[1];
    assert_eq!(program.registry.check(point, ForAll, Value::clone), None);
    let vip = Context::default().with("vip", true);
    assert_eq!(program.registry.check(point, ForRest(&vip), Value::clone), Some(50.into()));
    assert_eq!(program.registry.check(point, ForRest(&Context::default()), Value::clone), Some(10.into()));
    program.registry.set("n", 60.into()).expect("it is in force");
    assert_eq!(program.registry.check(point, ForAll, Value::clone), Some(60.into()));
}

#[test]
fn observed_value_is_counted_at_its_point() {
    let program = Program::new(&["n: integer = 20", "n + value", "n + value"]);
    program.registry.install(Builder::default().observe(Observe::all())).expect("it can be installed");
    for _ in 0..3 {
        assert_eq!(program.number(1, 20), 20);
    }
    let toggle = program.registry.toggles().next().expect("there is one");
    let answers = |position: usize| {
        let observed = toggle.points[position].observed.as_ref();
        observed.map(|observed| observed.answers.iter().map(|one| (one.value.clone(), one.count)).collect::<Vec<_>>())
    };
    assert_eq!((answers(0), answers(1)), (Some(vec![(20.into(), 3)]), None));
}

#[cfg(feature = "rules")]
#[test]
fn duration_in_a_source_is_checked_and_served() -> Result<(), Error> {
    let program = Program::new(&["t: duration 10ms..=90s = 250ms", "n: integer 0..=255 = 3"]);
    let store = Store::of_toml("t = { rules = [{ when = { vip = true }, serve = '1m 30s' }] }\nn = 255\n");
    program.registry.install(Builder::default().source(store.clone()))?;
    assert_eq!(program.problems(), <[String; 0]>::default());
    let vip = Context::default().with("vip", true);
    let value = |name: &str| program.registry.explain(name, Some(&vip), None).value;
    assert_eq!((value("t"), value("n")), ("90s".into(), 255.into()));
    store.write("t = '5ms'\nn = 256\n");
    program.registry.reload()?;
    let problems = program.problems().join("\n");
    assert!(problems.contains("expected a duration in 10ms..=90s, such as `250ms`, found `5ms`"), "{problems}");
    assert!(problems.contains("expected an integer in 0..=255, found the integer 256"), "{problems}");
    assert_eq!((value("t"), value("n")), ("90s".into(), 255.into()), "the last good states stay");
    program.variable("TOGGLE_T", "2s");
    program.registry.reload()?;
    assert_eq!(value("t"), "2s".into());
    Ok(())
}
