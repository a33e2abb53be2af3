//! The judgement of a document that was read: whether it may replace the one in effect.

use crate::{Document, Error};

/// Checks that a document may follow the one in effect.
///
/// # Errors
///
/// Returns an invalid document if its text cannot be used, or if its version does not follow.
pub(super) fn check(read: &Document, in_effect: Option<&Document>) -> Result<(), Error> {
    read.text()?;
    let Some((before, in_effect)) = in_effect.and_then(|before| Some((before.version()?, before))) else {
        return Ok(());
    };
    let Some(now) = read.version() else {
        return Err(Error::invalid(format!("the document has no version any more, after {before}")));
    };
    if now.lineage != before.lineage {
        return Err(Error::invalid(format!(
            "the document belongs to another lineage, {} instead of {}: the store was made again or is another one",
            now.lineage, before.lineage
        )));
    }
    if now.revision < before.revision {
        return Err(Error::invalid(format!(
            "the revision went back from {} to {}: the store was restored or lost data",
            before.revision, now.revision
        )));
    }
    if now.revision == before.revision && read.contents() != in_effect.contents() {
        return Err(Error::invalid(format!("the document has changed without a new revision, at {before}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lineage, MAX_DOCUMENT, Revision, Version};

    fn document(contents: &str, lineage: &str, revision: u64) -> Document {
        let version =
            Version { lineage: Lineage::new(lineage).expect("the word is valid"), revision: Revision::new(revision) };
        Document::new(contents.as_bytes(), Some(version))
    }

    #[track_caller]
    fn check_after(read: &Document, message: Option<&str>) {
        let refused = check(read, Some(&document("a = true", "x", 7))).err().map(|error| error.to_string());
        match (refused, message) {
            (None, None) => {}
            (Some(refused), Some(message)) => assert!(refused.contains(message), "{refused}"),
            (refused, _) => panic!("{refused:?}"),
        }
    }

    #[test]
    fn later_or_same_document_follows() {
        check_after(&document("a = false", "x", 8), None);
        check_after(&document("a = true", "x", 7), None);
    }

    #[test]
    fn foreign_or_older_document_is_refused() {
        check_after(&document("a = false", "y", 8), Some("another lineage, y instead of x"));
        check_after(&document("a = false", "x", 6), Some("went back from 7 to 6"));
        check_after(&document("a = false", "x", 7), Some("without a new revision"));
        check_after(&Document::new(*b"a = false", None), Some("no version any more"));
    }

    #[test]
    fn unusable_text_is_refused() {
        check_after(&document("", "x", 8), Some("empty"));
        check_after(&document("\r\n\t ", "x", 8), Some("empty"));
        check_after(&document(&"#".repeat(MAX_DOCUMENT + 1), "x", 8), Some("longer than"));
        check_after(&Document::new(*b"\xff", None), Some("UTF-8"));
    }

    #[test]
    fn document_without_versions_follows_itself() {
        let (before, now) = (Document::new(*b"a = true", None), Document::new(*b"a = false", None));
        assert!(check(&now, Some(&before)).is_ok());
        assert!(check(&document("a = true", "x", 1), Some(&before)).is_ok());
    }
}
