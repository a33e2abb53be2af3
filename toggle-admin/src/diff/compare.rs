//! The differences between two inventories, as a value.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};
use toggle_runtime::{Place, PointPlace};

use crate::{
    inventory::{Artifact, Field, Inventory, Toggle},
    place,
    versioned::Versioned,
};

/// The changes that lead from the old toggles to the new ones, each part ordered by name.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The binaries with the old toggles.
    pub old: Vec<Artifact>,
    /// The binaries with the new toggles.
    pub new: Vec<Artifact>,
    /// The toggles that only the new binaries have.
    pub added: Vec<Toggle>,
    /// The toggles that only the old binaries have.
    pub removed: Vec<Toggle>,
    /// The toggles that both have, but with differences.
    pub changed: Vec<Change>,
}

/// The differences in one toggle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The name of the toggle.
    pub name: String,
    /// The changed fields of the declaration that counts.
    pub fields: Vec<FieldChange>,
    /// The changed places of its declarations.
    pub declarations: Places<Place>,
    /// The changed toggle points.
    pub points: Places<PointPlace>,
}

/// A field of a toggle that has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// The old value, or `None` if the field was not set.
    pub old: Option<String>,
    /// The new value, or `None` if the field is not set any more.
    pub new: Option<String>,
}

/// The differences in the places of a toggle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places<T> {
    /// The new places.
    pub added: Vec<T>,
    /// The removed places.
    pub removed: Vec<T>,
    /// The moved places. Each stays in the same item of its module.
    pub moved: Vec<Moved<T>>,
}

/// A place that has moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved<T> {
    /// The old place.
    pub old: T,
    /// The new place.
    pub new: T,
}

impl Versioned for Difference {
    const FORMAT: &'static str = "diff";
}

impl Difference {
    /// Returns whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// Removes the places that have only moved.
    pub fn forget_moved(&mut self) {
        for change in &mut self.changed {
            change.declarations.moved.clear();
            change.points.moved.clear();
        }
        self.changed.retain(|change| !change.is_empty());
    }
}

impl Change {
    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.declarations.is_empty() && self.points.is_empty()
    }

    /// Returns whether places have only moved, for example because the code above them has grown.
    pub fn is_only_moved(&self) -> bool {
        let stays = |added: usize, removed: usize| added + removed == 0;
        self.fields.is_empty()
            && stays(self.declarations.added.len(), self.declarations.removed.len())
            && stays(self.points.added.len(), self.points.removed.len())
    }
}

impl<T> Places<T> {
    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.moved.is_empty()
    }
}

/// Compares two inventories. Neither the binaries nor the distribution of toggles among them makes a difference.
pub fn compare(old: &Inventory, new: &Inventory) -> Difference {
    let mut difference = Difference { old: old.artifacts.clone(), new: new.artifacts.clone(), ..Difference::default() };
    let (olds, news) = (by_name(old), by_name(new));
    let names: BTreeSet<&str> = olds.keys().chain(news.keys()).copied().collect();
    for name in names {
        match (olds.get(name), news.get(name)) {
            (Some(&old), Some(&new)) => difference.changed.extend(change(old, new)),
            (Some(&old), None) => difference.removed.push(old.clone()),
            (None, new) => difference.added.extend(new.map(|&new| new.clone())),
        }
    }
    difference
}

fn by_name(inventory: &Inventory) -> BTreeMap<&str, &Toggle> {
    inventory.toggles.iter().map(|toggle| (toggle.name.as_str(), toggle)).collect()
}

fn change(old: &Toggle, new: &Toggle) -> Option<Change> {
    let declared = |toggle: &Toggle| toggle.declarations.iter().map(|it| it.place.clone()).collect::<Vec<_>>();
    let change = Change {
        name: new.name.clone(),
        fields: fields(old, new),
        declarations: places(&declared(old), &declared(new)),
        points: places(&old.points, &new.points),
    };
    Some(change).filter(|change| !change.is_empty())
}

fn fields(old: &Toggle, new: &Toggle) -> Vec<FieldChange> {
    let pairs = old.metadata().into_iter().zip(new.metadata());
    let changed = pairs.filter(|(old, new)| old != new);
    changed.map(|((field, old), (_, new))| FieldChange { field, old, new }).collect()
}

/// A place that can be found again in other code.
pub trait Placed: Clone {
    /// Returns the place.
    fn place(&self) -> &Place;
    /// Returns the form of the check: negated, guarded, compared, and for the value.
    fn way(&self) -> [bool; 4];
}

impl Placed for Place {
    fn place(&self) -> &Place {
        self
    }

    fn way(&self) -> [bool; 4] {
        [false; 4]
    }
}

impl Placed for PointPlace {
    fn place(&self) -> &Place {
        &self.place
    }

    fn way(&self) -> [bool; 4] {
        [self.negated, self.guard, self.shadow, self.value]
    }
}

/// Pairs each old place with a new one: first by its exact position, then, in order, anywhere in the same item.
fn places<T: Placed>(old: &[T], new: &[T]) -> Places<T> {
    let (mut old, mut new) = (sorted(old), sorted(new));
    take_pairs(&mut old, &mut new, |a, b| item(a).cmp(&item(b)).then_with(|| position(a).cmp(&position(b))));
    let moved = take_pairs(&mut old, &mut new, |a, b| item(a).cmp(&item(b)));
    let moved = moved.into_iter().map(|(old, new)| Moved { old, new }).collect();
    Places { added: new, removed: old, moved }
}

fn sorted<T: Placed>(places: &[T]) -> Vec<T> {
    let mut places = places.to_vec();
    places.sort_by(|a, b| item(a).cmp(&item(b)).then_with(|| position(a).cmp(&position(b))));
    places
}

/// Takes the pairs that are equal by this order. Both sides are sorted by it.
fn take_pairs<T: Placed>(old: &mut Vec<T>, new: &mut Vec<T>, order: impl Fn(&T, &T) -> Ordering) -> Vec<(T, T)> {
    let mut pairs = Vec::new();
    let mut left = Vec::new();
    let mut news = std::mem::take(new).into_iter().peekable();
    for place in std::mem::take(old) {
        new.extend(std::iter::from_fn(|| news.next_if(|other| order(other, &place) == Ordering::Less)));
        match news.next_if(|other| order(other, &place) == Ordering::Equal) {
            Some(other) => pairs.push((place, other)),
            None => left.push(place),
        }
    }
    new.extend(news);
    *old = left;
    pairs
}

/// Returns the identity of a place, independent of its line. The package's version is left out: a release changes it at
/// each place.
fn item<T: Placed>(placed: &T) -> (&str, &str, &str, [bool; 4]) {
    let place = placed.place();
    (&place.package, &place.module, &place.item, placed.way())
}

/// Returns the position of a place in its package. An absolute path is left out: it only shows the local directory of a
/// dependency's sources.
fn position<T: Placed>(placed: &T) -> (&str, u32, u32) {
    let place = placed.place();
    let file = if place::is_absolute(&place.file) { "" } else { &place.file };
    (file, place.line, place.column)
}
