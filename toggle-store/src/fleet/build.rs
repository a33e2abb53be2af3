//! The record of a build: a program with its list of toggles.

use serde::{Deserialize, Serialize};
use toggle_runtime::{ToggleStatus, Type, Value};

use super::{FORMAT, json};
use crate::{Error, Record, hash::fnv};

/// The record of a build: a program and the toggles that are linked into it.
///
/// The id is a hash of the program's name and the list, so that each build is stored once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Build {
    /// The version of the record's format.
    pub format: u32,
    /// The id of the record.
    pub id: String,
    /// The name of the program.
    pub program: String,
    /// The toggles, ordered by name.
    pub toggles: Vec<BuildToggle>,
}

/// A toggle of a [`Build`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct BuildToggle {
    /// The name of the toggle.
    pub name: String,
    /// The type of the toggle's value, or `None` if the toggle has no declaration.
    #[serde(rename = "type", default)]
    pub ty: Option<Type>,
    /// The declared default, or `None` if the toggle has no declaration.
    #[serde(default)]
    pub default: Option<Value>,
    /// The places that check the toggle, such as `src/checkout.rs:42:5`.
    #[serde(default)]
    pub points: Vec<String>,
}

impl Build {
    /// Returns the build of a program with these toggles.
    pub(crate) fn new(program: &str, toggles: &[ToggleStatus]) -> Result<Self, Error> {
        let toggles: Vec<BuildToggle> = toggles.iter().map(BuildToggle::of).collect();
        let mut build = Self { format: FORMAT, id: String::new(), program: program.to_owned(), toggles };
        build.id = format!("{:016x}", fnv(&json::write(&build)?));
        Ok(build)
    }

    /// Reads a record. Unknown fields are ignored.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) record if it is malformed, has another format version, or is stored
    /// under the id of another record.
    pub fn read(record: &Record) -> Result<Self, Error> {
        let build: Self = json::read(record)?;
        json::check_id(record, &build.id)?;
        Ok(build)
    }

    /// Returns the contents of the record.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) record if a value cannot be written as JSON.
    pub fn to_contents(&self) -> Result<Vec<u8>, Error> {
        json::write(self)
    }

    /// Returns the toggle of this name.
    pub fn toggle(&self, name: &str) -> Option<&BuildToggle> {
        self.toggles.iter().find(|toggle| toggle.name == name)
    }
}

impl BuildToggle {
    fn of(toggle: &ToggleStatus) -> Self {
        let declaration = toggle.declaration.as_ref();
        let point = |point: &toggle_runtime::PointPlace| {
            format!("{}:{}:{}", point.place.file, point.place.line, point.place.column)
        };
        Self {
            name: toggle.name.clone(),
            ty: declaration.map(|declaration| declaration.ty.clone()),
            default: declaration.map(|declaration| declaration.default.clone()),
            points: toggle.points.iter().map(point).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(contents: &str, message: &str) {
        let error = Build::read(&Record::new("1", contents)).expect_err("the record is wrong");
        assert!(error.is_invalid() && error.to_string().contains(message), "{error}");
    }

    #[test]
    fn unknown_fields_are_ignored() {
        let contents = r#"{"format": 1, "id": "1", "program": "shop", "colour": "red",
            "toggles": [{"name": "mail", "type": "integer", "default": 3, "new": []}]}"#;
        let build = Build::read(&Record::new("1", contents)).expect("it can be read");
        let mail = build.toggle("mail").expect("it is in the list");
        assert_eq!(mail.ty.as_ref().map(Type::to_string).as_deref(), Some("integer"));
        assert_eq!(Build::read(&Record::new("1", build.to_contents().expect("JSON"))).expect("it is whole"), build);
    }

    #[test]
    fn wrong_record_is_refused() {
        check("", "malformed");
        check("{}", "malformed");
        check(r#"{"format": 2}"#, "format version 2");
        check(r#"{"format": 1, "id": "1"}"#, "malformed");
        check(r#"{"format": 1, "id": "2", "program": "shop", "toggles": []}"#, "another record");
    }

    #[test]
    fn id_depends_on_program_and_list() {
        let id = |program: &str| Build::new(program, &[]).expect("it can be written").id;
        assert_eq!(id("shop"), id("shop"));
        assert_ne!(id("shop"), id("mail"));
    }
}
