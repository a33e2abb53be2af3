//! How places in code are shown to people.

use std::path::{Component, Path, PathBuf};

use toggle_runtime::Place;

/// `file:line:column`. The directory where cargo keeps the sources of a dependency is left out: it is another on every
/// machine, and says nothing.
pub fn position(place: &Place) -> String {
    format!("{}:{}:{}", file(place), place.line, place.column)
}

/// The file, as [`position`] shows it.
pub fn file(place: &Place) -> String {
    let path = Path::new(&place.file);
    let directory = format!("{}-{}", place.package, place.version);
    let is_it = |component: &Component<'_>| component.as_os_str() == directory.as_str();
    let components: Vec<Component<'_>> = path.components().collect();
    match components.iter().rposition(is_it) {
        Some(at) if path.is_absolute() => components[at..].iter().collect::<PathBuf>().display().to_string(),
        _ => place.file.clone(),
    }
}

/// The module and the item in it, as far as it is known.
pub fn item(place: &Place) -> String {
    if place.item.is_empty() { place.module.clone() } else { format!("{}::{}", place.module, place.item) }
}

/// The package and its version.
pub fn package(place: &Place) -> String {
    format!("{} {}", place.package, place.version)
}
