use std::{borrow::Cow, rc::Rc, sync::Arc, time::SystemTime};

use jiff::Timestamp;

use crate::{
    clock,
    context::{Attribute, Context},
};

/// Whatever can tell rules who a check is for: a [`Context`], or a type of your own, which then needs no map of
/// attributes.
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
/// It stands after `for =` and wherever a check takes a context. A [scope](crate::scope()) lives on by itself, so its
/// [context](crate::Scope::context) has to own what it tells (`'static`), and be `Send + Sync`; an `Arc` of it will do.
///
/// A check calls these methods while it decides, so they should be quick. What they give must not change during the
/// check.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not tell who a check is for",
    label = "not a context",
    note = "give a `&Context`, such as `&Context::new(\"user-123\")`, or implement `Targeting` for a type of your own"
)]
pub trait Targeting {
    /// The targeting key, such as a user's id, which rollouts go by. Rules see it as the attribute `key`, too.
    fn key(&self) -> Option<&str>;

    /// The attribute of this name, which is never `key`.
    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>>;

    /// The attribute, by a name whose hash is known.
    #[doc(hidden)]
    fn __interned(&self, name: &AttributeName) -> Option<AttributeRef<'_>> {
        self.attribute(name.as_str())
    }
}

/// The value of an attribute, borrowed from where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum AttributeRef<'a> {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(&'a str),
    /// An instant: a [`jiff::Timestamp`], into which a [`SystemTime`] converts.
    Date(Timestamp),
    /// Several values.
    List(&'a [Attribute]),
    /// Several texts.
    Texts(&'a [String]),
}

impl<'a> From<&'a Attribute> for AttributeRef<'a> {
    fn from(attribute: &'a Attribute) -> Self {
        match attribute {
            Attribute::Bool(value) => Self::Bool(*value),
            Attribute::Integer(value) => Self::Integer(*value),
            Attribute::Float(value) => Self::Float(*value),
            Attribute::Text(value) => Self::Text(value),
            Attribute::Date(value) => Self::Date(*value),
            Attribute::List(values) => Self::List(values),
        }
    }
}

impl From<bool> for AttributeRef<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for AttributeRef<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// Numbers that are never too large for [`Integer`](AttributeRef::Integer).
macro_rules! from_small {
    ($($ty:ty),+) => {$(
        impl From<$ty> for AttributeRef<'_> {
            fn from(value: $ty) -> Self {
                Self::Integer(value.into())
            }
        }
    )+};
}

from_small!(i32, i16, i8, u32, u16, u8);

impl From<f64> for AttributeRef<'_> {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<f32> for AttributeRef<'_> {
    fn from(value: f32) -> Self {
        Self::Float(value.into())
    }
}

impl<'a> From<&'a str> for AttributeRef<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for AttributeRef<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl From<Timestamp> for AttributeRef<'_> {
    fn from(value: Timestamp) -> Self {
        Self::Date(value)
    }
}

impl From<SystemTime> for AttributeRef<'_> {
    fn from(value: SystemTime) -> Self {
        Self::Date(clock::timestamp(value))
    }
}

impl<'a> From<&'a [String]> for AttributeRef<'a> {
    fn from(values: &'a [String]) -> Self {
        Self::Texts(values)
    }
}

/// The name of an attribute with its hash, so that most names that differ are told apart by one comparison.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttributeName {
    pub(crate) hash: u64,
    is_key: bool,
    text: Arc<str>,
}

impl AttributeName {
    pub(crate) fn new(text: &str) -> Self {
        Self { hash: Self::hash(text), is_key: text == KEY, text: text.into() }
    }

    pub(crate) fn hash(text: &str) -> u64 {
        xxhash_rust::xxh3::xxh3_64(text.as_bytes())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// What this names in a context.
    pub(crate) fn find<'c>(&self, context: &'c (impl Targeting + ?Sized)) -> Option<AttributeRef<'c>> {
        if self.is_key { context.key().map(AttributeRef::Text) } else { context.__interned(self) }
    }
}

/// What rules call the targeting key.
pub(crate) const KEY: &str = "key";

impl Targeting for Context {
    fn key(&self) -> Option<&str> {
        self.key()
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        self.attribute(name).map(Into::into)
    }

    fn __interned(&self, name: &AttributeName) -> Option<AttributeRef<'_>> {
        self.interned(name).map(Into::into)
    }
}

/// A context above the attributes of the process.
#[derive(Clone, Copy)]
pub(crate) struct Whom<'a> {
    context: &'a dyn Targeting,
    process: &'a Context,
}

impl<'a> Whom<'a> {
    pub(crate) const fn new(context: &'a dyn Targeting, process: &'a Context) -> Self {
        Self { context, process }
    }

    /// Returns whether rules that ask for this attribute get the one of the process.
    pub(crate) fn is_of_process(&self, name: &AttributeName) -> bool {
        !name.is_key && self.context.__interned(name).is_none() && self.process.interned(name).is_some()
    }
}

impl Targeting for Whom<'_> {
    /// The key of the context alone: the process never decides to which share of people somebody belongs.
    fn key(&self) -> Option<&str> {
        self.context.key()
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        self.context.attribute(name).or_else(|| self.process.attribute(name).map(Into::into))
    }

    fn __interned(&self, name: &AttributeName) -> Option<AttributeRef<'_>> {
        self.context.__interned(name).or_else(|| self.process.interned(name).map(Into::into))
    }
}

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
