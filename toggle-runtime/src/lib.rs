#![doc = include_str!("../docs/crate.md")]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(all(feature = "history-file", feature = "rules")),
    allow(
        dead_code,
        unreachable_pub,
        unused_imports,
        reason = "what is done with rules and history files, which nobody has then"
    )
)]

mod base;
mod model;
mod catalogue;
mod monitor;
mod events;
mod source;
mod registry;
mod global;
mod scope;
mod ask;
mod check;
#[doc(hidden)]
#[path = "check/private/mod.rs"]
pub mod __private;
#[cfg(feature = "rules")]
#[doc(hidden)]
#[path = "admin/mod.rs"]
pub mod __admin;

pub use self::{
    ask::functions::{decide, explain, explain_for, is_enabled, is_enabled_for, set_text, status, toggles},
    check::{
        guarded::failed,
        macros::{Structured, Variants, enabled, feature_toggle, toggle, toggle_test, value},
        setting::Setting,
        structured::Structured,
        toggle::Toggle,
        variants::Variants,
        when_off::{ToggleOff, WhenOff},
    },
    events::Subscription,
    global::{builder, clear, flush, history, problems, reload, reset, set, subscribe},
    model::{
        change::{Cause, Change},
        context::{Context, ContextIter, Revealed},
        decided::{Decided, ErrorCode},
        decision::{Decision, Step},
        error::{Error, SourceError},
        evaluation::Evaluation,
        event::Event,
        guard::{Counts, Evidence, GuardBudget, GuardComparison, GuardState, GuardStatus},
        observed::{AnswerCount, Observed},
        place::Place,
        problem::{Problem, ProblemPlace},
        shadow::{Difference, Durations, Mismatch, PanickedIn, ShadowPanic, ShadowReport, ShadowTimeout},
        status::{Declaration, PointPlace, ToggleStatus, Toggles},
        unknown::Unknown,
    },
    monitor::{guard::Outcome, observe::Observe},
    registry::Builder,
    scope::{Entered, Scope, Scoped, scope},
    source::{Source, States, Updates},
};
#[doc(inline)]
pub use toggle_rules::reference as _rules;
pub use toggle_rules::{
    Attribute, AttributeRef, InvalidValue, Percentage, Reason, RuleStep, State, Table, Targeting, Value,
};
pub use toggle_syntax::{Date, Kind, Limits, Type};

#[doc = include_str!("../docs/guide.md")]
pub mod _guide {
    #[doc = include_str!("../docs/comparison.md")]
    pub mod comparison {}
    #[doc = include_str!("../docs/configuration.md")]
    pub mod configuration {}
    #[doc = include_str!("../docs/cost.md")]
    pub mod cost {}
    #[doc = include_str!("../docs/deployment.md")]
    pub mod deployment {}
    #[doc = include_str!("../docs/gating.md")]
    pub mod gating {}
    #[doc = include_str!("../docs/glossary.md")]
    pub mod glossary {}
    #[doc = include_str!("../docs/guard-comparison.md")]
    pub mod guard_comparison {}
    #[doc = include_str!("../docs/introspection.md")]
    pub mod introspection {}
    #[doc = include_str!("../docs/limits.md")]
    pub mod limits {}
    #[doc = include_str!("../docs/migration.md")]
    pub mod migration {}
    #[doc = include_str!("../docs/observing.md")]
    pub mod observing {}
    #[doc = include_str!("../docs/recipes.md")]
    pub mod recipes {}
    #[doc = include_str!("../docs/scopes.md")]
    pub mod scopes {}
    #[doc = include_str!("../docs/targeting.md")]
    pub mod targeting {}
    #[doc = include_str!("../docs/testing.md")]
    pub mod testing {}
    #[doc = include_str!("../docs/values.md")]
    pub mod values {}
    #[doc = include_str!("../docs/workspaces.md")]
    pub mod workspaces {}

    #[doc(inline)]
    pub use crate::{
        _guard as guard, _library_authors as library_authors, _personal_data as personal_data, _pins as pins,
        _platform as platform, _rules as rules, _shadow as shadow, _sources as sources, _structures as structures,
    };
}

#[doc = include_str!("../docs/guard.md")]
pub mod _guard {}
#[doc = include_str!("../docs/library-authors.md")]
pub mod _library_authors {}
#[doc = include_str!("../docs/personal-data.md")]
pub mod _personal_data {}
#[doc = include_str!("../docs/pins.md")]
pub mod _pins {}
#[doc = include_str!("../docs/platform.md")]
pub mod _platform {}
#[doc = include_str!("../docs/shadow.md")]
pub mod _shadow {}
#[doc = include_str!("../docs/sources.md")]
pub mod _sources {}
#[doc = include_str!("../docs/structures.md")]
pub mod _structures {}
