//! The macros and functions of the runtime, used through the path `platform::toggle_runtime`.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::path::Path;

use platform::{scope, toggle_runtime as runtime};
use toggle_admin::inventory::Inventory;

mod forms;

#[test]
fn macro_of_the_platform_needs_no_path() {
    let is_on = || platform::is_on!("user-macro");
    assert_eq!((is_on(), scope().set("user-macro", true).run(is_on)), (false, true));
}

#[test]
fn dollar_crate_is_a_path() {
    platform::gated_number!(number, "user-number", 1);
    assert_eq!((number(), scope().set("user-number", true).run(number)), (0, 1));
}

#[runtime::feature_toggle("user-pinned", else = 0, crate = platform::toggle_runtime)]
fn pinned() -> u8 {
    1
}

#[test]
fn pin_of_the_build_holds() {
    assert_eq!(scope().set("user-pinned", false).run(pinned), 1);
}

#[test]
fn toggles_of_the_program_are_listed() {
    let program = Path::new(env!("CARGO_BIN_EXE_toggle-tests-platform-user"));
    let inventory = Inventory::open(program).expect("it can be read");
    let names: Vec<&str> = inventory.toggles.iter().map(|toggle| toggle.name.as_str()).collect();
    assert_eq!(names, ["platform-asked", "platform-declared", "platform-inner"]);
    for toggle in &inventory.toggles {
        let place = toggle.place().expect("it is somewhere");
        assert_eq!((place.package.as_str(), place.file.ends_with("main.rs")), (env!("CARGO_PKG_NAME"), true));
    }
}
