//! Declarations and imports.

use super::check;

#[track_caller]
fn goes(before: &str, after: &str) {
    check(before, after, after);
}

#[test]
fn declaration_goes_with_a_blank_line() {
    goes(
        "use a;\n\n/// Docs.\n#[toggle(\"x\", kind = release)]\npub static X: Toggle;\n\n#[toggle(\"y\")]\nstatic Y: Toggle;\n",
        "use a;\n\n#[toggle(\"y\")]\nstatic Y: Toggle;\n",
    );
    goes(
        "#[toggle(\"y\")]\nstatic Y: Toggle;\n\n#[toggle(\"x\")]\nstatic X: Toggle;\n",
        "#[toggle(\"y\")]\nstatic Y: Toggle;\n",
    );
    goes(
        "#[toggle(\"y\")]\nstatic Y: Toggle;\n#[toggle(\"x\")]\nstatic X: Toggle;\nfn f() {}\n",
        "#[toggle(\"y\")]\nstatic Y: Toggle;\nfn f() {}\n",
    );
}

#[test]
fn import_goes() {
    goes("use a::X;\nuse b;\n", "use b;\n");
    goes("use a::{X, Y};\n", "use a::Y;\n");
    goes("use a::{Y, X, Z};\n", "use a::{Y, Z};\n");
    goes("use a::{self, X};\n", "use a::{self};\n");
    goes("use a::{b::{X}, c};\n", "use a::c;\n");
    goes("use a::{\n    Y,\n    X,\n    Z,\n};\n", "use a::{\n    Y,\n    Z,\n};\n");
    goes("pub(crate) use a::X as W;\n", "");
}
