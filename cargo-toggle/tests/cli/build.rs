//! Commands without a binary, which build the current package or workspace.

use std::{path::Path, process::Command};

use crate::{
    package::Package,
    support::{Run, Scratch},
};

impl Package {
    fn list(&self, arguments: &[&str]) -> Run {
        self.list_from(self.scratch.path(), arguments)
    }

    fn list_from(&self, directory: &Path, arguments: &[&str]) -> Run {
        Run::of(self.command(&[&["list"], arguments].concat()).current_dir(directory))
    }

    /// Checks the names of the toggles, and the file names of the binaries that contain them.
    #[track_caller]
    fn check(&self, arguments: &[&str], toggles: &[&str], binaries: &[&str]) {
        let run = self.list(&[arguments, &["--format", "json"]].concat());
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
        let json = run.json("list");
        let texts = |list: &str, key: &str| -> Vec<String> {
            let list = json[list].as_array().expect("it is a list").iter();
            list.map(|each| each[key].as_str().expect("it is text").to_owned()).collect()
        };
        assert_eq!(texts("toggles", "name"), toggles);
        let paths = texts("artifacts", "path");
        let names: Vec<&str> = paths.iter().filter_map(|path| Path::new(path).file_name()?.to_str()).collect();
        assert_eq!(names, binaries);
    }
}

const MAIN: &str = r#"
fn main() {
    assert!(!build_linked::library());
    let _ = (toggle_runtime::enabled!("of-program"), cfg!(feature = "more") && more());
}
#[cfg(not(feature = "more"))]
fn more() -> bool { false }
#[cfg(feature = "more")]
fn more() -> bool { toggle_runtime::enabled!("of-feature") }
"#;

const LIBRARY: &str = r#"
pub fn library() -> bool { toggle_runtime::enabled!("of-library") }
#[cfg(test)]
mod tests {
    #[test]
    fn test() { assert!(!toggle_runtime::enabled!("of-test")); }
}
"#;

#[test]
fn linked_artifacts_are_listed() {
    let package = Package::new(
        "build-linked",
        "[features]\nmore = []\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]\n[[bin]]\nname = \"program\"\npath = \"src/main.rs\"",
    );
    package.scratch.file("build.rs", "fn main() { println!(\"not JSON\"); }");
    package.scratch.file("src/main.rs", MAIN);
    package.scratch.file("src/lib.rs", LIBRARY);
    let program = format!("program{}", std::env::consts::EXE_SUFFIX);
    let library = format!("{}build_linked{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let (program, library) = (program.as_str(), library.as_str());

    package.check(&[], &["of-library", "of-program"], &[library, program]);
    package.check(&["--features", "more"], &["of-feature", "of-library", "of-program"], &[library, program]);
    package.check(&["--lib"], &["of-library"], &[library]);
    package.check(&["--bin", "program", "-p", "build-linked"], &["of-library", "of-program"], &[program]);

    let list = package.list(&["--lib", "--tests", "--format", "csv"]).fine();
    assert!(list.contains("\nof-test,"), "{list}");

    // Paths are relative to the directory in which the command runs.
    let manifest = package.scratch.path().join("Cargo.toml").display().to_string();
    let elsewhere = package.list_from(&package.target, &["--manifest-path", &manifest, "--bins", "--format", "json"]);
    let path = Path::new("debug").join(program);
    assert_eq!(elsewhere.json("list")["artifacts"][0]["path"], path.to_str().expect("it is text"));
}

#[test]
fn other_profiles() {
    let package = Package::of_records("build-profile");
    package.scratch.file(
        "src/main.rs",
        "#[cfg(not(debug_assertions))]\n\
         toggle_syntax::__record_static!(RECORD = \"p\", pin = \"\", \"released\", \"main\", \"+\");\n\
         fn main() {}\n",
    );
    let run = package.list(&["--release", "--format", "json"]);
    assert_eq!(run.json("list")["toggles"][0]["name"], "released");
    let path = run.json("list")["artifacts"][0]["path"].as_str().expect("it is text").to_owned();
    assert!(Path::new(&path).parent().is_some_and(|parent| parent.ends_with("release")), "{path}");
    let error = package.list(&["--profile", "unheard-of"]).refused();
    assert!(
        error.contains("unheard-of") && error.ends_with("`cargo build` failed, so there is nothing to list\n"),
        "{error}"
    );
}

/// Checks a package without binaries, whose Rust library is used instead.
#[test]
fn a_package_with_no_more_than_a_rust_library() {
    let package = Package::new("build-library", "");
    package.scratch.file("src/lib.rs", LIBRARY);
    package.check(&[], &["of-library"], &["libbuild_library.rlib"]);
    let error = package.list(&["--examples"]).refused();
    assert!(error.contains("the build produced no file with toggles"), "{error}");
}

#[test]
fn the_list_is_the_same_in_each_clean_build() {
    let package = Package::new("build-twice", "");
    package.scratch.file("src/main.rs", "fn main() {}\n".to_owned() + LIBRARY);
    let list = || package.list(&["--format", "markdown", "--points"]).fine();
    let first = list();
    assert!(first.contains("of-library"));
    let clean = Command::new(env!("CARGO"))
        .args(["clean", "--quiet", "--package", "build-twice"])
        .current_dir(package.scratch.path())
        .env("CARGO_TARGET_DIR", &package.target)
        .env("CARGO_NET_OFFLINE", "true")
        .status();
    assert!(clean.expect("cargo can be run").success());
    assert_eq!(list(), first);
}

#[test]
fn a_build_that_fails_speaks_for_itself() {
    let package = Package::new("build-failing", "");
    package.scratch.file("src/main.rs", "fn main() { no_such_function() }");
    let error = package.list(&[]).refused();
    assert!(error.contains("cannot find function `no_such_function`"), "{error}");
    assert!(error.ends_with("error: `cargo build` failed, so there is nothing to list\n"), "{error}");
}

#[test]
fn list_outside_of_packages_is_refused() {
    let error = Scratch::new().toggle(&["list"]).refused();
    assert!(error.contains("could not find `Cargo.toml`"), "{error}");
    let advice = "give a program: a binary, or a list saved with `--format json`";
    assert!(error.ends_with(&format!("nothing to list; {advice}\n")), "{error}");
}

#[test]
fn a_binary_is_not_built() {
    let run = Scratch::new().toggle(&["list", "binary", "--release"]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.stderr.starts_with("error: `--release` is for a build, and nothing is built where BINARY"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_pin_of_no_toggle_is_found_where_it_is_built() {
    let package = Package::new("build-pinned", "");
    package.scratch.file("src/main.rs", "fn main() { let _ = toggle_runtime::enabled!(\"new-checkout\"); }");
    let mut command = package.command(&["check"]);
    command.env("TOGGLE_PIN_NEW_CHEKCOUT", "on").env("TOGGLE_PIN_NEW_CHECKOUT", "on");
    let found = Run::of(&mut command).findings();
    let expected = "error[unknown-name]: the environment of this build has `TOGGLE_PIN_NEW_CHEKCOUT`, but no toggle has \
                    that name; did you mean `TOGGLE_PIN_NEW_CHECKOUT`?\n1 toggle, no configuration given: 1 error, 0 warnings\n";
    assert_eq!(found, expected);
}
