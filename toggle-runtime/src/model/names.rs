//! The names of the built-in sources, as decisions show them.

/// The source of a value that the build has pinned.
pub(crate) const PIN: &str = "pin";
/// The source of the off state of a tripped guard.
pub(crate) const GUARD: &str = "guard";
/// The source of the states that [`set`](crate::set) sets.
pub(crate) const PROGRAM: &str = "program";
/// The source of the states in environment variables.
pub(crate) const ENVIRONMENT: &str = "environment";
/// The source of the overrides and states of the current scope.
pub(crate) const SCOPE: &str = "scope";
/// The source of the declared default.
pub(crate) const DEFAULT: &str = "default";

/// Returns the name of a source for people. Data keeps the names above.
pub(crate) fn shown(source: &str) -> &str {
    match source {
        PROGRAM => "run-time override",
        ENVIRONMENT => "env",
        other => other,
    }
}
