//! The conditions that a workspace sets for a change: a reason, and a confirmation.

use anyhow::{Result, bail};
use toggle_runtime::__admin::Sections;
use toggle_syntax::Type;

use super::{
    document,
    draft::{Draft, Edit},
    slot::Slot,
    target::Target,
};
use crate::{output::note, settings::Required, terminal};

/// Admits a change, after having asked on the terminal if there is one and a protected environment is concerned.
///
/// # Errors
///
/// If a reason is missing, or nobody confirms the change.
pub(super) fn admit(target: &Target, draft: &Draft) -> Result<()> {
    let settings = target.settings()?;
    let sections = Sections::of(&draft.text).stages;
    let sections: Vec<&str> = sections.iter().map(|section| section.name.as_str()).collect();
    for misspelt in settings.misspelt(&sections) {
        note(&format!("the settings of the workspace protect less than they seem to: {misspelt}"));
    }
    let edits: Vec<&Edit> = draft.edits.iter().filter(|edit| edit.before != edit.after).collect();
    let counts = |name: &&String| edits.iter().any(|edit| counts_in(edit, name, &draft.text));
    let of_reason = match &settings.require_reason {
        Required::All(true) => Some(String::new()),
        Required::All(false) => None,
        Required::In(names) => names.iter().find(counts).map(|name| format!(" for a change that counts in {name}")),
    };
    if let Some(what) = of_reason
        && target.reason.as_ref().is_none_or(|reason| reason.trim().is_empty())
    {
        bail!("{}: a reason is required{what}; give `--reason`", target.file()?.display());
    }
    let protected: Vec<&str> = settings.protected.iter().filter(counts).map(String::as_str).collect();
    if protected.is_empty() || target.yes {
        return Ok(());
    }
    let toggles: Vec<String> = edits.iter().map(|edit| format!("`{}`", edit.toggle)).collect();
    let (toggles, protected) = (toggles.join(", "), protected.join(" and "));
    let what = format!("a change of {toggles} counts in {protected}, which is protected");
    match terminal::confirm(&format!("{what}. Make it?")) {
        Some(true) => Ok(()),
        Some(false) => bail!("{}: nothing was changed", target.file()?.display()),
        None => bail!("{}: {what}; give `--yes` to make it", target.file()?.display()),
    }
}

/// Reports whether an edit counts in an environment: in its section, or outside where its section says nothing else.
fn counts_in(edit: &Edit, environment: &str, text: &str) -> bool {
    if let Some(name) = &edit.environment {
        return name == environment;
    }
    let slot = Slot { name: &edit.toggle, ty: &Type::OnOff, environment: Some(environment) };
    !matches!(document::content(text, slot), Ok(Some(_)))
}
