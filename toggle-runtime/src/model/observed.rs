//! The numbers of answers of a toggle or a place.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_rules::{Reason, Value};
use toggle_syntax::order;

/// The answers of a toggle, or of one place that checks it, since it was first [observed](crate::Observe).
///
/// ```
/// if let Some(observed) = toggle_runtime::status("new-checkout").and_then(|toggle| toggle.observed) {
///     println!("on in {} of {} checks", observed.count(true), observed.total());
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Observed {
    /// The number of times of each answer, the most frequent first.
    pub answers: Vec<AnswerCount>,
    /// The number of all other answers: each place counts the first 16 different answers separately.
    pub others: u64,
    /// The time of the last check.
    pub last_asked: Option<Timestamp>,
}

/// The number of times that checks gave one answer. See [`Observed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct AnswerCount {
    /// The value.
    pub value: Value,
    /// The reason for the value.
    pub reason: Reason,
    /// The number of times.
    pub count: u64,
}

impl Observed {
    /// Returns the total number of answers.
    pub fn total(&self) -> u64 {
        self.answers.iter().map(|answer| answer.count).sum::<u64>() + self.others
    }

    /// Returns the number of answers with this value, for any reason. Answers in [`others`](Self::others) are not in
    /// it.
    pub fn count(&self, value: impl Into<Value>) -> u64 {
        let value = value.into();
        self.answers.iter().filter(|answer| answer.value == value).map(|answer| answer.count).sum()
    }

    /// Adds up the answers of several places. Returns `None` if there are none.
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
