use std::fmt::{self, Display};

use toggle_runtime::{Declaration, Place, ToggleStatus, Value};

use crate::overview::Overview;

const STYLE: &str = include_str!("page.css");

/// The overview as a page of HTML, which loads itself again from time to time.
pub(crate) struct Page<'a>(pub(crate) &'a Overview);

impl Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Overview { toggles, problems } = self.0;
        write!(
            f,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"refresh\" content=\"2\">\n<title>Toggles of the shop</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>Toggles of the shop</h1>\n\
             <p class=\"hint\">{} toggles, also as <a href=\"/toggles.json\">JSON</a></p>\n",
            toggles.len(),
        )?;
        if !problems.is_empty() {
            f.write_str("<div class=\"wrong\">What is wrong:\n<ul>\n")?;
            problems.iter().try_for_each(|problem| writeln!(f, "<li>{}</li>", Escaped(&problem.to_string())))?;
            f.write_str("</ul>\n</div>\n")?;
        }
        f.write_str(
            "<table>\n<tr><th>Toggle</th><th>State</th><th>Source</th><th>What it does</th><th>Kind</th><th>Owner</th>\
             <th>Asked at</th></tr>\n",
        )?;
        toggles.iter().try_for_each(|toggle| Row(toggle).fmt(f))?;
        f.write_str("</table>\n</body>\n</html>\n")
    }
}

struct Row<'a>(&'a ToggleStatus);

impl Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ToggleStatus { name, declaration, points, state, source, .. } = self.0;
        let class = match state.value() {
            Some(Value::On) => "on",
            Some(Value::Off) => "off",
            _ => "other",
        };
        let (name, state, source) = (Escaped(name), state.to_string(), Escaped(source));
        let state = Escaped(&state);
        write!(f, "<tr><td class=\"name\">{name}</td><td><span class=\"state {class}\">{state}</span></td>")?;
        write!(f, "<td>{source}</td>")?;
        match declaration {
            Some(declaration) => Declared(declaration).fmt(f)?,
            None => f.write_str("<td><small>not declared</small></td><td></td><td></td>")?,
        }
        f.write_str("<td>")?;
        for point in points {
            let Place { file, line, item, .. } = &point.place;
            write!(f, "<small><code>{}:{line}</code> {}</small>", Escaped(file), Escaped(item))?;
        }
        f.write_str("</td></tr>\n")
    }
}

struct Declared<'a>(&'a Declaration);

impl Display for Declared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Declaration { description, default, kind, owner, expires, .. } = self.0;
        write!(f, "<td><p>{}</p><small>{default} by default</small></td>", Escaped(description))?;
        f.write_str("<td>")?;
        kind.as_ref().map_or(Ok(()), |kind| kind.fmt(f))?;
        expires.as_ref().map_or(Ok(()), |date| write!(f, "<small>until {date}</small>"))?;
        write!(f, "</td><td>{}</td>", Escaped(owner.as_deref().unwrap_or_default()))
    }
}

/// A text that means itself, between tags and in quoted attributes.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let special = |letter: char| matches!(letter, '&' | '<' | '>' | '"' | '\'');
        for part in self.0.split_inclusive(special) {
            let plain = part.trim_end_matches(special);
            f.write_str(plain)?;
            f.write_str(match &part[plain.len()..] {
                "&" => "&amp;",
                "<" => "&lt;",
                ">" => "&gt;",
                "\"" => "&quot;",
                "'" => "&#39;",
                _ => "",
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_means_something_in_html_is_escaped() {
        assert_eq!(Escaped("").to_string(), "");
        assert_eq!(Escaped("a<b> & \"ü\" 'd'").to_string(), "a&lt;b&gt; &amp; &quot;ü&quot; &#39;d&#39;");
        assert_eq!(Escaped("<<&").to_string(), "&lt;&lt;&amp;");
    }

    fn place() -> Value {
        json!({
            "package": "shop", "version": "1.0.0", "module": "shop", "item": "pay", "file": "src/<pay>.rs", "line": 7,
            "column": 1,
        })
    }

    #[track_caller]
    fn check(overview: Value, expected: &[&str]) -> Result<(), serde_json::Error> {
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
                "<td>release<small>until 2027-03-01</small></td><td>&lt;payments&gt;</td>",
                "<small><code>src/&lt;pay&gt;.rs:7</code> pay</small>",
            ],
        )
    }

    #[test]
    fn what_is_wrong_is_shown() -> Result<(), serde_json::Error> {
        let unknown = json!({ "problem": "unknown-name", "name": "<b>", "place": "t.toml:1:1", "nearest": null });
        let failed = json!({ "problem": "source-failed", "source": "file t.toml", "error": "is empty" });
        check(
            json!({ "toggles": [], "problems": [failed, unknown] }),
            &["<li>file t.toml: is empty</li>", "<li>t.toml:1:1: no toggle of this program is called `&lt;b&gt;`</li>"],
        )
    }
}
