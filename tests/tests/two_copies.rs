//! A program with a second copy of the runtime, which a build without cargo can link. Cargo refuses that
//! (`one_copy`), so this test defines the second copy's list of points by its name.

use std::thread;

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

/// The list of points of the second copy.
#[linkme::distributed_slice]
static TOGGLE_RUNTIME_0_1_POINTS: [u8];

#[toggle("kill-switch", default = on)]
static KILL_SWITCH: Toggle;
#[toggle("plain")]
static PLAIN: Toggle;
#[toggle("limit", default = 5)]
static LIMIT: Toggle<i64>;

#[feature_toggle(KILL_SWITCH, else = "off")]
fn by_declaration() -> &'static str {
    "on"
}

#[feature_toggle("plain", else = "off")]
fn by_name() -> &'static str {
    "on"
}

#[test]
fn checks_return_declared_defaults() {
    let check = || {
        assert_eq!((by_declaration(), by_name()), ("on", "off"));
        assert_eq!((KILL_SWITCH.is_enabled(), KILL_SWITCH.get(), PLAIN.get(), LIMIT.get()), (true, true, false, 5));
        assert!(!enabled!("plain") && enabled!(KILL_SWITCH) && enabled!(not(PLAIN)));
    };
    thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(check);
        }
    });
    check();
}

#[test]
fn problem_names_the_two_copies() {
    let problems = toggle_runtime::problems();
    let [problem] = &*problems else { panic!("{problems:?}") };
    let message = problem.to_string();
    assert!(message.contains("two copies of toggle-runtime 0.1 are linked; build the program with one"), "{message}");
    let error = toggle_runtime::builder().install().expect_err("there is nothing to set up");
    assert_eq!(error.to_string(), message);
    assert!(toggle_runtime::set("plain", true).is_err());
    assert_eq!(toggle_runtime::toggles().count(), 0);
    assert_eq!(toggle_runtime::reload().map_err(|error| error.to_string()), Ok(()));
    assert!(!toggle_runtime::explain("plain").is_on());
}
