//! An empty crate. The tests are those of the crate for edition 2018.
