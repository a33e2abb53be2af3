//! The tests that every engine must pass: one suite, with a store that fails in every known way.
//!
//! An engine implements [`Fixture`], and [`WriteFixture`] if it can be written, for a store that the tests own. The
//! macros make one test of each lesson:
//!
//! ```ignore
//! toggle_store::following_tests!(MyFixture::new());
//! toggle_store::writing_tests!(MyFixture::new());
//! ```
//!
//! Each test evaluates the expression, so that no two tests share a store. Attributes after the expression, such as
//! `, #[ignore]`, are those of each test. An engine on a network connects through a [`Proxy`], which stalls, cuts and
//! delays.

mod follower;
pub mod following;
mod proxy;
pub mod writing;

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

pub use self::proxy::Proxy;
use crate::{Store, WriteStore};

/// The longest time of any condition in the suite.
const DEADLINE: Duration = Duration::from_secs(20);

/// A store that a test owns. It is empty at first.
pub trait Fixture: Send + Sync {
    /// Returns a new client of the store, which the [outage](Self::outage) affects.
    fn open(&self) -> Arc<dyn Store>;

    /// Replaces the contents of the document, unchecked, with a higher revision. Makes the document and its lineage if
    /// there are none.
    fn put(&self, contents: &[u8]);

    /// Replaces the document with one of the same lineage and a lower revision than before, as a restored backup does.
    /// Returns false if the store has no versions.
    fn go_back(&self, contents: &[u8]) -> bool;

    /// Replaces the document with one of another lineage. Returns false if the store has no versions.
    fn begin_lineage(&self, contents: &[u8]) -> bool;

    /// Removes the document, and not the store.
    fn delete(&self);

    /// Begins or ends an outage for all clients. Returns false if the store cannot fail in this way.
    fn outage(&self, outage: Outage) -> bool;

    /// Returns the passwords and tokens that clients use, which no name and no message may contain.
    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A [`Fixture`] whose store can be written.
pub trait WriteFixture: Fixture {
    /// Returns a new client that writes.
    fn open_writer(&self) -> Arc<dyn WriteStore>;
}

/// A way in which the connection to a store fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outage {
    /// None: the store can be reached again.
    Over,
    /// Connections end, and new ones as well.
    Cut,
    /// Connections stay open, and nothing arrives.
    Stall,
    /// Everything arrives 50 ms late.
    Delay,
}

/// Waits until a condition holds, and returns the time that it took.
///
/// # Panics
///
/// The condition does not hold within the deadline.
#[track_caller]
fn wait_until(what: &str, mut condition: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
        thread::sleep(Duration::from_millis(2));
    }
    began.elapsed()
}

/// Makes a test of each lesson for engines that read: see [`conformance`](crate::conformance).
#[macro_export]
macro_rules! following_tests {
    ($fixture:expr $(, #[$attribute:meta])*) => {
        $crate::__lessons! { following, $fixture, [$(#[$attribute])*];
            document_is_read_as_it_was_put,
            known_document_is_unchanged,
            missing_document_is_reported_as_missing,
            huge_document_is_not_transferred,
            watch_reports_a_change_after_its_opening,
            quiet_watch_returns_in_time,
            change_is_seen,
            burst_of_changes_ends_with_the_newest,
            deleted_document_changes_nothing,
            emptied_document_changes_nothing,
            broken_document_changes_nothing,
            binary_document_changes_nothing,
            huge_document_changes_nothing,
            lower_revision_changes_nothing,
            other_lineage_changes_nothing,
            cut_is_reported_and_ends_with_the_newest,
            stall_is_reported_and_ends_with_the_newest,
            many_followers_return_after_a_cut,
            deletion_during_a_cut_changes_nothing,
            delay_is_no_failure,
            start_without_the_store_uses_the_copy,
            stalled_start_with_a_copy_takes_a_second,
            stalled_start_without_a_copy_fails_in_time,
            start_accepts_no_lower_revision_than_the_copy,
            calls_end_in_time_while_the_store_stalls,
            secrets_are_in_no_message,
        }
    };
}

/// Makes a test of each lesson for engines that write: see [`conformance`](crate::conformance).
#[macro_export]
macro_rules! writing_tests {
    ($fixture:expr $(, #[$attribute:meta])*) => {
        $crate::__lessons! { writing, $fixture, [$(#[$attribute])*];
            init_makes_document_and_log,
            second_init_is_refused,
            write_replaces_document_and_adds_its_line,
            write_of_an_old_revision_is_refused,
            write_of_another_lineage_is_refused,
            write_without_document_is_refused,
            build_registered_during_the_check_is_refused,
            unusable_write_is_refused,
            log_is_read_in_parts,
            log_keeps_the_last_texts,
            many_writers_lose_nothing,
            writers_with_lost_answers_lose_nothing,
            written_document_is_followed,
            record_is_put_read_and_removed,
            record_with_a_bad_id_is_refused,
            records_are_listed_in_order,
            record_ends_with_its_lifetime,
            renewed_record_stays,
            gone_record_cannot_be_renewed,
            watch_reports_changes_of_records,
        }
    };
}

/// Makes the tests of one list.
#[doc(hidden)]
#[macro_export]
macro_rules! __lessons {
    ($module:ident, $fixture:expr, $attributes:tt; $($lesson:ident,)*) => {
        $($crate::__lesson! { $module, $fixture, $attributes, $lesson })*
    };
}

/// Makes one test.
#[doc(hidden)]
#[macro_export]
macro_rules! __lesson {
    ($module:ident, $fixture:expr, [$(#[$attribute:meta])*], $lesson:ident) => {
        #[test]
        $(#[$attribute])*
        fn $lesson() {
            $crate::conformance::$module::$lesson(&$fixture);
        }
    };
}
