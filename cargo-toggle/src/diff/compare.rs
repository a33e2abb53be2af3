//! What differs between two inventories, as a value.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};
use toggle_runtime::{Place, PointPlace};

use crate::{
    inventory::{Artifact, Field, Inventory, Toggle},
    output::Versioned,
    place,
};

/// What has to be done to the old toggles to get the new ones, each part ordered by name.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The binaries that the old toggles are of.
    pub old: Vec<Artifact>,
    /// The binaries that the new toggles are of.
    pub new: Vec<Artifact>,
    /// The toggles that only the new binaries have.
    pub added: Vec<Toggle>,
    /// The toggles that only the old binaries have.
    pub removed: Vec<Toggle>,
    /// The toggles that both have, but not alike.
    pub changed: Vec<Change>,
}

/// What differs in one toggle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// What is said of it, by the declaration that counts.
    pub fields: Vec<FieldChange>,
    /// Where it is declared.
    pub declarations: Places<Place>,
    /// The places that ask for it.
    pub points: Places<PointPlace>,
}

/// Something that is said of a toggle, and has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// What it is.
    pub field: Field,
    /// What it was; none where nothing was said.
    pub old: Option<String>,
    /// What it has become; none where nothing is said any more.
    pub new: Option<String>,
}

/// What differs in the places of a toggle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places<T> {
    /// Those that are new.
    pub added: Vec<T>,
    /// Those that are gone.
    pub removed: Vec<T>,
    /// Those of an item that was there before, elsewhere in its module.
    pub moved: Vec<Moved<T>>,
}

/// A place that was another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved<T> {
    /// Where it was.
    pub old: T,
    /// Where it is.
    pub new: T,
}

impl Versioned for Difference {
    const FORMAT: &'static str = "diff";
}

impl Difference {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// Takes out the places that have only moved.
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

    /// Whether nothing but places has moved, as it happens when the code above them grows.
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

/// Compares two inventories. Which binaries they are of, and in which of several a toggle is, makes no difference.
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
pub(super) trait Placed: Clone {
    /// Where it is.
    fn place(&self) -> &Place;
    /// The way in which it asks: under a `not`, guarded or compared, and whether it asks for the value.
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

/// Finds each old place among the new ones: first where it was, then, in order, anywhere in the same item.
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

/// Takes the pairs that are equal by this order, in which both sides are sorted.
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

/// Returns what a place is known by, wherever its line is. The package's version is left out: a release changes it at
/// each place.
fn item<T: Placed>(placed: &T) -> (&str, &str, &str, [bool; 4]) {
    let place = placed.place();
    (&place.package, &place.module, &place.item, placed.way())
}

/// Where a place is in its package. An absolute path says where a machine keeps the sources of a dependency.
fn position<T: Placed>(placed: &T) -> (&str, u32, u32) {
    let place = placed.place();
    let file = if place::is_absolute(&place.file) { "" } else { &place.file };
    (file, place.line, place.column)
}
