//! The counted answers of a point or a toggle.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_rules::{Reason, Value};
use toggle_syntax::order;

/// The answers of a toggle, or of one place that asks for it, as noted since it was first observed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Observed {
    /// The number of times that each answer was given, the most frequent first.
    pub answers: Vec<AnswerCount>,
    /// The number of times that others were given: only the first 16 of a place are told apart.
    pub others: u64,
    /// When it was last asked.
    pub last_asked: Option<Timestamp>,
}

/// The number of times that an answer was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct AnswerCount {
    /// The value.
    pub value: Value,
    /// Why it was that.
    pub reason: Reason,
    /// The number of times.
    pub count: u64,
}

impl Observed {
    /// Returns the number of answers.
    pub fn total(&self) -> u64 {
        self.answers.iter().map(|answer| answer.count).sum::<u64>() + self.others
    }

    /// Returns the number of times that the answer was this value, for whatever reason.
    pub fn count(&self, value: impl Into<Value>) -> u64 {
        let value = value.into();
        self.answers.iter().filter(|answer| answer.value == value).map(|answer| answer.count).sum()
    }

    /// Returns what places have noted, together.
    pub(crate) fn sum(observed: impl IntoIterator<Item = Self>) -> Option<Self> {
        observed.into_iter().reduce(|mut sum, other| {
            for answer in other.answers {
                let is_same = |known: &&mut AnswerCount| known.value == answer.value && known.reason == answer.reason;
                match sum.answers.iter_mut().find(is_same) {
                    Some(known) => known.count += answer.count,
                    None => sum.answers.push(answer),
                }
            }
            sum.others += other.others;
            sum.last_asked = sum.last_asked.max(other.last_asked);
            sum.order();
            sum
        })
    }

    pub(crate) fn order(&mut self) {
        order::sort_by_key(&mut self.answers, |answer| Reverse(answer.count));
    }
}
