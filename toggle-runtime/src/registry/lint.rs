//! Lints: rules without an effect, of all toggles.

use jiff::Timestamp;
use toggle_rules::{Lint, Policy, Rules, version_attributes};

use crate::{
    model::problem::ProblemPlace,
    registry::{Registry, entry::Entry},
};

impl Registry {
    /// Returns the lints of all rules that decide a toggle, for answers at or after `now`.
    ///
    /// Each lint comes with the name of its toggle and its place.
    pub(crate) fn lints(&self, now: Timestamp) -> Vec<(&str, Lint, Option<ProblemPlace>)> {
        let entries = (0..).zip(self.catalogue().known());
        let entries = entries.filter_map(|(toggle, known)| Some((known.name, self.in_force(toggle).entry?)));
        let entries: Vec<_> = entries.collect();
        let versions = version_attributes(entries.iter().filter_map(|(_, entry)| rules(entry)));
        let mut lints = Vec::new();
        for (name, entry) in &entries {
            for lint in rules(entry).into_iter().flat_map(|rules| rules.lints(name, now, &versions)) {
                let place = entry.origin.as_ref().map(|origin| origin.place_of(lint.at));
                lints.push((*name, lint, place));
            }
        }
        lints
    }
}

fn rules(entry: &Entry) -> Option<&Rules> {
    match &entry.policy {
        Some(Policy::Rules(rules)) => Some(rules),
        Some(Policy::Plain(_)) | None => None,
    }
}
