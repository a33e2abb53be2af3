//! What is asked in the measurements, and for whom.

mod user;
mod text;

pub use text::{Text, install};
pub use user::User;
