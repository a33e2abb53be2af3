//! Making the catalogue from the statics of the program, and finding mistakes in them.

use toggle_rules::Value;
use toggle_syntax::{
    Type,
    misspelt::{Candidate, Misspelt, misspelt},
    name::{self, variable_tail},
    order,
    record::{Body, Modes, Record},
};

use crate::{
    catalogue::{
        Catalogue,
        known::{ToggleInfo, is_number},
        point::Point,
        structure::Structure,
    },
    model::{
        problem::{Problem, ProblemPlace},
        status, variables,
    },
};

/// The merged content of a toggle's declarations.
struct Declared {
    ty: Type,
    default: Value,
    /// Whether one of the declarations is pinned.
    is_pinned: bool,
    /// The record of the declaration that applies.
    record: Option<&'static [u8]>,
}

impl Catalogue {
    pub(crate) fn new(points: &'static [Point], structures: &'static [Structure]) -> Self {
        // Every record can be read, because the macro writes it with the module that reads it.
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
                // The indices of this toggle's values are wrong for a declaration of another type. Index 0 stands for
                // the default of a number, so it is wrong for a declaration with another default. A check of a
                // condition reads indices as on or off.
                let is_mistaken = match (is_declared, modes.value) {
                    (true, _) => is_declared_twice && (is_number(&ty) || declared_type(point) != ty),
                    (false, true) => is_declared_twice,
                    (false, false) => ty != Type::OnOff,
                };
                if is_mistaken {
                    point.mark_type_mismatch();
                }
            }
            let points = start..start + of_one.len();
            start = points.end;
            catalogue.toggles.push(ToggleInfo {
                name: of_one[0].0,
                ty,
                default,
                modes: all,
                pin: None,
                reading,
                points,
            });
        }
        catalogue.pin(pinned);
        catalogue.note_misspelt(&heads);
        catalogue.order_by_variable();
        order::sort_by_cached_key(&mut catalogue.problems, Problem::to_string);
        catalogue
    }

    /// Makes a catalogue without toggles, for a program whose own catalogue cannot be made.
    pub(crate) fn unavailable(error: String) -> Self {
        Self {
            toggles: Vec::new(),
            points: Vec::new(),
            by_variable: Vec::new(),
            problems: vec![Problem::SetUpFailed { error }],
        }
    }

    /// Merges the declarations of one toggle, and notes a problem for each declaration after the first.
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

    /// Fixes the value of each of these toggles, some of whose statics may be pinned. The first static with a pin
    /// decides, and the other statics follow that pin at run time.
    fn pin(&mut self, toggles: Vec<usize>) {
        for toggle in toggles {
            let known = &self.toggles[toggle];
            let records = self.records(known);
            let Some(first) = records.iter().find(|record| !record.pin.is_empty()) else { continue };
            let Ok(pin) = self.for_target(toggle, |target| target.word(first.pin)) else { continue };
            // A place with another pin is reported first, because it does not follow this pin at run time.
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

    /// Notes a problem for each point that checks a toggle as a condition although the toggle is not on or off.
    fn note_never_on(&mut self, asking: impl Iterator<Item = &'static Point>) {
        self.problems.extend(asking.filter_map(Point::record).map(|record| Problem::NeverOn {
            name: record.name.to_owned(),
            place: ProblemPlace::of_code(&record.place),
        }));
    }

    /// Notes the toggles whose names are most likely misspelt. The heads are ordered by toggle, like the points.
    fn note_misspelt(&mut self, heads: &[(&'static str, bool, &'static Point)]) {
        let candidate = |known: &ToggleInfo| {
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
        // A stable sort, because it is fast for lists that are almost sorted.
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
