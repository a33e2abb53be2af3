//! The context of a scope: a [`Context`], or a user's type with the additions of scopes above it.

use std::{
    any::Any,
    fmt::{self, Debug, Formatter},
    mem,
    sync::Arc,
};

use toggle_rules::{AttributeName, AttributeRef, Targeting};

use crate::model::context::{Context, Revealed};

/// The context of a scope. A clone shares all its parts.
#[derive(Clone)]
pub(crate) enum Ambient {
    Plain(Context),
    Layered(Arc<Layered>),
}

/// A user's type, with the key and the attributes that scopes have added. The additions take precedence.
#[derive(Clone)]
pub(crate) struct Layered {
    added: Context,
    base: Arc<dyn Targeting + Send + Sync>,
}

impl Ambient {
    pub(super) fn of<T: Targeting + Send + Sync + 'static>(context: T) -> Self {
        // A `Context` is kept as it is, so that it needs no allocation and no layer.
        let mut context = Some(context);
        match (&mut context as &mut dyn Any).downcast_mut::<Option<Context>>() {
            Some(plain) => Self::Plain(plain.take().unwrap_or_default()),
            None => context.map_or_else(Self::default, |base| {
                Self::Layered(Arc::new(Layered { added: Context::default(), base: Arc::new(base) }))
            }),
        }
    }

    /// Changes the context, or the additions above the user's type.
    pub(super) fn add(&mut self, add: impl FnOnce(Context) -> Context) {
        let added = match self {
            Self::Plain(context) => context,
            Self::Layered(layered) => &mut Arc::make_mut(layered).added,
        };
        *added = add(mem::take(added));
    }

    #[inline]
    pub(super) fn targeting(&self) -> &dyn Targeting {
        match self {
            Self::Plain(context) => context,
            Self::Layered(layered) => &**layered,
        }
    }

    /// Returns the key and the attributes that can be listed. Attributes of a user's type cannot be listed.
    pub(crate) fn known(&self) -> Context {
        match self {
            Self::Plain(context) => context.clone(),
            Self::Layered(layered) => match layered.key() {
                Some(key) => layered.added.clone().with_key(key),
                None => layered.added.clone(),
            },
        }
    }
}

impl Default for Ambient {
    fn default() -> Self {
        Self::Plain(Context::default())
    }
}

impl Targeting for Layered {
    fn key(&self) -> Option<&str> {
        self.added.key().or_else(|| self.base.key())
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        self.added.attribute(name).map(Into::into).or_else(|| self.base.attribute(name))
    }

    fn __interned(&self, name: &AttributeName) -> Option<AttributeRef<'_>> {
        self.added.interned(name).map(Into::into).or_else(|| self.base.__interned(name))
    }
}

/// Hides all values, as `Debug` of a [`Context`] does.
impl Debug for Ambient {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(context) => context.fmt(f),
            Self::Layered(layered) => {
                let key = if layered.key().is_some() { "set" } else { "none" };
                f.debug_struct("Targeting")
                    .field("key", &format_args!("{key}"))
                    .field("added", &layered.added.iter().len())
                    .finish_non_exhaustive()
            }
        }
    }
}

impl Debug for Revealed<'_, Ambient> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Ambient::Plain(context) => context.reveal().fmt(f),
            Ambient::Layered(_) if !f.alternate() => self.0.fmt(f),
            Ambient::Layered(layered) => f
                .debug_struct("Targeting")
                .field("key", &layered.key())
                .field("added", &layered.added.reveal())
                .finish_non_exhaustive(),
        }
    }
}
