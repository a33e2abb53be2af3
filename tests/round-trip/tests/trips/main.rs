//! Tests of `retire` with code: the text that comes back, and the behaviour of the code that is left.

mod published;
mod program;
mod pairs;
mod generated;
mod assembly;
