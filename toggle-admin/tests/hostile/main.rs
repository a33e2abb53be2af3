//! Binaries that make false claims. Reading them ends soon and takes little memory, with a list or with a message
//! that names the place.
#![allow(clippy::disallowed_methods, reason = "a test starts the compiler")]

mod damaged;
#[cfg(all(target_os = "linux", target_pointer_width = "64", target_endian = "little"))]
mod elf;
mod files;
mod memory;
mod mutated;
mod reading;
mod real;
mod seeds;
