//! The CPU time of processes that this one has started and waited for.

use std::fs;

/// The ticks of a second, which Linux shows to programs as a hundred on all that we build on.
const TICKS: f64 = 100.0;

/// Returns the CPU seconds of all children so far, or none where the system does not tell.
pub(crate) fn seconds_of_children() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the name in parentheses, which may have anything in it.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    // `cutime` and `cstime`, the fields 16 and 17 of proc(5), of which two are cut off here.
    let ticks = |field: usize| fields.get(field - 3)?.parse::<f64>().ok();
    Some((ticks(16)? + ticks(17)?) / TICKS)
}
