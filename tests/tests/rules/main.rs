//! Tests of the rules against a second evaluator. That evaluator is written from `toggle-rules/docs/rules.md` alone,
//! and in the simplest way.
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
