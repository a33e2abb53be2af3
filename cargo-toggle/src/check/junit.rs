//! The findings as `JUnit` XML, which CI systems show as tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write},
    io,
};

use toggle_admin::{
    check::{Finding, Level, Location, Report},
    untrusted,
};

use crate::output::Out;

/// The name of the suite, and the first part of each case's class.
const SUITE: &str = "cargo toggle check";

/// Prints a report as [`JUnit` XML]. Each finding that sets exit status 1 is a failing case, and each other finding is
/// a passing case with the message as its output. Each toggle without a finding is a passing case.
///
/// [`JUnit` XML]: https://github.com/testmoapp/junitxml
pub(super) fn print<'a>(
    out: &mut Out<'_>,
    report: &Report,
    toggles: impl Iterator<Item = &'a str>,
    fail_on: Level,
) -> io::Result<()> {
    let mut text = String::new();
    write(&mut text, report, toggles.collect(), fail_on).map_err(io::Error::other)?;
    out.document(&text)
}

fn write(out: &mut impl Write, report: &Report, toggles: Vec<&str>, fail_on: Level) -> fmt::Result {
    let found: BTreeSet<&str> = report.findings.iter().filter_map(|finding| finding.toggle.as_deref()).collect();
    let fine: Vec<&str> = toggles.into_iter().filter(|toggle| !found.contains(toggle)).collect();
    let failures = report.findings.iter().filter(|finding| finding.level <= fail_on).count();
    let counts =
        format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"0\"", report.findings.len() + fine.len());
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"{SUITE}\" {counts}>")?;
    writeln!(out, "  <testsuite name=\"{SUITE}\" {counts} skipped=\"0\">")?;
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &report.findings {
        let number = names.entry(name(finding)).or_default();
        *number += 1;
        case(out, finding, *number, finding.level <= fail_on)?;
    }
    for toggle in fine {
        writeln!(out, "    <testcase name=\"{}\" classname=\"{SUITE}.toggles\" time=\"0\"/>", escaped(toggle))?;
    }
    writeln!(out, "  </testsuite>")?;
    writeln!(out, "</testsuites>")
}

/// Returns the name of the case of a finding.
fn name(finding: &Finding) -> String {
    let Finding { rule, toggle, location, .. } = finding;
    let place = location.as_ref().map(place);
    match (toggle.as_ref(), place.as_ref()) {
        (Some(toggle), Some(place)) => format!("{}: {toggle} ({place})", rule.id()),
        (Some(about), None) | (None, Some(about)) => format!("{}: {about}", rule.id()),
        (None, None) => rule.id().to_owned(),
    }
}

fn place(Location { file, line, column }: &Location) -> String {
    let numbers = [line, column].into_iter().map_while(|number| *number);
    numbers.fold(file.clone(), |text, number| format!("{text}:{number}"))
}

/// Writes the case of a finding. `number` counts the cases of the same name, from 1.
fn case(out: &mut impl Write, finding: &Finding, number: usize, fails: bool) -> fmt::Result {
    let Finding { rule, level, message, location, .. } = finding;
    let (rule, level, message) = (rule.id(), level.as_str(), escaped(message));
    // Some systems merge two cases of one name.
    let number = if number > 1 { format!(" #{number}") } else { String::new() };
    let name = escaped(&(name(finding) + &number));
    write!(out, "    <testcase name=\"{name}\" classname=\"{SUITE}.{rule}\" time=\"0\"")?;
    if let Some(location) = location {
        write!(out, " file=\"{}\"", escaped(&location.file))?;
        if let Some(line) = location.line {
            write!(out, " line=\"{line}\"")?;
        }
    }
    writeln!(out, ">")?;
    let place = location.as_ref().map(|location| format!("\n{}", escaped(&place(location)))).unwrap_or_default();
    if fails {
        writeln!(
            out,
            "      <failure message=\"{message}\" type=\"{rule}\">{level}[{rule}]: {message}{place}</failure>"
        )?;
    } else {
        writeln!(out, "      <system-out>{level}[{rule}]: {message}{place}</system-out>")?;
    }
    writeln!(out, "    </testcase>")
}

/// Returns a text on one line, without markup and without characters that XML cannot contain.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in untrusted::shown(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            // XML has no such characters, not even as a reference.
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.extend(letter.escape_unicode()),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escaped("a<b>&\"c\"'d'"), "a&lt;b&gt;&amp;&quot;c&quot;&apos;d&apos;");
        assert_eq!(escaped("]]>\n\u{0}\u{ffff}é"), r"]]&gt;\n\u{0}\u{ffff}é");
    }
}
