//! What a point has to know of a declaration.

use crate::catalogue::pin::Pin;

/// What a point has to know of a declaration.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    pub name: &'static str,
    pub pin: Pin,
    pub default: bool,
}
