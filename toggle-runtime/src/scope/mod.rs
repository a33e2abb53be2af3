//! Scopes: a context, overrides and one view of all states for a stretch of execution.

pub(crate) mod frame;
mod future;

use std::{collections::BTreeMap, fmt, marker::PhantomData, panic::Location, sync::Arc};

use self::frame::Frame;
pub use self::future::Scoped;
use crate::{
    context::{Context, Revealed},
    error::Error,
    global,
    problem::Problem,
    registry::Registry,
    value::Value,
};

/// Starts a scope: a stretch of execution with a context, overrides and one view of all states.
///
/// Inside it, every answer comes from the states as they were when it was entered, so that one request never sees a
/// flip halfway, and overrides bind to it alone: tests that run in parallel never see each other's.
///
/// ```
/// use toggle_runtime::{enabled, scope};
///
/// let seen = scope().set("new-checkout", true).run(|| enabled!("new-checkout"));
/// assert!(seen);
/// assert!(!enabled!("new-checkout"));
/// ```
///
/// A scope that is made inside another one adds to it. It can be handed on: entered on another thread, or around a task
/// ([`run_async`](Scope::run_async)), it still stands inside the scope in which it was made. New threads and tasks are
/// in no scope by themselves.
///
/// ```
/// use toggle_runtime::{enabled, scope};
///
/// scope().set("new-checkout", true).run(|| {
///     let here = scope();
///     let seen = std::thread::spawn(move || here.run(|| enabled!("new-checkout"))).join().unwrap();
///     assert!(seen);
/// });
/// ```
///
/// Checks outside of scopes cost one load all the while, but for the toggles that some scope overrides or that have
/// changed since it was entered: these look at the scope of their thread until the scope ends. So a scope is for a
/// request or a test, not for the life of the process.
pub fn scope() -> Scope {
    Scope::new(global::registry())
}

/// A scope that has not been entered yet. Made by [`scope`].
#[derive(Clone)]
#[must_use = "a scope does nothing before it is entered"]
pub struct Scope {
    registry: &'static Registry,
    /// The scope around this one.
    base: Option<Arc<Frame>>,
    context: Option<Context>,
    overrides: Vec<(usize, Value)>,
}

impl Scope {
    pub(crate) fn new(registry: &'static Registry) -> Self {
        let base = frame::current(registry);
        Self { registry, base, context: None, overrides: Vec::new() }
    }

    /// Says who or what the checks inside are for.
    pub fn context(mut self, context: Context) -> Self {
        self.context = Some(context);
        self
    }

    /// Overrides a toggle inside the scope. `name` is a string or a declaration, which cannot be misspelt.
    ///
    /// Inside a scope with an override, no [guard](crate::_guard) counts a call, unless its budget says `overrides =
    /// true`.
    ///
    /// A name that is no toggle of this program, or a value that the toggle cannot have, is reported as an
    /// [event](crate::Event::Problem) and changes nothing; [`try_set`](Self::try_set) gives an error instead.
    #[track_caller]
    pub fn set(mut self, name: impl AsRef<str>, value: impl Into<Value>) -> Self {
        let name = name.as_ref();
        let value = value.into();
        let accepted = self.registry.find(name).and_then(|toggle| Ok((toggle, self.registry.accept(toggle, value)?)));
        match accepted {
            Ok((toggle, value)) => self.put(toggle, value),
            Err(error) => self.report(name, &error, Location::caller()),
        }
        self
    }

    /// Overrides a toggle inside the scope, where the name comes from outside, such as a request's header.
    ///
    /// # Errors
    ///
    /// If the name is no toggle of this program, or the toggle cannot have this value.
    pub fn try_set(mut self, name: impl AsRef<str>, value: impl Into<Value>) -> Result<Self, Error> {
        let toggle = self.registry.find(name.as_ref())?;
        let value = self.registry.accept(toggle, value.into())?;
        self.put(toggle, value);
        Ok(self)
    }

    /// Overrides a toggle inside the scope by a word of the configuration, such as `on`, a variant or a number, where
    /// it comes from outside.
    ///
    /// # Errors
    ///
    /// If the name is no toggle of this program, or the word is no value of that toggle. A percentage is none.
    pub fn try_set_text(mut self, name: impl AsRef<str>, word: &str) -> Result<Self, Error> {
        let toggle = self.registry.find(name.as_ref())?;
        let value = self.registry.read_word(toggle, word)?;
        self.put(toggle, value);
        Ok(self)
    }

    fn put(&mut self, toggle: usize, value: Value) {
        if self.registry.catalogue().get(toggle).is_some_and(|known| known.pin.is_some()) {
            // It has been accepted, so it says the same.
            return;
        }
        self.overrides.retain(|(other, _)| *other != toggle);
        self.overrides.push((toggle, value));
    }

    fn report(&self, name: &str, error: &Error, at: &Location<'_>) {
        let (name, place) = (name.to_owned(), at.to_string());
        self.registry.report(if let Some(message) = error.wrong_value() {
            Problem::InvalidState { name, place, message: message.to_owned() }
        } else {
            let nearest = self.registry.catalogue().nearest(&name).map(str::to_owned);
            Problem::UnknownName { name, place, nearest }
        });
    }

    /// Shows the context and the overrides that this scope adds when it is printed by `{:#?}`. Keep that out of logs
    /// that last.
    pub fn reveal(&self) -> Revealed<'_, Self> {
        Revealed(self)
    }

    /// Runs a closure inside the scope.
    pub fn run<T>(&self, inside: impl FnOnce() -> T) -> T {
        let _entered = self.enter();
        inside()
    }

    /// Enters the scope on this thread, until the guard is dropped.
    ///
    /// In asynchronous code, where an `.await` may let other tasks run on this thread, use
    /// [`run_async`](Self::run_async). The guard cannot be sent to another thread.
    pub fn enter(&self) -> Entered {
        Entered { id: frame::push(self.frame()), not_send: PhantomData }
    }

    /// Wraps a future that runs inside the scope, on any executor: the scope is entered for each poll, and to drop it.
    ///
    /// The view of all states is that of this moment.
    pub fn run_async<F: Future>(&self, future: F) -> Scoped<F> {
        Scoped::new(self.frame(), future)
    }

    fn frame(&self) -> Arc<Frame> {
        match &self.base {
            Some(base) if self.context.is_none() && self.overrides.is_empty() => base.clone(),
            base => Arc::new(Frame::new(self.registry, base.as_deref(), self.context.clone(), &self.overrides)),
        }
    }
}

/// Says what [`Context`] says of the context that the scope gives, if it gives one, and how many toggles it overrides
/// itself. [`reveal`](Scope::reveal) shows them.
impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("context", &self.context)
            .field("overrides", &self.overrides.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Revealed<'_, Scope> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = self.0;
        if !f.alternate() {
            return scope.fmt(f);
        }
        let name = |toggle| scope.registry.catalogue().get(toggle).map_or("", |known| known.name);
        let overrides: BTreeMap<_, _> = scope.overrides.iter().map(|(toggle, value)| (name(*toggle), value)).collect();
        f.debug_struct("Scope")
            .field("context", &scope.context.as_ref().map(Context::reveal))
            .field("overrides", &overrides)
            .finish_non_exhaustive()
    }
}

/// Keeps a [`Scope`] entered on this thread until it is dropped.
#[derive(Debug)]
#[must_use = "the scope is left when this is dropped"]
pub struct Entered {
    id: u64,
    not_send: PhantomData<*const ()>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        frame::pop(self.id);
    }
}
