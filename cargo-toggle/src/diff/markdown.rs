//! The difference for release notes.

use std::{
    fmt::{self, Write},
    io,
};

use toggle_admin::{
    diff::{Change, Difference, FieldChange, Placed, Places},
    inventory::{Field, Toggle},
    place,
    summary::{count, summary},
};

use crate::{
    markdown::{code, escaped},
    output::Out,
};

/// Prints Markdown, below a heading of the second level. Release notes need no line numbers, so a place is shown by its
/// item, and moved places are only counted.
pub(super) fn print(out: &mut Out<'_>, difference: &Difference) -> io::Result<()> {
    let mut text = String::new();
    write_difference(&mut text, difference).map_err(io::Error::other)?;
    out.document(&text)
}

fn write_difference(out: &mut impl Write, difference: &Difference) -> fmt::Result {
    writeln!(out, "## Toggles")?;
    if difference.is_empty() {
        return writeln!(out, "\nNothing has changed.");
    }
    let (moved, changed): (Vec<&Change>, Vec<&Change>) =
        difference.changed.iter().partition(|change| change.is_only_moved());
    write_toggles(out, "Added", &difference.added)?;
    write_toggles(out, "Removed", &difference.removed)?;
    if !changed.is_empty() {
        writeln!(out, "\n### Changed\n")?;
        for change in changed {
            write_change(out, change)?;
        }
    }
    if !moved.is_empty() {
        let names: Vec<String> = moved.iter().map(|change| code(&change.name)).collect();
        writeln!(out, "\nOnly moved in the source: {}.", names.join(", "))?;
    }
    Ok(())
}

fn write_toggles(out: &mut impl Write, heading: &str, toggles: &[Toggle]) -> fmt::Result {
    if toggles.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### {heading}\n")?;
    for toggle in toggles {
        let description = toggle.declaration().map_or("", |it| it.description.as_str());
        // The first paragraph is the summary. More would be too much for a list.
        let description = one_line(description.split("\n\n").next().unwrap_or_default());
        let gap = if description.is_empty() { "" } else { " " };
        writeln!(out, "* {}: {description}{gap}({})", code(&toggle.name), escaped(&summary(toggle)))?;
    }
    Ok(())
}

fn write_change(out: &mut impl Write, change: &Change) -> fmt::Result {
    writeln!(out, "* {}", code(&change.name))?;
    for FieldChange { field, old, new } in &change.fields {
        let shown = |value: &Option<String>| value.as_deref().map_or_else(|| "none".to_owned(), one_line);
        match field {
            Field::Description => writeln!(out, "  * description: {}", shown(new))?,
            _ => writeln!(out, "  * {}: {} → {}", field.as_str(), shown(old), shown(new))?,
        }
    }
    write_places(out, &change.declarations, |_| ["declared", "no longer declared"].map(str::to_owned))?;
    write_places(out, &change.points, |point| {
        let what = if point.negated { "checked for the off path" } else { "checked" };
        let what = format!("{what}{}", place::modes(point));
        [what.clone(), format!("no longer {what}")]
    })?;
    let moved = change.declarations.moved.len() + change.points.moved.len();
    if moved > 0 {
        writeln!(out, "  * {} moved", count(moved, "place"))?;
    }
    Ok(())
}

fn write_places<T: Placed>(out: &mut impl Write, places: &Places<T>, what: impl Fn(&T) -> [String; 2]) -> fmt::Result {
    for (which, places) in [(0, &places.added), (1, &places.removed)] {
        for placed in places {
            let (what, place) = (&what(placed)[which], placed.place());
            writeln!(out, "  * {what} in {} ({})", code(&place::item(place)), escaped(&place::package(place)))?;
        }
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    escaped(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
