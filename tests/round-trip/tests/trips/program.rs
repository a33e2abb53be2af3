//! Packages that tests compile: programs that compare code before and after, with all cases as modules of one crate, so
//! that the compiler runs once; and libraries whose assembly is compared.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use cargo_toggle::retire::rewrite::{Edition, Keep, Target};

/// The root of the repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A way in which a toggle is retired.
#[derive(Debug)]
pub(crate) struct Way {
    /// Its name in files and modules.
    pub(crate) name: &'static str,
    pub(crate) toggle: &'static str,
    ident: &'static str,
    keep: fn() -> Keep,
    /// The value that is kept and another one, as Rust expressions.
    values: [&'static str; 2],
}

impl Way {
    const fn new(
        name: &'static str,
        toggle: &'static str,
        ident: &'static str,
        keep: fn() -> Keep,
        values: [&'static str; 2],
    ) -> Self {
        Self { name, toggle, ident, keep, values }
    }

    /// Returns the toggle and the value that stays, for an edit.
    pub(crate) fn target(&self) -> Target {
        let (name, keep) = (self.toggle.to_owned(), (self.keep)());
        Target { name, keep, idents: [self.ident.to_owned()].into(), keeps_declaration: false }
    }
}

fn variant(name: &str, path: &str) -> Keep {
    Keep::Variant { name: name.to_owned(), path: path.to_owned() }
}

/// All ways of all toggles in the prelude.
pub(crate) const WAYS: [Way; 11] = [
    Way::new("on", "x", "X", || Keep::On, ["true", "false"]),
    Way::new("off", "x", "X", || Keep::Off, ["false", "true"]),
    Way::new("neural", "ranking", "RANKING", || variant("neural", "Ranking::Neural"), ["\"neural\"", "\"hybrid\""]),
    Way::new("bm25", "ranking", "RANKING", || variant("bm25", "Ranking::Bm25"), ["\"bm25\"", "\"hybrid\""]),
    Way::new("five", "limit", "LIMIT", || Keep::Literal("5".to_owned()), ["5", "6"]),
    Way::new("seven", "limit", "LIMIT", || Keep::Literal("7".to_owned()), ["7", "6"]),
    Way::new("hello", "greeting", "GREETING", || Keep::Literal("\"hello\"".to_owned()), ["\"hello\"", "\"-\""]),
    Way::new("own_on", "own", "OWN", || Keep::On, ["true", "false"]),
    Way::new("own_off", "own", "OWN", || Keep::Off, ["false", "true"]),
    Way::new("mine_on", "mine", "MINE", || Keep::On, ["true", "false"]),
    Way::new("mine_off", "mine", "MINE", || Keep::Off, ["false", "true"]),
];

/// The code of a case before, and after each way that leaves nothing to a person.
#[derive(Debug)]
pub(crate) struct Case {
    /// The name of its module.
    pub(crate) name: String,
    pub(crate) before: String,
    pub(crate) after: Vec<(&'static Way, String)>,
}

/// A package outside of the workspace. All of them share their build results.
#[derive(Debug)]
struct Package {
    directory: PathBuf,
}

impl Package {
    fn write(name: &str, edition: Edition) -> Self {
        let package = Self { directory: Path::new(env!("CARGO_TARGET_TMPDIR")).join(name) };
        let root = fs::canonicalize(ROOT).expect("the repository is there");
        let year = if edition == Edition::From2024 { "2024" } else { "2021" };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"{year}\"\npublish = false\n\n[dependencies]\n\
             toggle-runtime = {{ path = '{}', default-features = false }}\n\n[profile.dev]\ndebug = false\n\
             incremental = false\n\n[workspace]\n",
            root.join("toggle-runtime").display()
        );
        package.file("Cargo.toml", &manifest);
        // The lock file selects dependencies that are already downloaded.
        package.file("Cargo.lock", &fs::read_to_string(root.join("Cargo.lock")).expect("it is there"));
        package
    }

    fn file(&self, name: &str, content: &str) {
        let path = self.directory.join(name);
        fs::create_dir_all(path.parent().expect("it is in the directory")).expect("directories can be made");
        fs::write(path, content).expect("the file can be written");
    }

    /// Returns a command of cargo in the package, without variables of the surroundings that set or pin a toggle.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(&self.directory);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"TOGGLE_")) {
            command.env_remove(name);
        }
        command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs"));
        command.env("CARGO_NET_OFFLINE", "true").env("CARGO_TERM_QUIET", "true");
        command
    }
}

/// A package of cases.
#[derive(Debug)]
pub(crate) struct Program(Package);

impl Program {
    /// Writes a package with this name and edition.
    pub(crate) fn write(name: &str, edition: Edition, cases: &[Case]) -> Self {
        let program = Package::write(name, edition);
        program.file("src/prelude.rs", include_str!("prelude.rs"));
        let mut main = "//! All cases.\n#![allow(warnings)]\n\nmod prelude;\n\n".to_owned();
        let mut calls = String::new();
        for Case { name, before, after } in cases {
            program.file(&format!("src/{name}/before.rs"), before);
            let mut modules = "    pub mod before;\n".to_owned();
            for (way, text) in after {
                program.file(&format!("src/{name}/{}.rs", way.name), text);
                let _ = writeln!(modules, "    pub mod {};", way.name);
                let [kept, other] = way.values;
                let (toggle, way) = (way.toggle, way.name);
                let _ = writeln!(
                    calls,
                    "    all.compare(\"{name}, {way}\", \"{toggle}\", [{kept}, {other}], {name}::before::run, {name}::{way}::run);"
                );
            }
            let _ = writeln!(main, "mod {name} {{\n{modules}}}\n");
        }
        let _ = writeln!(
            main,
            "fn main() {{\n    let mut all = prelude::Comparisons::default();\n{calls}    all.end();\n}}"
        );
        program.file("src/main.rs", &main);
        Self(program)
    }

    /// Compiles the package and runs it, and returns the output.
    #[track_caller]
    pub(crate) fn run(&self) -> String {
        let output = self.0.cargo(&["run"]).output().expect("cargo can be run");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
        printed
    }

    /// Returns the compiler's messages, each on a line.
    pub(crate) fn errors(&self) -> String {
        // A check would need metadata of all dependencies, which the other programs do not need.
        let output = self.0.cargo(&["build", "--message-format", "short"]).output().expect("cargo can be run");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

/// A package with one file.
#[derive(Debug)]
pub(crate) struct Library(Package);

impl Library {
    pub(crate) fn write(name: &str, text: &str) -> Self {
        let package = Package::write(name, Edition::From2024);
        package.file("src/lib.rs", text);
        Self(package)
    }

    /// Returns the assembly of a release build with these variables.
    #[track_caller]
    pub(crate) fn assembly(&self, variables: &[(&str, &str)]) -> String {
        let path = self.0.directory.join("lib.s");
        let emit = format!("--emit=asm={}", path.display());
        let mut command = self.0.cargo(&["rustc", "--release", "--lib", "--", &emit, "-Ccodegen-units=1"]);
        let output = command.envs(variables.iter().copied()).output().expect("cargo can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read_to_string(path).expect("the compiler has written it")
    }
}
