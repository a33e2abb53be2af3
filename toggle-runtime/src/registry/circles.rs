//! Toggles that require themselves, or too many others: within one source, or across several sources that are each
//! correct.

use toggle_rules::{Policy, requirement_fault};
use toggle_syntax::sorted::{SortedMap, SortedSet};

use crate::{
    catalogue::Catalogue,
    model::problem::Problem,
    registry::{
        entry::{ByToggle, Entries, Entry},
        layer::Layer,
        layers::ENVIRONMENT_LAYER,
    },
};

/// Refuses the entries of toggles that require themselves, or too many others, within one source, and returns the
/// problems.
///
/// A refused entry is replaced by its predecessor, or by the entry in the `rest` of the file. The replacement may
/// also require toggles, so this repeats until no entry is refused.
pub(super) fn refuse_within(
    entries: &mut Entries,
    before: &Layer,
    rest: &ByToggle<Policy>,
    catalogue: &Catalogue,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (mut told, mut refused, mut left_to_rest) = (SortedSet::new(), SortedSet::new(), SortedSet::new());
    loop {
        let faults = faults_within(entries, &refused, catalogue);
        if faults.is_empty() {
            return problems;
        }
        for (toggle, message) in faults {
            let Some((entry, known)) = entries.get_mut(toggle).zip(catalogue.get(toggle)) else { continue };
            let before = before.policy(toggle).cloned();
            // The rest of the file may be in a circle itself. The previous policy was in none.
            let of_rest = rest.get(toggle).filter(|_| before.is_none() && left_to_rest.insert(toggle)).cloned();
            if of_rest.is_none() {
                refused.insert(toggle);
            }
            if told.insert(toggle) {
                let (name, place, message) = (known.name.to_owned(), entry.place(), message.clone());
                problems.push(Problem::InvalidState { name, place, message });
            }
            let is_of_rest = of_rest.is_some();
            entry.refuse(message, before.or(of_rest), is_of_rest);
        }
    }
}

/// Returns the toggles that require themselves, or too many others, without those that are already refused.
fn faults_within(entries: &Entries, refused: &SortedSet<usize>, catalogue: &Catalogue) -> Vec<(usize, String)> {
    // A pinned toggle requires nothing.
    let is_pinned = |toggle: usize| catalogue.get(toggle).is_some_and(|known| known.pin.is_some());
    let requires = |toggle: u32| {
        let entry = entries.get(toggle as usize).filter(|_| !is_pinned(toggle as usize));
        entry.map(Entry::requires).unwrap_or_default()
    };
    let name = |toggle: u32| catalogue.get(toggle as usize).map_or("", |known| known.name);
    let name = |toggle: u32| format!("`{}`", name(toggle));
    let requiring = entries.iter().filter(|(_, entry)| !entry.requires().is_empty()).map(|(toggle, _)| toggle);
    requiring
        .filter(|toggle| !refused.contains(toggle))
        .filter_map(|toggle| Some((toggle, requirement_fault(u32::try_from(toggle).ok()?, requires, name)?)))
        .collect()
}

/// The result of the check across sources: the replacing entries of each source, and the problems.
pub(super) struct Refused {
    pub(super) overlays: Vec<Entries>,
    pub(super) problems: Vec<Problem>,
}

/// A toggle that is in a circle or requires too many others.
struct Refusal {
    message: String,
    /// The previous policy, which applies instead, and the position of its source. The previous policy was in no
    /// circle.
    kept: Option<(Policy, usize)>,
    /// The position of the first source that may still decide, if there is no previous policy.
    from: usize,
}

/// Finds the toggles that require themselves, or too many others, across all sources.
///
/// Run-time overrides and guards do not matter here, because they may end at any time. `before` returns the previous
/// policy of a toggle and the position of its source.
pub(super) fn refuse(
    layers: &[Layer],
    catalogue: &Catalogue,
    before: &dyn Fn(usize) -> Option<(Policy, usize)>,
) -> Refused {
    let sources = &layers[ENVIRONMENT_LAYER..];
    let is_pinned = |toggle: &usize| catalogue.get(*toggle).is_some_and(|known| known.pin.is_some());
    let requiring: SortedSet<usize> = sources.iter().flat_map(Layer::requiring).filter(|it| !is_pinned(it)).collect();
    let mut refusals: SortedMap<usize, Refusal> = SortedMap::new();
    loop {
        let faults = faults(layers, catalogue, &requiring, &refusals);
        if faults.is_empty() {
            break;
        }
        for (toggle, position, message) in faults {
            let refusal = refusals.get_or_insert_with(toggle, || Refusal {
                message,
                kept: before(toggle),
                from: ENVIRONMENT_LAYER,
            });
            refusal.from = position + 1;
        }
    }
    let mut refused = Refused { overlays: vec![Entries::default(); sources.len()], problems: Vec::new() };
    for (toggle, refusal) in refusals {
        refused.add(sources, catalogue, toggle, refusal);
    }
    refused
}

impl Refused {
    fn add(&mut self, sources: &[Layer], catalogue: &Catalogue, toggle: usize, refusal: Refusal) {
        let Refusal { message, kept, from } = refusal;
        // The previous policy may come from a higher source than the refused one.
        let end = kept.as_ref().map_or(from, |(_, position)| from.max(position + 1)) - ENVIRONMENT_LAYER;
        let mut told = false;
        for (at, (source, overlay)) in sources.iter().zip(&mut self.overlays).enumerate().take(end) {
            let kept = kept.as_ref().filter(|(_, position)| position - ENVIRONMENT_LAYER == at);
            let entry = source.own_entry(toggle).filter(|entry| entry.policy.is_some());
            if entry.is_none() && kept.is_none() {
                continue;
            }
            let mut entry = entry.cloned().unwrap_or_default();
            if !told && entry.policy.is_some() {
                told = true;
                let name = catalogue.get(toggle).map_or("", |known| known.name).to_owned();
                let (place, message) = (entry.place(), message.clone());
                self.problems.push(Problem::InvalidState { name, place, message });
            }
            entry.refuse(message.clone(), kept.map(|(policy, _)| policy.clone()), false);
            overlay.insert(toggle, entry);
        }
    }
}

/// Returns the toggles that require themselves or too many others, each with the position of the deciding source and
/// a message.
fn faults(
    layers: &[Layer],
    catalogue: &Catalogue,
    requiring: &SortedSet<usize>,
    refusals: &SortedMap<usize, Refusal>,
) -> Vec<(usize, usize, String)> {
    let decides = |toggle: usize| -> Option<(usize, &Policy)> {
        let from = match refusals.get(&toggle) {
            Some(Refusal { kept: Some((policy, position)), .. }) => return Some((*position, policy)),
            Some(refusal) => refusal.from,
            None => ENVIRONMENT_LAYER,
        };
        let mut layers = layers.iter().enumerate().skip(from);
        layers.find_map(|(position, layer)| Some((position, layer.own_entry(toggle)?.policy.as_ref()?)))
    };
    let requires = |toggle: u32| match decides(toggle as usize).filter(|_| requiring.contains(&(toggle as usize))) {
        Some((_, policy)) => policy.requires(),
        None => &[],
    };
    let told = |toggle: u32, first: usize| {
        let name = catalogue.get(toggle as usize).map_or("", |known| known.name);
        let entry = decides(toggle as usize).and_then(|(position, _)| layers[position].own_entry(toggle as usize));
        match entry.filter(|_| toggle as usize != first) {
            Some(entry) => format!("`{name}` ({})", entry.place().exact()),
            None => format!("`{name}`"),
        }
    };
    let open = requiring.iter().filter(|toggle| refusals.get(toggle).is_none_or(|refusal| refusal.kept.is_none()));
    let faults = open.filter_map(|&toggle| {
        let fault = requirement_fault(u32::try_from(toggle).ok()?, requires, |other| told(other, toggle))?;
        Some((toggle, decides(toggle)?.0, fault))
    });
    faults.collect()
}
