//! The health of the connection, the document, the cached copy and the registration, and one message for them.

use serde::{Deserialize, Serialize};

use crate::Error;

/// The health of a [`StoreSource`](crate::StoreSource).
///
/// The health of the connection is not that of the document: a store that answers may have lost its document, and a
/// store that is gone reports nothing about the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Health {
    /// The reason why the store cannot be read, or `None` if the last attempt to reach it succeeded.
    pub connection: Option<String>,
    /// The reason why the store's document was not taken over, or `None` if the last one that was read is in effect.
    pub document: Option<String>,
    /// The reason why the copy on disk cannot be used or written.
    pub cache: Option<String>,
    /// The reason why the process or its build is not registered in the store.
    #[serde(default)]
    pub registration: Option<String>,
}

impl Health {
    /// Returns whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        *self == Self::default()
    }

    /// Returns one message for everything that is wrong.
    pub fn message(&self) -> Option<String> {
        let document = self.document.as_ref().map(|document| match self.connection {
            Some(_) => format!("before that: {document}"),
            None => document.clone(),
        });
        let cache = self.cache.as_ref().map(|cache| format!("the cached copy: {cache}"));
        let registration = self.registration.as_ref().map(|registration| format!("the registration: {registration}"));
        let parts = [self.connection.clone(), document, cache, registration];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Notes the error of a read or a watch.
    pub(super) fn fail(&mut self, error: &Error) {
        if error.is_document() {
            self.connection = None;
            self.document = Some(described(error));
        } else {
            self.connection = Some(described(error));
        }
    }

    /// Notes a read whose document is in effect.
    pub(super) fn succeed(&mut self) {
        self.connection = None;
        self.document = None;
    }
}

/// Returns the message of an error with those of its causes.
pub(super) fn described(error: &Error) -> String {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    message
}
