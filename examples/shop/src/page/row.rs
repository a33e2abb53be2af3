//! A row of the table of toggles.

use std::fmt::{self, Display};

use toggle_runtime::{Declaration, Place, ToggleStatus, Value};

use super::{escaped::Escaped, watched::Watched};

/// A toggle as a row of a table.
pub(super) struct Row<'a>(pub(super) &'a ToggleStatus);

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
            None => f.write_str("<td><small>not declared</small></td><td></td>")?,
        }
        write!(f, "<td>{}</td><td>", Watched(self.0))?;
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
        write!(f, "<small>{}</small></td>", Escaped(owner.as_deref().unwrap_or_default()))
    }
}
