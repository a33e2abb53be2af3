//! The catalogue: all toggles of the program, read from the statics that the macros make.

pub(crate) mod pin;
pub(crate) mod point;
pub(crate) mod structure;
mod known;
mod making;

use std::ops::Range;

use toggle_rules::Target;
use toggle_syntax::{
    Type,
    name::{self, VARIABLE_PREFIX, variable_tail},
    order,
    record::Record,
};

use crate::{
    catalogue::point::Point,
    model::{
        problem::Problem,
        status::{Declaration, PointPlace},
        variables,
    },
};

pub(crate) use self::known::{DEFAULT_NUMBER, ToggleInfo};

/// All toggles that are linked into the program. It never changes.
///
/// Every program makes it at its start, so only the names of most records are read. The order of all lists is
/// independent of the linker.
pub(crate) struct Catalogue {
    /// All toggles, ordered by name. The position of a toggle is its identity inside this crate.
    toggles: Vec<ToggleInfo>,
    /// The statics of all toggles, ordered by toggle.
    points: Vec<&'static Point>,
    /// The positions of all toggles, ordered by environment variable.
    by_variable: Vec<u32>,
    problems: Vec<Problem>,
}

/// The meaning of an environment variable.
pub(crate) enum Variable<'a> {
    /// The variable sets this toggle.
    Sets(&'a str),
    /// The variable belongs to several toggles, so it sets none of them.
    Shared,
}

impl Catalogue {
    pub(crate) fn len(&self) -> usize {
        self.toggles.len()
    }

    pub(crate) fn all(&self) -> Range<usize> {
        0..self.len()
    }

    pub(crate) fn get(&self, toggle: usize) -> Option<&ToggleInfo> {
        self.toggles.get(toggle)
    }

    pub(crate) fn known(&self) -> impl ExactSizeIterator<Item = &ToggleInfo> {
        self.toggles.iter()
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.toggles.binary_search_by_key(&name, |known| known.name).ok()
    }

    /// Calls a function with the properties of a toggle that rules depend on.
    pub(crate) fn for_target<R>(&self, toggle: usize, with: impl FnOnce(Target<'_>) -> R) -> R {
        let known = &self.toggles[toggle];
        let requirable = |name: &str| self.requirable(name);
        with(Target {
            name: known.name,
            ty: &known.ty,
            default: &known.default,
            is_shadowed: known.modes.shadow || known.ty == Type::Any,
            is_guarded: known.modes.guard || known.ty == Type::Any,
            requirable: &requirable,
        })
    }

    /// Returns the position of a toggle that other toggles may require.
    ///
    /// # Errors
    ///
    /// If there is no such toggle, or it is not on or off.
    fn requirable(&self, name: &str) -> Result<u32, String> {
        let position = self.find(name).ok_or_else(|| {
            let hint = self.nearest(name).map(|nearest| format!("; {}", name::did_you_mean(name, nearest)));
            let hint = hint.unwrap_or_default();
            format!("no toggle of this program is called `{name}`{hint}")
        })?;
        match self.toggles[position].ty {
            Type::OnOff | Type::Any => {
                u32::try_from(position).map_err(|_| format!("`{name}` is one of too many toggles"))
            }
            _ => Err(format!("`{name}` is not on or off, so it cannot be required")),
        }
    }

    /// Returns the known name that is most similar to an unknown name. The unknown name may be a toggle's variable.
    pub(crate) fn nearest(&self, name: &str) -> Option<&'static str> {
        let nearest = |name: &str| name::nearest(name, self.toggles.iter().map(|known| known.name));
        nearest(name).or_else(|| nearest(name::without_variable_prefix(name)?))
    }

    pub(crate) fn variable(&self, variable: &str) -> Option<Variable<'_>> {
        let tail = variable.strip_prefix(VARIABLE_PREFIX)?.as_bytes();
        let name = |position: u32| self.toggles[position as usize].name;
        let start =
            self.by_variable.partition_point(|&position| variable_tail(name(position)).lt(tail.iter().copied()));
        let mut of_it =
            self.by_variable[start..].iter().take_while(|&&position| is_variable_of(variable, name(position)));
        match (of_it.next(), of_it.next()) {
            (None, _) => None,
            (Some(&one), None) => Some(Variable::Sets(name(one))),
            (Some(_), Some(_)) => Some(Variable::Shared),
        }
    }

    /// Returns the known variable that is most similar to an unknown variable.
    pub(crate) fn nearest_variable(&self, variable: &str) -> Option<String> {
        let variables: Vec<String> = self.toggles.iter().map(|known| name::variable(known.name)).collect();
        let known = variables.iter().map(String::as_str).chain(variables::RESERVED);
        let nearest = name::nearest_variable(variable, known).map(str::to_owned);
        nearest.or_else(|| variables::begun(variable).map(str::to_owned))
    }

    /// Returns the pin variable that is most similar to an unknown variable.
    pub(crate) fn nearest_pin(&self, variable: &str) -> Option<String> {
        let variables: Vec<String> = self.toggles.iter().map(|known| name::pin_variable(known.name)).collect();
        name::nearest_variable(variable, variables.iter().map(String::as_str)).map(str::to_owned)
    }

    /// Returns the mistakes in the program's toggles, which do not depend on the configuration.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Returns the reason for which the toggles of the program could not be set up, if that failed.
    pub(super) fn failure(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| matches!(problem, Problem::SetUpFailed { .. }))
    }

    /// Returns the statics of a toggle: its declarations and points.
    fn points(&self, known: &ToggleInfo) -> &[&'static Point] {
        &self.points[known.points.clone()]
    }

    /// Returns the statics that cache a toggle's state.
    pub(crate) fn points_of(&self, toggle: usize) -> impl Iterator<Item = &'static Point> {
        self.get(toggle).into_iter().flat_map(|known| self.points(known)).copied()
    }

    /// Returns the records of a toggle's statics: its declarations first, then its points.
    fn records(&self, known: &ToggleInfo) -> Vec<Record<'static>> {
        let mut records: Vec<_> = self.points(known).iter().filter_map(|point| point.record()).collect();
        order::sort_by(&mut records, Record::by_place);
        records
    }

    pub(crate) fn declaration(&self, known: &ToggleInfo) -> Option<Declaration> {
        self.records(known).iter().find_map(Declaration::of)
    }

    /// Returns the points of a toggle with their places, without the declarations.
    pub(crate) fn places(&self, known: &ToggleInfo) -> impl Iterator<Item = (PointPlace, &'static Point)> {
        let mut records: Vec<_> =
            self.points(known).iter().filter_map(|point| Some((point.record()?, *point))).collect();
        order::sort_by(&mut records, |(one, _), (other, _)| one.by_place(other));
        records.into_iter().filter_map(|(record, point)| Some((PointPlace::of(&record)?, point)))
    }

    /// Returns the records of points whose first check came before toggles were set up.
    pub(crate) fn asked(&self) -> impl Iterator<Item = Record<'static>> {
        self.points.iter().filter(|point| point.was_asked()).filter_map(|point| point.record())
    }
}

fn is_variable_of(variable: &str, name: &str) -> bool {
    variable.strip_prefix(VARIABLE_PREFIX).is_some_and(|tail| variable_tail(name).eq(tail.bytes()))
}
