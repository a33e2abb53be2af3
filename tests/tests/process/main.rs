//! Tests of whole processes: the environment, files that change at run time, and their faults.

mod environment;
#[cfg(target_os = "linux")]
mod clock;
mod directory;
mod file;
#[cfg(unix)]
mod forked;
mod guard;
#[cfg(target_os = "linux")]
mod history;
#[cfg(target_os = "linux")]
mod threads;
mod start;
mod subscribers;
mod unheard;
#[cfg(unix)]
mod irregular;
#[cfg(target_os = "linux")]
mod memory;
mod of_process;
mod probe;
mod rules;
#[cfg(unix)]
mod writers;
