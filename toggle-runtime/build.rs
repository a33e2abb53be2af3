//! Does nothing: cargo wants a build script beside `links`, which has it refuse two copies of this crate in one
//! program.

fn main() {}
