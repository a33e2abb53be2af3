//! The ranges of the records in a file, according to the file's headers.

use std::{fmt, ops::Range};

use anyhow::{Context, Result, anyhow, bail};
use object::{
    Endianness, FileKind,
    elf::{FileHeader32, FileHeader64, SHF_COMPRESSED},
    macho::{FatArch32, FatArch64, MachHeader32, MachHeader64},
    pe::{
        AnonObjectHeaderBigobj, ImageDosHeader, ImageFileHeader, ImageNtHeaders32, ImageNtHeaders64, ImageSectionHeader,
    },
    read::{
        ReadRef,
        archive::ArchiveFile,
        coff::CoffHeader,
        elf::{FileHeader, SectionHeader},
        macho::{FatArch, MachHeader, MachOFatFile, Section, Segment},
        pe::ImageNtHeaders,
    },
};
use serde::{Deserialize, Serialize};
use toggle_syntax::record::{SECTION_ELF, SECTION_MACHO, SECTION_PE};

use super::source::{Input, Source, Window};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Executables, libraries and objects of Linux and the BSDs.
    Elf,
    /// Executables, libraries and objects of macOS for one architecture.
    MachO,
    /// Executables, libraries and objects of macOS for several architectures.
    MachOFat,
    /// Executables and libraries of Windows.
    Pe,
    /// Objects of Windows.
    Coff,
    /// A static library.
    Archive,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Elf => "ELF",
            Self::MachO => "Mach-O",
            Self::MachOFat => "fat Mach-O",
            Self::Pe => "PE",
            Self::Coff => "COFF",
            Self::Archive => "archive",
        })
    }
}

/// The format of a file, and the parts with records.
pub(super) struct Container {
    pub(super) format: Format,
    /// The parts of each image.
    pub(super) images: Vec<Vec<Part>>,
}

/// A part of a file that has records.
pub(super) enum Part {
    /// A section of records.
    Section(Range<u64>),
    /// A whole image without section headers: records can be anywhere in it.
    Image(Range<u64>),
}

/// Finds the sections of records.
pub(super) fn find(input: &mut impl Input) -> Result<Container> {
    let mut source = Source::new(input)?;
    let whole = source.whole();
    if whole.is_empty() {
        bail!("the file is empty");
    }
    let (format, images) = match kind(&mut source, &whole)? {
        Some(FileKind::MachOFat32) => {
            let slices = source.look(&whole, slices::<FatArch32>)?;
            (Format::MachOFat, fat(&mut source, &whole, &slices)?)
        }
        Some(FileKind::MachOFat64) => {
            let slices = source.look(&whole, slices::<FatArch64>)?;
            (Format::MachOFat, fat(&mut source, &whole, &slices)?)
        }
        Some(FileKind::Archive) => (Format::Archive, vec![archive(&mut source, &whole)?]),
        kind => {
            let (format, parts) = image(&mut source, &whole, kind)?
                .ok_or_else(|| anyhow!("expected an ELF, Mach-O or PE program or library, or an archive of objects"))?;
            (format, vec![parts])
        }
    };
    Ok(Container { format, images })
}

/// Returns the kind of a part of the file, by its first bytes.
fn kind(source: &mut Source<'_>, part: &Range<u64>) -> Result<Option<FileKind>> {
    source.look(part, |data| Ok(FileKind::parse(data).ok()))
}

/// Returns the parts of each image in a fat file: one image for each architecture.
fn fat(source: &mut Source<'_>, whole: &Range<u64>, slices: &[Range<u64>]) -> Result<Vec<Vec<Part>>> {
    check_ranges("image", slices, whole)?;
    let mut images = Vec::with_capacity(slices.len());
    for slice in slices {
        let parts = match kind(source, slice)? {
            Some(FileKind::Archive) => archive(source, slice).map(Some),
            kind => image(source, slice, kind).map(|image| image.map(|(_, parts)| parts)),
        };
        let parts = parts.and_then(|parts| parts.context("expected a Mach-O file"));
        images.push(parts.with_context(|| format!("the image at offset {}", slice.start))?);
    }
    Ok(images)
}

fn slices<Fat: FatArch>(data: Window<'_, '_>) -> Result<Vec<Range<u64>>> {
    Ok(MachOFatFile::<Fat>::parse(data)?.arches().iter().map(|arch| range(arch.file_range())).collect())
}

/// Returns the sections of all objects in a static library. Its other members, such as the metadata of a Rust library,
/// have none.
fn archive(source: &mut Source<'_>, whole: &Range<u64>) -> Result<Vec<Part>> {
    let members = source.look(whole, members)?;
    let members: Vec<Range<u64>> = members.iter().map(|member| shifted(member, whole.start)).collect();
    check_ranges("archive member", &members, whole)?;
    let mut parts = Vec::new();
    for member in &members {
        let place = || format!("the archive member at offset {}", member.start);
        let found = match kind(source, member)? {
            None if source.look(member, |data| Ok(is_bitcode(data)))? => Err(anyhow!(
                "LLVM bitcode, from link-time optimization, is not an object yet; read the program that is linked from it"
            )),
            kind => image(source, member, kind),
        };
        parts.extend(found.with_context(place)?.into_iter().flat_map(|(_, parts)| parts));
    }
    Ok(parts)
}

/// Returns whether a part is bitcode, bare or in its wrapper.
fn is_bitcode(data: Window<'_, '_>) -> bool {
    let magic = data.read_bytes_at(0, 4);
    magic == Ok(b"BC\xc0\xde") || magic == Ok(b"\xde\xc0\x17\x0b")
}

fn members(data: Window<'_, '_>) -> Result<Vec<Range<u64>>> {
    let archive = ArchiveFile::parse(data)?;
    if archive.is_thin() {
        bail!("a thin archive holds no objects itself; read the program that is linked from it");
    }
    archive.members().map(|member| Ok(range(member?.file_range()))).collect()
}

/// Returns the format and the parts of a single image, or `None` if the part is not an image.
fn image(source: &mut Source<'_>, image: &Range<u64>, kind: Option<FileKind>) -> Result<Option<(Format, Vec<Part>)>> {
    let (format, sections) = match kind {
        Some(FileKind::Elf32) => (Format::Elf, source.look(image, elf::<FileHeader32<Endianness>>)?),
        Some(FileKind::Elf64) => (Format::Elf, source.look(image, elf::<FileHeader64<Endianness>>)?),
        Some(FileKind::MachO32) => (Format::MachO, source.look(image, mach::<MachHeader32<Endianness>>)?),
        Some(FileKind::MachO64) => (Format::MachO, source.look(image, mach::<MachHeader64<Endianness>>)?),
        Some(FileKind::Pe32) => (Format::Pe, source.look(image, pe::<ImageNtHeaders32>)?),
        Some(FileKind::Pe64) => (Format::Pe, source.look(image, pe::<ImageNtHeaders64>)?),
        Some(FileKind::Coff) => (Format::Coff, source.look(image, coff::<ImageFileHeader>)?),
        Some(FileKind::CoffBig) => (Format::Coff, source.look(image, coff::<AnonObjectHeaderBigobj>)?),
        _ => return Ok(None),
    };
    let Some(sections) = sections else { return Ok(Some((format, vec![Part::Image(image.clone())]))) };
    let sections: Vec<Range<u64>> = sections.iter().map(|section| shifted(section, image.start)).collect();
    check_ranges("section of toggle records", &sections, image)?;
    Ok(Some((format, sections.into_iter().map(Part::Section).collect())))
}

// The functions below return the sections of records, as ranges from the start of the image. They return `None` if the
// image has no section headers. Windows runs no image without section headers.

fn elf<Elf: FileHeader<Endian = Endianness>>(data: Window<'_, '_>) -> Result<Option<Vec<Range<u64>>>> {
    let header = Elf::parse(data)?;
    let endian = header.endian()?;
    let sections = header.section_headers(endian, data)?;
    if sections.is_empty() {
        return Ok(None);
    }
    let names = header.section_strings_index(endian, data)?;
    let names = sections.get(names.0).and_then(|names| names.file_range(endian)).map(range);
    let names = names.context("the section headers have no names")?;
    let mut ranges = Vec::new();
    for section in sections {
        let name = names.start.saturating_add(section.sh_name(endian).into());
        if name >= names.end {
            bail!("the name of a section is beyond the names of sections");
        }
        // The whole name can be as long as the file, so only its start is read.
        let start = data.read_bytes_at(name, SECTION_ELF.len() as u64 + 1);
        if start.ok().and_then(|name| name.strip_suffix(b"\0")) != Some(SECTION_ELF.as_bytes()) {
            continue;
        }
        if section.sh_flags(endian).contains(SHF_COMPRESSED) {
            bail!("the section of toggle records is compressed; decompress it with `objcopy --decompress-sections`");
        }
        ranges.extend(section.file_range(endian).map(range));
    }
    Ok(Some(ranges))
}

fn mach<Mach: MachHeader<Endian = Endianness>>(data: Window<'_, '_>) -> Result<Option<Vec<Range<u64>>>> {
    let mut names = SECTION_MACHO.split(',').map(str::as_bytes);
    let (segment_name, section_name) = (names.next(), names.next());
    let header = Mach::parse(data, 0)?;
    let endian = header.endian()?;
    let mut commands = header.load_commands(endian, data, 0)?;
    let mut ranges: Option<Vec<Range<u64>>> = None;
    while let Some(command) = commands.next()? {
        let Some((segment, sections)) = Mach::Segment::from_command(command)? else { continue };
        for section in segment.section_offsets(endian, segment.sections(endian, sections)?) {
            let (section, offset) = section?;
            let ranges = ranges.get_or_insert_default();
            if Some(section.segment_name()) == segment_name && Some(section.name()) == section_name {
                ranges.extend(section.file_range(endian, offset).map(range));
            }
        }
    }
    Ok(ranges)
}

fn pe<Pe: ImageNtHeaders>(data: Window<'_, '_>) -> Result<Option<Vec<Range<u64>>>> {
    let mut offset = ImageDosHeader::parse(data)?.nt_headers_offset().into();
    let (headers, _) = Pe::parse(data, &mut offset)?;
    let sections = headers.sections(data, offset)?;
    Ok(Some(named(sections.iter(), |section| Some(section.pe_file_range()))))
}

fn coff<Coff: CoffHeader>(data: Window<'_, '_>) -> Result<Option<Vec<Range<u64>>>> {
    let mut offset = 0;
    let header = Coff::parse(data, &mut offset)?;
    let sections = header.sections(data, offset)?;
    Ok(Some(named(sections.iter(), ImageSectionHeader::coff_file_range)))
}

fn named<'data>(
    sections: impl Iterator<Item = &'data ImageSectionHeader>,
    file_range: impl Fn(&ImageSectionHeader) -> Option<(u32, u32)>,
) -> Vec<Range<u64>> {
    let of_records = sections.filter(|section| section.raw_name() == SECTION_PE.as_bytes());
    of_records.filter_map(file_range).map(|(start, len)| range((start.into(), len.into()))).collect()
}

/// Refuses ranges that reach beyond `whole`, and ranges that overlap: an overlap is a lie and would be read twice.
fn check_ranges(what: &str, ranges: &[Range<u64>], whole: &Range<u64>) -> Result<()> {
    let mut ranges: Vec<&Range<u64>> = ranges.iter().collect();
    ranges.sort_unstable_by_key(|range| range.start);
    // No range starts before `whole`, since each was found in it.
    if let Some(range) = ranges.iter().find(|range| range.end > whole.end) {
        bail!("the {what} at offset {} ends at {}, beyond the end at {}", range.start, range.end, whole.end);
    }
    if let Some(pair) = ranges.windows(2).find(|pair| pair[1].start < pair[0].end) {
        bail!("the {what} at offset {} overlaps another", pair[1].start);
    }
    Ok(())
}

/// Returns the range of a start and a length. An end beyond 64 bits saturates, and is refused like any end beyond the
/// file.
fn range((start, len): (u64, u64)) -> Range<u64> {
    start..start.saturating_add(len)
}

fn shifted(range: &Range<u64>, by: u64) -> Range<u64> {
    range.start.saturating_add(by)..range.end.saturating_add(by)
}
