//! The toggles that a build has not pinned, and the pins without a toggle.

use std::ffi::OsString;

use crate::inventory::{Inventory, Pin, Toggle};
use toggle_runtime::{Kind, Type};
use toggle_syntax::name::{self, PIN_PREFIX, pin_variable};

use super::{findings::Finding, rule::Rule};

/// Returns the release toggles that can still be flipped.
pub(super) fn flippable(inventory: &Inventory) -> impl Iterator<Item = Finding> {
    let is_release = |toggle: &&Toggle| toggle.declaration().is_some_and(|it| it.kind == Some(Kind::Release));
    inventory.toggles.iter().filter(is_release).filter_map(|toggle| {
        let (name, variable) = (&toggle.name, pin_variable(&toggle.name));
        let message = match toggle.pin() {
            Pin::None if !matches!(toggle.ty(), Type::OnOff | Type::Variants(_)) => {
                format!("the toggle `{name}` can be set, and no build can pin numbers, strings and structures; remove it")
            }
            Pin::None => format!("the toggle `{name}` can be flipped; build with `{variable}`, or remove it"),
            Pin::InPart(pin) => format!(
                "the toggle `{name}` is pinned to `{pin}` in part, so the other path is still there; build all of it with \
                 `{variable}`"
            ),
            Pin::To(_) => return None,
        };
        Some(Finding::of_toggle(Rule::Flippable, toggle, message))
    })
}

/// Returns the pin variables of a build that pin nothing, since no toggle has their name.
pub(super) fn unknown(inventory: &Inventory, variables: impl Iterator<Item = OsString>) -> Vec<Finding> {
    let known: Vec<String> = inventory.toggles.iter().map(|toggle| pin_variable(&toggle.name)).collect();
    let mut pins: Vec<String> = variables.filter_map(|variable| variable.into_string().ok()).collect();
    pins.retain(|variable| variable.starts_with(PIN_PREFIX) && !known.contains(variable));
    pins.sort_unstable();
    let findings = pins.into_iter().map(|variable| {
        let nearest = name::nearest_variable(&variable, known.iter().map(String::as_str)).map(str::to_owned);
        let hint = nearest.as_ref().map(|nearest| format!("; {}", name::did_you_mean(&variable, nearest)));
        let hint = hint.unwrap_or_default();
        let message = format!("the environment of this build has `{variable}`, but no toggle has that name{hint}");
        Finding { nearest, ..Finding::new(Rule::UnknownName, Some(&variable), message, None) }
    });
    findings.collect()
}
