//! The fuzzer of rules: loading any file and deciding for any context ends without a panic. The input is the text of
//! the file. After a byte 0xFF, which no UTF-8 text contains, it has the time in seconds and the context as JSON. Run
//! it from the directory above:
//!
//! ```text
//! cargo +nightly fuzz run rules fuzz/corpus/rules fuzz/seeds/rules -- \
//!     -max_len=4096 -dict=fuzz/rules.dict -detect_leaks=0
//! ```
//!
//! Leak detection is off, because it reports the C library's list of thread destructors as a leak.
#![no_main]

use std::{
    str,
    sync::{Arc, LazyLock, OnceLock},
};

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use toggle_runtime::{__admin::Program, Context, Source, SourceError, States, Updates, builder};
use toggle_syntax::record::{Body, Declaration, Place, Record};

/// A toggle of each type, with its default.
const TOGGLES: [(&str, &str, &str); 8] = [
    ("a", "", "off"),
    ("b", "", "on"),
    ("variant", "variants bm25 neural hybrid-2", "bm25"),
    ("integer", "integer", "10"),
    ("percent", "integer 0..=100", "5"),
    ("float", "float", "1.5"),
    ("share", "float 0..=1", "0.5"),
    ("text", "text", "Hello"),
];

/// One program for all runs, because the records of a program are never freed.
static PROGRAM: LazyLock<Program> = LazyLock::new(|| {
    let records = TOGGLES.map(|(name, ty, default)| {
        let body = Body::Declaration(Declaration { default, ty, ..Declaration::default() });
        Record::new(name, Place::default(), body).to_bytes()
    });
    let program = Program::new(records, Vec::new());
    program.install(builder().source(Fuzzer)).expect("nothing is read yet");
    program
});

/// The channel for the states of a run.
static UPDATES: OnceLock<Updates> = OnceLock::new();

struct Fuzzer;

impl Source for Fuzzer {
    fn name(&self) -> String {
        "fuzzer".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        Ok(States::new())
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        UPDATES.set(updates).map_err(|_| "there is one program".into())
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == 0xff);
    let Ok(text) = str::from_utf8(parts.next().unwrap_or_default()) else { return };
    let asked = parts.next().and_then(|json| serde_json::from_slice::<(i64, Context)>(json).ok());
    let (second, context) = asked.unwrap_or_default();
    let Ok(now) = Timestamp::from_second(second) else { return };

    let program = &*PROGRAM;
    let updates = UPDATES.get().expect("the program follows its source");
    for stage in [None, Some("production")] {
        let Ok(states) = States::from_toml(text, "toggles.toml", stage) else { return };
        updates.states(states);
        for (name, ..) in TOGGLES {
            let decision = program.explain_at(name, &context, now);
            assert_eq!(program.explain_at(name, &context, now), decision, "the same question has the same answer");
            assert!(!decision.to_string().is_empty());
        }
        for problem in program.problems() {
            assert!(!problem.to_string().is_empty());
        }
        // This call removes the states of the run. Otherwise a mistake in the next run would keep them as last good
        // states.
        updates.states(States::new().allow_empty());
    }
});
