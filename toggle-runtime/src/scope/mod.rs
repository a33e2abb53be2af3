//! Scopes: a context, overrides and one view of all states for a stretch of execution.

mod ambient;
pub(crate) mod frame;
mod current;
mod future;

use std::{collections::BTreeMap, fmt, marker::PhantomData, panic::Location, sync::Arc};

use toggle_rules::{Attribute, Targeting, Value};

use self::{ambient::Ambient, frame::Frame};
use crate::{
    global,
    model::{
        context::{Context, Revealed},
        error::Error,
        problem::{Problem, ProblemPlace},
    },
    registry::Registry,
};

pub use self::future::Scoped;

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
/// A scope that is made inside another one adds to it: the overrides and the context of the outer scope stay, and so
/// does its view of all states. [`key`](Scope::key) and [`with`](Scope::with) add to the context, and
/// [`context`](Scope::context) replaces it.
///
/// ```
/// use toggle_runtime::{Context, scope};
///
/// // A request arrives. Its user is known later, when the session has been read.
/// scope().with("country", "NL").run(|| {
///     scope().key("user-123").with("plan", "pro").run(|| {
///         let expected = Context::new("user-123").with("country", "NL").with("plan", "pro");
///         assert_eq!(Context::current(), expected);
///     });
///     assert_eq!(Context::current().key(), None);
/// });
/// ```
///
/// A scope can be handed on: entered on another thread, or around a task ([`run_async`](Scope::run_async)), it still
/// stands inside the scope in which it was made. New threads and tasks are in no scope by themselves.
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
    /// The whole context inside, if it is not that of the scope around.
    context: Option<Ambient>,
    overrides: Vec<(usize, Value)>,
}

impl Scope {
    pub(crate) fn new(registry: &'static Registry) -> Self {
        let base = frame::current(registry);
        Self { registry, base, context: None, overrides: Vec::new() }
    }

    /// Sets who or what the checks inside are for: a [`Context`], or a [`Targeting`] type of your own.
    ///
    /// This replaces the context of the scope around, and whatever [`key`](Self::key) and [`with`](Self::with) have
    /// added before. What they add later stands on top of it.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use toggle_runtime::{AttributeRef, Context, Targeting, scope};
    ///
    /// struct Session {
    ///     user: String,
    ///     country: String,
    /// }
    ///
    /// impl Targeting for Session {
    ///     fn key(&self) -> Option<&str> {
    ///         Some(&self.user)
    ///     }
    ///
    ///     fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
    ///         (name == "country").then_some(AttributeRef::Text(&self.country))
    ///     }
    /// }
    ///
    /// let session = Arc::new(Session { user: "user-123".into(), country: "NL".into() });
    /// scope().context(session.clone()).with("plan", "pro").run(|| {
    ///     // Rules see the user, the country and the plan.
    ///     assert_eq!(Context::current(), Context::new("user-123").with("plan", "pro"));
    /// });
    /// ```
    ///
    /// A type of your own is kept in one allocation, and a [`Context`] in none. Its methods should not ask a toggle
    /// whose rules look at the context: in the scope that is the same context again, without an end.
    pub fn context(mut self, context: impl Targeting + Send + Sync + 'static) -> Self {
        self.context = Some(Ambient::of(context));
        self
    }

    /// Sets the targeting key, such as the id of a user who has just been authenticated. All attributes stay.
    pub fn key(self, key: impl Into<String>) -> Self {
        self.add(|context| context.with_key(key))
    }

    /// Adds an attribute to the context. The key and all other attributes stay; one of this name is replaced, inside
    /// this scope alone.
    pub fn with(self, name: impl Into<String>, value: impl Into<Attribute>) -> Self {
        self.add(|context| context.with(name, value))
    }

    fn add(mut self, add: impl FnOnce(Context) -> Context) -> Self {
        let around = || self.base.as_ref().map(|base| base.context().clone()).unwrap_or_default();
        self.context.get_or_insert_with(around).add(add);
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
        let (name, place) = (name.to_owned(), ProblemPlace::of_call(at));
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
            _ => self.new_frame(),
        }
    }

    // Apart, since many scopes are entered that only look at the one around.
    #[inline(never)]
    fn new_frame(&self) -> Arc<Frame> {
        Arc::new(Frame::new(self.registry, self.base.as_deref(), self.context.clone(), &self.overrides))
    }
}

/// Says what [`Context`] says of the context inside, if the scope sets it or adds to it, and how many toggles the scope
/// overrides itself. [`reveal`](Scope::reveal) shows them.
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
            .field("context", &scope.context.as_ref().map(Revealed))
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
