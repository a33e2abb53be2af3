//! The registry: every toggle of the program, the states of the sources, and their publication to the points. The
//! registry is an ordinary value; [`global`](crate::global) holds the one that generated code uses.

pub(crate) mod builder;
mod cache_padded;
pub(crate) mod entry;
mod reading;
mod layers;
mod layer;
mod circles;
mod updated;
mod resolved;
mod view;
mod retired;
pub(crate) mod lacking;
mod decide;
mod observers;
mod of_process;
mod shadows;
mod tripped;
mod kept;
mod follower;
mod words;
mod state;
mod forked;
mod follow;
mod note_lack;
pub(crate) mod in_force;
mod publish;
mod trip;
mod structures;
mod accept;
mod update;
mod set_up;
mod deliver;
mod problems;
mod sources;
mod status;
mod lint;
#[cfg(test)]
mod tests;

pub use self::builder::Builder;
pub(crate) use self::{
    decide::{EffectivePolicy, Evaluator},
    state::{Control, Registry},
    view::{View, ViewGuard, ViewRef},
};
