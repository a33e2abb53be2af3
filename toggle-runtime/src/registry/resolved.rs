//! The policy that decides each toggle: the precedence of the layers.

use std::sync::Arc;

use toggle_rules::{MonitorOptions, Policy, Reason};

use crate::{
    catalogue::ToggleInfo,
    monitor::monitored::Monitored,
    registry::{layer::Layer, layers::GUARD_LAYER},
};

/// The policy that decides a toggle, who says so, and how the toggle is watched.
#[derive(Clone, PartialEq)]
pub(crate) struct Resolved {
    pub(super) policy: Policy,
    /// The position of the layer, or none for the declared default.
    pub(crate) layer: Option<u16>,
    /// None for most.
    pub(super) watched: Option<Arc<Monitored>>,
    /// The policy that would decide, had a guard not switched the toggle off.
    pub(super) without_guard: Option<Arc<Policy>>,
    /// Whether the declared default counts because what is said of the toggle cannot be understood.
    pub(crate) is_unreadable: bool,
    /// Whether the declared default counts while some source cannot be read.
    pub(crate) is_source_failed: bool,
}

impl Resolved {
    /// Returns whether the configuration lets the values of shadow runs that differ be kept.
    pub(super) fn keeps_texts(&self) -> bool {
        self.watched.as_ref().and_then(|watched| watched.watch.values).unwrap_or(true)
    }

    /// A toggle of which no layer speaks.
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

    /// Why a plain state is the answer.
    pub(crate) fn reason(&self) -> Reason {
        match self.layer.map(usize::from) {
            None if self.is_unreadable => Reason::Error,
            None => Reason::Default,
            Some(GUARD_LAYER) => Reason::Disabled,
            Some(_) => Reason::Static,
        }
    }

    /// Whether somebody wants to know of each answer.
    pub(super) fn is_observed(&self) -> bool {
        self.watched.as_ref().is_some_and(|watched| watched.watch.is_observed())
    }

    /// With what has been noted so far, if the toggle is watched as it was.
    pub(super) fn carry_over(mut self, before: &Self) -> Self {
        match (&self.watched, &before.watched) {
            (Some(watched), Some(before)) if watched == before => self.watched = Some(before.clone()),
            (Some(watched), Some(before)) => self.watched = Some(Arc::new(watched.carry_over(before))),
            _ => {}
        }
        self
    }

    /// Whether the toggle is set to the same, by the same source, with the same budget. How it is watched apart from
    /// that is nothing that its guard has to do with, and neither is a mistake that changes nothing.
    pub(super) fn is_configured_as(&self, other: &Self) -> bool {
        let budget = |resolved: &Self| resolved.watched.as_ref().and_then(|watched| watched.watch.guard.clone());
        self.policy == other.policy && self.layer == other.layer && budget(self) == budget(other)
    }
}

/// Resolves a toggle. This is the one place that knows the precedence of sources: the first layer that gives the toggle
/// a state decides, and the declared default where none does. What the build has pinned is the first layer, and what a
/// guard has switched off the second. (The overrides of a scope come before all this, when a check is made; of what is
/// pinned there are none.)
///
/// The options by which the toggle is watched are put together of what each layer says of them, the first one first,
/// and of `rest`.
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
