//! A declaration with the name of a generated item.

use toggle_runtime::{Context, Toggle, enabled, feature_toggle, scope, toggle};

#[toggle("shadowed-names.point")]
static __POINT: Toggle;

#[toggle("shadowed-names.record")]
static __RECORD: Toggle;

#[toggle("shadowed-names.bytes")]
static __BYTES: Toggle;

#[feature_toggle(any(__POINT, __RECORD, __BYTES), for = &Context::new("ada"), else = false)]
fn declared_by_generated_names() -> bool {
    enabled!(any(__POINT, __RECORD, __BYTES))
}

#[test]
fn toggles_that_are_called_like_generated_items() {
    assert!(!declared_by_generated_names());
    for name in ["shadowed-names.point", "shadowed-names.record", "shadowed-names.bytes"] {
        assert!(scope().set(name, true).run(declared_by_generated_names));
    }
}
