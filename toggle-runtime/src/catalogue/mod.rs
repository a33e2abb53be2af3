use std::ops::Range;

use toggle_rules::{Reading, Target, Value};
use toggle_syntax::{
    Type,
    misspelt::{Candidate, Misspelt, misspelt},
    name::{self, VARIABLE_PREFIX, variable_tail},
    order,
    record::{Body, Modes, Record},
};

use crate::{
    catalogue::{
        point::{MAX_INDEX, Point},
        structure::Structure,
    },
    model::{
        problem::{Problem, ProblemPlace},
        status::{self, Declaration, PointPlace},
        variables,
    },
};

pub(crate) mod pin;
pub(crate) mod point;
pub(crate) mod structure;

/// Every toggle that is linked into the program. Fixed once it is made.
///
/// Making it is what a program pays at its start, so of most records only the name is read. All lists are in an order
/// that does not depend on the linker.
pub(crate) struct Catalogue {
    /// Ordered by name. The position of a toggle is what it is called by inside this crate.
    toggles: Vec<Known>,
    /// The statics of all toggles, ordered by toggle.
    points: Vec<&'static Point>,
    /// The positions of all toggles, ordered by environment variable.
    by_variable: Vec<u32>,
    problems: Vec<Problem>,
}

/// A toggle.
pub(crate) struct Known {
    pub(crate) name: &'static str,
    pub(crate) ty: Type,
    pub(crate) default: Value,
    /// What its points can do.
    pub(crate) modes: Modes,
    /// What the build has fixed it to.
    pub(crate) pin: Option<Value>,
    /// The reader of tables, for a structure of this process.
    pub(crate) reading: Option<Reading>,
    /// Its declarations and points.
    points: Range<usize>,
}

impl Known {
    /// What it is as long as no source has been asked.
    pub(crate) fn without_sources(&self) -> &Value {
        self.pin.as_ref().unwrap_or(&self.default)
    }

    /// The index by which a point holds this value. None for a value that a point cannot hold.
    pub(crate) fn index(&self, value: &Value) -> Option<u8> {
        let index = match (&self.ty, value) {
            (Type::OnOff, value) => u8::from(value.is_on()),
            (ty, value) if is_number(ty) && *value == self.default => DEFAULT_NUMBER,
            (Type::Variants(names), Value::Text(text)) => {
                u8::try_from(names.iter().position(|name| **name == **text)?).ok()?
            }
            _ => return None,
        };
        (index <= MAX_INDEX).then_some(index)
    }
}

/// What an environment variable is to the catalogue.
pub(crate) enum Variable<'a> {
    /// It sets this toggle.
    Sets(&'a str),
    /// It could set several, so it sets none.
    Shared,
}

/// The content of a toggle's declarations.
struct Declared {
    ty: Type,
    default: Value,
    /// Whether one of them is pinned.
    is_pinned: bool,
    /// The record of the declaration that counts.
    record: Option<&'static [u8]>,
}

impl Catalogue {
    pub(crate) fn new(points: &'static [Point], structures: &'static [Structure]) -> Self {
        // A record is written by the macro and read by the same module, so it can be read.
        let mut heads: Vec<_> = points
            .iter()
            .filter_map(|point| {
                Record::read_head(point.bytes()).ok().map(|(name, is_declared)| (name, is_declared, point))
            })
            .collect();
        order::sort_by_key(&mut heads, |(name, ..)| *name);
        let mut catalogue = Self {
            toggles: Vec::new(),
            points: heads.iter().map(|(.., point)| *point).collect(),
            by_variable: Vec::new(),
            problems: Vec::new(),
        };
        let mut start = 0;
        let mut pinned = Vec::new();
        for of_one in heads.chunk_by(|(a, ..), (b, ..)| a == b) {
            let is_declared_twice = of_one.iter().filter(|(_, is_declared, _)| *is_declared).nth(1).is_some();
            let declared = of_one.iter().filter(|(_, is_declared, _)| *is_declared).map(|(.., point)| *point);
            let Declared { ty, default, is_pinned, record } = catalogue.declared(declared);
            let reading = record
                .filter(|_| ty == Type::Structure)
                .and_then(|record| structures.iter().find_map(|structure| structure.reading_of(record)));
            let may_be_pinned =
                |(_, is_declared, point): &(_, bool, &Point)| !is_declared && !Record::is_plain_point(point.bytes());
            if is_pinned || of_one.iter().any(may_be_pinned) {
                pinned.push(catalogue.toggles.len());
            }
            if !matches!(ty, Type::OnOff | Type::Any) {
                let asking = of_one.iter().filter(|(_, is_declared, _)| !is_declared).map(|(.., point)| *point);
                catalogue.note_never_on(asking.filter(|point| !modes(point).value));
            }
            let position = u32::try_from(catalogue.toggles.len()).unwrap_or(u32::MAX);
            let mut all = Modes::default();
            for (_, is_declared, point) in of_one {
                let modes = if *is_declared { Modes::default() } else { modes(point) };
                all = Modes { guard: all.guard || modes.guard, shadow: all.shadow || modes.shadow, ..all };
                point.join(position, modes);
                // An index means something else to a declaration of another type or, where it stands for the default
                // number, of another default. A check of a condition takes the toggle to be on or off.
                let is_mistaken = match (is_declared, modes.value) {
                    (true, _) => is_declared_twice && (is_number(&ty) || declared_type(point) != ty),
                    (false, true) => is_declared_twice,
                    (false, false) => ty != Type::OnOff,
                };
                if is_mistaken {
                    point.join_by_mistake();
                }
            }
            let points = start..start + of_one.len();
            start = points.end;
            catalogue.toggles.push(Known { name: of_one[0].0, ty, default, modes: all, pin: None, reading, points });
        }
        catalogue.pin(pinned);
        catalogue.note_misspelt(&heads);
        catalogue.order_by_variable();
        order::sort_by_cached_key(&mut catalogue.problems, Problem::to_string);
        catalogue
    }

    /// Makes a catalogue without toggles, where that of the program cannot be made.
    pub(super) fn unavailable(error: String) -> Self {
        Self {
            toggles: Vec::new(),
            points: Vec::new(),
            by_variable: Vec::new(),
            problems: vec![Problem::SetUpFailed { error }],
        }
    }

    /// Returns what these declarations say of one toggle. Notes if they are more than one.
    fn declared(&mut self, declared: impl Iterator<Item = &'static Point>) -> Declared {
        let mut records: Vec<(Record<'static>, &'static Point)> =
            declared.filter_map(|point| Some((point.record()?, point))).collect();
        order::sort_by(&mut records, |(one, _), (other, _)| one.by_place(other));
        for (second, _) in records.iter().skip(1) {
            self.problems.push(Problem::DeclaredTwice {
                name: second.name.to_owned(),
                first: ProblemPlace::of_code(&records[0].0.place),
                second: ProblemPlace::of_code(&second.place),
            });
        }
        let is_pinned = records.iter().any(|(record, _)| !record.pin.is_empty());
        match records.first().map(|(record, point)| (record.body, point.bytes())) {
            Some((Body::Declaration(declaration), bytes)) => {
                let (ty, default) = (status::ty(&declaration), status::default(&declaration));
                Declared { ty, default, is_pinned, record: Some(bytes) }
            }
            _ => Declared { ty: Type::OnOff, default: Value::Off, is_pinned, record: None },
        }
    }

    /// Fixes these toggles, which the build has pinned. Where not all of their statics are of that build, the first
    /// that is pinned counts, so that the others agree with it.
    fn pin(&mut self, toggles: Vec<usize>) {
        for toggle in toggles {
            let known = &self.toggles[toggle];
            let records = self.records(known);
            let Some(first) = records.iter().find(|record| !record.pin.is_empty()) else { continue };
            let Ok(pin) = self.for_target(toggle, |target| target.word(first.pin)) else { continue };
            // A place that is pinned to something else is worse than one that is not: it does not follow.
            let others = || records.iter().filter(|record| record.pin != first.pin);
            if let Some(other) = others().find(|record| !record.pin.is_empty()).or_else(|| others().next()) {
                self.problems.push(Problem::PinnedInPart {
                    name: known.name.to_owned(),
                    pin: pin.clone(),
                    place: ProblemPlace::of_code(&first.place),
                    other: ProblemPlace::of_code(&other.place),
                    other_pin: Some(other.pin.into()).filter(|_| !other.pin.is_empty()),
                });
            }
            self.toggles[toggle].pin = Some(pin);
        }
    }

    /// Notes the places that ask whether a toggle is on that is not on or off.
    fn note_never_on(&mut self, asking: impl Iterator<Item = &'static Point>) {
        self.problems.extend(asking.filter_map(Point::record).map(|record| Problem::NeverOn {
            name: record.name.to_owned(),
            place: ProblemPlace::of_code(&record.place),
        }));
    }

    /// Notes the toggles whose name is most likely a misspelling. The heads are ordered by toggle, as the points are.
    fn note_misspelt(&mut self, heads: &[(&'static str, bool, &'static Point)]) {
        let candidate = |known: &Known| {
            let of_one = &heads[known.points.clone()];
            let declarations = of_one.iter().filter(|(_, is_declared, _)| *is_declared).count();
            Candidate { name: known.name, is_declared: declarations > 0, places: of_one.len() - declarations }
        };
        let candidates: Vec<Candidate<'static>> = self.toggles.iter().map(candidate).collect();
        for Misspelt { name, meant, is_meant_declared } in misspelt(&candidates) {
            let Some(known) = self.find(name).and_then(|toggle| self.get(toggle)) else { continue };
            let Some(first) = self.records(known).into_iter().next() else { continue };
            self.problems.push(Problem::NearUndeclared {
                name: name.to_owned(),
                place: ProblemPlace::of_code(&first.place),
                nearest: meant.to_owned(),
                nearest_is_declared: is_meant_declared,
            });
        }
    }

    fn order_by_variable(&mut self) {
        let name = |position: u32| self.toggles[position as usize].name;
        let mut order: Vec<u32> = (0..).take(self.toggles.len()).collect();
        // Stable, since that is fast where much is in order already.
        order::sort_by(&mut order, |&a, &b| variable_tail(name(a)).cmp(variable_tail(name(b))));
        for of_one in order.chunk_by(|&a, &b| variable_tail(name(a)).eq(variable_tail(name(b)))) {
            let variable = name::variable(name(of_one[0]));
            let reserved = variables::reserved(&variable);
            if of_one.len() > 1 || reserved.is_some() {
                self.problems.push(Problem::SharedVariable {
                    variable,
                    toggles: of_one.iter().map(|&position| name(position).to_owned()).collect(),
                    reserved: reserved.map(str::to_owned),
                });
            }
        }
        self.by_variable = order;
    }

    pub(crate) fn len(&self) -> usize {
        self.toggles.len()
    }

    pub(crate) fn all(&self) -> Range<usize> {
        0..self.len()
    }

    pub(crate) fn get(&self, toggle: usize) -> Option<&Known> {
        self.toggles.get(toggle)
    }

    pub(crate) fn known(&self) -> impl ExactSizeIterator<Item = &Known> {
        self.toggles.iter()
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.toggles.binary_search_by_key(&name, |known| known.name).ok()
    }

    /// Does something with what rules have to know of a toggle.
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

    /// A toggle that another may require.
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

    /// The known name that is closest to one that is not. That may be the name of a toggle's variable.
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

    /// The known variable that is closest to one that is not.
    pub(crate) fn nearest_variable(&self, variable: &str) -> Option<String> {
        let variables: Vec<String> = self.toggles.iter().map(|known| name::variable(known.name)).collect();
        let known = variables.iter().map(String::as_str).chain(variables::RESERVED);
        let nearest = name::nearest_variable(variable, known).map(str::to_owned);
        nearest.or_else(|| variables::begun(variable).map(str::to_owned))
    }

    /// The known variable that pins a toggle and is closest to one that does not.
    pub(crate) fn nearest_pin(&self, variable: &str) -> Option<String> {
        let variables: Vec<String> = self.toggles.iter().map(|known| name::pin_variable(known.name)).collect();
        name::nearest_variable(variable, variables.iter().map(String::as_str)).map(str::to_owned)
    }

    /// What is wrong with the toggles of the program, whatever the configuration says.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The reason why the toggles of the program are not known, if they are not.
    pub(super) fn failure(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| matches!(problem, Problem::SetUpFailed { .. }))
    }

    /// The statics of a toggle: its declarations, and the places that ask.
    fn points(&self, known: &Known) -> &[&'static Point] {
        &self.points[known.points.clone()]
    }

    /// The statics that hold a toggle's state.
    pub(crate) fn points_of(&self, toggle: usize) -> impl Iterator<Item = &'static Point> {
        self.get(toggle).into_iter().flat_map(|known| self.points(known)).copied()
    }

    /// What a toggle's statics say of it: its declarations first, then the places that ask.
    fn records(&self, known: &Known) -> Vec<Record<'static>> {
        let mut records: Vec<_> = self.points(known).iter().filter_map(|point| point.record()).collect();
        order::sort_by(&mut records, Record::by_place);
        records
    }

    pub(crate) fn declaration(&self, known: &Known) -> Option<Declaration> {
        self.records(known).iter().find_map(Declaration::of)
    }

    /// The places that ask, without the declarations, each with its static.
    pub(crate) fn places(&self, known: &Known) -> impl Iterator<Item = (PointPlace, &'static Point)> {
        let mut records: Vec<_> =
            self.points(known).iter().filter_map(|point| Some((point.record()?, *point))).collect();
        order::sort_by(&mut records, |(one, _), (other, _)| one.by_place(other));
        records.into_iter().filter_map(|(record, point)| Some((PointPlace::of(&record)?, point)))
    }

    /// The places whose first check came before toggles were set up.
    pub(crate) fn asked(&self) -> impl Iterator<Item = Record<'static>> {
        self.points.iter().filter(|point| point.was_asked()).filter_map(|point| point.record())
    }
}

/// The index by which a point holds the declared default of a number or a duration, which every declaration knows.
pub(crate) const DEFAULT_NUMBER: u8 = 0;

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Integer(_) | Type::Float(_) | Type::Duration(_))
}

fn modes(point: &'static Point) -> Modes {
    if Record::is_plain_point(point.bytes()) {
        return Modes::default();
    }
    point.record().map(|record| record.modes).unwrap_or_default()
}

fn declared_type(point: &'static Point) -> Type {
    match point.record().map(|record| record.body) {
        Some(Body::Declaration(declaration)) => status::ty(&declaration),
        _ => Type::OnOff,
    }
}

fn is_variable_of(variable: &str, name: &str) -> bool {
    variable.strip_prefix(VARIABLE_PREFIX).is_some_and(|tail| variable_tail(name).eq(tail.bytes()))
}
