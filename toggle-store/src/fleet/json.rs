//! The JSON of records: writing, and reading with a check of the format's version.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::FORMAT;
use crate::{Error, MAX_RECORD, Record};

/// The part of a record that every version has.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// Returns the JSON of a record.
pub(super) fn write(record: &impl Serialize) -> Result<Vec<u8>, Error> {
    let json = serde_json::to_vec(record);
    json.map_err(|error| Error::invalid("the record cannot be written as JSON").because(error))
}

/// Reads the JSON of a record. The version decides first, because the other fields depend on it.
pub(super) fn read<T: DeserializeOwned>(record: &Record) -> Result<T, Error> {
    if record.contents.len() > MAX_RECORD {
        return Err(Error::invalid(format!("it is longer than {MAX_RECORD} bytes")));
    }
    let head: Head = serde_json::from_slice(&record.contents).map_err(malformed)?;
    if head.format != FORMAT {
        return Err(Error::invalid(format!("it has format version {}, and this program reads {FORMAT}", head.format)));
    }
    serde_json::from_slice(&record.contents).map_err(malformed)
}

/// Checks that a record is stored under its own id.
pub(super) fn check_id(record: &Record, id: &str) -> Result<(), Error> {
    if record.id != id {
        return Err(Error::invalid("it is stored under the id of another record"));
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` passes it so")]
fn malformed(error: serde_json::Error) -> Error {
    Error::invalid(format!("it is malformed: {error}"))
}
