//! The part of a declaration that a point needs.

use crate::catalogue::pin::Pin;

/// The part of a declaration that a point needs.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    pub name: &'static str,
    pub pin: Pin,
    pub default: bool,
}
