//! Toggles that several programs declare differently, so that one configuration means something else to each of them.

use crate::inventory::{Field, Inventory, Toggle};

use super::{
    findings::{Finding, Location},
    programs::Programs,
    rule::{Level, Rule},
};

/// The fields in which declarations should agree. If the types differ, the defaults differ anyway.
const FIELDS: [Field; 6] = [Field::Type, Field::Default, Field::Kind, Field::Owner, Field::Since, Field::Expires];

/// Returns the toggles whose declarations in several programs differ.
pub(super) fn findings(merged: &Inventory, programs: &Programs<'_>) -> Vec<Finding> {
    merged.toggles.iter().filter_map(|toggle| of_toggle(&toggle.name, programs)).collect()
}

/// Returns the finding about the differing types of a toggle, or else about the other fields that differ.
fn of_toggle(name: &str, programs: &Programs<'_>) -> Option<Finding> {
    let declaring = programs.named().filter_map(|(program, inventory)| Some((program, inventory.find(name)?)));
    let declaring: Vec<(&str, &Toggle)> = declaring.filter(|(_, toggle)| toggle.declaration().is_some()).collect();
    let differences = FIELDS.iter().filter_map(|field| Some((*field, difference(*field, &declaring)?)));
    let mut differences: Vec<(Field, String)> = differences.collect();
    let types_differ = differences.first()?.0 == Field::Type;
    if types_differ {
        differences.retain(|(field, _)| *field != Field::Default);
    }
    let differences: Vec<String> = differences.into_iter().map(|(_, text)| text).collect();
    let message = format!(
        "the toggle `{name}` is declared differently: {}; declare it once, in a crate that all of them use",
        differences.join("; ")
    );
    let location = declaring.first()?.1.place().map(Location::of_place);
    let finding = Finding::new(Rule::DeclaredDifferently, Some(name), message, location);
    let level = if types_differ { Level::Error } else { finding.level };
    Some(Finding { level, programs: declaring.iter().map(|(program, _)| (*program).to_owned()).collect(), ..finding })
}

/// Returns the values of a field, each with its programs, unless all programs have the same value.
fn difference(field: Field, declaring: &[(&str, &Toggle)]) -> Option<String> {
    let mut values: Vec<(String, Vec<&str>)> = Vec::new();
    for (program, toggle) in declaring {
        let value = value(field, toggle);
        match values.iter_mut().find(|(known, _)| *known == value) {
            Some((_, programs)) => programs.push(program),
            None => values.push((value, vec![program])),
        }
    }
    let shown = |(value, programs): &(String, Vec<&str>)| format!("{value} in {}", programs.join(" and "));
    let shown: Vec<String> = values.iter().map(shown).collect();
    (shown.len() > 1).then(|| format!("{} {}", field.as_str(), shown.join(", ")))
}

fn value(field: Field, toggle: &Toggle) -> String {
    let metadata = toggle.metadata().into_iter().find(|(known, _)| *known == field);
    match metadata.and_then(|(_, value)| value) {
        Some(value) => format!("`{value}`"),
        None if field == Field::Type => "on or off".to_owned(),
        None => "none".to_owned(),
    }
}
