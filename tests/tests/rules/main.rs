//! The rules of a file, tried against a second evaluator, which is written from `toggle-rules/docs/rules.md` alone and
//! as simply as it can be.
#![forbid(unsafe_code)]

mod reference;
mod generate;
mod print;
mod program;

mod by_hand;
mod exact;
mod figures;
mod golden;
mod lints;
mod monotone;
mod round_trip;
mod same;
mod spread;
