//! The compiler's messages about each mistake: every case in `cases/` has its `.stderr` next to it. Messages that are
//! the macros' alone are in `toggle-macros/tests/mistakes`, and are compared here once more, all in one crate.
//!
//! `TRYBUILD=overwrite cargo test -p toggle-tests-ui` writes those in `cases/` anew. They are the words of the stable
//! compiler; those of another one may differ.
#![forbid(unsafe_code)]
#![deny(warnings)]

mod if_let_guard;
mod mistakes;

use std::{fs, io, path::Path};

/// All in one `TestCases`, without a case that passes: so trybuild calls cargo once, and not for each case.
#[test]
fn mistakes() -> io::Result<()> {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("cases/*.rs");
    cases.compile_fail(mistakes::crate_of_all()?);
    Ok(())
}

#[test]
fn every_case_has_its_messages() -> io::Result<()> {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"))? {
        let path = entry?.path();
        let other = match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => path.with_extension("stderr"),
            Some("stderr") => path.with_extension("rs"),
            _ => continue,
        };
        assert!(other.exists(), "{} is missing", other.display());
    }
    Ok(())
}
