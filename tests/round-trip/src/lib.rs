//! Round trips: published code is gated in some form, the toggle is retired, and the text must be the one from before.

mod places;
mod insert;
mod forms;
mod trip;

pub use forms::{FORMS, Form};
pub use trip::{Counts, Difference, round_trip, sources};
