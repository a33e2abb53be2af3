//! The CPU time of the child processes that this process has waited for.

use std::fs;

/// Clock ticks per second. Linux reports 100 to programs on all our platforms.
const TICKS: f64 = 100.0;

/// Returns the CPU seconds of all finished children, or `None` if the system does not report them.
pub(crate) fn seconds_of_children() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the name in parentheses, which can contain any character.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    // The fields 16 and 17 of proc(5) are `cutime` and `cstime`. The split above removes the first two fields.
    let ticks = |field: usize| fields.get(field - 3)?.parse::<f64>().ok();
    Some((ticks(16)? + ticks(17)?) / TICKS)
}
