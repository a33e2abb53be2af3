//! Introspection: the responses to `GET` requests.

use http::StatusCode;
use serde::Serialize;
use toggle_runtime::{Change, Problem, ToggleStatus};

use super::{answer::Answer, route::Question};

#[derive(Serialize)]
struct Toggles {
    toggles: Vec<ToggleStatus>,
}

#[derive(Serialize)]
struct Problems {
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct History {
    history: Vec<Change>,
}

pub(super) fn answer(question: &Question) -> Answer {
    match question {
        Question::Toggles => Answer::of(&Toggles { toggles: toggle_runtime::toggles().collect() }),
        Question::Problems => Answer::of(&Problems { problems: toggle_runtime::problems() }),
        Question::History => Answer::of(&History { history: toggle_runtime::history() }),
        Question::Toggle(name) => status(name),
        Question::Explain(name, context) => match toggle_runtime::status(name) {
            Some(_) => Answer::of(&toggle_runtime::explain_for(name, context)),
            None => unknown(name),
        },
    }
}

/// Returns the status of a toggle.
pub(super) fn status(name: &str) -> Answer {
    toggle_runtime::status(name).map_or_else(|| unknown(name), |status| Answer::of(&status))
}

fn unknown(name: &str) -> Answer {
    let told = toggle_runtime::explain(name).error;
    Answer::refusal(StatusCode::NOT_FOUND, &told.unwrap_or_else(|| "there is no such toggle; see `toggles`".to_owned()))
}
