//! The output of `retire`: a diff, a summary for people, and JSON.

use std::{fmt::Write, io, path::Path};

use anyhow::Result;
use serde::Serialize;
use similar::TextDiff;
use toggle_admin::summary;

use super::{
    arguments::Format,
    mentions::Mention,
    plan::Plan,
    rewrite::{Level, Note},
    verify::word,
};
use crate::{
    output::{self, Line, Out, Versioned, note},
    terminal,
};

/// Everything that is reported.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Report {
    pub(super) toggle: String,
    /// The value that stays.
    pub(super) keep: String,
    /// Whether the files were written.
    pub(super) applied: bool,
    /// Whether the declaration stays, since a place that is left to a person names it.
    pub(super) keeps_declaration: bool,
    /// The configurations whose state is another one: their programs change.
    pub(super) changes: Vec<String>,
    pub(super) files: Vec<FileReport>,
    /// Files with the name that are not Rust.
    pub(super) unparsed: Vec<Unparsed>,
    /// Recorded places that are not edited.
    pub(super) missed: Vec<String>,
    /// Lines of text that still name the toggle.
    pub(super) mentions: Vec<Mention>,
    /// Code that nothing needs any more, by the compiler.
    pub(super) died: Vec<Died>,
    /// Whether the workspace denies lints about this code, so that it does not build before the code is removed.
    pub(super) denied: bool,
    pub(super) commit_message: String,
    /// The hash of the commit.
    pub(super) commit: Option<String>,
    /// The test command that fails after the edit, which was taken back.
    pub(super) failed_test: Option<FailedTest>,
}

/// A test command that has failed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct FailedTest {
    pub(super) command: String,
    /// The last lines of the output.
    pub(super) output: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct FileReport {
    pub(super) path: String,
    pub(super) edits: usize,
    pub(super) notes: Vec<Note>,
    /// The removed parts of a file of states.
    pub(super) removed: Vec<String>,
    #[serde(skip)]
    diff: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Unparsed {
    path: String,
    error: String,
}

/// A message of the compiler about code that died.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Died {
    pub(super) place: String,
    pub(super) message: String,
}

impl Versioned for Report {
    const FORMAT: &'static str = "retire";
}

impl Report {
    /// Makes the report of a plan.
    pub(super) fn of(root: &Path, plan: &Plan, mentions: Vec<Mention>) -> Self {
        let shown = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
        let mut files: Vec<FileReport> = plan
            .changes
            .iter()
            .map(|change| {
                let path = shown(&change.path);
                let diff = TextDiff::from_lines(&change.old, &change.new)
                    .unified_diff()
                    .header(&format!("a/{path}"), &format!("b/{path}"))
                    .to_string();
                let removed = change.removed.clone();
                FileReport { path, edits: change.count, notes: Vec::new(), removed, diff }
            })
            .collect();
        for (path, note) in &plan.notes {
            let path = shown(path);
            match files.iter_mut().find(|file| file.path == path) {
                Some(file) => file.notes.push(note.clone()),
                None => files.push(FileReport {
                    path,
                    edits: 0,
                    notes: vec![note.clone()],
                    removed: Vec::new(),
                    diff: String::new(),
                }),
            }
        }
        let unparsed = plan.unparsed.iter().map(|(path, error)| Unparsed { path: shown(path), error: error.clone() });
        Self {
            toggle: plan.target.name.clone(),
            keep: word(&plan.target.keep).to_owned(),
            applied: false,
            keeps_declaration: plan.target.keeps_declaration,
            changes: Vec::new(),
            commit_message: commit_message(plan, &files),
            files,
            unparsed: unparsed.collect(),
            missed: Vec::new(),
            mentions,
            died: Vec::new(),
            denied: false,
            commit: None,
            failed_test: None,
        }
    }

    /// Prints the report.
    ///
    /// # Errors
    ///
    /// The output cannot be written.
    pub(super) fn print(&self, format: Format) -> Result<()> {
        output::print(|out| match format {
            Format::Human | Format::Diff => self.print_diff(out),
            Format::Json => output::json(out, self),
        })?;
        if format == Format::Human {
            terminal::print_aside(&self.summary());
            if self.applied && self.commit.is_none() {
                note("a message for the commit:");
                let lines = self.commit_message.lines().map(|line| Line::new().text(line));
                terminal::print_aside(&lines.collect::<Vec<_>>());
            }
        }
        Ok(())
    }

    fn print_diff(&self, out: &mut Out<'_>) -> io::Result<()> {
        let diffs: String = self.files.iter().map(|file| file.diff.as_str()).collect();
        out.document(&diffs)
    }

    /// Returns the summary for people, line by line.
    fn summary(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line = |text: String| lines.push(Line::new().text(text));
        let edits: usize = self.files.iter().map(|file| file.edits).sum();
        let count = self.files.iter().filter(|file| file.edits > 0).count();
        let did = match &self.failed_test {
            Some(_) => "tried to retire",
            None if self.applied => "retired",
            None => "would retire",
        };
        let (edits, files) = (summary::count(edits, "edit"), summary::count(count, "file"));
        line(format!("{did} `{}` ({}): {edits} in {files}", self.toggle, self.keep));
        if self.keeps_declaration {
            line("the declaration stays, since places that are left to you name it".to_owned());
        }
        self.changes.iter().for_each(|change| line(format!("  {change}")));
        for file in &self.files {
            for removed in &file.removed {
                line(format!("  {}: {removed} is removed", file.path));
            }
        }
        for (level, heading) in
            [(Level::Maybe, "look at these edits:"), (Level::Person, "these places are left to you:")]
        {
            let notes = || self.files.iter().flat_map(|file| file.notes.iter().map(move |note| (file, note)));
            let mut of_level = notes().filter(|(_, note)| note.level == level).peekable();
            if of_level.peek().is_some() {
                line(heading.to_owned());
            }
            for (file, note) in of_level {
                line(format!("  {}", shown(file, note)));
            }
        }
        self.unedited().into_iter().for_each(&mut line);
        if !self.mentions.is_empty() {
            line("these lines still name the toggle:".to_owned());
        }
        for Mention { path, line: number, text } in &self.mentions {
            line(format!("  {}:{number}: {text}", path.display()));
        }
        if !self.died.is_empty() {
            line("nothing needs this code any more:".to_owned());
        }
        for Died { place, message } in &self.died {
            line(format!("  {place}: {message}"));
        }
        if self.denied {
            line("the code denies these warnings, so it does not build before you remove that code".to_owned());
        }
        if let Some(commit) = &self.commit {
            line(format!("committed as {commit}"));
        }
        if let Some(FailedTest { command, output }) = &self.failed_test {
            line(format!("`{command}` fails after the edit, so the edit was taken back; the end of its output:"));
            for text in output {
                line(format!("  {text}"));
            }
        }
        lines
    }

    /// Returns everything that is left to a person.
    pub(super) fn left(&self) -> Vec<String> {
        let notes = self.files.iter().flat_map(|file| file.notes.iter().map(move |note| (file, note)));
        let of_person = notes.filter(|(_, note)| note.level == Level::Person).map(|(file, note)| shown(file, note));
        of_person.chain(self.unedited()).collect()
    }

    /// Returns the files that are not Rust, and the recorded places that are not edited.
    fn unedited(&self) -> Vec<String> {
        let unparsed = self
            .unparsed
            .iter()
            .map(|Unparsed { path, error }| format!("{path}:{error}; the file names the toggle and is left as it is"));
        let missed =
            self.missed.iter().map(|place| format!("{place}: the program has a check here that is not edited"));
        unparsed.chain(missed).collect()
    }
}

fn shown(file: &FileReport, note: &Note) -> String {
    format!("{}:{}: {}", file.path, note.line, note.text)
}

/// Returns a message for the commit.
fn commit_message(plan: &Plan, files: &[FileReport]) -> String {
    let mut message = format!("Retire the toggle `{}`\n\n", plan.target.name);
    let rust = plan.changes.iter().filter(|change| change.package.is_some()).count();
    let _: std::fmt::Result = write!(
        message,
        "It was {} for everybody. {} leave {}",
        word(&plan.target.keep),
        if plan.has_leftovers() { "Most of its checks" } else { "Its checks and its declaration" },
        summary::count(rust, "source file")
    );
    let states = files.iter().filter(|file| !file.removed.is_empty()).count();
    if states > 0 {
        let _: std::fmt::Result = write!(message, ", and its entries {}", summary::count(states, "toggle file"));
    }
    message.push_str(".\n");
    message
}
