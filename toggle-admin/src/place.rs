//! The display of places in code.

use toggle_runtime::{Place, PointPlace};

/// Returns the state in which the gated code runs, and how the code is monitored, as in `when on, guarded`. A point
/// that reads the value shows `value`.
pub fn when(point: &PointPlace) -> String {
    let when = match (point.value, point.negated) {
        (true, _) => "value",
        (false, true) => "when off",
        (false, false) => "when on",
    };
    format!("{when}{}", modes(point))
}

/// Returns how the gated code is monitored, as in `, guarded`. Most points return an empty string.
pub fn modes(point: &PointPlace) -> &'static str {
    match (point.guard, point.shadow) {
        (false, false) => "",
        (true, false) => ", guarded",
        (false, true) => ", compared",
        (true, true) => ", guarded, compared",
    }
}

/// Returns `file:line:column`. The path leaves out cargo's directory of dependency sources, which differs on every
/// machine.
pub fn position(place: &Place) -> String {
    format!("{}:{}:{}", file(place), place.line, place.column)
}

/// Returns the file as [`position`] shows it.
pub fn file(place: &Place) -> String {
    let directory = format!("{}-{}", place.package, place.version);
    let mut at = 0;
    let mut found = None;
    for component in place.file.split(is_separator) {
        found = if component == directory { Some(at) } else { found };
        at += component.len() + 1;
    }
    place.file[found.filter(|_| is_absolute(&place.file)).unwrap_or(0)..].to_owned()
}

/// Returns whether a path is absolute on the system of the build, which may differ from this one.
pub fn is_absolute(path: &str) -> bool {
    let has_drive = matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    has_drive || path.starts_with(is_separator)
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '/' | '\\')
}

/// Returns the module and the item in it, as far as they are known.
pub fn item(place: &Place) -> String {
    if place.item.is_empty() { place.module.clone() } else { format!("{}::{}", place.module, place.item) }
}

/// Returns the package and its version.
pub fn package(place: &Place) -> String {
    format!("{} {}", place.package, place.version)
}

#[cfg(test)]
mod tests {
    use toggle_syntax::record;

    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        let place = record::Place { package: "dep", version: "1.2.3", file: path, ..record::Place::default() };
        assert_eq!(file(&(&place).into()), expected);
    }

    #[test]
    fn directory_of_dependencies_is_left_out() {
        check("/home/me/.cargo/registry/src/index-1/dep-1.2.3/src/lib.rs", "dep-1.2.3/src/lib.rs");
        check(r"C:\Users\me\.cargo\registry\src\index-1\dep-1.2.3\src\lib.rs", r"dep-1.2.3\src\lib.rs");
        check("/dep-1.2.3/vendor/dep-1.2.3/src/lib.rs", "dep-1.2.3/src/lib.rs");
        check("/build/dep-1.2.30/src/lib.rs", "/build/dep-1.2.30/src/lib.rs");
        check("vendor/dep-1.2.3/src/lib.rs", "vendor/dep-1.2.3/src/lib.rs");
        check(r"vendor\dep-1.2.3\src\lib.rs", r"vendor\dep-1.2.3\src\lib.rs");
        check("", "");
    }
}
