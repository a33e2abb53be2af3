//! The output of `retire --all-overdue`: the result for each toggle.

use serde::Serialize;
use toggle_admin::summary;

use super::report::Report;
use crate::{
    output::{Line, Versioned},
    stale::{Evidence, Found},
};

/// All overdue toggles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct OverdueReport {
    pub(super) toggles: Vec<Each>,
}

/// An overdue toggle.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Each {
    pub(super) name: String,
    /// The state that stays, or `None` if the evidence names none.
    pub(super) keep: Option<String>,
    evidence: Vec<Evidence>,
    pub(super) status: Status,
    /// The reason why the toggle was skipped or has failed.
    pub(super) reason: Option<String>,
    /// The edit, or `None` if there is no plan of one.
    pub(super) report: Option<Report>,
    /// Whether the toggle has yet to be tried.
    #[serde(skip)]
    pub(super) waits: bool,
}

/// The result for a toggle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    /// A commit retires the toggle.
    Retired,
    /// A run with `--commit` would try it.
    WouldRetire,
    /// The toggle stays.
    Skipped,
    /// The test command fails without the toggle, so the run stopped.
    Failed,
    /// The run stopped before.
    NotTried,
}

impl Versioned for OverdueReport {
    const FORMAT: &'static str = "retire-overdue";
}

impl Each {
    /// Makes a toggle that has yet to be tried, if its state is known.
    pub(super) fn new(found: Found) -> Self {
        let Found { name, keep, evidence } = found;
        let waits = keep.is_some();
        let mut each = Self { name, keep, evidence, status: Status::NotTried, reason: None, report: None, waits };
        if !waits {
            each.skip("no evidence names the state to keep; retire it with `--keep`".to_owned());
        }
        each
    }

    pub(super) fn skip(&mut self, reason: String) {
        self.status = Status::Skipped;
        self.reason = Some(reason);
    }

    /// Returns whether nothing is left to a person.
    pub(super) fn is_complete(&self) -> bool {
        let is_done = matches!(self.status, Status::Retired | Status::WouldRetire);
        is_done && self.report.as_ref().is_none_or(|report| report.left().is_empty())
    }
}

impl OverdueReport {
    /// Returns the summary for people: a line for each toggle, and everything that is left to a person.
    pub(super) fn summary(&self, commits: bool) -> Vec<Line> {
        let done =
            self.toggles.iter().filter(|each| matches!(each.status, Status::Retired | Status::WouldRetire)).count();
        let all = summary::count(self.toggles.len(), "overdue toggle");
        let did = if commits { "retired" } else { "would retire" };
        let mut lines = vec![Line::new().text(format!("{did} {done} of {all}"))];
        let mut line = |text: String| lines.push(Line::new().text(text));
        for each in &self.toggles {
            let Each { name, keep, reason, report, .. } = each;
            let keep = keep.as_deref().map(|keep| format!(" ({keep})")).unwrap_or_default();
            let reason = reason.as_deref().unwrap_or_default();
            let commit = report.as_ref().and_then(|report| report.commit.as_deref()).unwrap_or_default();
            line(match each.status {
                Status::Retired => format!("  `{name}`{keep}: commit {}", commit.get(..12).unwrap_or(commit)),
                Status::WouldRetire => format!("  `{name}`{keep}: would be retired"),
                Status::Skipped => format!("  `{name}`{keep}: skipped, since {reason}"),
                Status::Failed => format!("  `{name}`{keep}: {reason}"),
                Status::NotTried => format!("  `{name}`{keep}: not tried"),
            });
            let Some(report) = report.as_ref().filter(|_| each.status != Status::NotTried) else { continue };
            report.left().into_iter().for_each(|left| line(format!("    {left}")));
            if let Some(failed) = &report.failed_test {
                line(format!("    the end of the output of `{}`:", failed.command));
                failed.output.iter().for_each(|output| line(format!("      {output}")));
            }
        }
        lines
    }
}
