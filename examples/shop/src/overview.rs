use axum::{
    Json,
    extract::Path,
    http::StatusCode,
    response::{Html, Redirect},
};
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

pub(crate) async fn json() -> Json<Overview> {
    Json(Overview::now())
}

/// Lets a toggle be what its sources say again, after its guard has switched it off.
pub(crate) async fn reset(Path(name): Path<String>) -> Result<Redirect, (StatusCode, String)> {
    let reset = toggle_runtime::reset(&name).map(|()| Redirect::to("/"));
    reset.map_err(|error| (StatusCode::NOT_FOUND, error.to_string()))
}
