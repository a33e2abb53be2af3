//! A program with ten thousand toggles, and a source that receives texts from the test.

use std::sync::{Arc, Mutex};

use toggle_runtime::{__admin, Source, SourceError, States, Updates};
use toggle_syntax::record::{Body, Declaration, Place, Record};

/// The number of toggles of the program, which are named `t0` and so on.
pub(crate) const TOGGLES: usize = 10_000;

pub(crate) struct Program {
    program: __admin::Program,
    updates: Updates,
}

#[derive(Default)]
struct Given(Mutex<Option<Updates>>);

struct Shared(Arc<Given>);

impl Source for Shared {
    fn name(&self) -> String {
        "given".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        Ok(States::new())
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        *self.0.0.lock().expect("no one panics with it") = Some(updates);
        Ok(())
    }
}

impl Program {
    pub(crate) fn new() -> Self {
        let record = |name: String| {
            let body = Body::Declaration(Declaration { default: "off", ..Declaration::default() });
            Record::new(&name, Place::default(), body).to_bytes()
        };
        let program = __admin::Program::new((0..TOGGLES).map(|number| record(format!("t{number}"))), Vec::new());
        let given = Arc::<Given>::default();
        let source = Shared(given.clone());
        program.install(toggle_runtime::builder().source(source)).expect("it says nothing");
        let updates = given.0.lock().expect("no one panics with it").take().expect("it is followed");
        Self { program, updates }
    }

    /// Passes a text to the source, and returns the problems with it.
    pub(crate) fn push(&self, text: &str) -> String {
        match States::from_toml(text, "given", None) {
            Ok(states) => self.updates.states(states),
            Err(error) => self.updates.failed(error),
        }
        let last = self.program.problems().last().map(ToString::to_string);
        last.unwrap_or_else(|| "nothing is wrong".to_owned())
    }
}
