use std::io::{self, Write};

use super::{Finding, Report, findings::Location, rule::Level};
use crate::{style, summary::count};

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
    let of_level = |level| report.findings.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings) = (of_level(Level::Error), of_level(Level::Warning));
    let toggles = count(report.toggles, "toggle");
    match (errors, warnings) {
        (0, 0) => writeln!(out, "{toggles}, nothing found"),
        _ => writeln!(out, "{toggles}, {}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}

fn position(Location { file, line, column }: &Location) -> String {
    let numbers = [line, column].into_iter().map_while(|number| *number);
    numbers.fold(file.clone(), |text, number| format!("{text}:{number}"))
}
