//! Tests of records: writing, reading, and malformed bytes.

use super::*;

const PLACE: Place<'_> = Place {
    package: "shop",
    version: "1.2.3",
    module: "shop::checkout",
    item: "pay",
    file: r"src\checkout.rs",
    line: 4_294_967_295,
    column: 1,
};
const POINT: Record<'_> = Record::new("new-checkout", PLACE, Body::Point { polarity: Polarity::Negative });
const PINNED: Record<'_> = Record { pin: "off", ..POINT };
const GUARDED: Record<'_> = Record { modes: Modes { guard: true, shadow: false, value: false }, ..POINT };
const VALUE: Record<'_> = Record { modes: Modes { guard: false, shadow: false, value: true }, ..POINT };
const DECLARATION: Record<'_> = Record::new(
    "new-checkout",
    PLACE,
    Body::Declaration(Declaration {
        default: "on",
        kind: "release",
        owner: "payments",
        since: "2026-11-23",
        expires: "",
        description: "The rewritten flow.\n\nÜber alles.",
        ty: "",
    }),
);

#[test]
fn the_format_is_what_the_documentation_says() {
    let point = "ftoggle␞1␟p␟new-checkout␟shop␟1.2.3␟shop::checkout␟pay␟src\\checkout.rs␟4294967295␟1␟-␟␞";
    assert_eq!(POINT.to_bytes(), point.replace('␟', "\x1f").replace('␞', "\x1e").as_bytes());
}

#[test]
fn what_is_written_is_read() {
    let both = Modes { guard: true, shadow: true, value: false };
    let records = [
        POINT,
        PINNED,
        GUARDED,
        VALUE,
        Record { modes: both, ..PINNED },
        DECLARATION,
        Record { pin: "on", ..DECLARATION },
    ];
    for record in records {
        let bytes = record.to_bytes();
        assert_eq!(Record::read(&bytes), Ok((record, bytes.len())));
        let is_declaration = matches!(record.body, Body::Declaration(_));
        assert_eq!(Record::read_head(&bytes), Ok((record.name, is_declaration)));
    }
}

#[test]
fn what_follows_a_record_is_left_alone() {
    let two = [&POINT.to_bytes()[..], &DECLARATION.to_bytes()[..]].concat();
    let (first, len) = Record::read(&two).expect("the first record");
    assert_eq!(first, POINT);
    assert_eq!(Record::read(&two[len..]), Ok((DECLARATION, DECLARATION.to_bytes().len())));
}

#[test]
fn a_field_of_a_later_release_is_skipped() {
    let mut longer = GUARDED.to_bytes();
    longer.splice(longer.len() - 2.., *b" more\x1fmore\x1f\x1e");
    assert_eq!(Record::read(&longer), Ok((GUARDED, longer.len())));
}

#[test]
fn a_pin_is_one_more_field() {
    let bytes = PINNED.to_bytes();
    assert!(bytes.ends_with(b"\x1f-\x1foff\x1f\x1e"));
    assert!(Record::is_plain_point(&POINT.to_bytes()));
    assert!(!Record::is_plain_point(&bytes));
}

#[test]
fn modes_are_written_after_the_pin() {
    assert!(GUARDED.to_bytes().ends_with(b"\x1f-\x1f\x1fguard\x1f\x1e"));
    let both = Record { modes: Modes { guard: true, shadow: true, value: false }, ..PINNED };
    assert!(both.to_bytes().ends_with(b"\x1f-\x1foff\x1fguard shadow\x1f\x1e"));
    assert!(!Record::is_plain_point(&GUARDED.to_bytes()));
    assert!(VALUE.to_bytes().ends_with(b"\x1f-\x1f\x1fvalue\x1f\x1e"));
    assert!(!Record::is_plain_point(&VALUE.to_bytes()));
}

#[test]
fn every_cut_is_an_error() {
    for bytes in [&POINT.to_bytes()[..], &DECLARATION.to_bytes()[..]] {
        for len in 0..bytes.len() {
            assert!(Record::read(&bytes[..len]).is_err(), "{len} bytes");
        }
    }
}

#[test]
fn record_with_changed_byte_never_panics() {
    for at in 0..DECLARATION.to_bytes().len() {
        for byte in [0, UNIT, END, b'x', 0x80, 0xff] {
            let mut bytes = DECLARATION.to_bytes();
            bytes[at] = byte;
            if let Ok((record, _)) = Record::read(&bytes) {
                assert_eq!(crate::name::check(record.name), Ok(()));
            }
        }
    }
}

#[test]
fn another_version_is_told_from_garbage() {
    assert_eq!(Record::read(b"ftoggle\x1e2\x1fp\x1f\x1e"), Err(Malformed::Version));
    assert_eq!(Record::read(b"not a record"), Err(Malformed::Magic));
    assert_eq!(Record::read(b"ftoggle\x1e1\x1fq\x1fa\x1f\x1e"), Err(Malformed::Fields));
}
