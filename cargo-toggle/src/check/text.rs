//! The findings for a terminal.

use std::io;

use toggle_admin::{
    check::{Finding, Level, Location, Report},
    summary::count,
};

use crate::{
    output::{Line, Out},
    style, terminal,
};

/// Prints findings in the layout of the compiler's own messages.
pub(super) fn print(out: &mut Out<'_>, report: &Report) -> io::Result<()> {
    for Finding { rule, level, message, location, .. } in &report.findings {
        let colour = match level {
            Level::Error => style::ERROR,
            Level::Warning => style::WARNING,
        };
        let kind = format!("{}[{}]", level.as_str(), rule.id());
        out.line(&Line::new().styled(colour, kind).text(": ").text(message))?;
        if let Some(location) = location {
            out.line(&Line::new().text("  ").styled(style::QUIET, "-->").text(" ").text(position(location)))?;
        }
    }
    if terminal::is_quiet() {
        return Ok(());
    }
    let of_level = |level| report.findings.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings) = (of_level(Level::Error), of_level(Level::Warning));
    let toggles = count(report.toggles, "toggle");
    let found = match (errors, warnings) {
        (0, 0) => "nothing found".to_owned(),
        _ => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    };
    out.line(&Line::new().text(format_args!("{toggles}, {}: {found}", report.checked.configuration())))
}

fn position(Location { file, line, column }: &Location) -> String {
    let numbers = [line, column].into_iter().map_while(|number| *number);
    numbers.fold(file.clone(), |text, number| format!("{text}:{number}"))
}
