use std::fmt::{self, Debug, Formatter};

use crate::model::context::{Attributes, Context};

/// A view of a [`Context`] or a [`Scope`](crate::Scope) that shows the targeting key and all attributes, printed by
/// `{:#?}`.
///
/// [`Context::reveal`] and [`Scope::reveal`](crate::Scope::reveal) make it. By `{:?}` it shows no more than the context
/// or the scope itself, so that no line of a log has a person in it by accident.
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
    /// Shows the key and the attributes when it is printed by `{:#?}`. Keep that out of logs that last.
    pub fn reveal(&self) -> Revealed<'_, Self> {
        Revealed(self)
    }
}

/// Says whether there is a targeting key and how many attributes there are. [`reveal`](Context::reveal) shows them.
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

/// Attributes with their values.
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
