//! The attributes of the process, below those of each check.

use super::*;
use crate::{AttributeRef, Context, Targeting};

fn installed(names: &[&str], variable: &str, given: Context, text: &str) -> (Program, Store) {
    let program = Program::new(names);
    program.variable("TOGGLE_CONTEXT", variable);
    let store = Store::of_toml(text);
    program.registry.install(Builder::default().source(store.clone()).context(given)).expect("it can be installed");
    (program, store)
}

impl Program {
    fn is_on_for(&self, context: &dyn Targeting) -> bool {
        self.registry.check(&self.points[0], For(Some(context)), Value::is_on).expect("a toggle of the program")
    }
}

const BY_REGION: &str = "a.rules = [{ when = { region = 'eu' } }]";

#[test]
fn attribute_of_process_counts_without_scope() {
    let (program, _) = installed(&["a"], "region=eu", Context::default(), BY_REGION);
    assert!(program.asks(0));
    assert_eq!(program.peek(0), None, "another context may have another region");
    let (program, _) = installed(&["a"], "region=us", Context::default(), BY_REGION);
    assert!(!program.asks(0));
    let (program, _) = installed(&["a"], "", Context::default().with("region", "eu"), BY_REGION);
    assert!(program.asks(0));
}

/// A user whose region may be known.
struct User(Option<&'static str>);

impl Targeting for User {
    fn key(&self) -> Option<&str> {
        None
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        self.0.filter(|_| name == "region").map(AttributeRef::from)
    }
}

#[test]
fn own_attribute_counts_above_the_process() {
    let (program, _) = installed(&["a"], "region=eu", Context::default(), BY_REGION);
    let (elsewhere, nowhere) = (Context::new("1").with("region", "us"), Context::new("1").with("plan", "pro"));
    assert_eq!([program.is_on_for(&elsewhere), program.is_on_for(&nowhere)], [false, true]);
    assert_eq!([program.is_on_for(&User(Some("us"))), program.is_on_for(&User(None))], [false, true]);
    let inside = |context: Context| Scope::new(program.registry).context(context).run(|| program.asks(0));
    assert_eq!([inside(elsewhere), inside(nowhere)], [false, true]);
    assert!(Scope::new(program.registry).run(|| program.asks(0)));
}

#[test]
fn required_toggle_sees_the_process() {
    let text = "a = { rules = [{}], requires = ['b'] }\nb.rules = [{ when = { region = 'eu' } }]";
    let (program, _) = installed(&["a", "b"], "region=eu", Context::default(), text);
    assert!(program.asks(0));
    let (program, _) = installed(&["a", "b"], "region=us", Context::default(), text);
    assert!(!program.asks(0));
}

#[test]
fn instance_rolls_out_to_a_share_of_processes() {
    let text = "a.rules = [{ rollout = 25, by = 'instance' }]";
    let on = (0..400).filter(|number| {
        let instance = Context::default().with("instance", format!("search-{number}"));
        let (program, _) = installed(&["a"], "", instance, text);
        // All users of a process get the same answer.
        let answer = program.asks(0);
        assert!((0..20).all(|user| program.is_on_for(&Context::new(user.to_string())) == answer));
        answer
    });
    let on = on.count();
    assert!((70..130).contains(&on), "{on} of 400 at 25 %");
}

#[cfg(feature = "semver")]
#[test]
fn newer_version_is_told_by_the_process() {
    let text = "a.rules = [{ when = { version = { semver = '>=2.3' } } }]";
    for (version, expected) in [("2.3", true), ("2.10", true), ("2.2.9", false), ("v3.0.0", true)] {
        let (program, _) = installed(&["a"], &format!("version={version}"), Context::default(), text);
        assert_eq!(program.asks(0), expected, "{version}");
    }
}

#[test]
fn process_has_no_key() {
    let (program, _) = installed(&["a"], "key=b", Context::new("a").with("region", "eu"), "a = '50%'");
    let decision = program.explain("a");
    let error = decision.error.expect("there is nothing to hash");
    assert!(error.starts_with("rule 1: the context has no targeting key"), "{error}");
    let what_to_write = "`key` is the targeting key in rules, and a process has none; name the attribute `instance` \
                         and roll out with `by = \"instance\"`";
    let expected = [
        format!("the context of the builder: `key`: {what_to_write}"),
        format!("TOGGLE_CONTEXT: `key`: {what_to_write}"),
    ];
    assert_eq!(program.problems(), expected);
    let events = program.take_events();
    assert!(expected.iter().all(|problem| events.contains(problem)), "{events:?}");
    let (program, _) = installed(&["a"], "", Context::default().with("key", "b"), "a = '50%'");
    assert_eq!(program.problems(), expected[..1]);
    assert!(program.explain("a").error.is_some());
}

#[test]
fn code_counts_above_the_variable() {
    let given = Context::default().with("region", "eu");
    let text = "a.rules = [{ when = { region = 'eu', host = 'h1' } }]";
    let (program, _) = installed(&["a"], "region=us,host=h1", given, text);
    assert!(program.asks(0));
}

#[test]
fn reload_reads_the_variable_again() -> Result<(), Error> {
    let text = "a.rules = [{ when = { region = 'eu' } }]\nb = true";
    let (program, _) = installed(&["a", "b"], "region=us", Context::default(), text);
    assert_eq!([program.asks(0), program.asks(1)], [false, true]);
    program.take_events();
    let scope = Scope::new(program.registry);
    let entered = scope.enter();
    program.variable("TOGGLE_CONTEXT", "region=eu");
    program.registry.reload()?;
    assert!(!program.asks(0), "the scope has what it began with");
    drop(entered);
    assert!(program.asks(0));
    assert_eq!(program.peek(1), Some(true), "a plain toggle stays in its point");
    assert!(program.take_events().is_empty(), "no toggle is set otherwise");
    program.variables.lock().clear();
    program.registry.reload()?;
    assert!(!program.asks(0));
    Ok(())
}

#[test]
fn change_of_states_and_process_is_one() {
    let (program, store) = installed(&["a"], "region=eu", Context::default(), BY_REGION);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            while !done.load(Relaxed) {
                assert!(program.asks(0), "the region and the rule change together");
            }
        });
        for round in 0..2000 {
            let region = if round % 2 == 0 { "us" } else { "eu" };
            program.variable("TOGGLE_CONTEXT", &format!("region={region}"));
            store.write(&format!("a.rules = [{{ when = {{ region = '{region}' }} }}]"));
            program.registry.reload().expect("it can be read");
        }
        done.store(true, Relaxed);
    });
}

#[test]
fn mistaken_variable_keeps_what_it_said() -> Result<(), Error> {
    let (program, _) = installed(&["a"], "region=eu,host=h1", Context::default(), BY_REGION);
    for (text, problem) in [
        ("region=,host=h2", "TOGGLE_CONTEXT: `region`: the value is missing; "),
        ("host=h2,region=\"eu", "TOGGLE_CONTEXT: `region`: the value has no end, "),
        ("host=h2,region", "TOGGLE_CONTEXT: `region`: expected `name=value`, as in "),
    ] {
        program.variable("TOGGLE_CONTEXT", text);
        program.registry.reload()?;
        assert!(program.asks(0), "{text}");
        let problems = program.problems();
        assert!(problems.len() == 1 && problems[0].starts_with(problem), "{problems:?}");
    }
    program.variable("TOGGLE_CONTEXT", "host=h2");
    program.registry.reload()?;
    assert!(!program.asks(0));
    assert_eq!(program.problems(), [""; 0]);
    Ok(())
}

#[test]
fn explanation_tells_attributes_of_the_process() {
    let why = |variable: &str, rule: &str, context: &Context| {
        let (program, _) = installed(&["a"], variable, Context::default(), &format!("a.rules = [{rule}]"));
        program.registry.explain("a", Some(context), None).rules[0].why.clone()
    };
    let nobody = Context::default();
    assert_eq!(
        why("region=us", "{ when = { region = 'eu' } }", &nobody),
        "`region` of the process is \"us\", not \"eu\""
    );
    assert_eq!(why("region=us", "{ when = { zone = 'eu' } }", &nobody), "`zone` is missing");
    let here = Context::default().with("region", "us");
    assert_eq!(why("region=eu", "{ when = { region = 'eu' } }", &here), "`region` is \"us\", not \"eu\"");
    assert_eq!(why("region=us", "{ when = { region = 'us' } }", &here), "the context fits");
    assert_eq!(
        why(
            "region=eu,host=h",
            "{ when = { region = 'eu', host = 'h', plan = 'pro' } }",
            &nobody.clone().with("plan", "pro")
        ),
        "the context fits with `region` and `host` of the process"
    );
    let share = why("instance=i1", "{ rollout = 50, by = 'instance' }", &nobody);
    assert!(share.starts_with("bucket ") && share.contains(" of `instance` of the process is "), "{share}");
    let share = why("instance=i1", "{ rollout = 50, by = 'instance' }", &nobody.clone().with("instance", "i2"));
    assert!(!share.contains("process"), "{share}");
    assert_eq!(
        why("instance=[i1]", "{ rollout = 50, by = 'instance' }", &nobody),
        "`instance` of the process is [\"i1\"], which cannot be hashed"
    );
    let (program, _) =
        installed(&["a"], "region=eu", Context::default(), "a.rules = [{ segment = 's' }]\n[segment.s]\nregion = 'eu'");
    assert_eq!(program.explain("a").rules[0].why, "it is in the segment `s` with `region` of the process");
}

#[test]
fn installation_adds_to_the_variable() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.variable("TOGGLE_CONTEXT", "region=eu");
    assert!(!program.asks(0), "the first check sets toggles up from the environment");
    let text = "a.rules = [{ when = { region = 'eu', host = 'h1' } }]";
    let builder = Builder::default().source(Store::of_toml(text)).context(Context::default().with("host", "h1"));
    program.registry.install(builder)?;
    assert!(program.asks(0));
    Ok(())
}

#[test]
fn toggle_called_context_is_not_set() {
    let program = Program::new(&["context"]);
    program.variable("TOGGLE_CONTEXT", "on=1");
    assert!(!program.asks(0));
    assert_eq!(
        program.problems(),
        ["the variable `TOGGLE_CONTEXT` is the attributes of the process, so it does not set `context`; set \
          the toggle by name in `TOGGLES`, or rename it"]
    );
}

#[test]
fn denied_environment_gives_no_attributes() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    program.variable("TOGGLE_CONTEXT", "region=us");
    let builder = Builder::default().source(Store::of_toml(BY_REGION)).unknown(Unknown::Deny);
    program.registry.install(builder)?;
    program.variable("TOGGLE_CONTEXT", "region=eu");
    program.variable("TOGGLE_OTHER", "on");
    assert!(program.registry.reload().is_err());
    assert!(!program.asks(0), "a source that is refused changes nothing");
    Ok(())
}

#[test]
fn debug_of_builder_hides_attributes() {
    let builder = Builder::default().context(Context::new("ann").with("region", "eu"));
    let shown = format!("{builder:?}");
    assert!(shown.contains("context: Context { key: set, attributes: 1 }"), "{shown}");
}
