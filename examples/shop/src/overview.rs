//! The overview of all toggles, which the start page shows.

use axum::response::Html;
use serde::{Deserialize, Serialize};
use toggle_runtime::{Change, Problem, ToggleStatus};

use crate::page::Page;

/// The number of changes on the page.
const CHANGES: usize = 20;

/// The toggles of the process with their problems and changes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Overview {
    pub(crate) toggles: Vec<ToggleStatus>,
    pub(crate) problems: Vec<Problem>,
    /// The changes, latest first.
    pub(crate) history: Vec<Change>,
}

impl Overview {
    fn now() -> Self {
        Self {
            toggles: toggle_runtime::toggles().collect(),
            problems: toggle_runtime::problems(),
            history: toggle_runtime::history().into_iter().rev().take(CHANGES).collect(),
        }
    }
}

pub(crate) async fn page() -> Html<String> {
    Html(Page(&Overview::now()).to_string())
}
