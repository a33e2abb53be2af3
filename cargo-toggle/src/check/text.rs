use std::io::{self, Write};

use super::{Finding, Report, findings::Location, rule::Level};
use crate::style;

/// Prints findings as the compiler prints its own.
pub(super) fn print(mut out: impl Write, report: &Report) -> io::Result<()> {
    for Finding { rule, level, message, location, .. } in &report.findings {
        let colour = match level {
            Level::Error => style::ERROR,
            Level::Warning => style::WARNING,
        };
        writeln!(out, "{colour}{}[{}]{colour:#}: {message}", level.as_str(), rule.id())?;
        if let Some(location) = location {
            writeln!(out, "  {quiet}-->{quiet:#} {}", position(location), quiet = style::QUIET)?;
        }
    }
    let count = |level| report.findings.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    let toggles = counted(report.toggles, "toggle");
    match (errors, warnings) {
        (0, 0) => writeln!(out, "{toggles}, nothing found"),
        _ => writeln!(out, "{toggles}, {}, {}", counted(errors, "error"), counted(warnings, "warning")),
    }
}

fn position(Location { file, line, column }: &Location) -> String {
    let numbers = [line, column].into_iter().map_while(|number| *number);
    numbers.fold(file.clone(), |text, number| format!("{text}:{number}"))
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
