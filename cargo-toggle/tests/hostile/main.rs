//! Files that lie: whatever a binary claims, reading it ends soon, with a list or with a message that says where, and
//! takes little memory.

mod damaged;
mod files;
mod memory;
mod mutated;
mod reading;
mod real;
mod seeds;
