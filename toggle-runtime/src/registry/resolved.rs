//! The resolution of each toggle: the precedence of the layers.

use std::sync::Arc;

use toggle_rules::{MonitorOptions, Policy, Reason};

use crate::{
    catalogue::ToggleInfo,
    monitor::monitored::Monitored,
    registry::{layer::Layer, layers::GUARD_LAYER},
};

/// The policy that decides a toggle, with its layer and the monitoring of the toggle.
#[derive(Clone, PartialEq)]
pub(crate) struct Resolved {
    pub(super) policy: Policy,
    /// The position of the layer, or `None` for the declared default.
    pub(crate) layer: Option<u16>,
    /// The monitoring, which most toggles do not have.
    pub(super) watched: Option<Arc<Monitored>>,
    /// The policy that would decide without the tripped guard.
    pub(super) without_guard: Option<Arc<Policy>>,
    /// Whether the declared default applies because the entry of the toggle cannot be understood.
    pub(crate) is_unreadable: bool,
    /// Whether the declared default applies while some source cannot be read.
    pub(crate) is_source_failed: bool,
}

impl Resolved {
    /// Returns whether the configuration allows keeping the values of differing shadow runs.
    pub(super) fn keeps_texts(&self) -> bool {
        self.watched.as_ref().and_then(|watched| watched.watch.values).unwrap_or(true)
    }

    /// Returns the resolution of a toggle without an entry in any layer.
    pub(super) fn default(known: &ToggleInfo) -> Self {
        Self {
            policy: Policy::Plain(known.default.clone()),
            layer: None,
            watched: None,
            without_guard: None,
            is_unreadable: false,
            is_source_failed: false,
        }
    }

    /// Returns the reason of an answer by a plain state.
    pub(crate) fn reason(&self) -> Reason {
        match self.layer.map(usize::from) {
            None if self.is_unreadable => Reason::Error,
            None => Reason::Default,
            Some(GUARD_LAYER) => Reason::Disabled,
            Some(_) => Reason::Static,
        }
    }

    /// Returns whether every answer is recorded.
    pub(super) fn is_observed(&self) -> bool {
        self.watched.as_ref().is_some_and(|watched| watched.watch.is_observed())
    }

    /// Keeps the records of the previous resolution, if the monitoring is the same.
    pub(super) fn carry_over(mut self, before: &Self) -> Self {
        match (&self.watched, &before.watched) {
            (Some(watched), Some(before)) if watched == before => self.watched = Some(before.clone()),
            (Some(watched), Some(before)) => self.watched = Some(Arc::new(watched.carry_over(before))),
            _ => {}
        }
        self
    }

    /// Returns whether the toggle has the same policy, layer and budget. Other monitoring does not concern the guard,
    /// and neither does a mistake that changes nothing.
    pub(super) fn is_configured_as(&self, other: &Self) -> bool {
        let budget = |resolved: &Self| resolved.watched.as_ref().and_then(|watched| watched.watch.guard.clone());
        self.policy == other.policy && self.layer == other.layer && budget(self) == budget(other)
    }
}

/// Resolves a toggle. This function is the only place that knows the precedence of sources: the first layer with a
/// state for the toggle decides, or else the declared default. Pins are the first layer, and tripped guards the
/// second. (The overrides of a scope come before all layers, at the check; a pinned toggle has none.)
///
/// The monitoring options merge the options of each layer, higher layers first, and then `rest`.
pub(super) fn resolve<'l>(
    layers: impl Iterator<Item = (usize, &'l Layer)> + Clone,
    toggle: usize,
    known: &ToggleInfo,
    rest: &MonitorOptions,
) -> Resolved {
    let is_source_failed = layers.clone().any(|(_, layer)| layer.failure.is_some());
    let mut entries = layers.filter_map(|(position, layer)| Some((position, layer.entry(toggle)?)));
    let mut deciding = entries.clone().filter_map(|(position, entry)| Some((position, entry.policy.as_ref()?)));
    let watch = entries.clone().fold(MonitorOptions::default(), |watch, (_, entry)| watch.or(&entry.watch)).or(rest);
    let watched = (!watch.is_empty()).then(|| Arc::new(Monitored::new(watch)));
    let Some((position, policy)) = deciding.next() else {
        let is_unreadable = entries.any(|(_, entry)| entry.is_state_wrong());
        return Resolved { watched, is_unreadable, is_source_failed, ..Resolved::default(known) };
    };
    let without_guard = (position == GUARD_LAYER).then(|| match deciding.next() {
        Some((_, policy)) => Arc::new(policy.clone()),
        None => Arc::new(Policy::Plain(known.default.clone())),
    });
    let layer = u16::try_from(position).ok();
    Resolved { policy: policy.clone(), layer, watched, without_guard, is_unreadable: false, is_source_failed: false }
}
