//! The output of `stale`: a table, Markdown issues by owner, and JSON.

use std::{collections::BTreeMap, fmt::Write, io};

use anstyle::Style;
use serde::Serialize;
use toggle_admin::summary;

use super::evidence::Evidence;
use crate::{
    markdown::{code, escaped},
    output::{Line, Out, Versioned},
    style,
    table::{self, Cell},
};

/// All toggles with evidence.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The number of all toggles.
    pub(super) of: usize,
    pub(super) toggles: Vec<Stale>,
}

/// A toggle with the evidence that it can be retired.
#[derive(Debug, Serialize)]
pub(super) struct Stale {
    pub(super) name: String,
    pub(super) owner: Option<String>,
    /// The place of the declaration, or of the first check.
    pub(super) place: Option<String>,
    /// The number of places that check the toggle.
    pub(super) points: usize,
    pub(super) evidence: Vec<Evidence>,
    /// The command that retires the toggle.
    pub(super) command: String,
}

impl Versioned for Report {
    const FORMAT: &'static str = "stale";
}

impl Report {
    /// Prints a row for each piece of evidence, and the command below.
    pub(super) fn print(&self, out: &mut Out<'_>) -> io::Result<()> {
        let heading = |text: &str| (text.to_owned(), style::HEADING);
        let mut rows: Vec<Vec<Cell>> = vec![["toggle", "owner", "points", "evidence"].map(heading).into()];
        for toggle in &self.toggles {
            for (index, evidence) in toggle.evidence.iter().enumerate() {
                let first = |text: String| if index == 0 { text } else { String::new() };
                rows.push(vec![
                    (first(toggle.name.clone()), style::NAME),
                    (first(toggle.owner.clone().unwrap_or_default()), Style::new()),
                    (first(toggle.points.to_string()), Style::new()),
                    (evidence.to_string(), Style::new()),
                ]);
            }
        }
        if !self.toggles.is_empty() {
            table::print(out, &rows)?;
            out.line(&Line::new())?;
        }
        let all = summary::count(self.of, "toggle");
        out.line(&Line::new().text(format!("{} of {all} can be retired", self.toggles.len())))?;
        self.toggles.iter().try_for_each(|toggle| out.line(&Line::new().text(format!("  {}", toggle.command))))
    }

    /// Prints a Markdown issue for each owner.
    pub(super) fn print_issues(&self, out: &mut Out<'_>) -> io::Result<()> {
        let mut owners: BTreeMap<Option<&str>, Vec<&Stale>> = BTreeMap::new();
        for toggle in &self.toggles {
            owners.entry(toggle.owner.as_deref()).or_default().push(toggle);
        }
        let mut text = String::new();
        for (owner, toggles) in owners {
            // Writing to a string never fails.
            let _: std::fmt::Result = issue(&mut text, owner, &toggles);
        }
        out.document(&text)
    }
}

fn issue(text: &mut String, owner: Option<&str>, toggles: &[&Stale]) -> std::fmt::Result {
    let owner = owner.map_or_else(|| "nobody".to_owned(), escaped);
    writeln!(text, "# Toggles of {owner} that can be retired\n")?;
    for toggle in toggles {
        let place = toggle.place.as_deref().map(|place| format!(" ({})", code(place))).unwrap_or_default();
        writeln!(text, "- [ ] {}{place}, {}", code(&toggle.name), summary::count(toggle.points, "point"))?;
        for evidence in &toggle.evidence {
            writeln!(text, "  - {}", escaped(&evidence.to_string()))?;
        }
        writeln!(text, "  - {}", code(&toggle.command))?;
    }
    writeln!(text)
}
