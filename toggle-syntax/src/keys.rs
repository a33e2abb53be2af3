//! The keys of a toggle's table in a file.

/// The key that switches a toggle off and keeps the rest of its table.
pub const ENABLED: &str = "enabled";

/// All keys of a toggle's table. A struct that is a toggle has no field of such a name.
pub const TOGGLE_KEYS: &[&str] = &[
    "rules",
    "otherwise",
    "without-key",
    "requires",
    "from",
    "until",
    "salt",
    ENABLED,
    "shadow",
    "shadow-limit",
    "shadow-values",
    "guard",
    "observe",
];
