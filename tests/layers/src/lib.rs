//! The check for circles of files in a crate, and for files that use a room above their own.
//!
//! A file uses another file if a path in it leads there: in a `use`, an expression, a type, or the tokens of a macro.
//! Method calls are not detected, because they name no file. Test code is ignored.

mod arrows;
mod circles;
mod names;
mod rooms;
mod sources;

use self::{arrows::Arrow, names::Names};
pub use self::{
    rooms::{Room, rooms_mistakes},
    sources::Sources,
};

/// The files of a crate, and the arrows between them.
#[derive(Debug)]
pub struct Graph {
    /// The files. The root's module path is `""`.
    files: Vec<File>,
    arrows: Vec<Arrow>,
}

/// A file that is not only compiled for tests.
#[derive(Debug)]
struct File {
    /// The path below `src`.
    path: String,
    module: Vec<String>,
}

impl Graph {
    /// Reads a crate from its root file.
    ///
    /// # Panics
    ///
    /// Panics if a file does not exist or is not valid Rust.
    #[must_use]
    pub fn of(sources: &Sources<'_>) -> Self {
        let modules = sources.modules();
        let names = Names::of(&modules);
        let arrows = arrows::between(&modules, &names);
        let files = modules.into_iter().map(|module| File { path: module.file, module: module.path }).collect();
        Self { files, arrows }
    }

    /// Describes the shortest circle of each set of files that use each other.
    #[must_use]
    pub fn circles(&self) -> Vec<String> {
        circles::of(self.files.len(), &self.arrows)
            .into_iter()
            .map(|circle| {
                let steps: Vec<String> = circle.iter().map(|&number| self.describe(&self.arrows[number])).collect();
                format!("circle of {} files:\n{}", circle.len(), steps.join("\n"))
            })
            .collect()
    }

    /// Returns `a.rs -> b.rs, by crate::b::Name`.
    fn describe(&self, arrow: &Arrow) -> String {
        format!("  {} -> {}, by {}", self.files[arrow.from].path, self.files[arrow.to].path, arrow.by)
    }
}
