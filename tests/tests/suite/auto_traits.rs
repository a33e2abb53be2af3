//! The auto traits that public types promise: `Send`, `Sync`, `Unpin` and unwind safety.

use std::{
    panic::{RefUnwindSafe, UnwindSafe},
    sync::Arc,
};

use toggle_runtime::{
    Attribute, AttributeRef, Builder, Context, Decided, Decision, Entered, Error, Event, Problem, RuleStep, Scope,
    Scoped, Setting, SourceError, State, States, Step, Subscription, Toggle, ToggleOff, ToggleStatus, Toggles, Updates,
    Value, Variants,
};

#[derive(Variants, Clone, Copy)]
enum Choice {
    Only,
}

fn send_and_sync<T: Send + Sync + Unpin>() {}
fn unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}

#[test]
fn all_types_but_guard_are_send_and_sync() {
    send_and_sync::<Attribute>();
    send_and_sync::<AttributeRef<'_>>();
    send_and_sync::<Builder>();
    send_and_sync::<Context>();
    send_and_sync::<Decided>();
    send_and_sync::<Decision>();
    send_and_sync::<Error>();
    send_and_sync::<Event>();
    send_and_sync::<Problem>();
    send_and_sync::<RuleStep>();
    send_and_sync::<Scope>();
    send_and_sync::<Scoped<std::future::Ready<()>>>();
    send_and_sync::<SourceError>();
    send_and_sync::<State>();
    send_and_sync::<States>();
    send_and_sync::<Step>();
    send_and_sync::<Subscription>();
    send_and_sync::<Toggle>();
    send_and_sync::<Toggle<f64>>();
    send_and_sync::<Toggle<Arc<str>>>();
    send_and_sync::<Toggle<Choice>>();
    send_and_sync::<ToggleOff>();
    send_and_sync::<ToggleStatus>();
    send_and_sync::<Toggles>();
    send_and_sync::<Updates>();
    send_and_sync::<Value>();
}

#[test]
fn toggle_of_any_type_is_send_and_sync() {
    fn whatever<T: Setting>() {
        fn shared<T: Send + Sync>() {}
        shared::<Toggle<T>>();
        shared::<T>();
    }
    whatever::<Choice>();
    assert_eq!(Choice::ALL.len(), 1);
}

#[test]
fn data_and_declarations_are_unwind_safe() {
    unwind_safe::<Context>();
    unwind_safe::<Decision>();
    unwind_safe::<Event>();
    unwind_safe::<States>();
    unwind_safe::<Toggle>();
    unwind_safe::<Toggle<Arc<str>>>();
    unwind_safe::<Toggle<Choice>>();
    unwind_safe::<ToggleOff>();
    unwind_safe::<ToggleStatus>();
}

/// Compiles only while `Entered` is not `Send`. Otherwise both implementations apply.
#[test]
fn the_guard_stays_on_its_thread() {
    trait NotSend<Witness> {
        fn check() {}
    }
    struct IsSend;
    impl<T: ?Sized> NotSend<()> for T {}
    impl<T: ?Sized + Send> NotSend<IsSend> for T {}
    <Entered as NotSend<_>>::check();
}
