//! The tested crates, and the lints.

/// A crate and its test settings.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// Cargo's flags for features.
    pub(crate) features: &'static [&'static str],
    /// Additional flags for `cargo test`.
    pub(crate) tests: &'static [&'static str],
    /// The directories whose functions are gated.
    pub(crate) gate: &'static [&'static str],
    /// Files (`src/lib.rs`) and functions (`src/lib.rs::main`) without a gate, each with the reason.
    pub(crate) except: &'static [(&'static str, &'static str)],
}

impl Crate {
    const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version, features: &[], tests: &[], gate: &["src", "tests", "examples"], except: &[] }
    }

    const fn features(self, features: &'static [&'static str]) -> Self {
        Self { features, ..self }
    }

    const fn tests(self, tests: &'static [&'static str]) -> Self {
        Self { tests, ..self }
    }

    const fn except(self, except: &'static [(&'static str, &'static str)]) -> Self {
        Self { except, ..self }
    }

    const fn gate(self, gate: &'static [&'static str]) -> Self {
        Self { gate, ..self }
    }

    /// Returns whether the file or function stays without a gate.
    pub(crate) fn leaves(&self, place: &str) -> bool {
        self.except.iter().any(|(left, _reason)| *left == place)
    }
}

/// The flags without documentation tests, for crates with hundreds of them.
const NO_DOCS: &[&str] = &["--lib", "--tests"];
const ALLOCATORS: &[(&str, &str)] = &[
    ("tests/test_bytes_odd_alloc.rs", "a global allocator: the first check allocates"),
    ("tests/test_bytes_vec_alloc.rs", "a global allocator: the first check allocates"),
];
const RAYON: &[(&str, &str)] = &[(
    "src/iter/mod.rs::partial_cmp",
    "a head of several lines: Clippy reports its missing `#[inline]` at another line",
)];
const ALL_FEATURES: &[&str] = &["--all-features"];

pub(crate) const CRATES: &[Crate] = &[
    Crate::new("semver", "1.0.28"),
    Crate::new("itoa", "1.0.19"),
    Crate::new("ryu", "1.0.23"),
    Crate::new("either", "1.19.0").features(ALL_FEATURES),
    Crate::new("smallvec", "1.16.6"),
    Crate::new("arrayvec", "0.7.8"),
    Crate::new("slab", "0.4.12"),
    Crate::new("heck", "0.5.0"),
    Crate::new("textwrap", "0.16.4"),
    Crate::new("fastrand", "2.5.0"),
    Crate::new("httparse", "1.10.1"),
    Crate::new("percent-encoding", "2.3.2"),
    Crate::new("url", "2.5.8"),
    Crate::new("bytes", "1.12.2").tests(NO_DOCS).except(ALLOCATORS),
    Crate::new("bitflags", "2.13.2"),
    Crate::new("once_cell", "1.21.4"),
    Crate::new("indexmap", "2.14.2"),
    Crate::new("hashbrown", "0.17.1"),
    Crate::new("async-channel", "2.5.0"),
    Crate::new("async-lock", "3.5.0"),
    Crate::new("event-listener", "5.4.2"),
    Crate::new("async-executor", "1.14.1"),
    Crate::new("futures-lite", "2.6.1"),
    Crate::new("async-trait", "0.1.92").gate(&["tests"]),
    // The test `stream` uses a package that is missing in the crate's manifest.
    Crate::new("async-stream", "0.3.6").tests(&["--lib", "--test", "try_stream", "--test", "for_await"]),
    Crate::new("tokio-stream", "0.1.19").features(&["--features", "full"]).tests(NO_DOCS),
    Crate::new("tower", "0.5.3").features(&["--features", "full"]).tests(NO_DOCS),
    Crate::new("http", "1.5.0").tests(NO_DOCS),
    Crate::new("hyper", "1.12.0").features(&["--features", "full"]).tests(NO_DOCS),
    Crate::new("serde_json", "1.0.154").tests(NO_DOCS),
    Crate::new("uuid", "1.29.3").features(&["--features", "v1,v3,v4,v5,v6,v7,v8,serde"]).tests(NO_DOCS),
    Crate::new("base64", "0.23.1").tests(NO_DOCS),
    Crate::new("memchr", "2.8.3").tests(NO_DOCS),
    Crate::new("aho-corasick", "1.1.5").tests(NO_DOCS),
    Crate::new("bstr", "1.14.0").tests(NO_DOCS),
    Crate::new("regex-syntax", "0.8.12").tests(NO_DOCS),
    Crate::new("winnow", "1.0.5").tests(NO_DOCS),
    Crate::new("itertools", "0.15.0").tests(NO_DOCS),
    Crate::new("petgraph", "0.8.3").tests(NO_DOCS),
    Crate::new("rayon", "1.12.0").tests(NO_DOCS).except(RAYON),
    Crate::new("ndarray", "0.17.2").tests(NO_DOCS),
    Crate::new("quick-xml", "0.42.0").tests(NO_DOCS),
];

/// Many more lints than a crate enables: all lints of clippy, and those of rustc that are off by default.
pub(crate) const LINTS: &[&str] = &[
    "-Wclippy::all",
    "-Wclippy::pedantic",
    "-Wclippy::nursery",
    "-Wclippy::cargo",
    "-Wclippy::restriction",
    "-Aclippy::blanket_clippy_restriction_lints",
    // Clippy still reports this lint, but on another line, because the end of the body is now the end of a branch.
    "-Aclippy::implicit_return",
    // This lint counts the check itself.
    "-Aclippy::cognitive_complexity",
    // This tool writes `unreachable!()` after each `else`.
    "-Aclippy::unreachable",
    // These lints skip a `#[test]` by accident, unless another macro has changed it: they mistake the test's
    // description, a constant with the span of the whole function, for compile-time arithmetic.
    "-Aclippy::arithmetic_side_effects",
    "-Aclippy::float_arithmetic",
    "-Wfuture-incompatible",
    "-Wlet-underscore",
    "-Wnonstandard-style",
    "-Wrust-2018-idioms",
    "-Wrust-2021-compatibility",
    "-Wrust-2024-compatibility",
    "-Wunused",
    "-Wabsolute-paths-not-starting-with-crate",
    "-Wexplicit-outlives-requirements",
    "-Wffi-unwind-calls",
    "-Wmacro-use-extern-crate",
    "-Wmeta-variable-misuse",
    "-Wmissing-copy-implementations",
    "-Wmissing-debug-implementations",
    "-Wmissing-docs",
    "-Wmissing-unsafe-on-extern",
    "-Wnon-ascii-idents",
    "-Wredundant-imports",
    "-Wredundant-lifetimes",
    "-Wsingle-use-lifetimes",
    "-Wtrivial-casts",
    "-Wtrivial-numeric-casts",
    "-Wunit-bindings",
    "-Wunnameable-types",
    "-Wunreachable-pub",
    "-Wunsafe-code",
    "-Wunsafe-op-in-unsafe-fn",
    "-Wunstable-features",
    "-Wunused-extern-crates",
    "-Wunused-import-braces",
    "-Wunused-lifetimes",
    "-Wunused-macro-rules",
    "-Wunused-qualifications",
    "-Wunused-results",
    "-Wvariant-size-differences",
];
