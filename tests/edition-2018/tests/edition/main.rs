//! The attributes in a crate of edition 2018; the package of edition 2021 compiles the same files.

mod attributes;
mod drop_order;
