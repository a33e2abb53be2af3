//! Checks and declarations: the API of users and of generated code.

pub(crate) mod point;
pub(crate) mod asked;
pub(crate) mod condition;
pub(crate) mod guarded;
pub(crate) mod shadowed;
pub(crate) mod reached;
pub(crate) mod when_off;
pub(crate) mod variants;
pub(crate) mod structured;
pub(crate) mod setting;
pub(crate) mod toggle;
pub(crate) mod testing;
pub(crate) mod macros;
