//! The difference of two builds for a terminal.

use std::io;

use anstyle::Style;
use toggle_admin::{
    diff::{Change, Difference, FieldChange, Placed, Places},
    inventory::Field,
    place,
    summary::{count, summary},
};
use toggle_runtime::Place;

use crate::{
    output::{Line, Out},
    style,
};

const ADDED: (char, Style) = ('+', style::ADDED);
const REMOVED: (char, Style) = ('-', style::REMOVED);
const CHANGED: (char, Style) = ('~', style::WARNING);

/// Prints a line for each toggle that differs, a line for each change below it, and a line with the counts. Prints
/// nothing if nothing differs.
pub(super) fn print(out: &mut Out<'_>, difference: &Difference) -> io::Result<()> {
    let Difference { added, removed, changed, .. } = difference;
    for (mark, toggles) in [(ADDED, added), (REMOVED, removed)] {
        for toggle in toggles {
            let places = count(toggle.points.len(), "place");
            let summary = format!("{}; {places}", summary(toggle));
            out.line(&name(mark, &toggle.name).text("  ").styled(style::QUIET, summary))?;
        }
    }
    for change in changed {
        out.line(&name(CHANGED, &change.name))?;
        write_change(out, change)?;
    }
    if difference.is_empty() {
        return Ok(());
    }
    let counts = format!("{} added, {} removed, {} changed", added.len(), removed.len(), changed.len());
    out.line(&Line::new().text(counts))
}

fn name((mark, colour): (char, Style), name: &str) -> Line {
    Line::new().styled(colour, mark).text(" ").styled(style::NAME, name)
}

fn write_change(out: &mut Out<'_>, change: &Change) -> io::Result<()> {
    for field in &change.fields {
        write_field(out, field)?;
    }
    write_places(out, &change.declarations, |_| "declared".to_owned())?;
    write_places(out, &change.points, place::when)
}

fn write_field(out: &mut Out<'_>, FieldChange { field, old, new }: &FieldChange) -> io::Result<()> {
    let name = field.as_str();
    if *field != Field::Description {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        return out.line(&line(CHANGED, &format!("{name}: {} -> {}", shown(old), shown(new)), ""));
    }
    out.line(&line(CHANGED, &format!("{name}:"), ""))?;
    for (mark, text) in [(REMOVED, old), (ADDED, new)] {
        for text in text.iter().flat_map(|text| text.lines()) {
            out.line(&Line::new().text("  ").line(&line(mark, text, "")))?;
        }
    }
    Ok(())
}

fn write_places<T: Placed>(out: &mut Out<'_>, places: &Places<T>, what: impl Fn(&T) -> String) -> io::Result<()> {
    for moved in &places.moved {
        let (old, new) = (moved.old.place(), moved.new.place());
        let text = format!("{} {} -> {}", what(&moved.new), place::position(old), short(new, old));
        out.line(&line(CHANGED, &text, &place::item(new)))?;
    }
    for (mark, places) in [(REMOVED, &places.removed), (ADDED, &places.added)] {
        for placed in places {
            let text = format!("{} {}", what(placed), place::position(placed.place()));
            out.line(&line(mark, &text, &place::item(placed.place())))?;
        }
    }
    Ok(())
}

/// Returns the new position, without the file if that has not changed.
fn short(new: &Place, old: &Place) -> String {
    if new.file == old.file { format!("{}:{}", new.line, new.column) } else { place::position(new) }
}

fn line((mark, colour): (char, Style), text: &str, quiet: &str) -> Line {
    let mut line = Line::new().text("    ").styled(colour, mark);
    if !text.is_empty() {
        line = line.text(" ").text(text);
    }
    if !quiet.is_empty() {
        line = line.text("  ").styled(style::QUIET, quiet);
    }
    line
}
