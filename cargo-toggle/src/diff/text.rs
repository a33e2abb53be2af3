//! The difference for a terminal.

use std::io::{self, Write};

use anstyle::Style;
use toggle_runtime::Place;

use super::compare::{Change, Difference, FieldChange, Placed, Places};
use crate::{
    inventory::Field,
    place, style,
    summary::{count, summary},
};

const ADDED: (char, Style) = ('+', style::ADDED);
const REMOVED: (char, Style) = ('-', style::REMOVED);
const CHANGED: (char, Style) = ('~', style::WARNING);

/// Prints a line for each toggle that differs, below it a line for each thing that has changed in it, and a line that
/// counts them. Prints nothing if nothing differs.
pub(super) fn print(mut out: impl Write, difference: &Difference) -> io::Result<()> {
    let Difference { added, removed, changed, .. } = difference;
    for (mark, toggles) in [(ADDED, added), (REMOVED, removed)] {
        for toggle in toggles {
            write_name(&mut out, mark, &toggle.name)?;
            let places = count(toggle.points.len(), "place");
            writeln!(out, "  {quiet}{}; {places}{quiet:#}", summary(toggle), quiet = style::QUIET)?;
        }
    }
    for change in changed {
        write_name(&mut out, CHANGED, &change.name)?;
        writeln!(out)?;
        write_change(&mut out, change)?;
    }
    if difference.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} added, {} removed, {} changed", added.len(), removed.len(), changed.len())
}

fn write_name(out: &mut impl Write, (mark, colour): (char, Style), name: &str) -> io::Result<()> {
    write!(out, "{colour}{mark}{colour:#} {bold}{name}{bold:#}", bold = style::NAME)
}

fn write_change(out: &mut impl Write, change: &Change) -> io::Result<()> {
    for field in &change.fields {
        write_field(out, field)?;
    }
    write_places(out, &change.declarations, |_| "declared".to_owned())?;
    write_places(out, &change.points, place::when)
}

fn write_field(out: &mut impl Write, FieldChange { field, old, new }: &FieldChange) -> io::Result<()> {
    let name = field.as_str();
    if *field != Field::Description {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        return line(out, CHANGED, &format!("{name}: {} -> {}", shown(old), shown(new)), "");
    }
    line(out, CHANGED, &format!("{name}:"), "")?;
    for (mark, text) in [(REMOVED, old), (ADDED, new)] {
        for text in text.iter().flat_map(|text| text.lines()) {
            write!(out, "  ")?;
            line(out, mark, text, "")?;
        }
    }
    Ok(())
}

fn write_places<T: Placed>(out: &mut impl Write, places: &Places<T>, what: impl Fn(&T) -> String) -> io::Result<()> {
    for moved in &places.moved {
        let (old, new) = (moved.old.place(), moved.new.place());
        let text = format!("{} {} -> {}", what(&moved.new), place::position(old), short(new, old));
        line(out, CHANGED, &text, &place::item(new))?;
    }
    for (mark, places) in [(REMOVED, &places.removed), (ADDED, &places.added)] {
        for placed in places {
            let text = format!("{} {}", what(placed), place::position(placed.place()));
            line(out, mark, &text, &place::item(placed.place()))?;
        }
    }
    Ok(())
}

/// The new position, without the file if it is the old one.
fn short(new: &Place, old: &Place) -> String {
    if new.file == old.file { format!("{}:{}", new.line, new.column) } else { place::position(new) }
}

fn line(out: &mut impl Write, (mark, colour): (char, Style), text: &str, quiet: &str) -> io::Result<()> {
    write!(out, "    {colour}{mark}{colour:#}")?;
    if !text.is_empty() {
        write!(out, " {text}")?;
    }
    if !quiet.is_empty() {
        write!(out, "  {dimmed}{quiet}{dimmed:#}", dimmed = style::QUIET)?;
    }
    writeln!(out)
}
