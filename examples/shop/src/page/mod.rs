//! The overview as HTML.

mod escaped;
mod row;
mod watched;

use std::fmt::{self, Display};

use toggle_runtime::Change;

use self::{escaped::Escaped, row::Row};
use crate::overview::Overview;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The overview as an HTML page that reloads twice per second.
pub(crate) struct Page<'a>(pub(crate) &'a Overview);

impl Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Overview { toggles, problems, history } = self.0;
        write!(
            f,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>\n<title>Toggles of the shop</title>\n\
             <style>\n{STYLE}</style>\n<script>\n{SCRIPT}</script>\n</head>\n<body>\n<h1>Toggles of the shop</h1>\n\
             <main>\n<p class=\"hint\">{} toggles, for programs at <code>/operators/toggles</code></p>\n",
            toggles.len(),
        )?;
        if !problems.is_empty() {
            f.write_str("<div class=\"wrong\">What is wrong:\n<ul>\n")?;
            problems.iter().try_for_each(|problem| writeln!(f, "<li>{}</li>", Escaped(&problem.to_string())))?;
            f.write_str("</ul>\n</div>\n")?;
        }
        f.write_str(
            "<table>\n<tr><th>Toggle</th><th>State</th><th>Source</th><th>What it does</th><th>Kind</th>\
             <th>What has come of it</th><th>Asked at</th></tr>\n",
        )?;
        toggles.iter().try_for_each(|toggle| Row(toggle).fmt(f))?;
        f.write_str("</table>\n")?;
        if !history.is_empty() {
            f.write_str("<h2>What has changed</h2>\n<table>\n")?;
            history.iter().try_for_each(|change| changed(f, change))?;
            f.write_str("</table>\n")?;
        }
        f.write_str("</main>\n</body>\n</html>\n")
    }
}

fn changed(f: &mut fmt::Formatter<'_>, change: &Change) -> fmt::Result {
    let Change { time, toggle, from, to, source, place, .. } = change;
    let (from, to, place) = (from.to_string(), to.to_string(), place.as_deref().unwrap_or_default());
    write!(f, "<tr><td><small>{time:.1}</small></td><td class=\"name\">{}</td>", Escaped(toggle))?;
    write!(f, "<td>{} \u{2192} {}</td>", Escaped(&from), Escaped(&to))?;
    writeln!(f, "<td>{}</td><td class=\"why\">{}</td></tr>", Escaped(source), Escaped(place))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn place() -> Value {
        json!({
            "package": "shop", "version": "1.0.0", "module": "shop", "item": "pay", "file": "src/<pay>.rs", "line": 7,
            "column": 1,
        })
    }

    #[track_caller]
    fn check(mut overview: Value, expected: &[&str]) -> Result<(), serde_json::Error> {
        if overview["history"].is_null() {
            overview["history"] = json!([]);
        }
        let page = Page(&serde_json::from_value(overview)?).to_string();
        for part in expected {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
        Ok(())
    }

    #[test]
    fn a_toggle_is_shown_with_all_that_is_known() -> Result<(), serde_json::Error> {
        let mut point = place();
        point["negated"] = false.into();
        let declaration = json!({
            "description": "Pay & go", "default": "off", "kind": "release", "owner": "<payments>", "since": null,
            "expires": "2027-03-01", "place": place(),
        });
        let toggle = json!({
            "name": "pay", "declaration": declaration, "points": [point], "state": "on", "source": "environment", "held": false,
        });
        check(
            json!({ "toggles": [toggle], "problems": [] }),
            &[
                "<td class=\"name\">pay</td><td><span class=\"state on\">on</span></td><td>environment</td>",
                "<p>Pay &amp; go</p><small>off by default</small>",
                "<td>release<small>until 2027-03-01</small><small>&lt;payments&gt;</small></td>",
                "<small><code>src/&lt;pay&gt;.rs:7</code> pay</small>",
            ],
        )
    }

    #[test]
    fn problems_are_shown() -> Result<(), serde_json::Error> {
        let unknown = json!({ "problem": "unknown-name", "name": "<b>", "place": "t.toml:1:1", "nearest": null });
        let failed = json!({ "problem": "source-failed", "source": "file t.toml", "error": "is empty" });
        check(
            json!({ "toggles": [], "problems": [failed, unknown] }),
            &["<li>file t.toml: is empty</li>", "<li>t.toml:1:1: no toggle of this program is called `&lt;b&gt;`</li>"],
        )
    }
}
