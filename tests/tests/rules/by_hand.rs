//! Cases from the documentation with answers worked out by hand, for both evaluators.

use std::collections::BTreeMap;

use jiff::Timestamp;
use toml::Value;

use crate::{
    program::{context, decide, mistakes, program},
    reference::{Attribute, Declaration, File, Type, Who, bucket},
};

/// Checks the value and the reason of the toggle `name` in this file.
#[track_caller]
fn check_in(stage: Option<&str>, file: &str, name: &str, who: &Who, now: &str, expected: (&str, &str)) {
    let variants = ["bm25", "neural", "hybrid"].map(str::to_owned).to_vec();
    let declaration = |ty, default| Declaration { ty, default };
    let declarations = BTreeMap::from([
        ("ranking".to_owned(), declaration(Type::Variants(variants), Value::String("bm25".to_owned()))),
        ("page-size".to_owned(), declaration(Type::Integer, Value::Integer(10))),
        ("factor".to_owned(), declaration(Type::Float, Value::Float(1.5))),
        ("greeting".to_owned(), declaration(Type::Text, Value::String("Hello".to_owned()))),
        ("old".to_owned(), declaration(Type::OnOff, Value::Boolean(true))),
    ]);
    let others = ["beta", "beta-search", "new-checkout", "new", "segment"];
    let others = others.map(|name| (name.to_owned(), declaration(Type::OnOff, Value::Boolean(false))));
    let declarations = declarations.into_iter().chain(others).collect();
    let text = file.to_owned();
    let file = File { table: file.parse().expect("TOML"), stage: stage.map(str::to_owned), declarations };
    let now: Timestamp = now.parse().expect("a timestamp");
    let program = program(&file, text);
    assert_eq!(mistakes(&program), [""; 0]);
    let answers = [("reference", file.decide(name, who, now)), ("program", decide(&program, name, &context(who), now))];
    for (evaluator, (value, reason)) in answers {
        assert_eq!((&*value.to_string(), reason), expected, "{evaluator}");
    }
}

#[track_caller]
fn check(file: &str, name: &str, who: &Who, expected: (&str, &str)) {
    check_in(None, file, name, who, "2026-12-10T00:00:00Z", expected);
}

fn who(key: &str) -> Who {
    Who { key: Some(key.to_owned()), ..Who::default() }
}

impl Who {
    fn with(mut self, name: &str, value: Attribute) -> Self {
        self.attributes.insert(name.to_owned(), value);
        self
    }
}

fn text(text: &str) -> Attribute {
    Attribute::Text(text.to_owned())
}

const OFF: (&str, &str) = ("false", "DEFAULT");
const MATCH: (&str, &str) = ("true", "TARGETING_MATCH");

#[test]
fn plain_states() {
    check("beta = true", "beta", &who("u"), ("true", "STATIC"));
    check("beta = 'Yes'", "beta", &who("u"), ("true", "STATIC"));
    check("beta = '0'", "beta", &who("u"), ("false", "STATIC"));
    check("", "beta", &who("u"), OFF);
    check("", "old", &who("u"), ("true", "DEFAULT"));
    check("ranking = 'neural'", "ranking", &who("u"), ("\"neural\"", "STATIC"));
    check("page-size = 20", "page-size", &who("u"), ("20", "STATIC"));
    check("factor = 2", "factor", &who("u"), ("2.0", "STATIC"));
    check("greeting = '25%'", "greeting", &who("u"), ("\"25%\"", "STATIC"));
    check("segment = true", "segment", &who("u"), ("true", "STATIC"));
    check("[segment.staff]\nkey = 'u'", "segment", &who("u"), OFF);
}

const EXAMPLE: &str = r#"
    new-checkout = true
    [beta-search]
    rules = [
      { segment = "staff" },
      { when = { country = ["NL", "BE"], plan = "pro" },  rollout = 25 },
      { when = { app-version = { semver = ">=2.3" } },    rollout = 0.5, by = "company" },
    ]
    otherwise = "off"
    requires = ["new-checkout"]
    from = 2026-12-01T09:00:00Z
    until = 2027-01-15T00:00:00Z
    [segment.staff]
    group = ["staff", "contractors"]
    [environment.production]
    new-checkout = false
"#;

#[test]
fn the_example_of_the_documentation() {
    let staff = who("u").with("group", Attribute::List(vec![text("x"), text("staff")]));
    check(EXAMPLE, "beta-search", &staff, MATCH);
    check_in(Some("production"), EXAMPLE, "beta-search", &staff, "2026-12-10T00:00:00Z", ("false", "DISABLED"));
    check_in(None, EXAMPLE, "beta-search", &staff, "2026-12-01T08:59:59.999999999Z", ("false", "DISABLED"));
    check_in(None, EXAMPLE, "beta-search", &staff, "2026-12-01T09:00:00Z", MATCH);
    check_in(None, EXAMPLE, "beta-search", &staff, "2027-01-15T00:00:00Z", ("false", "DISABLED"));

    // The buckets are those of XXH3 in `golden.rs`: 48775 of 100000 for user-123, and 10566 for -7.
    let dutch = |key| who(key).with("country", text("NL")).with("plan", text("pro"));
    check(EXAMPLE, "beta-search", &dutch("user-123"), OFF);
    check(EXAMPLE, "beta-search", &dutch("-7"), ("true", "SPLIT"));
    check(EXAMPLE, "beta-search", &Who { key: None, ..dutch("") }, ("false", "ERROR"));

    let new = who("u").with("app-version", text("2.3"));
    check(EXAMPLE, "beta-search", &new, ("false", "ERROR"));
    check(EXAMPLE, "beta-search", &new.clone().with("company", Attribute::Float(1.0)), ("false", "ERROR"));
    let company = (0..100_000).find(|id| bucket("beta-search", format!("{id}").as_bytes(), 0) < 500).expect("some");
    check(EXAMPLE, "beta-search", &new.with("company", Attribute::Integer(company)), ("true", "SPLIT"));
}

#[test]
fn percentages() {
    let user = who("user-123").with("key", text("ignored"));
    check("beta-search = '48.776%'", "beta-search", &user, ("true", "SPLIT"));
    check("beta-search = '48.775%'", "beta-search", &user, OFF);
    check("[beta]\nsalt = 'beta-search'\nrules = [{ rollout = 48.776 }]", "beta", &who("user-123"), ("true", "SPLIT"));
    check("[beta]\nsalt = 'beta-search'\nrules = [{ rollout = 48.775 }]", "beta", &who("user-123"), OFF);
    check("[beta]\nrules = [{ rollout = 100 }]", "beta", &Who::default(), MATCH);
    check("[beta]\nrules = [{ rollout = 0 }]", "beta", &Who::default(), OFF);
    check("[beta]\nrules = [{ rollout = 1 }]\notherwise = true", "beta", &Who::default(), ("true", "ERROR"));
    let mail = "[beta-search]\nrules = [{ rollout = 25 }]\notherwise = 'off'\nwithout-key = 'on'";
    check(mail, "beta-search", &Who::default(), ("true", "DEFAULT"));
    check(mail, "beta-search", &who("user-123"), OFF);
    let later = "[beta]\nrules = [{ rollout = 25 }, { serve = 'off' }]\nwithout-key = 'on'";
    check(later, "beta", &Who::default(), ("false", "TARGETING_MATCH"));
    check("[beta]\nrules = [{ rollout = 1 }, { }]", "beta", &Who::default(), MATCH);
}

#[test]
fn weights() {
    let file = "[ranking]\nsalt = 'beta-search'\nrules = [{ serve = { neural = 30.5, bm25 = 69.5 } }]";
    check(file, "ranking", &who("user-123"), ("\"neural\"", "SPLIT"));
    check(file, "ranking", &who("42"), ("\"bm25\"", "SPLIT"));
    check(file, "ranking", &Who::default(), ("\"bm25\"", "ERROR"));
    let file = "[ranking]\nrules = [{ serve = { neural = 100, bm25 = 0 } }]";
    check(file, "ranking", &Who::default(), ("\"neural\"", "TARGETING_MATCH"));
}

#[test]
fn disabled() {
    let disabled = format!("{EXAMPLE}\n[beta]\nrules = [{{}}]\notherwise = 'on'\nenabled = false");
    check(&disabled, "beta", &who("u"), ("false", "DISABLED"));
    check(&disabled.replace("false", "true"), "beta", &who("u"), MATCH);
    let required = "[new]\nrules = [{}]\nenabled = false\n[beta]\nrequires = ['new']\nrules = [{}]";
    check(required, "beta", &who("u"), ("false", "DISABLED"));
    check(
        "[page-size]\nrules = [{ serve = 5 }]\notherwise = 7\nenabled = false",
        "page-size",
        &who("u"),
        ("7", "DISABLED"),
    );
    check("[page-size]\nenabled = false", "page-size", &who("u"), ("10", "DISABLED"));
}

#[test]
fn other_types() {
    let closed = "new = false\n[page-size]\nrequires = ['new']\nrules = [{ serve = 5 }]\notherwise = 7";
    check(closed, "page-size", &who("u"), ("7", "DISABLED"));
    let closed = "new = false\n[page-size]\nrequires = ['new']\nrules = [{ serve = 5 }]";
    check(closed, "page-size", &who("u"), ("10", "DISABLED"));
    check("[old]\nrequires = ['new']", "old", &who("u"), ("false", "DISABLED"));
}

#[track_caller]
fn check_condition(when: &str, attribute: Option<Attribute>, expected: bool) {
    let person = attribute.map_or_else(Who::default, |value| Who::default().with("a", value));
    let file = format!("[beta]\nrules = [{{ when = {when} }}]");
    check(&file, "beta", &person, if expected { MATCH } else { OFF });
}

#[test]
fn conditions() {
    let list = |texts: &[&str]| Some(Attribute::List(texts.iter().map(|element| text(element)).collect()));
    check_condition("{ a = 'x' }", Some(text("x")), true);
    check_condition("{ a = ['y', 5, 'x'] }", Some(Attribute::Float(5.0)), true);
    check_condition("{ a = 1 }", Some(Attribute::Bool(true)), false);
    check_condition("{ a = { not = 'x' } }", None, false);
    check_condition("{ a = { not = 'x' } }", Some(Attribute::Integer(1)), true);
    check_condition("{ a = { not = ['x', 'y'] } }", list(&["z", "x"]), false);
    check_condition("{ a = { not = 'x' } }", list(&[]), true);
    check_condition("{ a = 'x' }", list(&[]), false);
    check_condition("{ a = { present = true } }", list(&[]), true);
    check_condition("{ a = { present = false } }", None, true);
    check_condition("{ a = { starts-with = ['z', 'x'], ends-with = 'y' } }", list(&["xa", "xy"]), true);
    check_condition("{ a = { not = { above = 3 } } }", Some(Attribute::Float(2.5)), true);
    check_condition("[{ a = 'x' }, { b = 'y' }]", Some(text("x")), true);
    check_condition("{ a = 'x', b = 'y' }", Some(text("x")), false);
    check_condition("{ a = { matches = '^v[0-9]+$' } }", Some(text("v23")), true);
    check_condition("{ a = 2026-12-01 }", Some(text("2026-12-01T01:00:00+01:00")), true);
    check_condition("{ a = { below = 2026-12-01 } }", Some(text("2026-11-30")), true);
    check_condition("{ a = { at-most = 2026-12-01 } }", Some(text("2026")), false);
    check_condition("{ a = 'x' }", Some(Attribute::List(vec![Attribute::List(vec![text("x")])])), false);
}

/// Checks that one element has to match all operators. A list of 1 and 20 is not both above 5 and below 10.
#[test]
fn one_element_fits_all_operators() {
    let list = |numbers: &[i64]| Some(Attribute::List(numbers.iter().copied().map(Attribute::Integer).collect()));
    check_condition("{ a = { above = 5, below = 10 } }", list(&[1, 7]), true);
    check_condition("{ a = { above = 5, below = 10 } }", list(&[1, 20]), false);
    check_condition("{ a = { not = { above = 5, below = 10 } } }", list(&[1, 20]), true);
}

/// Checks a date of the context against a string of the file. Only strings of the context are parsed as dates.
#[test]
fn a_text_of_the_file_and_a_date_of_the_context() {
    let date = "2026-12-01T00:00:00Z".parse().expect("a timestamp");
    check_condition("{ a = '2026-12-01' }", Some(Attribute::Date(date)), false);
}

/// Checks that `not` applies to the whole list, while the operators next to it apply to one element.
#[test]
fn not_of_a_list() {
    let list = |texts: &[&str]| Some(Attribute::List(texts.iter().map(|element| text(element)).collect()));
    check_condition("{ a = { not = { not = 'x' } } }", list(&["x", "y"]), true);
    check_condition("{ a = { not = { not = 'x' } } }", list(&[]), false);
    check_condition("{ a = { not = 'x', starts-with = 'y' } }", list(&["x", "y"]), false);
    check_condition("{ a = { not = 'z', starts-with = 'y' } }", list(&["x", "y"]), true);
    check_condition("{ a = { not = { not = 'x', starts-with = 'y' } } }", list(&["x", "y"]), true);
    check_condition("{ a = { not = 'x', starts-with = 'y' } }", list(&[]), false);
    check_condition("{ a = { present = true, not = 'z' } }", Some(text("x")), true);
    check_condition("{ a = { present = false, not = 'z' } }", None, false);
}

/// Checks that NaN is neither less than a number nor at least that number.
#[test]
fn not_a_number() {
    for operator in ["above", "at-least", "at-most", "below"] {
        check_condition(&format!("{{ a = {{ {operator} = 5 }} }}"), Some(Attribute::Float(f64::NAN)), false);
        check_condition(&format!("{{ a = {{ not = {{ {operator} = 5 }} }} }}"), Some(Attribute::Float(f64::NAN)), true);
    }
}

#[test]
fn dates_as_toml_writes_them() {
    for date in ["2026-12-01t00:00:00z", "2026-12-01 00:00Z", "2026-12-01T00:00:00-00:00", "2026-12-01T23:59:00+23:59"]
    {
        check_condition("{ a = 2026-12-01 }", Some(text(date)), true);
    }
    check_condition("{ a = 2026-12-02 }", Some(text("2026-12-01T23:59:60Z")), false);
}

#[test]
fn ramps() {
    let file = "[beta]\nsalt = 'beta-search'\nrules = [{ ramp = [{ at = 2026-12-01T00:00:00Z, to = 10.566 }, { at = 2026-12-01T00:00:01Z, to = 10.567 }, { at = 2026-12-02, to = 0 }, { at = 2026-12-03, to = 100 }] }]";
    let at = |now, expected| check_in(None, file, "beta", &who("-7"), now, expected);
    at("2026-11-30T00:00:00Z", OFF);
    at("2026-12-01T00:00:00Z", OFF);
    at("2026-12-01T00:00:01Z", ("true", "SPLIT"));
    at("2026-12-02T00:00:00Z", OFF);
    at("2026-12-03T00:00:00Z", MATCH);

    // The ramp grows from 10.566 % to 10.568 % in four milliseconds, so it is at 10.567 % after two.
    let file = "[beta]\nsalt = 'beta-search'\nrules = [{ linear = true, ramp = [{ at = 2026-12-01T00:00:00Z, to = 10.566 }, { at = 2026-12-01T00:00:00.004Z, to = 10.568 }] }]";
    let at = |now, expected| check_in(None, file, "beta", &who("-7"), now, expected);
    at("2026-12-01T00:00:00.001999999Z", OFF);
    at("2026-12-01T00:00:00.002Z", ("true", "SPLIT"));

    // Both steps are in the same millisecond.
    let file = "[beta]\nrules = [{ linear = true, ramp = [{ at = 2026-12-01T00:00:00.0001Z, to = 0 }, { at = 2026-12-01T00:00:00.0009Z, to = 100 }] }]";
    let at = |now, expected| check_in(None, file, "beta", &who("u"), now, expected);
    at("2026-12-01T00:00:00.0005Z", OFF);
    at("2026-12-01T00:00:00.0009Z", MATCH);

    // This ramp has the greatest possible length.
    let file = "[beta]\nsalt = 'beta-search'\nrules = [{ linear = true, ramp = [{ at = 0000-01-01, to = 0 }, { at = 9999-12-30, to = 100 }] }]";
    let at = |now, expected| check_in(None, file, "beta", &who("-7"), now, expected);
    at("9999-12-29T00:00:00Z", ("true", "SPLIT"));
    at("1050-01-01T00:00:00Z", OFF);
    at("1060-01-01T00:00:00Z", ("true", "SPLIT"));
}

#[test]
fn stages() {
    let file = "[beta]\nrules = [{ segment = ['none', 'staff'] }]\n[segment]\nnone = { key = 'n' }\nstaff = { key = 's' }\n[environment.test.segment]\nstaff = [{ key = 't' }]";
    check(file, "beta", &who("s"), MATCH);
    check(file, "beta", &who("n"), MATCH);
    check_in(Some("test"), file, "beta", &who("s"), "2026-12-10T00:00:00Z", OFF);
    check_in(Some("test"), file, "beta", &who("t"), "2026-12-10T00:00:00Z", MATCH);
    check_in(Some("other"), file, "beta", &who("s"), "2026-12-10T00:00:00Z", MATCH);
}
