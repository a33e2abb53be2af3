//! The text after a promotion, without any file.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow, bail};
use toggle_syntax::{
    Type,
    name::{did_you_mean, nearest, nearest_stage},
};

use crate::edit::{
    audit::Action,
    current::{EntryContent, Table},
    document,
    draft::Edit,
    entries::{Entries, Section, request, what},
    request::Request,
    sections::{self, Missing},
    slot::Slot,
};

/// A text after a promotion, with the edits that lead to it.
#[derive(Debug)]
pub(super) struct Plan {
    /// The environment that is promoted.
    from: String,
    /// The new text.
    pub(super) text: String,
    /// The entries that change, by name.
    pub(super) edits: Vec<Edit>,
    /// The toggles that already have the promoted content.
    pub(super) same: Vec<String>,
    /// The entries that stay, although the promoted environment has none.
    pub(super) left: Vec<(String, EntryContent)>,
    /// The warnings about differing segments and about required toggles.
    pub(super) warnings: Vec<String>,
}

impl Plan {
    /// Plans the promotion of these toggles, or of all, between two environments.
    ///
    /// # Errors
    ///
    /// If the text is not TOML or cannot be edited, or has no section for an environment, or no entry for a toggle.
    pub(super) fn of(
        text: &str,
        [from, to]: [&str; 2],
        names: &[String],
        prune: bool,
        missing: Missing,
        ty: impl Fn(&str) -> Type,
    ) -> Result<Self> {
        let entries = Entries::read(text, &ty)?;
        let none = Section::default();
        let own = section(&entries, from)?;
        sections::require_among(&entries.environments().collect::<Vec<_>>(), to, missing)?;
        let others = entries.section(Some(to)).unwrap_or(&none);
        let counts = entries.in_environment(Some(to));
        let mut plan = Self {
            from: from.to_owned(),
            text: text.to_owned(),
            edits: Vec::new(),
            same: Vec::new(),
            left: Vec::new(),
            warnings: Vec::new(),
        };
        let all: BTreeSet<&String> = own.toggles.keys().chain(others.toggles.keys()).collect();
        if let Some(name) = names.iter().find(|name| !all.contains(name)) {
            let near = nearest(name, all.iter().map(|name| name.as_str()));
            let hint = near.map(|near| format!("; {}", did_you_mean(name, near))).unwrap_or_default();
            bail!("neither `{from}` nor `{to}` has an entry for `{name}`{hint}");
        }
        for name in all.into_iter().filter(|name| names.is_empty() || names.contains(name)) {
            let ty = ty(name);
            let slot = Slot { name, ty: &ty, environment: Some(to) };
            let content = |section: &Section| section.toggles.get(name).map(|entry| entry.content().clone());
            if let Some(request) = content(own).as_ref().and_then(request) {
                plan.set(slot, &request, content(&counts).as_ref())?;
            } else if let Some(present) = content(others).filter(|content| request(content).is_some()) {
                match (prune, names.is_empty()) {
                    (true, _) => plan.remove(slot, &present)?,
                    (false, true) => plan.left.push((name.clone(), present)),
                    (false, false) => bail!("`{from}` has no entry for `{name}`; `--prune` removes that of `{to}`"),
                }
            }
        }
        plan.warnings = segments(&plan.edits, own, &entries.in_environment(Some(from)), &counts, [from, to]);
        Ok(plan)
    }

    /// Writes an entry, unless the entry in effect has the same content.
    fn set(&mut self, slot: Slot<'_>, request: &Request, present: Option<&EntryContent>) -> Result<()> {
        let present = present.and_then(|present| what(present, slot.ty));
        if present == what(&request.content(None, slot.ty), slot.ty) {
            self.same.push(slot.name.to_owned());
            return Ok(());
        }
        self.edit(slot, Some(request))
    }

    /// Removes an entry, but keeps its monitoring keys.
    fn remove(&mut self, slot: Slot<'_>, present: &EntryContent) -> Result<()> {
        let watched = present.is_monitored().then(|| Request::Table(Table::default()));
        self.edit(slot, watched.as_ref())
    }

    fn edit(&mut self, slot: Slot<'_>, request: Option<&Request>) -> Result<()> {
        let mut edited = document::edit(&self.text, slot, request).map_err(|refusal| anyhow!("{refusal}"))?;
        self.text = std::mem::take(&mut edited.text);
        self.edits.push(Edit { from: Some(self.from.clone()), ..Edit::of(Action::Promote, slot, edited) });
        Ok(())
    }
}

/// Returns the section of an environment.
fn section<'e>(entries: &'e Entries, environment: &str) -> Result<&'e Section> {
    entries.section(Some(environment)).ok_or_else(|| {
        let known: Vec<&str> = entries.environments().collect();
        let hint = match nearest_stage(environment, known.iter().copied()) {
            Some(near) => did_you_mean(environment, near),
            None if known.is_empty() => "it has no sections for environments".to_owned(),
            None => format!("it has `{}`", known.join("`, `")),
        };
        anyhow!("has no section `[environment.{environment}]`; {hint}")
    })
}

/// Returns warnings about the segments of promoted rules that differ between the environments.
fn segments(edits: &[Edit], own: &Section, from: &Section, to: &Section, names: [&str; 2]) -> Vec<String> {
    let mut warnings = Vec::new();
    for edit in edits {
        for segment in own.toggles.get(&edit.toggle).into_iter().flat_map(|entry| &entry.segments) {
            if from.segments.get(segment) != to.segments.get(segment) {
                let [from, to] = names;
                warnings.push(format!(
                    "the rules of `{}` name the segment `{segment}`, which differs between `{from}` and `{to}`, and \
                     is not promoted",
                    edit.toggle
                ));
            }
        }
    }
    warnings
}
