use axum::response::Html;
use serde::{Deserialize, Serialize};
use toggle_runtime::{Change, Problem, ToggleStatus};

use crate::page::Page;

/// How many changes are shown.
const CHANGES: usize = 20;

/// The toggles of the process, what is wrong with them, and what has changed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Overview {
    pub(crate) toggles: Vec<ToggleStatus>,
    pub(crate) problems: Vec<Problem>,
    /// The latest first.
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
