//! The `Debug` output of contexts, and the view that also shows their values.

use std::fmt::{self, Debug, Formatter};

use crate::model::context::{Attributes, Context};

/// A view of a [`Context`] or a [`Scope`](crate::Scope) whose `{:#?}` shows the targeting key and all attributes.
///
/// Use it to debug rules. [`Context::reveal`] and [`Scope::reveal`](crate::Scope::reveal) return it. Its `{:?}` shows
/// no more than the `{:?}` of the context or scope, so that no log line identifies a person by accident.
///
/// ```
/// use toggle_runtime::Context;
///
/// let context = Context::new("user-123").with("country", "NL");
/// assert_eq!(format!("{context:?}"), "Context { key: set, attributes: 1 }");
/// assert!(!format!("{context:#?}").contains("user-123"));
/// assert!(format!("{:#?}", context.reveal()).contains("user-123"));
/// ```
pub struct Revealed<'a, T>(pub(crate) &'a T);

impl Context {
    /// Returns a view whose `{:#?}` shows the key and the attributes. Do not write it to logs that are kept.
    ///
    /// ```
    /// use toggle_runtime::Context;
    ///
    /// let context = Context::new("user-123");
    /// assert!(format!("{:#?}", context.reveal()).contains("user-123"));
    /// ```
    pub fn reveal(&self) -> Revealed<'_, Self> {
        Revealed(self)
    }
}

/// Shows whether there is a targeting key and how many attributes there are. [`reveal`](Context::reveal) shows both.
impl Debug for Context {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let key = if self.key.is_some() { "set" } else { "none" };
        f.debug_struct("Context")
            .field("key", &format_args!("{key}"))
            .field("attributes", &self.attributes.all().len())
            .finish()
    }
}

impl Debug for Revealed<'_, Context> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Context { key, attributes } = self.0;
        if !f.alternate() {
            return self.0.fmt(f);
        }
        f.debug_struct("Context").field("key", key).field("attributes", &Named(attributes)).finish()
    }
}

/// Attributes whose `Debug` shows their values.
struct Named<'a>(&'a Attributes);

impl Debug for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.all().iter().map(|named| (&named.name, &named.value))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_of_context_tells_numbers_alone() {
        let context = Context::new("ann@example.org").with("country", "NL").with("age", 42);
        assert_eq!(format!("{context:?}"), "Context { key: set, attributes: 2 }");
        assert_eq!(format!("{:?}", context.reveal()), "Context { key: set, attributes: 2 }");
        assert_eq!(format!("{:?}", Context::default()), "Context { key: none, attributes: 0 }");
        let pretty = format!("{context:#?}{:?}{:#?}", Some(&context), [&context]);
        for secret in ["ann", "country", "NL", "age", "42"] {
            assert!(!pretty.contains(secret), "{pretty}");
        }
    }

    #[test]
    fn revealed_context_tells_all() {
        let context = Context::new("ann").with("country", "NL").with("age", 42);
        let expected = "Context {\n    key: Some(\n        \"ann\",\n    ),\n    attributes: {\n        \"age\": Integer(\n            42,\n        \
                        ),\n        \"country\": Text(\n            \"NL\",\n        ),\n    },\n}";
        assert_eq!(format!("{:#?}", context.reveal()), expected);
    }
}
