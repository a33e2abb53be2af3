//! The cases of `toggle-macros` as the modules of one crate. There the macros run without a compiler; here it is seen
//! that the compiler prints the same messages and adds none.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// Writes a crate of all cases, and the messages for it. Returns the path of the crate.
pub(crate) fn crate_of_all() -> io::Result<PathBuf> {
    let cases = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../toggle-macros/tests/mistakes"))?;
    let mut files = Vec::new();
    for entry in fs::read_dir(&cases)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    assert!(!files.is_empty(), "{} has no cases", cases.display());
    let (mut modules, mut messages) = (Vec::new(), Vec::new());
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        modules.push(format!("#[path = {:?}]\nmod {name};\n", file.to_string_lossy()));
        messages.push(without_lines(&fs::read_to_string(file.with_extension("stderr"))?));
    }
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistakes");
    fs::create_dir_all(&directory)?;
    let path = directory.join("mistakes_of_macros.rs");
    fs::write(&path, format!("#![allow(dead_code)]\n{}fn main() {{}}\n", modules.concat()))?;
    fs::write(path.with_extension("stderr"), messages.join("\n"))?;
    Ok(path)
}

/// The messages as trybuild writes those of other files than the case: with a path, but without numbers of lines.
fn without_lines(messages: &str) -> String {
    let without_line = |line: &str| {
        let arrow = line.split_once("--> ");
        let number = line.split_once(" | ").map(|(number, _)| number.len());
        let is_number = line.starts_with(|first: char| first.is_ascii_digit() || first == ' ');
        match (arrow, number) {
            (Some((margin, place)), _) => {
                let file = place.split(':').next().unwrap_or_default();
                format!("{margin}--> $WORKSPACE/toggle-macros/tests/mistakes/{file}\n")
            }
            (None, Some(width)) if is_number => format!("{}{}\n", " ".repeat(width), &line[width..]),
            _ => format!("{line}\n"),
        }
    };
    messages.lines().map(without_line).collect()
}
