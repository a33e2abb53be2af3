use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Finding, Report, findings::Location, rule::Rule};
use crate::output;

/// Prints a log in the [Static Analysis Results Interchange Format], version 2.1.0.
///
/// [Static Analysis Results Interchange Format]: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
pub(super) fn print(out: impl Write, report: &Report) -> io::Result<()> {
    let rules: Vec<Value> = Rule::all()
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id(),
                "shortDescription": { "text": rule.description() },
                "defaultConfiguration": {
                    "enabled": rule.level().is_some(),
                    "level": rule.level().map_or("none", |level| level.as_str()),
                },
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "cargo-toggle", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": report.findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    output::json_document(out, &log)
}

fn result(finding: &Finding) -> Value {
    json!({
        "ruleId": finding.rule.id(),
        "ruleIndex": Rule::all().iter().position(|rule| *rule == finding.rule),
        "level": finding.level.as_str(),
        "message": { "text": finding.message },
        "locations": finding.location.iter().map(location).collect::<Vec<_>>(),
    })
}

fn location(location: &Location) -> Value {
    let mut place = json!({ "artifactLocation": { "uri": uri(&location.file) } });
    if let Some(line) = location.line {
        place["region"] = json!({ "startLine": line });
        if let Some(column) = location.column {
            place["region"]["startColumn"] = json!(column);
        }
    }
    json!({ "physicalLocation": place })
}

/// A relative path as the reference that it is, an absolute one as a URI ([RFC 3986], [RFC 8089]).
///
/// [RFC 3986]: https://www.rfc-editor.org/rfc/rfc3986
/// [RFC 8089]: https://www.rfc-editor.org/rfc/rfc8089
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    let scheme = match path.starts_with('/') {
        true => "file://",
        false if has_drive => "file:///",
        false => "",
    };
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) || (has_drive && byte == b':');
    let encoded =
        path.bytes().map(|byte| if stays(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    std::iter::once(scheme.to_owned()).chain(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("src/a file.rs"), "src/a%20file.rs");
        assert_eq!(uri(r"src\é.rs"), "src/%C3%A9.rs");
        assert_eq!(uri("/etc/a#b"), "file:///etc/a%23b");
        assert_eq!(uri(r"C:\a"), "file:///C:/a");
    }
}
