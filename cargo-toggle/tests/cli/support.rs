//! The support of the tests: temporary directories, runs of the tool, and saved lists.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::schemas::conforms;

/// Returns the path of this program.
pub(crate) fn this() -> PathBuf {
    std::env::current_exe().expect("this program is a file")
}

/// A temporary directory for one test, outside of any package.
pub(crate) struct Scratch(TempDir);

impl Scratch {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().expect("a directory can be made"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and returns its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is in the directory")).expect("directories can be made");
        std::fs::write(&path, content).expect("the file can be written");
        path
    }

    /// Runs `cargo toggle` in the directory.
    pub(crate) fn toggle(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// Returns the command `cargo toggle` with these arguments, in the directory.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-toggle"));
        command.arg("toggle").args(arguments).current_dir(self.path()).env_remove("COLUMNS");
        command
            .env_remove("TOGGLE_FILE")
            .env_remove("TOGGLE_STORE")
            .env_remove("TOGGLE_ENVIRONMENT")
            .env_remove("TOGGLE_CONTEXT")
            .env_remove("TOGGLE_ACTOR");
        command
    }
}

/// Returns a saved list of toggles. Each line of `toggles` is a name, then fields of its declaration and its points,
/// like `mail default=on kind=ops declared=src/lib.rs:3 asked=src/lib.rs:7 !asked=src/lib.rs:9`. A `guard=` or
/// `shadow=` is a point of that mode. A `pin=on` applies to all places after it.
pub(crate) fn saved_list(toggles: &str) -> String {
    let place = |text: &str| {
        let (file, line) = text.split_once(':').expect("a file and a line");
        let line: u32 = line.parse().expect("a line");
        json!({
            "package": "p", "version": "1.0.0", "module": "p", "item": "f", "file": file, "line": line, "column": 1
        })
    };
    let toggles: Vec<Value> = toggles
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let mut words = line.split(' ');
            let name = words.next();
            let mut declaration = json!({
                "description": "", "default": "off", "kind": null, "owner": null, "since": null, "expires": null
            });
            let (mut declarations, mut points) = (Vec::new(), Vec::new());
            for word in words {
                match word.split_once('=').expect("a field") {
                    ("declared", at) => {
                        declaration["place"] = place(at);
                        declarations.push(declaration.clone());
                    }
                    (mode @ ("guard" | "shadow" | "value"), at) => {
                        let mut point = place(at);
                        point["negated"] = json!(false);
                        point[mode] = json!(true);
                        points.push(point);
                    }
                    (asked @ ("asked" | "!asked"), at) => {
                        let mut point = place(at);
                        point["negated"] = json!(asked == "!asked");
                        if let Some(pin) = declaration.get("pin") {
                            point["pin"] = pin.clone();
                        }
                        points.push(point);
                    }
                    ("type", ty) => {
                        declaration["type"] = json!(ty.replace(',', " "));
                        if ty == "structure" {
                            declaration["default"] = json!({ "(in code)": 0 });
                        }
                    }
                    ("default", number) if number.parse::<f64>().is_ok() => {
                        declaration["default"] = serde_json::from_str(number).expect("a number is JSON");
                    }
                    (field, value) => declaration[field] = json!(value),
                }
            }
            let default = declarations.first().map_or(json!("off"), |first| first["default"].clone());
            json!({
                "name": name, "default": default, "declarations": declarations, "points": points, "artifacts": []
            })
        })
        .collect();
    json!({ "format": "cargo-toggle/list", "version": 1, "artifacts": [], "toggles": toggles }).to_string()
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("the tool can be run");
        let text = |bytes| String::from_utf8(bytes).expect("it prints text");
        Self { status: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    /// Returns the output, and asserts success without messages.
    #[track_caller]
    pub(crate) fn fine(self) -> String {
        assert_eq!((self.status, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout
    }

    /// Returns the output, and asserts findings without messages.
    #[track_caller]
    pub(crate) fn findings(self) -> String {
        assert_eq!((self.status, self.stderr.as_str()), (Some(1), ""), "{}", self.stdout);
        self.stdout
    }

    /// Returns the message, and asserts a failure without output.
    #[track_caller]
    pub(crate) fn refused(self) -> String {
        assert_eq!((self.status, self.stdout.as_str()), (Some(2), ""), "{}", self.stderr);
        self.stderr
    }

    /// Returns the output as JSON, and asserts that it conforms to the schema of this format.
    #[track_caller]
    pub(crate) fn json(&self, format: &str) -> Value {
        let json: Value = serde_json::from_str(&self.stdout).expect("it prints JSON");
        conforms(format, &json);
        json
    }
}
