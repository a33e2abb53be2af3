//! Tests of declared attributes.

use super::*;

const TABLE: &str = "[attributes]
country = 'string'
plan = ['free', 'pro']
vip = 'boolean'
age = 'number'
since = 'date'
app = 'version'
";

/// Returns the mistakes in a rule of a file with these attributes, each with its column.
fn mistakes(rule: &str) -> Vec<String> {
    let document = document(&format!("a.rules = [{rule}]\n{TABLE}"));
    assert!(document.others.is_empty(), "{:?}", document.others);
    let mistakes = document.entries[0].said.mistakes().into_iter();
    mistakes.map(|mistake| format!("{} {}", mistake.at.map_or(0, |at| at.column), mistake.message)).collect()
}

fn document(text: &str) -> Document {
    Document::read(text, Some("production")).expect("it is TOML")
}

/// Checks the mistakes in a file, those of sections first.
#[track_caller]
fn wrong(text: &str, expected: &[&str]) {
    let document = document(text);
    let of_sections = document.others.iter().map(|(header, mistake)| (header, mistake));
    let of_toggles = document
        .entries
        .iter()
        .flat_map(|entry| entry.said.mistakes().into_iter().map(move |mistake| (&entry.name, mistake)));
    let told = of_sections.chain(of_toggles).map(|(name, Mistake { at, message })| {
        format!("{} {name}: {message}", at.map(|at| at.to_string()).unwrap_or_default())
    });
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[track_caller]
fn accepts(condition: &str) {
    assert_eq!(mistakes(&format!("{{ when = {condition} }}")), [""; 0], "{condition}");
}

/// Checks the message about a condition. `found` is the source text at the mistake.
#[track_caller]
fn refuses(condition: &str, found: &str, message: &str) {
    let rule = format!("{{ when = {condition} }}");
    let column = "a.rules = [".len() + rule.find(found).expect("it is there") + 1;
    assert_eq!(mistakes(&rule), [format!("{column} {message}")]);
}

#[cfg(all(feature = "regex", feature = "semver"))]
#[test]
fn declared_attributes_are_accepted_by_type() {
    for condition in [
        "{ country = 'NL', plan = 'pro', vip = true, age = 30, since = 2026-01-01, app = '2.3', key = 'user-1' }",
        "{ country = ['NL', 'BE'], plan = ['pro', 'free'], age = [1, 2.5], since = [2026-01-01, 2026-01-01T00:00:00Z] }",
        "{ country = { not = 'NL', starts-with = 'N' }, plan = { not = ['pro'] }, vip = { present = false } }",
        "{ age = { above = 17, at-most = 65.5 }, since = { at-least = 2026-01-01, not = { above = 2027-01-01 } } }",
        "{ app = { semver = '>=2.3', not = { starts-with = '2.4' } }, country = { semver = '1' } }",
        "{ plan = { contains = 'ro' }, key = { ends-with = '7', matches = '^user' } }",
        "[{ country = 'NL' }, { plan = 'pro' }]",
    ] {
        accepts(condition);
    }
}

#[test]
fn undeclared_attribute_is_refused_with_nearest() {
    let contry = "`contry` is not declared in `[attributes]`; did you mean `country`?";
    refuses("{ contry = 'NL' }", "contry", contry);
    refuses("[{ vip = true }, { plan = 'pro', contry = { not = { not = 'NL' } } }]", "contry", contry);
    refuses("{ kye = 'user-1' }", "kye", "`kye` is not declared in `[attributes]`; did you mean `key`?");
    refuses(
        "{ favourite = 1 }",
        "favourite",
        "`favourite` is not declared in `[attributes]`; declare it, as in `favourite = \"string\"`",
    );
}

#[test]
fn value_outside_of_the_list_is_refused() {
    let prp = "`plan` is declared as `free` or `pro`, but this is `prp`; did you mean `pro`?";
    refuses("{ plan = 'prp' }", "'prp'", prp);
    refuses("{ plan = ['free', 'prp'] }", "'prp'", prp);
    refuses("{ plan = { not = ['free', 'prp'] } }", "'prp'", prp);
    refuses("{ plan = { not = { not = 'prp' } } }", "'prp'", prp);
    refuses("{ plan = 1 }", "1", "`plan` is declared as `free` or `pro`, but this is an integer");
    let none = "`plan` is declared as `free` or `pro`, none of which fits `starts-with`";
    refuses("{ plan = { starts-with = 'x' } }", "starts-with", none);
    refuses("{ plan = { not = { starts-with = 'x' } } }", "starts-with", none);
}

#[test]
fn value_of_another_type_is_refused() {
    refuses("{ country = 31 }", "31", "`country` is declared as a string, but this is an integer");
    refuses("{ vip = 'yes' }", "'yes'", "`vip` is declared as a boolean, but this is a string");
    refuses("{ age = [1, '2'] }", "'2'", "`age` is declared as a number, but this is a string");
    refuses("{ since = 2026.0 }", "2026.0", "`since` is declared as a date, but this is a float");
    let quotes = "`since` is declared as a date, but this is a string; write it without quotes";
    refuses("{ since = '2026-01-01' }", "'2026", quotes);
    refuses("{ app = 2.3 }", "2.3", "`app` is declared as a version, but this is a float");
    refuses("{ key = 7 }", "7", "`key` is declared as a string, but this is an integer");
}

#[test]
fn operator_for_another_type_is_refused() {
    refuses("{ vip = { semver = '2' } }", "semver", "`vip` is declared as a boolean, to which `semver` does not apply");
    refuses(
        "{ age = { not = { contains = '2' } } }",
        "contains",
        "`age` is declared as a number, to which `contains` does not apply",
    );
    refuses(
        "{ country = { above = 2 } }",
        "above",
        "`country` is declared as a string, to which `above` does not apply",
    );
    refuses(
        "{ app = { at-least = 2.3 } }",
        "at-least",
        "`app` is declared as a version; compare it as in `semver = \">=2.3\"`",
    );
    refuses("{ since = { above = 2026 } }", "above", "`since` is declared as a date, but this is a number");
    refuses("{ age = { above = 2026-01-01 } }", "above", "`age` is declared as a number, but this is a date");
}

#[test]
fn attribute_of_a_rollout_is_checked() {
    assert_eq!(mistakes("{ rollout = 5, by = 'country' }, { rollout = 5, by = 'key' }"), [""; 0]);
    let contry = "`contry` is not declared in `[attributes]`; did you mean `country`?";
    assert_eq!(mistakes("{ rollout = 5, by = 'contry' }"), [format!("32 {contry}")]);
    let date = "`since` is declared as a date, which cannot be hashed";
    assert_eq!(mistakes("{ rollout = 5, by = 'since' }"), [format!("32 {date}")]);
}

#[test]
fn every_part_of_a_file_is_checked() {
    let text = "b.rules = [{ segment = 's' }]
[segment]
s.contry = 'NL'
[environment.production]
a.rules = [{ when = { contry = 'NL' } }]
segment.t.contry = 'NL'
[environment.test]
a.rules = [{ when = { contry = 'NL' } }]
[attributes]
country = 'string'
";
    let contry = "`contry` is not declared in `[attributes]`; did you mean `country`?";
    wrong(
        text,
        &[
            &format!("3:3 segment.s: {contry}"),
            &format!("6:11 environment.production.segment.t: {contry}"),
            &format!("5:23 a: {contry}"),
            &format!("8:23 a: {contry}"),
            "1:24 b: the segment `s` has a mistake",
        ],
    );
}

#[test]
fn file_without_the_table_is_not_checked() {
    wrong("a.rules = [{ when = { contry = 1 } }, { rollout = 5, by = 'compny' }]", &[]);
    wrong("attributes = true\na.rules = [{ when = { contry = 1 } }]", &[]);
}

#[test]
fn mistaken_declaration_is_refused() {
    let expected = "`\"string\"`, `\"boolean\"`, `\"number\"`, `\"date\"`, `\"version\"`, or a list of the possible \
                    strings";
    let refused = |line: &str, expected: &str| wrong(&format!("[attributes]\n{line}"), &[expected]);
    refused("vip = 'bool'", "2:7 attributes: there is no type `bool`; did you mean `boolean`?");
    refused("vip = 'text'", "2:7 attributes: there is no type `text`; did you mean `string`?");
    refused("vip = 'strng'", "2:7 attributes: there is no type `strng`; did you mean `string`?");
    refused("vip = 'colour'", &format!("2:7 attributes: there is no type `colour`; expected {expected}"));
    refused("vip = true", &format!("2:7 attributes: expected {expected}, found a boolean"));
    refused("vip = []", "2:7 attributes: an array without elements has no meaning; remove it");
    refused("vip = [1]", &format!("2:7 attributes: expected {expected}, found an array"));
    refused(
        "key = 'string'",
        "2:1 attributes: `key` is the targeting key, a string that needs no declaration; remove it",
    );
    refused(
        "rules = [{ rollout = 25 }]",
        &format!(
            "2:9 attributes: `[attributes]` declares attributes, each as {expected}; a toggle named `attributes` can \
             only have a plain state"
        ),
    );
    wrong(
        "[environment.production.attributes]\nvip = 'boolean'",
        &["1:25 environment.production.attributes: attributes are declared once for the whole file; write them into \
           `[attributes]`"],
    );
}

/// The mistake is reported at the declaration, and not at each rule that uses the attribute.
#[test]
fn mistakenly_declared_attribute_may_be_anything() {
    wrong(
        "a.rules = [{ when = { vip = [1, 'x'] } }]\n[attributes]\nvip = 'bool'",
        &["3:7 attributes: there is no type `bool`; did you mean `boolean`?"],
    );
}

#[test]
fn toggle_called_as_the_section_is_plain() {
    wrong("attributes = '25%'\n[environment.production]\nattributes = false", &[]);
    wrong("[attribute]\ncountry = 'string'", &["2:1 attribute: did you mean `[attributes]`?"]);
}

#[test]
fn long_list_of_values_is_cut_in_messages() {
    let values: Vec<String> = (0..1000).map(|number| format!("'value-{number}'")).collect();
    let text = format!("[attributes]\nplan = [{}]\n[a]\nrules = [{{ when = {{ plan = 'x' }} }}]", values.join(", "));
    let document = document(&text);
    let mistakes = document.entries[0].said.mistakes();
    assert!(mistakes[0].message.ends_with("or `value-7` or one of 992 more, but this is `x`"), "{mistakes:?}");
}
