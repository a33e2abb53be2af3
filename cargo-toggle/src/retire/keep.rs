//! The value that stays: as given, as every configuration sets it, or as the build pins it.

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use toggle_admin::edit::{PlainState, plain_states};

use super::{plan::Declarations, rewrite::Keep};

/// Returns the value that stays, and the places of configurations that set another one.
///
/// # Errors
///
/// Nothing was given, the configurations do not agree or do not set the toggle, and the build does not pin it. Or the
/// value is of another type, or a configuration still decides by rules.
pub(super) fn of(
    given: Option<&str>,
    name: &str,
    declarations: &Declarations,
    configurations: &[(PathBuf, String)],
    pinned: impl FnOnce() -> Result<Option<String>>,
) -> Result<(Keep, Vec<String>)> {
    let mut states = Vec::new();
    for (path, text) in configurations {
        for PlainState { environment, word } in
            plain_states(text, name).map_err(|error| anyhow!("{}:{error}", path.display()))?
        {
            let place = match environment {
                Some(environment) => format!("{} in [environment.{environment}]", path.display()),
                None => path.display().to_string(),
            };
            let Some(word) = word else {
                bail!("{place}: rules or a share still decide `{name}`; set it to one state for everybody first");
            };
            states.push((place, word));
        }
    }
    let known = given.map(str::to_owned).or_else(|| states.first().map(|(_, word)| word.clone()));
    let Some(word) = known.map_or_else(pinned, |word| Ok(Some(word)))? else {
        bail!("which way of `{name}` stays? Give `--keep on`, `--keep off`, or a file that sets it with `--config`");
    };
    let others = states.iter().filter(|(_, other)| *other != word);
    let others: Vec<String> =
        others.map(|(place, other)| format!("{place}: `{name}` is {other} here, and will be {word}")).collect();
    if given.is_none()
        && let [first, ..] = &others[..]
    {
        bail!("{first}; say which way stays with `--keep`");
    }
    Ok((declarations.keep(name, &word)?, others))
}
