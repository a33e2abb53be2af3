//! The record of an instance: a running process.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_runtime::{Counts, Problem};

use super::json;
use crate::{Error, Record};

/// The number of problems that a record lists.
const LISTED: usize = 5;

/// The record of an instance: a running process that follows the store.
///
/// It contains no context of a check, no message of a problem, and no state, since these may contain personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Instance {
    /// The version of the record's format.
    pub format: u32,
    /// The id of the record, random for each start of a process.
    pub id: String,
    /// The name of the program.
    pub program: String,
    /// The version of the program.
    #[serde(default)]
    pub version: Option<String>,
    /// The id of the [build](super::Build), or `None` if the build could not be registered.
    #[serde(default)]
    pub build: Option<String>,
    /// The name of the host.
    #[serde(default)]
    pub host: Option<String>,
    /// The process id on the host.
    pub pid: u32,
    /// The time at which the process was registered, by the clock of the host.
    pub since: Timestamp,
    /// The time at which the record was written, by the clock of the host. A renewal does not change it.
    pub written: Timestamp,
    /// The environment of the process, such as `production`.
    #[serde(default)]
    pub environment: Option<String>,
    /// The revision of the document in effect.
    #[serde(default)]
    pub revision: Option<String>,
    /// The problems of the process.
    #[serde(default)]
    pub problems: Problems,
    /// The toggles that a guard has switched off, ordered by name.
    #[serde(default)]
    pub tripped: Vec<Trip>,
    /// The toggles that another source than the store decides, ordered by name.
    #[serde(default)]
    pub overrides: Vec<Override>,
}

/// The problems of an [`Instance`]: their number, and the first few.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Problems {
    /// The number of problems.
    pub count: usize,
    /// The first five problems.
    #[serde(default)]
    pub first: Vec<ProblemSummary>,
}

/// A problem of an [`Instance`], without its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ProblemSummary {
    /// The kind of the problem, such as `invalid-state`.
    pub problem: String,
    /// The name of the toggle or of the source, if the problem has one.
    #[serde(default)]
    pub name: Option<String>,
}

/// A toggle of an [`Instance`] that a guard has switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Trip {
    /// The name of the toggle.
    pub toggle: String,
    /// The time of the trip, by the clock of the host, or `None` if the history of the process no longer has it.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Whether the guard is half-open, so that some calls run the gated code.
    #[serde(default)]
    pub trial: bool,
    /// The counted calls.
    #[serde(default)]
    pub counts: Counts,
}

/// A toggle of an [`Instance`] that another source than the store decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Override {
    /// The name of the toggle.
    pub toggle: String,
    /// The source that decides: `environment` for a variable, `program` for a run-time override, `pin`, or the name of
    /// a source.
    pub by: String,
}

impl Instance {
    /// Reads a record. Unknown fields are ignored.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) record if it is malformed, has another format version, or is stored
    /// under the id of another record.
    pub fn read(record: &Record) -> Result<Self, Error> {
        let instance: Self = json::read(record)?;
        json::check_id(record, &instance.id)?;
        Ok(instance)
    }

    /// Returns the contents of the record.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) record if a value cannot be written as JSON.
    pub fn to_contents(&self) -> Result<Vec<u8>, Error> {
        json::write(self)
    }
}

impl Problems {
    /// Summarizes problems.
    pub(crate) fn of(problems: &[Problem]) -> Self {
        Self { count: problems.len(), first: problems.iter().take(LISTED).map(ProblemSummary::of).collect() }
    }
}

impl ProblemSummary {
    fn of(problem: &Problem) -> Self {
        let json = serde_json::to_value(problem).unwrap_or_default();
        let field = |name: &str| json.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
        // The other fields may contain values of the configuration.
        let name = ["name", "toggle", "source"].into_iter().find_map(field);
        Self { problem: field("problem").unwrap_or_default(), name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_needs_few_fields() {
        let contents = r#"{"format": 1, "id": "a", "program": "shop", "pid": 7, "colour": "red",
            "since": "2026-05-20T12:00:00Z", "written": "2026-05-20T12:00:01Z"}"#;
        let instance = Instance::read(&Record::new("a", contents)).expect("it can be read");
        assert_eq!((instance.pid, instance.problems.count), (7, 0));
        let written = instance.to_contents().expect("JSON");
        assert_eq!(Instance::read(&Record::new("a", written)).expect("it is whole"), instance);
    }

    #[test]
    fn problem_is_summarized_without_its_message() {
        let json = r#"{"problem": "invalid-state", "name": "mail", "place": "etcd://h/shop:1:1",
            "message": "unknown word `ada@example.com`"}"#;
        let problem: Problem = serde_json::from_str(json).expect("it is a problem");
        let problems = Problems::of(&[problem]);
        let expected = r#"{"count":1,"first":[{"problem":"invalid-state","name":"mail"}]}"#;
        assert_eq!(serde_json::to_string(&problems).expect("JSON"), expected);
    }
}
