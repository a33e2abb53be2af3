//! The user of all measurements, and its context.

use toggle_runtime::{AttributeRef, Context, Targeting};

/// A user in a program's own type.
#[derive(Clone, Debug)]
pub struct User {
    pub id: String,
    pub country: String,
    pub plan: String,
    pub age: i64,
    pub version: String,
    pub groups: Vec<String>,
}

impl User {
    /// Returns a user for whom none of the ten rules matches before the last one.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            country: "NL".to_owned(),
            plan: "pro".to_owned(),
            age: 42,
            version: "2.3.1".to_owned(),
            groups: vec!["early".to_owned(), "testers".to_owned()],
        }
    }

    #[must_use]
    pub fn context(&self) -> Context {
        Context::new(&*self.id)
            .with("country", &*self.country)
            .with("plan", &*self.plan)
            .with("age", self.age)
            .with("version", &*self.version)
            .with("group", self.groups.clone())
    }
}

/// Returns the user of all measurements.
impl Default for User {
    fn default() -> Self {
        Self::new("user-4711")
    }
}

impl Targeting for User {
    fn key(&self) -> Option<&str> {
        Some(&self.id)
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        Some(match name {
            "country" => AttributeRef::Text(&self.country),
            "plan" => AttributeRef::Text(&self.plan),
            "age" => AttributeRef::Integer(self.age),
            "version" => AttributeRef::Text(&self.version),
            "group" => AttributeRef::Texts(&self.groups),
            _ => return None,
        })
    }
}
