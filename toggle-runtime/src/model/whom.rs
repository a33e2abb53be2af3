//! Contexts as targets of rules, and the attributes of the process below them.

use toggle_rules::{AttributeName, AttributeRef, Targeting};

use crate::model::context::Context;

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

/// A context with the attributes of the process as a fallback.
#[derive(Clone, Copy)]
pub(crate) struct Whom<'a> {
    context: &'a dyn Targeting,
    process: &'a Context,
}

impl<'a> Whom<'a> {
    pub(crate) const fn new(context: &'a dyn Targeting, process: &'a Context) -> Self {
        Self { context, process }
    }

    /// Returns whether rules see this attribute of the process, because the context does not have it.
    pub(crate) fn is_of_process(&self, name: &AttributeName) -> bool {
        !name.is_key() && self.context.__interned(name).is_none() && self.process.interned(name).is_some()
    }
}

impl Targeting for Whom<'_> {
    /// Returns the key of the context alone: the process never decides to which share of users somebody belongs.
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
