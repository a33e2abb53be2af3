//! The toggles of one or several binaries, as the records in them tell.

mod metadata;
mod names;
mod pin;
mod read;

use serde::{Deserialize, Serialize};
use toggle_runtime::{Date, Declaration, Kind, Place, PointPlace, Value};
use toggle_syntax::{
    Type,
    record::{self, Body, Modes, Polarity, Record},
};

pub use self::{metadata::Field, names::names, pin::Pin};
use crate::{binary::Format, output::Versioned};

/// Every toggle of some binaries, ordered by name.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    /// The binaries, in the order in which they were given or built.
    pub artifacts: Vec<Artifact>,
    /// The toggles.
    pub toggles: Vec<Toggle>,
    /// Whether these are not all, because filters were used.
    #[serde(default)]
    pub filtered: bool,
    /// The path that was read, if it was one.
    #[serde(skip)]
    pub origin: String,
}

/// A binary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// Where it is, from the current directory.
    pub path: String,
    /// What it is.
    pub format: Format,
}

/// A toggle, with everything that the binaries tell of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Toggle {
    /// Its name.
    pub name: String,
    /// The state where no source sets one.
    pub default: Value,
    /// Its declarations: none, or one, unless something is wrong. The first counts.
    pub declarations: Vec<Declaration>,
    /// Every place that asks for it.
    pub points: Vec<PointPlace>,
    /// The paths of the binaries that it is in.
    pub artifacts: Vec<String>,
}

impl Versioned for Inventory {
    const FORMAT: &'static str = "list";
}

impl Toggle {
    /// The declaration that counts.
    pub fn declaration(&self) -> Option<&Declaration> {
        self.declarations.first()
    }

    /// What its states are.
    pub fn ty(&self) -> Type {
        self.declaration().map(|declaration| declaration.ty.clone()).unwrap_or_default()
    }

    /// What can be done with the code that it gates, in some place.
    pub fn modes(&self) -> Modes {
        let (guard, shadow) =
            (self.points.iter().any(|point| point.guard), self.points.iter().any(|point| point.shadow));
        Modes { guard, shadow, ..Modes::default() }
    }

    /// Where a message about the toggle points to: its declaration, or the first place that asks.
    pub fn place(&self) -> Option<&Place> {
        self.declaration().map(|declaration| &declaration.place).or(self.points.first().map(|point| &point.place))
    }
}

impl Inventory {
    /// The toggle of this name.
    pub fn find(&self, name: &str) -> Option<&Toggle> {
        self.toggles.binary_search_by(|toggle| toggle.name.as_str().cmp(name)).ok().map(|at| &self.toggles[at])
    }

    /// Returns the type of a toggle, by the first of these programs that has it.
    pub fn type_in(programs: &[Self], name: &str) -> Option<Type> {
        programs.iter().find_map(|program| program.find(name)).map(Toggle::ty)
    }

    /// The records that tell all this, for a registry of the program.
    pub fn records(&self) -> impl Iterator<Item = Vec<u8>> {
        self.toggles.iter().flat_map(|toggle| {
            let declarations = toggle.declarations.iter().map(|declaration| {
                let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
                let (since, expires) = (text(declaration.since), text(declaration.expires));
                let (default, ty) = (declaration.default.to_string(), declaration.ty.to_string());
                let body = Body::Declaration(record::Declaration {
                    default: &default,
                    kind: declaration.kind.map_or("", Kind::as_str),
                    owner: declaration.owner.as_deref().unwrap_or_default(),
                    since: &since,
                    expires: &expires,
                    description: &declaration.description,
                    ty: &ty,
                });
                let pin = declaration.pin.as_deref().unwrap_or_default();
                Record { pin, ..Record::new(&toggle.name, (&declaration.place).into(), body) }.to_bytes()
            });
            let points = toggle.points.iter().map(|point| {
                let polarity = if point.negated { Polarity::Negative } else { Polarity::Positive };
                let pin = point.pin.as_deref().unwrap_or_default();
                let modes = Modes { guard: point.guard, shadow: point.shadow, value: point.value };
                let body = Body::Point { polarity };
                Record { pin, modes, ..Record::new(&toggle.name, (&point.place).into(), body) }.to_bytes()
            });
            declarations.chain(points)
        })
    }
}
