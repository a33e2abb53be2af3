//! The conditions that a workspace sets for an edit: a reason, and a confirmation.

use anyhow::{Result, bail};
use toggle_runtime::__admin::Sections;
use toggle_syntax::Type;

use super::{
    document,
    draft::{Edit, Planned},
    slot::Slot,
    target::Target,
};
use crate::settings::Required;

/// Admits a change. If it affects a protected environment, the operator has to confirm it.
///
/// # Errors
///
/// If a reason is missing, or the change is not confirmed.
pub(super) fn admit(target: &Target<'_>, planned: &Planned) -> Result<()> {
    let settings = target.settings()?;
    let sections = Sections::of(&planned.text).stages;
    let sections: Vec<&str> = sections.iter().map(|section| section.name.as_str()).collect();
    for misspelt in settings.misspelt(&sections) {
        target.notes().note(&format!("the settings of the workspace protect less than intended: {misspelt}"));
    }
    let edits: Vec<&Edit> = planned.edits.iter().filter(|edit| edit.before != edit.after).collect();
    let counts = |name: &&String| edits.iter().any(|edit| counts_in(edit, name, &planned.text));
    let of_reason = match &settings.require_reason {
        Required::All(true) => Some(String::new()),
        Required::All(false) => None,
        Required::In(names) => names.iter().find(counts).map(|name| format!(" for a change that applies in {name}")),
    };
    if let Some(what) = of_reason
        && target.reason.as_ref().is_none_or(|reason| reason.trim().is_empty())
    {
        bail!("{}: a reason is required{what}; give `--reason`", target.shown());
    }
    let protected: Vec<&str> = settings.protected.iter().filter(counts).map(String::as_str).collect();
    if protected.is_empty() || target.yes {
        return Ok(());
    }
    let toggles: Vec<String> = edits.iter().map(|edit| format!("`{}`", edit.toggle)).collect();
    let (toggles, protected) = (toggles.join(", "), protected.join(" and "));
    let what = format!("a change of {toggles} applies in {protected}, which is protected");
    match target.operator.confirm(&format!("{what}. Make it?")) {
        Some(true) => Ok(()),
        Some(false) => bail!("{}: nothing was changed", target.shown()),
        None => bail!("{}: {what}; give `--yes` to make it", target.shown()),
    }
}

/// Returns whether an edit applies in an environment: the edit is in its section, or its section has no entry of the
/// toggle.
fn counts_in(edit: &Edit, environment: &str, text: &str) -> bool {
    if let Some(name) = &edit.environment {
        return name == environment;
    }
    let slot = Slot { name: &edit.toggle, ty: &Type::OnOff, environment: Some(environment) };
    !matches!(document::content(text, slot), Ok(Some(_)))
}
