pub use toggle_macros::{enabled, feature_toggle, toggle};
