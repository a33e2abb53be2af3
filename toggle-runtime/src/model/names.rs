//! The names of the built-in sources, as decisions show them.

/// The name of a value that the build has pinned.
pub(crate) const PIN: &str = "pin";
/// The name of a state that a guard has switched off.
pub(crate) const GUARD: &str = "guard";
/// The name of the states that [`set`](crate::set) gives.
pub(crate) const PROGRAM: &str = "program";
/// The name of the states that environment variables give.
pub(crate) const ENVIRONMENT: &str = "environment";
/// The name of the current scope.
pub(crate) const SCOPE: &str = "scope";
/// The name of the declared default.
pub(crate) const DEFAULT: &str = "default";

/// Returns the name of a source for people. Data keeps the names above.
pub(crate) fn shown(source: &str) -> &str {
    match source {
        PROGRAM => "run-time override",
        ENVIRONMENT => "env",
        other => other,
    }
}
