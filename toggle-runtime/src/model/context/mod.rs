//! The context of a check: a targeting key and attributes.

mod read;
mod reveal;

use std::{collections::BTreeMap, fmt, iter::FusedIterator, slice, sync::Arc};

use serde::{Deserialize, Serialize};
use toggle_rules::{Attribute, AttributeName, same_text};

pub use self::reveal::Revealed;

/// The context of a check: a targeting key, such as a user's id, and attributes.
///
/// Pass a context to one check by `for =` or [`Toggle::is_enabled_for`](crate::Toggle::is_enabled_for), or to every
/// check of a [scope](crate::scope()). [Rules](crate::_rules) evaluate it; plain states are the same for all contexts.
/// Clones share the attributes. A type of your own can take the place of this one: see
/// [`Targeting`](crate::Targeting).
///
/// ```
/// use toggle_runtime::Context;
///
/// let context = Context::new("user-123").with("country", "NL").with("group", ["beta", "staff"]);
/// assert_eq!(context.key(), Some("user-123"));
/// assert_eq!(context.attribute("country"), Some(&"NL".into()));
/// assert_eq!(Context::default().key(), None);
/// ```
///
/// Its JSON is `{"key": "user-123", "attributes": {"country": "NL", "group": ["beta", "staff"]}}`. A key or an
/// attribute that is `null` is absent.
///
/// `Debug` shows whether there is a key and how many attributes there are, because their values may identify a person.
/// [`reveal`](Self::reveal) shows the values. JSON contains them.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[serde(deny_unknown_fields)]
pub struct Context {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    key: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Attributes::is_empty", default)]
    attributes: Attributes,
}

/// Attributes, ordered by name and shared by clones. `None` stands for no attributes, because most contexts have a key
/// alone.
#[derive(Clone, PartialEq, Default, Serialize)]
#[serde(into = "BTreeMap<String, Attribute>")]
struct Attributes(Option<Arc<Vec<Named>>>);

#[derive(Clone, PartialEq)]
struct Named {
    hash: u64,
    name: String,
    value: Attribute,
}

impl Attributes {
    fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    fn all(&self) -> &[Named] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }

    fn insert(&mut self, name: String, value: Attribute) {
        let all = Arc::make_mut(self.0.get_or_insert_default());
        match all.binary_search_by(|named| named.name.cmp(&name)) {
            Ok(at) => all[at].value = value,
            Err(at) => all.insert(at, Named { hash: AttributeName::hash(&name), name, value }),
        }
    }
}

impl From<Attributes> for BTreeMap<String, Attribute> {
    fn from(attributes: Attributes) -> Self {
        attributes.all().iter().map(|named| (named.name.clone(), named.value.clone())).collect()
    }
}

impl Context {
    /// Returns a context with a targeting key and no attributes. [`Context::default`] returns one without a key.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: Some(key.into().into()), attributes: Attributes::default() }
    }

    /// Sets the targeting key and keeps the attributes.
    ///
    /// ```
    /// use toggle_runtime::Context;
    ///
    /// let visitor = Context::default().with("country", "NL");
    /// let user = visitor.clone().with_key("user-123");
    /// assert_eq!(user, Context::new("user-123").with("country", "NL"));
    /// assert_eq!(visitor.key(), None);
    /// ```
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into().into());
        self
    }

    /// Adds an attribute, or replaces the attribute of this name.
    ///
    /// Rules do not see an attribute with the name `key`: the name stands for the targeting key in rules.
    ///
    /// ```
    /// use toggle_runtime::Context;
    ///
    /// let context = Context::new("user-123").with("plan", "free").with("age", 42).with("plan", "pro");
    /// assert_eq!(context.attribute("plan"), Some(&"pro".into()));
    /// assert_eq!(context.iter().count(), 2);
    /// ```
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Attribute>) -> Self {
        self.attributes.insert(name.into(), value.into());
        self
    }

    /// Returns the targeting key.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Returns the attribute of this name. The targeting key is not an attribute.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        // Compares names and not hashes, because an `AttributeName` would allocate.
        let all = self.attributes.all();
        let at = all.binary_search_by(|named| named.name.as_str().cmp(name)).ok()?;
        Some(&all[at].value)
    }

    /// Iterates over the attributes, ordered by name. The targeting key is not among them.
    ///
    /// The values may identify a person: see [personal data](crate::_personal_data).
    ///
    /// ```
    /// use toggle_runtime::{Attribute, Context};
    ///
    /// let context = Context::new("user-123").with("plan", "pro").with("country", "NL");
    /// let attributes: Vec<(&str, &Attribute)> = context.iter().collect();
    /// assert_eq!(attributes, [("country", &"NL".into()), ("plan", &"pro".into())]);
    /// ```
    pub fn iter(&self) -> ContextIter<'_> {
        ContextIter(self.attributes.all().iter())
    }

    /// Returns a context with both sets of attributes and no targeting key. `self` overrides `below`.
    pub(crate) fn attributes_over(&self, below: &Self) -> Self {
        let mut attributes = below.attributes.clone();
        for named in self.attributes.all() {
            attributes.insert(named.name.clone(), named.value.clone());
        }
        Self { key: None, attributes }
    }

    pub(crate) fn has_attributes(&self) -> bool {
        !self.attributes.is_empty()
    }

    /// Returns the attribute of this name, and compares hashes before names.
    #[inline]
    pub(crate) fn interned(&self, name: &AttributeName) -> Option<&Attribute> {
        let mut all = self.attributes.all().iter();
        all.find(|named| named.hash == name.hash && same_text(&named.name, name.as_str())).map(|named| &named.value)
    }
}

impl<'a> IntoIterator for &'a Context {
    type Item = (&'a str, &'a Attribute);
    type IntoIter = ContextIter<'a>;

    fn into_iter(self) -> ContextIter<'a> {
        self.iter()
    }
}

/// An iterator over the attributes of a [`Context`], ordered by name. [`Context::iter`] returns it.
#[derive(Clone)]
pub struct ContextIter<'a>(slice::Iter<'a, Named>);

impl<'a> Iterator for ContextIter<'a> {
    type Item = (&'a str, &'a Attribute);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|named| (named.name.as_str(), &named.value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for ContextIter<'_> {}

impl FusedIterator for ContextIter<'_> {}

/// Shows the number of attributes left, without names and values, like the `Debug` of [`Context`].
impl fmt::Debug for ContextIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContextIter").field("left", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_reads_as_it_is_written() -> Result<(), serde_json::Error> {
        let context = Context::new("user-123").with("age", 42).with("group", ["beta", "staff"]).with("score", 0.5);
        let json = r#"{"key":"user-123","attributes":{"age":42,"group":["beta","staff"],"score":0.5}}"#;
        assert_eq!(serde_json::to_string(&context)?, json);
        assert_eq!(serde_json::from_str::<Context>(json)?, context);
        assert_eq!(serde_json::from_str::<Context>("{}")?, Context::default());
        assert!(
            serde_json::from_str::<Context>(r#"{"key":"a","plan":"pro"}"#).is_err(),
            "an attribute at the wrong place"
        );
        Ok(())
    }

    #[test]
    fn null_in_json_is_absent() -> Result<(), serde_json::Error> {
        let json = r#"{"key":null,"attributes":{"a":null,"b":["x",null,1],"c":[null],"d":0.5}}"#;
        let empty = Attribute::List(Vec::new());
        let list = Attribute::List(vec!["x".into(), 1.into()]);
        let expected = Context::default().with("b", list).with("c", empty).with("d", 0.5);
        assert_eq!(serde_json::from_str::<Context>(json)?, expected);
        assert_eq!(serde_json::from_str::<Context>(r#"{"attributes":null}"#)?, Context::default());
        Ok(())
    }

    #[test]
    fn large_integer_in_json_is_an_error() {
        let read = |number: &str| serde_json::from_str::<Context>(&format!(r#"{{"attributes":{{"a":{number}}}}}"#));
        let large = Context::default().with("a", i64::MAX);
        assert_eq!(read("9223372036854775807").expect("it fits"), large);
        for number in ["9223372036854775808", "18446744073709551615"] {
            let error = read(number).expect_err("it does not fit").to_string();
            assert!(error.contains(&format!("{number} is too large for a 64-bit integer")), "{error}");
        }
        assert!(read("{}").is_err_and(|error| error.to_string().contains("a boolean, number or string")));
    }

    #[test]
    fn numbers_of_small_types_become_attributes() {
        let whole: [Attribute; 7] =
            [7_u8.into(), 7_u16.into(), 7_u32.into(), 7_i8.into(), 7_i16.into(), 7_i32.into(), 7_i64.into()];
        assert_eq!(whole, [const { Attribute::Integer(7) }; 7]);
        let least: [Attribute; 3] = [i8::MIN.into(), i16::MIN.into(), i32::MIN.into()];
        assert_eq!(least, [-128, -32_768, -2_147_483_648].map(Attribute::Integer));
    }

    #[test]
    fn context_is_iterated_by_reference() {
        let context = Context::new("ada").with("b", 1).with("a", "x");
        let mut names = Vec::new();
        for (name, value) in &context {
            names.push((name, value.as_str()));
        }
        assert_eq!(names, [("a", Some("x")), ("b", None)]);
        assert_eq!((&context).into_iter().len(), 2);
        assert_eq!(format!("{:?}", context.iter()), "ContextIter { left: 2, .. }");
    }

    #[test]
    fn a_clone_does_not_see_what_the_original_gains() {
        let original = Context::new("user-123").with("plan", "free");
        let clone = original.clone();
        let original = original.with("plan", "pro");
        assert_eq!(clone.attribute("plan"), Some(&"free".into()));
        assert_eq!(original.attribute("plan"), Some(&"pro".into()));
    }

    #[test]
    fn a_key_that_is_set_later_keeps_attributes() {
        let visitor = Context::new("visitor").with("plan", "free").with("a", 1);
        let user = visitor.clone().with_key("ada");
        assert_eq!((visitor.key(), user.key()), (Some("visitor"), Some("ada")));
        assert_eq!(user.iter().collect::<Vec<_>>(), [("a", &1.into()), ("plan", &"free".into())]);
        assert_eq!(Context::new("ada").iter().len(), 0);
        for (name, value) in &[("a", Some(&1.into())), ("plan", Some(&"free".into())), ("b", None), ("", None)] {
            assert_eq!(user.attribute(name), *value, "{name}");
        }
    }
}
