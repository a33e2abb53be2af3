//! Small binaries of every kind, each with the same records.

use object::{
    Architecture, BinaryFormat, Endianness, SectionKind,
    pe::{IMAGE_FILE_MACHINE_AMD64, IMAGE_SCN_CNT_INITIALIZED_DATA, IMAGE_SUBSYSTEM_WINDOWS_CUI},
    write::{Object, pe},
};
use toggle_syntax::record::{Body, Declaration, Place, Polarity, Record};

/// Returns the records of every file, by the names of their toggles.
pub(crate) fn records() -> Vec<(&'static str, Vec<u8>)> {
    let place = |line| Place {
        package: "shop",
        version: "1.2.3",
        module: "shop::checkout",
        item: "pay",
        file: "src/checkout.rs",
        line,
        column: 1,
    };
    let declaration = Declaration { default: "on", kind: "release", owner: "payments", ..Declaration::default() };
    let bodies = [
        ("alpha", Body::Point { polarity: Polarity::Positive }),
        ("beta", Body::Declaration(declaration)),
        ("beta", Body::Point { polarity: Polarity::Negative }),
    ];
    bodies
        .into_iter()
        .zip(1..)
        .map(|((name, body), line)| (name, Record::new(name, place(line), body).to_bytes()))
        .collect()
}

/// Returns the section of records as linkers make it, with padding in between.
pub(crate) fn section() -> Vec<u8> {
    records().into_iter().flat_map(|(_, bytes)| [bytes, vec![0; 5]].concat()).collect()
}

/// Returns every kind of file, by name.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>)> {
    let section = &section();
    let elf = elf(section);
    let mach = object(BinaryFormat::MachO, Architecture::Aarch64, Endianness::Little, section);
    let mach_32 = object(BinaryFormat::MachO, Architecture::I386, Endianness::Little, section);
    let coff = object(BinaryFormat::Coff, Architecture::X86_64, Endianness::Little, section);
    vec![
        ("elf-64-little", elf.clone()),
        ("elf-64-big", object(BinaryFormat::Elf, Architecture::PowerPc64, Endianness::Big, section)),
        ("elf-32-little", object(BinaryFormat::Elf, Architecture::I386, Endianness::Little, section)),
        ("elf-32-big", object(BinaryFormat::Elf, Architecture::PowerPc, Endianness::Big, section)),
        ("elf-64-headless", headless(elf.clone())),
        ("mach-o-64", mach.clone()),
        ("mach-o-32", mach_32.clone()),
        ("fat-32", fat::<u32>(&[&mach, &mach_32])),
        ("fat-64", fat::<u64>(&[&mach, &archive(&[("a", &mach_32)])])),
        ("pe-64", pe(Bits::B64, section)),
        ("pe-32", pe(Bits::B32, section)),
        ("coff", coff.clone()),
        ("archive", archive(&[("readme", b"no object"), ("a", &elf), ("a-longer-name-than-that", &elf_of_nothing())])),
        ("archive-of-coff", archive(&[("a", &coff)])),
    ]
}

pub(crate) fn elf(section: &[u8]) -> Vec<u8> {
    object(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little, section)
}

fn elf_of_nothing() -> Vec<u8> {
    object(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little, &[])
}

fn object(format: BinaryFormat, architecture: Architecture, endian: Endianness, content: &[u8]) -> Vec<u8> {
    let mut object = Object::new(format, architecture, endian);
    let (segment, name) = match format {
        BinaryFormat::MachO => ("__TOGGLE_TEXT", "__ftoggle"),
        BinaryFormat::Elf => ("", "ftoggle"),
        _ => ("", ".ftoggle"),
    };
    let code = object.add_section("__TEXT".into(), "__text".into(), SectionKind::Text);
    object.append_section_data(code, &[0x90; 16], 16);
    if !content.is_empty() {
        let section = object.add_section(segment.into(), name.into(), SectionKind::ReadOnlyData);
        object.append_section_data(section, content, 1);
    }
    object.write().expect("it is a correct object")
}

/// Returns a little-endian 64-bit ELF file without its section headers.
pub(crate) fn headless(mut elf: Vec<u8>) -> Vec<u8> {
    elf[0x28..0x30].fill(0);
    elf[0x3c..0x40].fill(0);
    elf
}

#[derive(Clone, Copy, PartialEq)]
enum Bits {
    B32,
    B64,
}

fn pe(bits: Bits, section: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut writer = pe::Writer::new(bits == Bits::B64, 0x1000, 0x200, &mut file);
    writer.reserve_dos_header_and_stub();
    writer.reserve_nt_headers(16);
    writer.reserve_section_headers(2);
    let text = writer.reserve_text_section(16);
    let len = section.len().try_into().expect("it is small");
    let range = writer.reserve_section(*b".ftoggle", IMAGE_SCN_CNT_INITIALIZED_DATA, len, len);
    writer.write_dos_header_and_stub().expect("it is in memory");
    writer.write_nt_headers(pe::NtHeaders {
        machine: IMAGE_FILE_MACHINE_AMD64,
        time_date_stamp: 0,
        characteristics: object::pe::FileFlags(0),
        major_linker_version: 0,
        minor_linker_version: 0,
        address_of_entry_point: text.virtual_address,
        image_base: 0x1_0000,
        major_operating_system_version: 0,
        minor_operating_system_version: 0,
        major_image_version: 0,
        minor_image_version: 0,
        major_subsystem_version: 0,
        minor_subsystem_version: 0,
        subsystem: IMAGE_SUBSYSTEM_WINDOWS_CUI,
        dll_characteristics: object::pe::DllFlags(0),
        size_of_stack_reserve: 0,
        size_of_stack_commit: 0,
        size_of_heap_reserve: 0,
        size_of_heap_commit: 0,
    });
    writer.write_section_headers();
    writer.write_section(text.file_offset, &[0x90; 16]);
    writer.write_section(range.file_offset, section);
    file
}

/// The number types in the header of a fat file.
pub(crate) trait Word {
    const MAGIC: u32;
    fn bytes(number: usize) -> Vec<u8>;
    const REST: usize;
}

impl Word for u32 {
    const MAGIC: u32 = 0xcafe_babe;
    const REST: usize = 4;
    fn bytes(number: usize) -> Vec<u8> {
        u32::try_from(number).expect("it is small").to_be_bytes().into()
    }
}

impl Word for u64 {
    const MAGIC: u32 = 0xcafe_babf;
    const REST: usize = 8;
    fn bytes(number: usize) -> Vec<u8> {
        (number as u64).to_be_bytes().into()
    }
}

/// Returns a fat file with these images.
pub(crate) fn fat<W: Word>(images: &[&[u8]]) -> Vec<u8> {
    let first = 0x100;
    let mut ranges = Vec::new();
    let mut content = Vec::new();
    for image in images {
        ranges.push((first + content.len(), image.len()));
        content.extend_from_slice(image);
        content.resize(content.len().next_multiple_of(16), 0);
    }
    let mut file = fat_header::<W>(&ranges);
    file.resize(first, 0);
    file.extend(content);
    file
}

/// Returns the header of a fat file with images at these offsets and lengths.
pub(crate) fn fat_header<W: Word>(ranges: &[(usize, usize)]) -> Vec<u8> {
    let mut header =
        [W::MAGIC.to_be_bytes(), u32::try_from(ranges.len()).expect("they are few").to_be_bytes()].concat();
    for &(offset, len) in ranges {
        header.extend([1, 0, 0, 7, 0, 0, 0, 3]);
        header.extend([W::bytes(offset), W::bytes(len), vec![0; W::REST]].concat());
    }
    header
}

/// Returns an archive with these members, a table of symbols, and a table of long names in the format of GNU.
pub(crate) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut names = String::new();
    let mut archive = b"!<arch>\n".to_vec();
    let mut rest = Vec::new();
    for (name, content) in members {
        let short = if name.len() < 16 {
            format!("{name}/")
        } else {
            let at = names.len();
            names = format!("{names}{name}/\n");
            format!("/{at}")
        };
        member(&mut rest, &short, content);
    }
    member(&mut archive, "/", &[0; 4]);
    if !names.is_empty() {
        member(&mut archive, "//", names.as_bytes());
    }
    archive.extend(rest);
    archive
}

fn member(archive: &mut Vec<u8>, name: &str, content: &[u8]) {
    archive.extend(format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, content.len()).into_bytes());
    archive.extend_from_slice(content);
    archive.resize(archive.len().next_multiple_of(2), b'\n');
}
