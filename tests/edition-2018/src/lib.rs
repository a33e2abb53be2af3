//! An empty crate. The tests are in `tests/`.
