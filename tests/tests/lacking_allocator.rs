//! A global allocator with a gate by a rollout that has no key to hash. Its report allocates and so checks the toggle
//! again. There is no subscriber, so that no thread is created.

mod gated;

use std::fs;

use toggle_runtime::Problem;

#[global_allocator]
static ALLOCATOR: gated::Gated = gated::Gated;

#[test]
fn gated_allocator_without_key_is_reported_once() {
    let file = tempfile::NamedTempFile::new().expect("there is room");
    fs::write(file.path(), "own-allocator = \"25%\"\nanother = \"25%\"\n").expect("there is room");
    toggle_runtime::builder().file(file.path()).watch(false).install().expect("nothing is wrong with it");
    assert!(!toggle_runtime::enabled!("another"));
    // A report that finds its lock taken is postponed to the next answer, for example the answer for this vector.
    assert_eq!(vec![0_u8; 100].len(), 100);
    let without_key = |problem| match problem {
        Problem::WithoutKey { name, .. } => Some(name),
        _ => None,
    };
    let mut reported: Vec<String> = toggle_runtime::problems().into_iter().filter_map(without_key).collect();
    reported.sort();
    assert_eq!(reported, ["another", "own-allocator"]);
    let count = |name| toggle_runtime::toggles().find(|toggle| toggle.name == name).map(|toggle| toggle.without_key);
    assert_eq!(count("another"), Some(1));
    assert!(count("own-allocator").is_some_and(|count| count > 2));
}
