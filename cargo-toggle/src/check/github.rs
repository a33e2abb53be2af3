//! The findings as annotations of GitHub workflows.

use std::io;

use toggle_admin::check::Report;

use crate::output::Out;

/// Prints [workflow commands]. GitHub shows each next to the line that it names.
///
/// [workflow commands]: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
pub(super) fn print(out: &mut Out<'_>, report: &Report) -> io::Result<()> {
    for finding in &report.findings {
        let mut properties = Vec::new();
        if let Some(location) = &finding.location {
            properties.push(format!("file={}", property(&location.file)));
            properties.extend(location.line.map(|line| format!("line={line}")));
            properties.extend(location.column.map(|column| format!("col={column}")));
        }
        properties.push(format!("title={}", property(finding.rule.id())));
        let (level, properties) = (finding.level.as_str(), properties.join(","));
        out.order(&format!("::{level} {properties}::{}", data(&finding.message)))?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        assert_eq!(data("100%\r\n::a,b"), "100%25%0D%0A::a,b");
        assert_eq!(property("C:\\a,b%\n"), r"C%3A\a%2Cb%25%0A");
    }
}
