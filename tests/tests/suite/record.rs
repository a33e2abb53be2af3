//! Records written by the compiler, compared with those of the run-time writer. This test is outside of
//! `toggle-syntax`, because the static of a record needs a crate that only uses the macro.

use toggle_syntax::{
    __record_static,
    record::{Body, Declaration, Place, Polarity, Record},
};

const POINT: Body<'_> = Body::Point { polarity: Polarity::Positive };

#[track_caller]
fn check(bytes: &[u8], name: &str, line: u32, body: Body<'_>) {
    let place = Place {
        package: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        module: module_path!(),
        item: "item",
        file: file!(),
        line,
        column: 5,
    };
    let written = Record::new(name, place, body).to_bytes();
    assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&written));
}

#[test]
fn a_point_with_a_literal_name() {
    __record_static!(BYTES = "p", pin = "", "literal", "item", "+");
    check(&BYTES, "literal", line!() - 1, POINT);
}

#[test]
fn a_point_with_a_constant_name() {
    const NAME: &str = "constant";
    __record_static!(BYTES = "p", pin = "", NAME, "item", "+");
    check(&BYTES, "constant", line!() - 1, POINT);
}

#[test]
fn a_declaration() {
    const LINE: u32 = line!() + 1;
    __record_static!(
        BYTES = "d",
        pin = "",
        "declared",
        "item",
        "on",
        "ops",
        "",
        "2026-11-23",
        "",
        "Über alles.\n\nMehr.",
        ""
    );
    let body = Declaration {
        default: "on",
        kind: "ops",
        since: "2026-11-23",
        description: "Über alles.\n\nMehr.",
        ..Declaration::default()
    };
    check(&BYTES, "declared", LINE, Body::Declaration(body));
}

#[test]
fn a_declaration_whose_type_knows_its_default() {
    const DEFAULT: &str = "neural";
    const TYPE: &str = "variants bm25 neural";
    const LINE: u32 = line!() + 1;
    __record_static!(BYTES = "d", pin = "", "declared", "item", (DEFAULT), "ops", "", "", "", "How.", (TYPE));
    let body = Declaration { default: DEFAULT, kind: "ops", description: "How.", ty: TYPE, ..Declaration::default() };
    check(&BYTES, "declared", LINE, Body::Declaration(body));
}
