//! Toggles without a declaration whose name is almost that of one that has a declaration.

use std::{cmp::Ordering, collections::HashSet};

use toggle_syntax::name::{distance, nearest};

use super::{findings::Finding, rule::Rule};
use crate::{
    inventory::{Inventory, Toggle},
    program::Configuration,
    question,
};

/// Returns the toggles whose name is a misspelling, unless a file of the configuration has that name as well.
pub(super) fn findings(inventory: &Inventory, configuration: &Configuration) -> Vec<Finding> {
    let names = configuration.config.iter().flat_map(|path| question::names(path).toggles);
    let set: HashSet<String> = names.map(|(name, _)| name).collect();
    let (declared, undeclared): (Vec<&Toggle>, Vec<&Toggle>) =
        inventory.toggles.iter().partition(|toggle| toggle.declaration().is_some());
    let undeclared = undeclared.into_iter().filter(|toggle| !set.contains(&toggle.name));
    undeclared.filter_map(|toggle| finding(toggle, &declared)).collect()
}

/// Removes what is reported as undeclared as well, with the same name to write.
pub(super) fn remove_repeated(findings: &mut Vec<Finding>) {
    let undeclared = findings.iter().filter(|finding| finding.rule == Rule::Undeclared);
    let undeclared: HashSet<_> = undeclared.map(|finding| finding.toggle.clone()).collect();
    findings.retain(|finding| finding.rule != Rule::NearUndeclared || !undeclared.contains(&finding.toggle));
}

fn finding(toggle: &Toggle, declared: &[&Toggle]) -> Option<Finding> {
    let name = toggle.name.as_str();
    let meant = nearest(name, declared.iter().map(|other| other.name.as_str()).filter(|other| is_slip(name, other)))?;
    let message = format!(
        "the toggle `{name}` is not declared, and `{meant}` is; did you mean `{meant}`? If not, declare `{name}` as well"
    );
    let finding = Finding::of_toggle(Rule::NearUndeclared, toggle, message);
    Some(Finding { nearest: Some(meant.to_owned()), ..finding })
}

/// Returns whether a name is a misspelling of the other, rather than one of a series with it, as `search-v1` is.
fn is_slip(name: &str, other: &str) -> bool {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['_', '.'], "-");
    let (name, other) = (plain(name), plain(other));
    name == other || (is_close(&name, &other) && !are_of_a_series(&name, &other))
}

/// Two mistakes make another word of most words, and one does of most that are shorter than four letters.
fn is_close(name: &str, other: &str) -> bool {
    let allowed = match name.len().max(other.len()) {
        ..4 => 0,
        4..6 => 1,
        _ => 2,
    };
    distance(name, other) <= allowed
}

/// Returns whether two names differ in numbers, in words of one letter, or in a word that only one of them has.
fn are_of_a_series(name: &str, other: &str) -> bool {
    let without_digits = |name: &str| name.replace(|letter: char| letter.is_ascii_digit(), "");
    let (words, others): (Vec<&str>, Vec<&str>) = (name.split('-').collect(), other.split('-').collect());
    let differing = || words.iter().zip(&others).filter(|(word, other)| word != other);
    let has_more = |long: &[&str], short: &[&str]| long.starts_with(short) || long.ends_with(short);
    match words.len().cmp(&others.len()) {
        Ordering::Less => has_more(&others, &words),
        Ordering::Greater => has_more(&words, &others),
        Ordering::Equal => {
            without_digits(name) == without_digits(other)
                || differing().all(|(word, other)| word.len().max(other.len()) == 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, other: &str, expected: bool) {
        assert_eq!((is_slip(name, other), is_slip(other, name)), (expected, expected), "{name} and {other}");
    }

    #[test]
    fn misspelt_name_is_a_slip() {
        check("mial", "mail", true);
        check("new-chekout", "new-checkout", true);
        check("new_checkout", "new-checkout", true);
        check("newcheckout", "new-checkout", true);
        check("New-Checkout", "new-checkout", true);
        check("beta-serhc", "beta-search", true);
    }

    #[test]
    fn name_of_a_series_is_no_slip() {
        check("search-v1", "search-v2", false);
        check("item9", "item10", false);
        check("variant-a", "variant-b", false);
        check("search", "search-2", false);
        check("search", "x-search", false);
    }

    #[test]
    fn another_word_is_no_slip() {
        check("new-checkout", "new-checkin", false);
        check("abs", "ads", false);
        check("mail", "cart", false);
    }
}
