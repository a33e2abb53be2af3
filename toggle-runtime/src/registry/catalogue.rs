use std::{collections::HashMap, ops::Range};

use toggle_syntax::{
    name,
    record::{Body, Polarity, Record},
};

use crate::{
    place::Place,
    point::Point,
    problem::Problem,
    source::environment,
    status::{self, Declaration, PointPlace},
    value::Value,
};

/// Every toggle that is linked into the program. Fixed once it is made.
pub(crate) struct Catalogue {
    /// Ordered by name. The position of a toggle is what it is called by inside this crate.
    toggles: Vec<Known>,
    variables: HashMap<String, Vec<usize>>,
    problems: Vec<Problem>,
}

/// A toggle and the statics that belong to it.
pub(crate) struct Known {
    pub(crate) name: &'static str,
    pub(crate) default: Value,
    /// Its declarations and points, the declaration that counts first.
    entries: Vec<(Record<'static>, &'static Point)>,
}

/// What an environment variable is to the catalogue.
pub(crate) enum Variable<'a> {
    /// It sets this toggle.
    Sets(&'a str),
    /// It could set several, so it sets none.
    Shared,
}

impl Catalogue {
    pub(crate) fn new(points: &'static [Point]) -> Self {
        // A record is written by the macro and read by the same module, so it can be read.
        let mut entries: Vec<_> = points.iter().filter_map(|point| Some((point.record()?, point))).collect();
        entries.sort_unstable_by_key(|(record, _)| {
            let place = record.place;
            let is_point = matches!(record.body, Body::Point { .. });
            (record.name, is_point, place.package, place.file, place.line, place.column, place.item)
        });
        let mut catalogue = Self { toggles: Vec::new(), variables: HashMap::new(), problems: Vec::new() };
        for of_one in entries.chunk_by(|(a, _), (b, _)| a.name == b.name) {
            catalogue.add(of_one);
        }
        catalogue.map_variables();
        catalogue
    }

    fn add(&mut self, entries: &[(Record<'static>, &'static Point)]) {
        let position = u32::try_from(self.toggles.len()).unwrap_or(u32::MAX);
        let mut declarations = entries.iter().filter_map(|(record, _)| match &record.body {
            Body::Declaration(declaration) => Some((record, declaration)),
            Body::Point { .. } => None,
        });
        let first = declarations.next();
        for (second, _) in declarations {
            self.problems.extend(first.map(|(first, _)| Problem::DeclaredTwice {
                name: second.name.to_owned(),
                first: Place::from(&first.place).to_string(),
                second: Place::from(&second.place).to_string(),
            }));
        }
        for (_, point) in entries {
            point.join(position);
        }
        self.toggles.push(Known {
            name: entries[0].0.name,
            default: first.map_or(Value::Off, |(_, declaration)| status::default(declaration)),
            entries: entries.to_vec(),
        });
    }

    fn map_variables(&mut self) {
        for (position, known) in self.toggles.iter().enumerate() {
            self.variables.entry(name::variable(known.name)).or_default().push(position);
        }
        for (variable, positions) in &self.variables {
            let reserved = environment::RESERVED.iter().find(|(reserved, _)| reserved == variable);
            if positions.len() > 1 || reserved.is_some() {
                let toggles = positions.iter().map(|&position| self.toggles[position].name);
                let toggles = toggles.chain(reserved.map(|(_, meaning)| *meaning)).map(str::to_owned).collect();
                self.problems.push(Problem::SharedVariable { variable: variable.clone(), toggles });
            }
        }
        self.problems.sort_by_cached_key(Problem::to_string);
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

    /// The known name that is closest to one that is not.
    pub(crate) fn nearest(&self, name: &str) -> Option<&'static str> {
        name::nearest(name, self.toggles.iter().map(|known| known.name))
            .and_then(|nearest| Some(self.toggles[self.find(nearest)?].name))
    }

    pub(crate) fn variable(&self, variable: &str) -> Option<Variable<'_>> {
        match self.variables.get(variable)?.as_slice() {
            [one] => Some(Variable::Sets(self.toggles[*one].name)),
            _ => Some(Variable::Shared),
        }
    }

    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }

    /// What is wrong with the toggles of the program, whatever the configuration says.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl Known {
    /// The statics that hold this toggle's state.
    pub(crate) fn points(&self) -> impl Iterator<Item = &'static Point> {
        self.entries.iter().map(|(_, point)| *point)
    }

    pub(crate) fn declaration(&self) -> Option<Declaration> {
        self.entries.iter().find_map(|(record, _)| match &record.body {
            Body::Declaration(declaration) => Some(Declaration::new(&record.place, declaration)),
            Body::Point { .. } => None,
        })
    }

    /// The places that ask, without the declarations.
    pub(crate) fn places(&self) -> impl Iterator<Item = PointPlace> {
        self.entries.iter().filter_map(|(record, _)| match record.body {
            Body::Point { polarity } => {
                Some(PointPlace { negated: polarity == Polarity::Negative, place: (&record.place).into() })
            }
            Body::Declaration(_) => None,
        })
    }

    /// The places whose first check came before toggles were set up.
    pub(crate) fn asked(&self) -> impl Iterator<Item = &Record<'static>> {
        self.entries.iter().filter(|(_, point)| point.was_asked()).map(|(record, _)| record)
    }
}
