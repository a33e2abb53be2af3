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
    global::{builder, clear, flush, history, problems, reload, reset, set, sources, subscribe},
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
        source_status::SourceStatus,
        status::{Declaration, PointPlace, ToggleStatus, Toggles},
        unknown::Unknown,
    },
    monitor::{guard::Outcome, observe::Observe},
    registry::Builder,
    scope::{Entered, Scope, Scoped, scope},
    source::{Names, Source, States, Updates},
};
#[doc(inline)]
pub use toggle_rules::reference as _rules;
pub use toggle_rules::{
    Attribute, AttributeRef, InvalidValue, Percentage, Reason, RuleStep, State, Table, Targeting, Value,
};
pub use toggle_syntax::{Date, Kind, Limits, Type};

/// A page of the guide. Of two links with one name the first counts, so that `links.md` replaces the links of a page to
/// other files by links to other pages.
macro_rules! page {
    ($name:ident, $file:literal) => {
        #[doc = include_str!("../docs/links.md")]
        #[doc = include_str!($file)]
        #[allow(clippy::doc_markdown, reason = "names of products are no code")]
        pub mod $name {}
    };
}

#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/guide.md")]
#[allow(clippy::doc_markdown, reason = "names of products are no code")]
pub mod _guide {
    page!(comparison, "../docs/comparison.md");
    page!(configuration, "../docs/configuration.md");
    page!(cost, "../docs/cost.md");
    page!(deployment, "../docs/deployment.md");
    page!(gating, "../docs/gating.md");
    page!(glossary, "../docs/glossary.md");
    page!(guard_comparison, "../docs/guard-comparison.md");
    page!(guard_details, "../docs/guard-details.md");
    page!(introspection, "../docs/introspection.md");
    page!(limits, "../docs/limits.md");
    page!(migration, "../docs/migration.md");
    page!(observing, "../docs/observing.md");
    page!(recipes, "../docs/recipes.md");
    page!(scopes, "../docs/scopes.md");
    page!(targeting, "../docs/targeting.md");
    page!(testing, "../docs/testing.md");
    page!(values, "../docs/values.md");
    page!(workspaces, "../docs/workspaces.md");

    #[doc(inline)]
    pub use crate::{
        _guard as guard, _library_authors as library_authors, _personal_data as personal_data, _pins as pins,
        _platform as platform, _rules as rules, _shadow as shadow, _sources as sources, _structures as structures,
    };
}

page!(_guard, "../docs/guard.md");
page!(_library_authors, "../docs/library-authors.md");
page!(_personal_data, "../docs/personal-data.md");
page!(_pins, "../docs/pins.md");
page!(_platform, "../docs/platform.md");
page!(_shadow, "../docs/shadow.md");
page!(_sources, "../docs/sources.md");
page!(_structures, "../docs/structures.md");
