#![doc = include_str!("../docs/crate.md")]
#![forbid(unsafe_code)]

mod context;
mod whom;
mod decision;
mod decided;
mod status;
mod place;
mod problem;
mod event;
mod error;

mod when_off;
mod variants;
mod structure;
mod setting;
mod toggle;
mod pin;
mod point;
mod condition;
mod reached;
mod macros;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

mod guard;
mod guarded;
mod shadow;
mod shadowed;
mod meter;
mod observe;
mod watched;
mod trail;
mod coverage;
mod testing;

mod registry;
mod hub;
mod regular;
mod source;
mod thread;
mod clock;
mod nanos;
mod lock;
mod scope;
mod builder;
mod global;
mod by_name;
#[doc(hidden)]
#[path = "tool.rs"]
pub mod __tool;

pub use self::{
    builder::{Builder, Unknown},
    by_name::{decide, is_enabled, is_enabled_for, set_text, status},
    context::{Context, ContextIter, Revealed},
    decided::{Decided, ErrorCode},
    decision::{Decision, Step},
    error::{Error, SourceError},
    event::Event,
    global::{builder, clear, explain, explain_for, flush, history, problems, reload, reset, set, subscribe, toggles},
    guard::{Counts, Evidence, GuardBudget, GuardComparison, GuardState, GuardStatus, Outcome},
    guarded::failed,
    hub::Subscription,
    macros::{Structured, Variants, enabled, feature_toggle, toggle, toggle_test, value},
    observe::{AnswerCount, Evaluation, Observe, Observed},
    place::Place,
    problem::Problem,
    scope::{Entered, Scope, Scoped, scope},
    setting::Setting,
    shadow::{Difference, Durations, Mismatch, PanickedIn, ShadowPanic, ShadowReport, ShadowTimeout},
    source::{Source, States, Updates},
    status::{Declaration, PointPlace, ToggleStatus, Toggles},
    structure::Structured,
    toggle::Toggle,
    trail::{Cause, Change},
    variants::Variants,
    when_off::{ToggleOff, WhenOff},
};
#[doc(inline)]
pub use toggle_rules::reference as _rules;
pub use toggle_rules::{
    Attribute, AttributeRef, InvalidValue, Percentage, Reason, RuleStep, State, Table, Targeting, Value,
};
pub use toggle_syntax::{Date, Kind, Limits, Type};

#[doc = include_str!("../docs/guard.md")]
pub mod _guard {}
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
