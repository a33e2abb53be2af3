//! The toggles, their states and the user that all measurements share.

mod user;
mod text;

pub use text::{Text, install};
pub use user::User;
