//! Files that are crafted to mislead, and the messages about them.

use toggle_admin::inventory::Inventory;
use toggle_syntax::record::{Body, Declaration, Place, Polarity, Record};

use crate::{
    files::{all, archive, elf, fat, fat_header, headless, records, section},
    reading::{names, read, read_sparse, refused},
};

/// Returns the offset of the records' section in a file.
fn place(file: &[u8]) -> usize {
    let section = section();
    file.windows(section.len()).position(|window| window == section).expect("the file has it")
}

/// Returns an ELF file with this value in a field of the section's header.
fn with_section_field(field: usize, value: u64) -> Vec<u8> {
    let mut file = elf(&section());
    let header = section_header(&file);
    file[header + field..header + field + 8].copy_from_slice(&value.to_le_bytes());
    file
}

const FLAGS: usize = 8;
const OFFSET: usize = 24;
const SIZE: usize = 32;

fn number(file: &[u8], at: usize) -> usize {
    let bytes = file[at..at + 8].try_into().expect("eight bytes");
    usize::try_from(u64::from_le_bytes(bytes)).expect("it is small")
}

fn section_header(file: &[u8]) -> usize {
    let (first, offset) = (number(file, 0x28), place(file));
    let mut headers = (first..file.len()).step_by(64);
    headers.find(|header| number(file, header + OFFSET) == offset).expect("the section has a header")
}

/// Returns an ELF file whose records' section has its name at the offset `at`, and the offset of the header of the
/// names.
fn with_section_name(at: impl Fn(usize) -> usize) -> (Vec<u8>, usize) {
    let mut file = elf(&section());
    let names = number(&file, 0x28) + 64 * usize::from(u16::from_le_bytes([file[0x3e], file[0x3f]]));
    let (header, name) = (section_header(&file), at(number(&file, names + SIZE)));
    file[header..header + 4].copy_from_slice(&u32::try_from(name).expect("it is small").to_le_bytes());
    (file, names)
}

/// Returns a file in which every occurrence of `what` is replaced.
fn replaced(file: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    let places: Vec<usize> = file.windows(what.len()).enumerate().filter(|it| it.1 == what).map(|it| it.0).collect();
    assert!(!places.is_empty(), "the file has it");
    for at in places {
        file[at..at + by.len()].copy_from_slice(by);
    }
    file
}

/// Returns the file of this name.
fn sample(name: &str) -> Vec<u8> {
    all().into_iter().find(|(it, _)| *it == name).expect("there is one").1
}

fn with_record(record: &[u8]) -> Vec<u8> {
    elf(&[section(), record.to_vec(), section()].concat())
}

fn after_the_first_section() -> usize {
    let file = elf(&section());
    place(&file) + section().len()
}

#[test]
fn sections_that_lie() {
    let len = elf(&section()).len();
    let at = place(&elf(&section()));
    let beyond = |end| format!("the section of toggle records at offset {at} ends at {end}, beyond the end at {len}");
    refused(&with_section_field(SIZE, len as u64), &beyond((at + len) as u64));
    refused(&with_section_field(SIZE, u64::MAX), &beyond(u64::MAX));
    refused(&with_section_field(SIZE, 1 << 40), &beyond((1 << 40) + at as u64));
    refused(
        &with_section_field(OFFSET, 1 << 40),
        &format!(
            "the section of toggle records at offset {} ends at {}, beyond the end at {len}",
            1_u64 << 40,
            (1 << 40) + section().len()
        ),
    );
    refused(
        &with_section_field(FLAGS, 0x800),
        "the section of toggle records is compressed; decompress it with `objcopy --decompress-sections`",
    );
    refused(&with_section_field(OFFSET, 0), "at offset 0: no toggle record starts here; the file is damaged");
    assert!(names(&with_section_field(SIZE, 0)).is_empty());
}

#[test]
fn names_of_sections_that_lie() {
    for beyond in [0, 1, 1 << 30] {
        let (file, _) = with_section_name(|len| len + beyond);
        refused(&file, "the name of a section is beyond the names of sections");
    }
    let (mut file, header) = with_section_name(|len| len - 1);
    assert!(names(&file).is_empty());
    file[header + OFFSET..header + OFFSET + 8].copy_from_slice(&(u64::MAX - 10).to_le_bytes());
    refused(&file, "the name of a section is beyond the names of sections");
    file[0x3e] = 200;
    refused(&file, "the section headers have no names");
}

#[test]
fn only_the_whole_name_counts() {
    assert!(names(&replaced(&elf(&section()), b"ftoggle\0", b"ftoggler")).is_empty());
    for mach in [sample("mach-o-64"), sample("mach-o-32")] {
        assert!(names(&replaced(&mach, b"__TOGGLE_TEXT", b"__TOGGLE_TEXU")).is_empty());
        assert!(names(&replaced(&mach, b"__ftoggle\0", b"__ftoggler")).is_empty());
    }
    for pe in [sample("pe-64"), sample("pe-32"), sample("coff")] {
        assert!(names(&replaced(&pe, b".ftoggle", b".ftogglf")).is_empty());
    }
}

/// Checks that the padding after a section does not count as part of it.
#[test]
fn padding_after_a_section_is_not_read() {
    let mut pe = sample("pe-64");
    let end = place(&pe) + section().len();
    pe[end] = 0xff;
    assert_eq!(names(&pe), ["alpha", "beta"]);
}

#[test]
fn records_that_are_damaged() {
    let at = after_the_first_section();
    let check = |record: &[u8], because: &str| refused(&with_record(record), &format!("at offset {at}: {because}"));
    let (_, record) = records().remove(0);
    let text = String::from_utf8(record.clone()).expect("records are text");
    check(
        text.replace("\x1e1\x1f", "\x1e2\x1f").as_bytes(),
        "the toggle record is of another version of the framework; use the `cargo toggle` of that version",
    );
    check(b"garbage", "no toggle record starts here; the file is damaged");
    check(
        text.replace("alpha", "no name").as_bytes(),
        "the toggle record's name is not a toggle name; the file is damaged",
    );
    check(
        text.replace("\x1f1\x1f1\x1f", "\x1f1\x1fone\x1f").as_bytes(),
        "the toggle record has a missing or malformed field; the file is damaged",
    );
    let mut bytes = record.clone();
    bytes[20] = 0xff;
    check(&bytes, "the toggle record is not UTF-8; the file is damaged");

    let mut unended = section();
    unended.extend_from_slice(&record[..record.len() - 1]);
    refused(&elf(&unended), &format!("at offset {at}: the toggle record is cut off; the file is damaged"));
    let mut long = record;
    long.splice(20..20, vec![b'x'; 2 << 20]);
    check(&long, "the toggle record is cut off; the file is damaged");
}

#[test]
fn more_records_than_any_program_has() {
    let mut file = elf(&section().repeat(75_000));
    let error = read(&file).map(|it| it.toggles.len()).expect_err("it is too much");
    assert!(error.ends_with(": more than 16777216 bytes of toggle records; no program has so many"), "{error}");
    file = headless(file);
    let error = read(&file).map(|it| it.toggles.len()).expect_err("it is too much");
    assert!(error.ends_with(": more than 16777216 bytes of toggle records; no program has so many"), "{error}");
}

#[test]
fn many_small_records_stay_small() {
    let place = Place { line: 1, column: 1, ..Place::default() };
    let record = Record::new("a", place, Body::Point { polarity: Polarity::Positive }).to_bytes();
    let same = read(&elf(&record.repeat(30_000))).expect("it can be read");
    assert_eq!(same.toggles[0].points.len(), 30_000);
}

#[test]
fn headers_that_are_gone_are_not_needed() {
    let with = elf(&section());
    let without = headless(with.clone());
    assert_eq!(read(&without), read(&with));
    let mut mach = sample("mach-o-64");
    mach[16..20].fill(0);
    assert_eq!(names(&mach), ["alpha", "beta"]);
}

/// Checks that the search, which reads windows, finds records across their borders.
#[test]
fn the_search_finds_records_across_borders() {
    const BORDER: usize = 1 << 20;
    let section = section();
    for before in (0..=section.len()).step_by(40).chain([section.len() - 1]) {
        let mut file = headless(elf(&[]));
        file.resize(2 * BORDER - before, 0xaa);
        file.extend_from_slice(&section);
        file.resize(file.len() + BORDER / 2, 0xaa);
        let place = file.len() - BORDER / 2 - section.len();
        assert_eq!(names(&file), ["alpha", "beta"], "{before} bytes before the border");

        file[place + 15] = 0xff;
        let error = read(&file).map(|it| it.toggles.len()).expect_err("it is damaged");
        assert_eq!(error, format!("at offset {place}: the toggle record is not UTF-8; the file is damaged"));
    }
}

#[test]
fn search_ignores_bytes_similar_to_records() {
    let mut file = headless(elf(&[]));
    for other in
        [&b"ftoggle\x1e"[..], b"ftoggle\x1eftoggle\x1e1\x1fx\x1f\x1e", b"ftoggle\x1e1\x1fq\x1f", b"ftoggle\x1e9"]
    {
        file.extend_from_slice(other);
    }
    file.extend_from_slice(&section());
    file.extend_from_slice(b"ftoggle\x1e");
    assert_eq!(names(&file), ["alpha", "beta"]);
    let magic = headless([elf(&[]), b"ftoggle\x1e".repeat(1 << 18)].concat());
    assert!(names(&magic).is_empty());
}

#[test]
fn fat_files_that_lie() {
    let image = elf(&section());
    let file = |ranges: &[(usize, usize)]| {
        let mut file = fat_header::<u32>(ranges);
        file.resize(0x1000, 0);
        file.extend_from_slice(&image);
        file
    };
    let len = image.len();
    refused(&file(&[(0x1000, len), (0x1000, len)]), "the image at offset 4096 overlaps another");
    refused(&file(&[(0x1000, len); 200]), "the image at offset 4096 overlaps another");
    refused(
        &file(&[(0x1000, len + 1)]),
        &format!("the image at offset 4096 ends at {}, beyond the end at {}", 0x1000 + len + 1, 0x1000 + len),
    );
    refused(&file(&[(0x800, 0x100)]), "the image at offset 2048: expected a Mach-O file");
    refused(&file(&[(0, 100)]), "the image at offset 0: expected a Mach-O file");
    refused(&fat_header::<u32>(&[(0, 0); 3])[..40], "the file is damaged or cut off: Invalid nfat_arch");
    assert!(read(&[&[0xca, 0xfe, 0xba, 0xbe, 0xff, 0xff, 0xff, 0xff][..], &[0; 64]].concat()).is_err());
    // Java's class files start with the same bytes.
    assert!(read(&[&[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52][..], &[1; 200]].concat()).is_err());
}

/// Checks that the same code for two architectures counts as one place in the source.
#[test]
fn toggle_in_every_image_counts_once() {
    let images = [elf(&section()), headless(elf(&section()))];
    let inventory = read(&fat::<u64>(&[&images[0], &images[1]])).expect("it can be read");
    assert_eq!(inventory.toggles, read(&images[0]).expect("it can be read").toggles);
}

#[test]
fn images_may_stand_in_any_order() {
    let image = elf(&section());
    let mut file = fat_header::<u32>(&[(0x1000 + image.len(), image.len()), (0x1000, image.len())]);
    file.resize(0x1000, 0);
    file.extend(image.repeat(2));
    assert_eq!(names(&file), ["alpha", "beta"]);
}

/// Checks archives as on macOS, with names before the content. The reader looks at the first member twice.
#[test]
fn archives_with_names_before_the_content() {
    let (name, content) = ("a name that is longer than the content", "text");
    let len = name.len() + content.len();
    let name_len = format!("#1/{}", name.len());
    let file = format!("!<arch>\n{name_len:<16}{:<12}{:<6}{:<6}{:<8}{len:<10}`\n{name}{content}", 0, 0, 0, 644);
    assert!(names(file.as_bytes()).is_empty());
}

#[test]
fn archives_that_lie() {
    let image = elf(&section());
    refused(
        b"!<thin>\n/               0           0     0     0       0         `\n",
        "a thin archive holds no objects itself; read the program that is linked from it",
    );
    for magic in [b"BC\xc0\xde", b"\xde\xc0\x17\x0b"] {
        refused(
            &archive(&[("a", &[magic, &b" and whatever follows"[..]].concat())]),
            "the archive member at offset 132: LLVM bitcode, from link-time optimization, is not an object yet; read \
             the program that is linked from it",
        );
    }
    let file = archive(&[("a", &image)]);
    refused(
        &file[..file.len() - 2],
        &format!("the archive member at offset 132 ends at {}, beyond the end at {}", file.len(), file.len() - 2),
    );
    let truncated = &image[..image.len() - 1];
    refused(
        &archive(&[("a", truncated)]),
        "the archive member at offset 132: the file is damaged or cut off: Invalid ELF section header offset/size/alignment",
    );
    let garbage: Vec<(&str, &[u8])> =
        vec![("garbage", b""), ("more", &[0xff; 100]), ("text", b"#!/bin/sh"), ("a", &image)];
    assert_eq!(names(&archive(&garbage)), ["alpha", "beta"]);
    let nested = archive(&[("a", &archive(&[("b", &image)]))]);
    assert!(names(&nested).is_empty());
    let without_headers = headless(image);
    assert_eq!(names(&archive(&[("a", &without_headers), ("b", b"text")])), ["alpha", "beta"]);
}

/// Checks sparse files, which cost their creator nothing.
#[test]
fn headers_that_claim_gigabytes() {
    const LEN: u64 = 40 << 30;
    #[track_caller]
    fn refused_sparse(bytes: &[u8]) {
        let error =
            read_sparse(bytes, LEN).map(|inventory: Inventory| inventory.toggles.len()).expect_err("it is damaged");
        assert_eq!(error, "the headers claim more than the file can hold; it is damaged");
    }
    // Section 0 contains the number of sections if it is large.
    let mut file = elf(&section());
    let headers = number(&file, 0x28);
    file[0x3c..0x3e].fill(0);
    file[headers + SIZE..headers + SIZE + 8].copy_from_slice(&(LEN / 65).to_le_bytes());
    refused_sparse(&file);
    // The header claims as many images as fit.
    refused_sparse(&[0xca, 0xfe, 0xba, 0xbf, 0x30, 0, 0, 0]);
    // The load commands have the greatest possible length.
    let mut mach = sample("mach-o-64");
    mach[20..24].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    refused_sparse(&mach);
    // This archive claims a huge table of long names.
    let mut names = b"!<arch>\n".to_vec();
    names.extend(format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "//", 0, 0, 0, 644, 9_999_999_999_u64).into_bytes());
    refused_sparse(&names);
}

#[test]
fn texts_of_a_record_are_read_exactly() {
    const EVIL: &str = "a\u{1b}[2J\u{9b}2J\u{202e}\r\n::error::b";
    let place = Place { package: EVIL, version: EVIL, module: EVIL, item: EVIL, file: EVIL, line: 1, column: 1 };
    let declaration = Declaration { default: "on", owner: EVIL, description: EVIL, ..Declaration::default() };
    let bodies = [Body::Declaration(declaration), Body::Point { polarity: Polarity::Positive }];
    let section = bodies.map(|body| Record::new("mail", place, body).to_bytes()).concat();
    let inventory = read(&elf(&section)).expect("it can be read");
    let [toggle] = &*inventory.toggles else { panic!("expected one toggle, found {:?}", inventory.toggles) };
    let (declaration, point) = (&toggle.declarations[0], &toggle.points[0]);
    for place in [&declaration.place, &point.place] {
        let texts = [&place.package, &place.version, &place.module, &place.item, &place.file];
        assert_eq!(texts, [EVIL; 5]);
    }
    assert_eq!(declaration.owner.as_deref(), Some(EVIL));
    assert_eq!(declaration.description, EVIL);
}
