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
