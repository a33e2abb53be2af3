//! The findings as SARIF, for code scanning.

use std::io;

use serde_json::{Value, json};
use toggle_admin::{
    check::{Finding, Location, Report, Rule},
    place,
};

use super::fingerprint;
use crate::output::Out;

/// Prints a log in the [Static Analysis Results Interchange Format], version 2.1.0.
///
/// [Static Analysis Results Interchange Format]: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
pub(super) fn print(out: &mut Out<'_>, report: &Report) -> io::Result<()> {
    let rules: Vec<Value> = Rule::ALL
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id(),
                "shortDescription": { "text": rule.description() },
                "help": { "text": rule.help() },
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
            "results": fingerprint::with(&report.findings).map(result).collect::<Vec<_>>(),
        }],
    });
    out.json(&log)
}

fn result((finding, fingerprint): (&Finding, String)) -> Value {
    json!({
        "ruleId": finding.rule.id(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": finding.level.as_str(),
        "message": { "text": without_links(&finding.message) },
        "locations": finding.location.iter().map(location).collect::<Vec<_>>(),
        "partialFingerprints": { "cargoToggle/v1": fingerprint },
    })
}

/// Returns the text of a message without links: `[a](b)` would be one.
fn without_links(text: &str) -> String {
    text.replace("](", "] (")
}

fn location(location: &Location) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&location.file) } });
    if let Some(line) = location.line {
        physical["region"] = json!({ "startLine": line });
        if let Some(column) = location.column {
            physical["region"]["startColumn"] = json!(column);
        }
    }
    json!({ "physicalLocation": physical })
}

/// Returns a relative path as a reference, and an absolute one as a URI ([RFC 3986], [RFC 8089]). A Windows path may
/// name a server, and may be verbatim (`\\?\`).
///
/// [RFC 3986]: https://www.rfc-editor.org/rfc/rfc3986
/// [RFC 8089]: https://www.rfc-editor.org/rfc/rfc8089
fn uri(path: &str) -> String {
    let plain = path.strip_prefix(r"\\?\").unwrap_or(path);
    let on_server = path.strip_prefix(r"\\?\UNC\").or_else(|| plain.strip_prefix(r"\\"));
    let (start, rest) = match on_server {
        Some(rest) => ("file://".to_owned(), rest),
        None if plain.starts_with(['/', '\\']) => ("file://".to_owned(), plain),
        None if place::is_absolute(plain) => {
            let (drive, rest) = plain.split_at("C:".len());
            (format!("file:///{drive}"), rest)
        }
        None => (String::new(), plain),
    };
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encoded = rest.bytes().map(|byte| match byte {
        b'\\' => "/".to_owned(),
        byte if stays(byte) => char::from(byte).to_string(),
        // This includes the colon, which would make the start of a relative path a scheme.
        byte => format!("%{byte:02X}"),
    });
    std::iter::once(start).chain(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_has_no_links() {
        assert_eq!(without_links("[a](https://b) `[environment.x]`"), "[a] (https://b) `[environment.x]`");
    }

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("src/a file.rs"), "src/a%20file.rs");
        assert_eq!(uri(r"src\é.rs"), "src/%C3%A9.rs");
        assert_eq!(uri("/etc/a#b"), "file:///etc/a%23b");
        assert_eq!(uri(r"C:\a"), "file:///C:/a");
        assert_eq!(uri("C:/a:b"), "file:///C:/a%3Ab");
    }

    #[test]
    fn name_similar_to_a_drive_is_a_name() {
        assert_eq!(uri("a:b"), "a%3Ab");
        assert_eq!(uri("a:b/c"), "a%3Ab/c");
        assert_eq!(uri("1:/b"), "1%3A/b");
        assert_eq!(uri("https://example.com"), "https%3A//example.com");
    }

    #[test]
    fn paths_of_windows_may_name_a_server() {
        assert_eq!(uri(r"\\server\share\a b.rs"), "file://server/share/a%20b.rs");
        assert_eq!(uri(r"\\?\UNC\server\share\a.rs"), "file://server/share/a.rs");
        assert_eq!(uri(r"\\?\C:\a.rs"), "file:///C:/a.rs");
        // On other systems this is a local file.
        assert_eq!(uri("//server/a.rs"), "file:////server/a.rs");
    }
}
