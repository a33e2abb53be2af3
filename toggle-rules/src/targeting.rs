//! The trait of contexts, and the names of attributes.

use std::{borrow::Cow, rc::Rc, sync::Arc};

use crate::attribute::AttributeRef;

/// The target of a check, which rules read: a `Context`, or a type of your own that needs no map of attributes.
///
/// ```
/// use toggle_runtime::{AttributeRef, Targeting, enabled};
///
/// struct User {
///     id: String,
///     country: String,
///     groups: Vec<String>,
/// }
///
/// impl Targeting for User {
///     fn key(&self) -> Option<&str> {
///         Some(&self.id)
///     }
///
///     fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
///         match name {
///             "country" => Some(self.country.as_str().into()),
///             "group" => Some(AttributeRef::Texts(&self.groups)),
///             _ => None,
///         }
///     }
/// }
///
/// let user = User { id: "user-123".into(), country: "NL".into(), groups: vec!["beta".into()] };
/// assert!(!enabled!("beta-search", for = &user));
/// ```
///
/// Pass it after `for =`, or wherever a check takes a context. A [scope][scope] outlives the call, so its
/// [context][Scope::context] must own its data (`'static`) and be `Send + Sync`. An `Arc` of it qualifies.
///
/// A check calls these methods during the evaluation, so they should be fast. Their results must not change during a
/// check.
///
/// [Scope::context]: https://docs.rs/toggle-runtime/latest/toggle_runtime/struct.Scope.html#method.context
/// [scope]: https://docs.rs/toggle-runtime/latest/toggle_runtime/fn.scope.html
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the context of a check",
    label = "not a context",
    note = "pass a `&Context`, such as `&Context::new(\"user-123\")`, or implement `Targeting` for a type of your own"
)]
pub trait Targeting {
    /// Returns the targeting key, such as a user's id, which rollouts hash. Rules see it as the attribute `key` as
    /// well.
    fn key(&self) -> Option<&str>;

    /// Returns the attribute of this name, which is never `key`.
    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>>;

    /// Returns the attribute, by a name with a precomputed hash.
    #[doc(hidden)]
    fn __interned(&self, name: &AttributeName) -> Option<AttributeRef<'_>> {
        self.attribute(name.as_str())
    }
}

/// The name of an attribute with its hash, so that one comparison distinguishes most names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttributeName {
    /// The hash of the name.
    pub hash: u64,
    is_key: bool,
    text: Arc<str>,
}

impl AttributeName {
    /// Returns a name with its hash.
    #[inline]
    pub fn new(text: &str) -> Self {
        Self { hash: Self::hash(text), is_key: text == KEY, text: text.into() }
    }

    /// Returns the hash of a name.
    #[inline]
    pub fn hash(text: &str) -> u64 {
        xxhash_rust::xxh3::xxh3_64(text.as_bytes())
    }

    /// Returns whether this is the name of the targeting key.
    #[inline]
    pub fn is_key(&self) -> bool {
        self.is_key
    }

    /// Returns the name as a string.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the attribute of this name in a context.
    #[inline]
    pub fn find<'c>(&self, context: &'c (impl Targeting + ?Sized)) -> Option<AttributeRef<'c>> {
        if self.is_key { context.key().map(AttributeRef::Text) } else { context.__interned(self) }
    }
}

/// The name of the targeting key in rules.
pub const KEY: &str = "key";

macro_rules! targeting_through {
    ($($pointer:ty $(: $bound:path)?),*) => {
        $(impl<T: Targeting $(+ $bound)? + ?Sized> Targeting for $pointer {
            fn key(&self) -> Option<&str> {
                (**self).key()
            }

            fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
                (**self).attribute(name)
            }

            fn __interned(&self, name: &AttributeName) -> Option<AttributeRef<'_>> {
                (**self).__interned(name)
            }
        })*
    };
}

targeting_through!(&T, &mut T, Box<T>, Rc<T>, Arc<T>, Cow<'_, T>: ToOwned);
