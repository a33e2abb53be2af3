//! What the compiler says about each mistake: every case in `ui/` has its `.stderr` beside it.
//!
//! `TRYBUILD=overwrite cargo test -p toggle-tests --test ui` writes them anew. They are the words of the stable compiler;
//! those of another one may differ.

use std::{fs, io, path::Path};

#[test]
fn mistakes() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*.rs");
    cases.pass("ui/pass/*.rs");
}

#[test]
fn every_case_has_its_messages() -> io::Result<()> {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("ui"))? {
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
