//! The answers of files at the limits of conditions: just inside, and just outside.

use jiff::Timestamp;

use super::*;
use crate::{Attribute, AttributeRef, Context, Targeting};

const NAMES: [&str; 4] = ["beta-search", "ranking: variants x y = x", "boost: float = 1", "b"];

/// Returns the value of the first toggle of the text for a context at a time, with the reason and the threshold, if
/// any.
fn answer_at(text: &str, context: &dyn Targeting, at: Option<&str>) -> String {
    let program = Program::new(&NAMES);
    program.registry.install(Builder::default().source(Store::of_toml(text))).expect("it can be installed");
    assert_eq!(program.registry.problems(), [], "{text}");
    let name = text.split(['.', ' ']).next().expect("a name");
    let at = at.map(|at| at.parse::<Timestamp>().expect("a time"));
    let decision = program.registry.explain(name, Some(context), at);
    let threshold = decision.rules.last().and_then(|step| step.threshold).filter(|threshold| *threshold < 100_000);
    let threshold = threshold.map(|threshold| format!(" {threshold}")).unwrap_or_default();
    format!("{} {}{threshold}", decision.value, decision.reason)
}

#[track_caller]
fn check(text: &str, context: &dyn Targeting, expected: &str) {
    assert_eq!(answer_at(text, context, None), expected, "{text}");
}

#[track_caller]
fn check_at(text: &str, at: &str, expected: &str) {
    assert_eq!(answer_at(text, &Context::new("user-123"), Some(at)), expected, "{text} at {at}");
}

/// Checks whether a context with this attribute fits the condition of `a`.
#[track_caller]
fn fits(condition: &str, attribute: impl Into<Attribute>, expected: bool) {
    let context = Context::default().with("a", attribute);
    let text = format!("beta-search.rules = [{{ when = {{ a = {condition} }} }}]");
    check(&text, &context, if expected { "on TARGETING_MATCH" } else { "off DEFAULT" });
}

#[test]
fn a_window_holds_its_beginning_and_not_its_end() {
    let text = "beta-search.rules = [{}]\nbeta-search.from = 2026-01-02\nbeta-search.until = 2026-01-03";
    check_at(text, "2026-01-01T23:59:59.999999999Z", "off DISABLED");
    check_at(text, "2026-01-02T00:00:00Z", "on TARGETING_MATCH");
    check_at(text, "2026-01-02T23:59:59.999999999Z", "on TARGETING_MATCH");
    check_at(text, "2026-01-03T00:00:00Z", "off DISABLED");
}

#[test]
fn the_bucket_at_the_threshold_is_out() {
    let user = Context::new("user-123").with("yes", true).with("list", ["user-123"]);
    check("beta-search.rules = [{ rollout = 48.775 }]", &user, "off DEFAULT");
    check("beta-search.rules = [{ rollout = 48.776 }]", &user, "on SPLIT 48776");
    check("beta-search.rules = [{ rollout = 76.396, by = 'yes' }]", &user, "off DEFAULT");
    check("beta-search.rules = [{ rollout = 76.397, by = 'yes' }]", &user, "on SPLIT 76397");
    check("beta-search.rules = [{ rollout = 98.15 }]\nbeta-search.salt = 'new-checkout'", &user, "off DEFAULT");
    check("beta-search.rules = [{ rollout = 98.151 }]\nbeta-search.salt = 'new-checkout'", &user, "on SPLIT 98151");
    check("beta-search.rules = [{ rollout = 99, by = 'list' }]", &user, "off ERROR");
}

#[test]
fn weights_have_buckets_of_their_own() {
    let of = |weights: &str| format!("ranking.rules = [{{ serve = {{ {weights} }} }}]\nranking.salt = 'beta-search'");
    let (user, nobody) = (Context::new("user-123"), Context::default());
    check(&of("x = 96.603, y = 3.397"), &user, "y SPLIT");
    check(&of("x = 96.604, y = 3.396"), &user, "x SPLIT");
    check(&of("x = 96.604, y = 3.396"), &nobody, "x ERROR");
    check(&of("x = 0, y = 100"), &nobody, "y TARGETING_MATCH");
}

#[test]
fn nobody_and_everybody_need_no_value() {
    let nobody = Context::default();
    check("beta-search.rules = [{ rollout = 0 }]", &nobody, "off DEFAULT");
    check("beta-search.rules = [{ rollout = 0.001 }]", &nobody, "off ERROR");
    check("beta-search.rules = [{ rollout = 100 }]", &nobody, "on TARGETING_MATCH");
}

#[test]
fn the_first_rule_without_a_value_is_told() {
    let text = "beta-search.rules = [{ rollout = 5, by = 'c' }, { rollout = 5 }]";
    let program = Program::new(&NAMES);
    program.registry.install(Builder::default().source(Store::of_toml(text))).expect("it can be installed");
    let error = program.explain("beta-search").error.expect("there is one");
    assert!(error.starts_with("rule 1: `c` is missing, so there is no value to hash; "), "{error}");
}

#[test]
fn what_is_not_met_is_off_or_otherwise() {
    let nobody = Context::default();
    check("beta-search.otherwise = true\nbeta-search.requires = ['b']", &nobody, "off DISABLED");
    check("ranking.otherwise = 'y'\nranking.requires = ['b']", &nobody, "y DISABLED");
}

#[test]
fn ramps_go_by_whole_milliseconds() {
    let of = |steps: &str, linear: &str| format!("beta-search.rules = [{{ ramp = [{steps}]{linear}, by = 'key' }}]");
    let two = "{ at = 1970-01-01T00:00:00.0009Z, to = 50 }, { at = 1970-01-01T00:00:00.0029Z, to = 99 }";
    check_at(&of(two, ", linear = true"), "1970-01-01T00:00:00.0015Z", "on SPLIT 74500");
    check_at(&of(two, ", linear = false"), "1970-01-01T00:00:00.0015Z", "on SPLIT 50000");
    let before = "{ at = 1969-12-31T23:59:59.9965Z, to = 50 }, { at = 1970-01-01T00:00:00Z, to = 90 }";
    check_at(&of(before, ", linear = true"), "1969-12-31T23:59:59.9985Z", "on SPLIT 70000");
    let within_one = "{ at = 1970-01-01T00:00:00.0001Z, to = 50 }, { at = 1970-01-01T00:00:00.0009Z, to = 99 }";
    check_at(&of(within_one, ", linear = true"), "1970-01-01T00:00:00.0005Z", "on SPLIT 50000");
}

#[test]
fn conditions_at_their_edges() {
    fits("1", vec![Attribute::from(2), Attribute::from([1])], false);
    fits("1", vec![Attribute::from([2]), Attribute::from(1)], true);
    fits("{ not = 'x' }", Vec::<String>::new(), true);
    fits("{ not = 'x' }", ["x", "y"], false);
    fits("{ present = true }", Vec::<String>::new(), true);
    fits("{ present = true, not = 'x' }", Vec::<String>::new(), true);
    fits("{ starts-with = '' }", Vec::<String>::new(), false);
    fits("{ at-least = 2 }", 2, true);
    fits("{ above = 2 }", 2, false);
    fits("{ at-most = 2 }", 2.0, true);
    fits("{ below = 2 }", 2, false);
    fits("{ below = 2026-01-02 }", "2026-01-01", true);
    fits("{ below = 2026-01-02 }", "2026-01-02T00:00:00Z", false);
    for number in [1, 2, 3] {
        fits("[3, 1.0, 2]", number, true);
    }
    for date in ["2026-01-01", "2026-01-02", "2026-01-03"] {
        fits("[2026-01-03, 2026-01-01, 2026-01-02]", date, true);
    }
    let both = "beta-search.rules = [{ when = { a = 1, b = 2 } }]";
    check(both, &Context::default().with("a", 1).with("b", 3), "off DEFAULT");
    check(both, &Context::default().with("a", 1).with("b", 2), "on TARGETING_MATCH");
}

/// A context with groups.
struct Groups(Vec<String>);

impl Targeting for Groups {
    fn key(&self) -> Option<&str> {
        None
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        (name == "group").then_some(AttributeRef::Texts(&self.0))
    }
}

#[test]
fn texts_of_a_type_of_the_users_are_a_list() {
    let of = |condition: &str| format!("beta-search.rules = [{{ when = {{ group = {condition} }} }}]");
    let (none, two) = (Groups(Vec::new()), Groups(vec!["staff".into(), "beta".into()]));
    check(&of("'beta'"), &two, "on TARGETING_MATCH");
    check(&of("{ not = 'beta' }"), &two, "off DEFAULT");
    check(&of("{ not = 'beta' }"), &none, "on TARGETING_MATCH");
}

#[test]
fn point_is_not_cached_while_answers_may_differ() {
    for rest in ["until = 2026-01-01", "from = 9000-01-01", "requires = ['b']"] {
        let program = Program::new(&["a", "b"]);
        let store = Store::of_toml(&format!("a.rules = [{{}}]\na.{rest}"));
        program.registry.install(Builder::default().source(store)).expect("it can be installed");
        assert!(!program.asks(0), "{rest}");
        assert_eq!(program.peek(0), None, "{rest}");
    }
    let program = Program::new(&["a"]);
    let store = Store::of_toml("a.rules = [{ segment = 's' }]\nsegment.s.x = 1");
    program.registry.install(Builder::default().source(store)).expect("it can be installed");
    assert_eq!((program.asks(0), program.peek(0)), (false, None));
}

#[test]
fn toggle_required_twice_keeps_requiring_one_on() {
    let program = Program::new(&["a", "b", "c"]);
    let text = "a.rules = [{}]\na.requires = ['b', 'c']\nc.rules = [{}]\nc.requires = ['b']\nb = true";
    program.registry.install(Builder::default().source(Store::of_toml(text))).expect("it can be installed");
    assert!(program.asks(0));
}

#[test]
fn toggle_over_joint_requirement_limit_is_off() {
    let names: Vec<String> = (0..=80).map(|number| format!("t{number}")).collect();
    let requires = |range: std::ops::RangeInclusive<usize>| format!("{:?}", &names[range]);
    let on = names[2..].iter().map(|name| format!("{name} = true\n")).collect::<Vec<_>>().concat();
    let install = |last: usize| {
        let program = Program::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let one = format!("t0.rules = [{{}}]\nt0.requires = {}\n{on}", requires(1..=40));
        let other = format!("t1.rules = [{{}}]\nt1.requires = {}", requires(41..=last));
        let builder = Builder::default().source(Store::of_toml(&one)).source(Store::of_toml(&other));
        program.registry.install(builder).expect("it can be installed");
        program.asks(0)
    };
    assert!(install(64));
    assert!(!install(65));
}

#[test]
fn a_number_is_finite() {
    let program = Program::new(&NAMES);
    for number in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        assert!(program.registry.set("boost", number.into()).is_err(), "{number}");
    }
}

#[test]
fn entry_of_other_environment_does_not_apply() {
    let program = Program::new(&["a", "b"]);
    let store = Store::of_toml("[environment.x]\na = true\nb = 'maybe'");
    program.registry.install(Builder::default().source(store)).expect("it can be installed");
    assert_eq!((program.asks(0), program.explain("a").source), (false, "default".to_owned()));
    assert_eq!(program.registry.problems().len(), 1);
}

#[test]
fn one_answer_reads_the_time_once() {
    let program = Program::new(&["a", "b"]);
    let text = "a.rules = [{}]\na.requires = ['b']\na.from = 1970-01-01\nb.rules = [{}]\nb.from = 1970-01-01";
    program.registry.install(Builder::default().source(Store::of_toml(text))).expect("it can be installed");
    let reads = std::cell::Cell::new(0);
    let clock = || {
        reads.set(reads.get() + 1);
        Timestamp::UNIX_EPOCH
    };
    let (view, nobody) = (program.registry.0.view.load(), Context::default());
    let answer = crate::registry::Evaluator::new(&view, &[], &nobody, &clock).value(0).cloned();
    assert_eq!((answer, reads.get()), (Some(Value::On), 1));
}
