//! The toggles that survive the linker: every toggle of a program or library and of its dependencies, in every
//! profile, in the file and in the running program.

use std::{
    env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX},
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

use toggle_admin::inventory::Inventory;

/// The toggles of the dependency, in every kind of item.
const OF_DEPENDENCY: [&str; 11] = [
    "linked-async",
    "linked-called",
    "linked-declared",
    "linked-generic-called",
    "linked-generic-never-called",
    "linked-inlined",
    "linked-method",
    "linked-never-called",
    "linked-private",
    "linked-trait-default",
    "linked-unused-module",
];
/// The toggles of the program and of the library.
const OWN: [&str; 2] = ["linked-own", "linked-own-never-called"];

/// The package of the program and of the library.
const PACKAGE: &str = "toggle-linked-library";

/// The built files: the program, and the libraries for other languages.
struct Built {
    program: PathBuf,
    dynamic: PathBuf,
    archive: PathBuf,
}

/// Builds with a profile, whose output is in the directory of this name.
fn build(profile: &str, directory: &str, arguments: &[&str]) -> Built {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--profile", profile, "-p", PACKAGE]).args(arguments).current_dir(root);
    assert!(cargo.status().expect("cargo can be run").success());
    // The directory of the profile is next to that of the tests.
    let target = super::profile_directory().with_file_name(directory);
    let archive = if cfg!(target_env = "msvc") { "toggle_linked_library.lib" } else { "libtoggle_linked_library.a" };
    Built {
        program: target.join(format!("linked{EXE_SUFFIX}")),
        dynamic: target.join(format!("{DLL_PREFIX}toggle_linked_library{DLL_SUFFIX}")),
        archive: target.join(archive),
    }
}

/// Checks that a file contains each toggle once, with all of its data.
#[track_caller]
fn check(file: &Path) -> Inventory {
    let inventory = Inventory::open(file).expect("it can be read");
    let names: Vec<&str> = inventory.toggles.iter().map(|toggle| toggle.name.as_str()).collect();
    let mut expected = [&OF_DEPENDENCY[..], &OWN].concat();
    expected.sort_unstable();
    assert_eq!(names, expected, "{}", file.display());
    for toggle in &inventory.toggles {
        let is_declared = toggle.name == "linked-declared";
        assert_eq!((toggle.declarations.len(), toggle.points.len()), if is_declared { (1, 0) } else { (0, 1) });
        let place = toggle.place().expect("it is somewhere");
        let package = if OWN.contains(&toggle.name.as_str()) { PACKAGE } else { "toggle-linked" };
        assert_eq!((place.package.as_str(), place.version.as_str()), (package, env!("CARGO_PKG_VERSION")));
        assert!(Path::new(&place.file).is_relative(), "{place:?}");
    }
    inventory
}

/// The lock of the built files: tests build the same files with other features.
static BUILDING: Mutex<()> = Mutex::new(());

fn check_all(profile: &str, directory: &str, arguments: &[&str]) {
    let _building = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let built = build(profile, directory, arguments);
    let of_program = check(&built.program);
    let of_library = check(&built.dynamic);
    let of_archive = check(&built.archive);
    assert_eq!(of_library.find("linked-own").map(|it| &it.points), of_archive.find("linked-own").map(|it| &it.points));
    let of_dependency = |inventory: &Inventory| {
        OF_DEPENDENCY.map(|name| inventory.find(name).map(|it| (it.declarations.clone(), it.points.clone())))
    };
    assert_eq!(of_dependency(&of_program), of_dependency(&of_library));

    let output = Command::new(&built.program).env_clear().output().expect("it can be run");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "0 13\n");
}

#[test]
fn debug_build_keeps_all_toggles() {
    check_all("dev", "debug", &[]);
}

#[test]
fn stripped_build_keeps_all_toggles() {
    // The features of the runtime do not change records, and would take most of the build.
    check_all("stripped", "stripped", &["--no-default-features"]);
}

/// Checks the other profiles, which take long: `cargo test -p toggle-tests --test builds linked -- --ignored`.
#[test]
#[ignore = "builds everything four times"]
fn other_profiles_keep_all_toggles() {
    for profile in ["release", "thin", "fat"] {
        check_all(profile, profile, &["--no-default-features"]);
    }
    // The test of pins in a stripped build uses the same build of the runtime.
    check_all("stripped", "stripped", &[]);
}

/// Checks the other profiles with the default features, which take twice the time.
#[test]
#[ignore = "builds everything three times"]
fn default_features_keep_all_toggles() {
    for profile in ["release", "thin", "fat"] {
        check_all(profile, profile, &[]);
    }
}
