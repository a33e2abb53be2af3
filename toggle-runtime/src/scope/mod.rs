//! Scopes: a context, overrides and one snapshot of all states for a stretch of execution.

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

/// Returns a new [`Scope`]: a stretch of execution with a context, overrides and one snapshot of all states.
///
/// Use a scope for each request, so that one request never sees a change halfway. Use a scope in each test, so that
/// tests that run in parallel do not affect each other.
///
/// Every check inside the scope uses the states as they were when the scope was entered. Overrides apply only inside
/// the scope.
///
/// ```
/// use toggle_runtime::{enabled, scope};
///
/// let seen = scope().set("new-checkout", true).run(|| enabled!("new-checkout"));
/// assert!(seen);
/// assert!(!enabled!("new-checkout"));
/// ```
///
/// A scope that is made inside another scope inherits its overrides, its context and its snapshot.
/// [`key`](Scope::key) and [`with`](Scope::with) add to the context, and [`context`](Scope::context) replaces it.
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
/// A scope can be passed to another thread, or wrapped around a task ([`run_async`](Scope::run_async)). The scope
/// still inherits from the scope in which it was made. New threads and tasks are in no scope by themselves.
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
/// While scopes exist, most checks outside of scopes still cost one load. Two kinds of toggles are exceptions: a
/// toggle that some scope overrides, and a toggle that has changed since some scope was entered. A check of such a
/// toggle looks up the scope of its thread until that scope ends. So use a scope for a request or a test, not for the
/// life of the process.
pub fn scope() -> Scope {
    Scope::new(global::registry())
}

/// A scope with its context and overrides, ready to be entered. [`scope`] returns it.
///
/// A scope can be entered several times, also on several threads at once. [`scope`] has examples.
#[derive(Clone)]
#[must_use = "a scope does nothing before it is entered"]
pub struct Scope {
    registry: &'static Registry,
    /// The scope in which this one was made.
    base: Option<Arc<Frame>>,
    /// The whole context inside, if the scope changes the inherited one.
    context: Option<Ambient>,
    overrides: Vec<(usize, Value)>,
}

impl Scope {
    pub(crate) fn new(registry: &'static Registry) -> Self {
        let base = frame::current(registry);
        Self { registry, base, context: None, overrides: Vec::new() }
    }

    /// Sets the context of the checks inside the scope: a [`Context`], or your own [`Targeting`] type.
    ///
    /// The call replaces the inherited context, and all that earlier calls of [`key`](Self::key) and
    /// [`with`](Self::with) have added. Later calls of these two add to the new context, and their values take
    /// precedence.
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
    /// Your own type is kept in one allocation, and a [`Context`] in none. Its methods must not check a toggle whose
    /// rules use the context: inside the scope, that check uses the same context again, without end.
    pub fn context(mut self, context: impl Targeting + Send + Sync + 'static) -> Self {
        self.context = Some(Ambient::of(context));
        self
    }

    /// Sets the targeting key, such as the id of a user who has just been authenticated. All attributes stay.
    ///
    /// [`scope`] has an example.
    pub fn key(self, key: impl Into<String>) -> Self {
        self.add(|context| context.with_key(key))
    }

    /// Adds an attribute to the context. The key and all other attributes stay.
    ///
    /// An attribute of the same name is replaced, inside this scope alone. [`scope`] has an example.
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
    /// Use it where the name is fixed in code. If the program has no toggle of this name, or the toggle cannot have
    /// this value, nothing changes, and an [event](crate::Event::Problem) reports the mistake.
    /// [`try_set`](Self::try_set) returns an error instead.
    ///
    /// Inside a scope that overrides any toggle, a [guard](crate::_guard) counts no calls, unless its budget has
    /// `overrides = true`.
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

    /// Overrides a toggle inside the scope, where the name comes from outside the program.
    ///
    /// Use it for the header of a request, for example.
    ///
    /// # Errors
    ///
    /// Returns an error if the program has no toggle of this name, or if the toggle cannot have this value.
    ///
    /// ```
    /// use toggle_runtime::{enabled, scope};
    ///
    /// # fn main() -> Result<(), toggle_runtime::Error> {
    /// let request = scope().try_set("new-checkout", true)?;
    /// assert!(request.run(|| enabled!("new-checkout")));
    /// assert!(scope().try_set("new-chekout", true).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn try_set(mut self, name: impl AsRef<str>, value: impl Into<Value>) -> Result<Self, Error> {
        let toggle = self.registry.find(name.as_ref())?;
        let value = self.registry.accept(toggle, value.into())?;
        self.put(toggle, value);
        Ok(self)
    }

    /// Overrides a toggle inside the scope by a word of the configuration, where the word comes from outside the
    /// program.
    ///
    /// The word is `on`, `off`, a variant, a number or a string, depending on the type of the toggle.
    ///
    /// # Errors
    ///
    /// Returns an error if the program has no toggle of this name, or if the word is not a value of the toggle. A
    /// percentage is not a value.
    ///
    /// ```
    /// use toggle_runtime::{enabled, scope};
    ///
    /// # fn main() -> Result<(), toggle_runtime::Error> {
    /// let request = scope().try_set_text("new-checkout", "on")?;
    /// assert!(request.run(|| enabled!("new-checkout")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn try_set_text(mut self, name: impl AsRef<str>, word: &str) -> Result<Self, Error> {
        let toggle = self.registry.find(name.as_ref())?;
        let value = self.registry.read_word(toggle, word)?;
        self.put(toggle, value);
        Ok(self)
    }

    fn put(&mut self, toggle: usize, value: Value) {
        if self.registry.catalogue().get(toggle).is_some_and(|known| known.pin.is_some()) {
            // The value was accepted, so it equals the pin.
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

    /// Returns a value whose `{:#?}` shows the context and the overrides that this scope adds.
    ///
    /// Do not write it to logs that are kept: it may show personal data. `{:?}` hides the values.
    ///
    /// ```
    /// let scope = toggle_runtime::scope().key("user-123");
    /// assert!(!format!("{scope:#?}").contains("user-123"));
    /// assert!(format!("{:#?}", scope.reveal()).contains("user-123"));
    /// ```
    pub fn reveal(&self) -> Revealed<'_, Self> {
        Revealed(self)
    }

    /// Runs a closure inside the scope, and returns its result.
    ///
    /// The closure must be synchronous: a future that it returns runs outside of the scope. Use
    /// [`run_async`](Self::run_async) for futures.
    pub fn run<T>(&self, inside: impl FnOnce() -> T) -> T {
        let _entered = self.enter();
        inside()
    }

    /// Enters the scope on this thread, until the returned guard is dropped.
    ///
    /// Use it where a closure does not fit. In asynchronous code, an `.await` may let other tasks run on this thread,
    /// so use [`run_async`](Self::run_async) there. The guard cannot be sent to another thread.
    ///
    /// ```
    /// use toggle_runtime::{enabled, scope};
    ///
    /// let entered = scope().set("new-checkout", true).enter();
    /// assert!(enabled!("new-checkout"));
    /// drop(entered);
    /// assert!(!enabled!("new-checkout"));
    /// ```
    pub fn enter(&self) -> Entered {
        Entered { id: frame::push(self.frame()), not_send: PhantomData }
    }

    /// Wraps a future so that it runs inside the scope, on any executor.
    ///
    /// The scope is entered for each poll of the future, and for its drop. The snapshot is taken when this method is
    /// called, not at the first poll.
    ///
    /// ```
    /// use toggle_runtime::{enabled, scope};
    ///
    /// # pollster::block_on(async {
    /// let seen = scope().set("new-checkout", true).run_async(async { enabled!("new-checkout") }).await;
    /// assert!(seen);
    /// # });
    /// ```
    pub fn run_async<F: Future>(&self, future: F) -> Scoped<F> {
        Scoped::new(self.frame(), future)
    }

    fn frame(&self) -> Arc<Frame> {
        match &self.base {
            Some(base) if self.context.is_none() && self.overrides.is_empty() => base.clone(),
            _ => self.new_frame(),
        }
    }

    // Not inlined, because many scopes only use the frame of the scope around.
    #[inline(never)]
    fn new_frame(&self) -> Arc<Frame> {
        Arc::new(Frame::new(self.registry, self.base.as_deref(), self.context.clone(), &self.overrides))
    }
}

/// Shows as much of the context as [`Context`] does, if the scope sets or changes it, and the number of the scope's
/// own overrides. [`reveal`](Scope::reveal) shows the values.
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

/// A guard that keeps a [`Scope`] entered on this thread until it is dropped. [`Scope::enter`] returns it.
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
