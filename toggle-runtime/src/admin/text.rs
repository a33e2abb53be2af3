//! Analysis of a single text for tools: its faults, sections, names and declared attributes.

use std::sync::Arc;

use toggle_rules::{
    Attribute, Position, RawState,
    read::{self, Document, Entry, ParseError},
};

use crate::model::error::Error;

/// The fault of a text that is not TOML or exceeds a limit, or of a source that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line and the column in characters, both from 1, if the fault has a position in the text.
    pub position: Option<(usize, usize)>,
    /// The reason and the remedy, without the name of the source and the position.
    pub message: String,
    /// Whether the fault is a duplicate key or table, whose name is in the message.
    pub is_duplicate: bool,
}

impl Fault {
    /// Returns the fault of a text that is not TOML, or that exceeds a limit of length or depth.
    pub fn of_text(text: &str) -> Option<Self> {
        Document::check(text).err().as_ref().map(Self::of_parser)
    }

    /// Returns the fault of a source that [`Program::install`](super::Program::install) refuses.
    pub fn of_source(error: &Error) -> Self {
        match error.cause().and_then(|cause| cause.downcast_ref::<ParseError>()) {
            Some(error) => Self::of_parser(error),
            None => Self { position: None, message: error.detail(), is_duplicate: false },
        }
    }

    fn of_parser(error: &ParseError) -> Self {
        Self {
            position: error.position().map(|at| (at.line as usize, at.column as usize)),
            message: error.message().to_owned(),
            is_duplicate: error.is_duplicate(),
        }
    }
}

/// The sections of a file of toggles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sections {
    /// The environments that have a section, in the order of the text.
    pub stages: Vec<Section>,
    /// The segments that no rule uses. The name is the whole header, such as `segment.staff`.
    pub unused_segments: Vec<Section>,
}

/// The header of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The name.
    pub name: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Sections {
    /// Returns the sections of this text, or none if the text is not TOML.
    pub fn of(text: &str) -> Self {
        let read::Sections { stages, unused } = read::Sections::read(text);
        let section =
            |(name, at): (String, Position)| Section { name, line: at.line as usize, column: at.column as usize };
        Self {
            stages: stages.into_iter().map(section).collect(),
            unused_segments: unused.into_iter().map(section).collect(),
        }
    }
}

/// The names in a file of toggles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The environments that have a section.
    pub stages: Vec<String>,
    /// Each toggle with the toggles that it requires, once for each place.
    pub toggles: Vec<(String, Vec<String>)>,
}

impl Names {
    /// Returns the names in this text, or none if the text is not TOML.
    pub fn of(text: &str) -> Self {
        let document = Document::read(text, None).unwrap_or_default();
        let requires = |written: &RawState| match written {
            RawState::Rules(definition) => definition.requires().map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let named = |entry: Entry| {
            let written = entry.said.state.as_ref().and_then(|written| written.as_ref().ok());
            (entry.name, written.map(requires).unwrap_or_default())
        };
        Self { stages: document.stages, toggles: document.entries.into_iter().map(named).collect() }
    }
}

/// The attributes that a file of toggles declares.
#[derive(Debug, Clone)]
pub struct Declared(Arc<read::Declared>);

impl Declared {
    /// Returns the attributes that this text declares, if it has a table of them.
    ///
    /// # Errors
    ///
    /// Returns an error, with its place, if the text is not TOML or too large.
    pub fn of(text: &str) -> Result<Option<Self>, String> {
        let document = Document::read(text, None).map_err(|error| error.to_string())?;
        Ok(document.declared.map(Self))
    }

    /// Returns whether rules may use the attribute.
    pub fn has(&self, name: &str) -> bool {
        self.0.has(name)
    }

    /// Returns whether the attribute is declared as a string.
    pub fn is_text(&self, name: &str) -> bool {
        self.0.kind(name).is_some_and(read::Kind::is_text)
    }

    /// Returns the names of the attributes, including the targeting key.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.names()
    }

    /// Returns the fault of an attribute of a context, if the attribute differs from its declaration.
    pub fn fault(&self, name: &str, value: &Attribute) -> Option<String> {
        self.0.fault(name, &value.into())
    }
}
