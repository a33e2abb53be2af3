use axum::{Json, response::Html};
use serde::{Deserialize, Serialize};
use toggle_runtime::{Problem, ToggleStatus};

use crate::page::Page;

/// The toggles of the process, and what is wrong with them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Overview {
    pub(crate) toggles: Vec<ToggleStatus>,
    pub(crate) problems: Vec<Problem>,
}

impl Overview {
    fn now() -> Self {
        Self { toggles: toggle_runtime::toggles().collect(), problems: toggle_runtime::problems() }
    }
}

pub(crate) async fn page() -> Html<String> {
    Html(Page(&Overview::now()).to_string())
}

pub(crate) async fn json() -> Json<Overview> {
    Json(Overview::now())
}
