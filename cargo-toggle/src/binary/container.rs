//! Where the records stand in a file, by its headers.

use std::{
    fmt,
    io::{Read, Seek},
    ops::Range,
};

use anyhow::{Result, anyhow, bail};
use object::{
    Endianness, FileKind,
    elf::{FileHeader32, FileHeader64, SHF_COMPRESSED},
    macho::{FatArch32, FatArch64, MachHeader32, MachHeader64},
    pe::{
        AnonObjectHeaderBigobj, ImageDosHeader, ImageFileHeader, ImageNtHeaders32, ImageNtHeaders64, ImageSectionHeader,
    },
    read::{
        ReadCache, ReadRef,
        archive::ArchiveFile,
        coff::CoffHeader,
        elf::{FileHeader, SectionHeader},
        macho::{FatArch, MachHeader, MachOFatFile, Section, Segment},
        pe::ImageNtHeaders,
    },
};
use serde::{Deserialize, Serialize};
use toggle_syntax::record::{SECTION_ELF, SECTION_MACHO, SECTION_PE};

use super::meter::Meter;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Executables, libraries and objects of Linux and the BSDs.
    Elf,
    /// Those of macOS, for one architecture.
    MachO,
    /// Those of macOS, for several.
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

/// Where the records are.
pub(super) struct Found {
    pub(super) format: Format,
    pub(super) images: Vec<Sections>,
}

/// Where the records of one image are.
pub(super) enum Sections {
    /// In these parts of the file.
    At(Vec<Range<u64>>),
    /// Anywhere: its section headers are gone.
    Unknown,
}

impl Sections {
    fn ranges(&self) -> &[Range<u64>] {
        match self {
            Self::At(ranges) => ranges,
            Self::Unknown => &[],
        }
    }

    /// The same, in the file that holds the image at `offset`.
    fn shifted(self, offset: u64) -> Self {
        match self {
            Self::At(ranges) => Self::At(ranges.iter().map(|range| shifted(range, offset)).collect()),
            Self::Unknown => Self::Unknown,
        }
    }
}

/// Finds the sections of records.
pub(super) fn find(input: impl Read + Seek) -> Result<Found> {
    let cache = ReadCache::new(Meter::new(input)?);
    let found = file(&cache);
    let len = (&cache).len().unwrap_or(0);
    if found.is_err() && cache.into_inner().is_spent() {
        bail!("the headers claim more than the file holds; it is damaged");
    }
    let found = found?;
    // What a file says twice is a lie, and would be read twice.
    let mut ranges: Vec<&Range<u64>> = found.images.iter().flat_map(Sections::ranges).collect();
    ranges.sort_unstable_by_key(|range| range.start);
    let mut end = 0;
    for range in ranges {
        if range.start < end || range.end > len {
            bail!("the section of toggle records at offset {} overlaps another or the end of the file", range.start);
        }
        end = range.end;
    }
    Ok(found)
}

fn file<'data, R: ReadRef<'data>>(data: R) -> Result<Found> {
    if data.len() == Ok(0) {
        bail!("the file is empty");
    }
    let foreign = "expected an ELF, Mach-O or PE program or library, or an archive of objects";
    let kind = FileKind::parse(data).map_err(|_| anyhow!("{foreign}"))?;
    let fat = |images: Result<_>| Ok(Found { format: Format::MachOFat, images: images? });
    match kind {
        FileKind::MachOFat32 => fat(fat_images::<FatArch32, _>(data)),
        FileKind::MachOFat64 => fat(fat_images::<FatArch64, _>(data)),
        FileKind::Archive => Ok(Found { format: Format::Archive, images: vec![archive(data)?] }),
        kind => {
            let (format, sections) = image(kind, data)?.ok_or_else(|| anyhow!("{foreign}"))?;
            Ok(Found { format, images: vec![sections] })
        }
    }
}

/// The sections of an image that is not made of others; none if it is something else.
fn image<'data, R: ReadRef<'data>>(kind: FileKind, data: R) -> Result<Option<(Format, Sections)>> {
    Ok(Some(match kind {
        FileKind::Elf32 => (Format::Elf, elf::<FileHeader32<Endianness>, _>(data)?),
        FileKind::Elf64 => (Format::Elf, elf::<FileHeader64<Endianness>, _>(data)?),
        FileKind::MachO32 => (Format::MachO, mach::<MachHeader32<Endianness>, _>(data)?),
        FileKind::MachO64 => (Format::MachO, mach::<MachHeader64<Endianness>, _>(data)?),
        FileKind::Pe32 => (Format::Pe, pe::<ImageNtHeaders32, _>(data)?),
        FileKind::Pe64 => (Format::Pe, pe::<ImageNtHeaders64, _>(data)?),
        FileKind::Coff => (Format::Coff, coff::<ImageFileHeader, _>(data)?),
        FileKind::CoffBig => (Format::Coff, coff::<AnonObjectHeaderBigobj, _>(data)?),
        _ => return Ok(None),
    }))
}

fn elf<'data, Elf: FileHeader<Endian = Endianness>, R: ReadRef<'data>>(data: R) -> Result<Sections> {
    let header = Elf::parse(data)?;
    let endian = header.endian()?;
    let sections = header.sections(endian, data)?;
    if sections.is_empty() {
        return Ok(Sections::Unknown);
    }
    let mut ranges = Vec::new();
    for section in sections.iter() {
        if sections.section_name(endian, section)? != SECTION_ELF.as_bytes() {
            continue;
        }
        if section.sh_flags(endian).contains(SHF_COMPRESSED) {
            bail!("the section of toggle records is compressed; decompress it with `objcopy --decompress-sections`");
        }
        ranges.extend(section.file_range(endian).map(range));
    }
    Ok(Sections::At(ranges))
}

fn mach<'data, Mach: MachHeader<Endian = Endianness>, R: ReadRef<'data>>(data: R) -> Result<Sections> {
    let mut names = SECTION_MACHO.split(',').map(str::as_bytes);
    let (segment_name, section_name) = (names.next(), names.next());
    let header = Mach::parse(data, 0)?;
    let endian = header.endian()?;
    let mut commands = header.load_commands(endian, data, 0)?;
    let mut ranges = Vec::new();
    while let Some(command) = commands.next()? {
        let Some((segment, sections)) = Mach::Segment::from_command(command)? else { continue };
        for section in segment.sections(endian, sections)? {
            if Some(section.segment_name()) == segment_name && Some(section.name()) == section_name {
                ranges.extend(section.file_range(endian, 0).map(range));
            }
        }
    }
    Ok(Sections::At(ranges))
}

fn pe<'data, Pe: ImageNtHeaders, R: ReadRef<'data>>(data: R) -> Result<Sections> {
    let mut offset = ImageDosHeader::parse(data)?.nt_headers_offset().into();
    let (headers, _) = Pe::parse(data, &mut offset)?;
    let sections = headers.sections(data, offset)?;
    let of_records = sections.iter().filter(|section| section.raw_name() == SECTION_PE.as_bytes());
    let ranges =
        of_records.map(ImageSectionHeader::pe_file_range).map(|(start, len)| range((start.into(), len.into())));
    Ok(Sections::At(ranges.collect()))
}

fn coff<'data, Coff: CoffHeader, R: ReadRef<'data>>(data: R) -> Result<Sections> {
    let mut offset = 0;
    let header = Coff::parse(data, &mut offset)?;
    let sections = header.sections(data, offset)?;
    let of_records = sections.iter().filter(|section| section.raw_name() == SECTION_PE.as_bytes());
    let ranges = of_records.filter_map(ImageSectionHeader::coff_file_range);
    Ok(Sections::At(ranges.map(|(start, len)| range((start.into(), len.into()))).collect()))
}

/// The sections of all objects in a static library. What else is in there, such as the metadata of a Rust library, has
/// none.
fn archive<'data, R: ReadRef<'data>>(data: R) -> Result<Sections> {
    let archive = ArchiveFile::parse(data)?;
    if archive.is_thin() {
        bail!("a thin archive holds no objects itself; read the program that is linked from it");
    }
    let mut ranges = Vec::new();
    for member in archive.members() {
        let (offset, len) = member?.file_range();
        let member = Window { data, offset, len };
        let Ok(kind) = FileKind::parse(member) else { continue };
        if let Some((_, sections)) = image(kind, member)? {
            ranges.extend(sections.ranges().iter().map(|range| shifted(range, offset)));
        }
    }
    Ok(Sections::At(ranges))
}

fn fat_images<'data, Fat: FatArch, R: ReadRef<'data>>(data: R) -> Result<Vec<Sections>> {
    let mut images = Vec::new();
    for arch in MachOFatFile::<Fat>::parse(data)?.arches() {
        let (offset, len) = arch.file_range();
        let slice = Window { data, offset, len };
        let sections = match FileKind::parse(slice)? {
            FileKind::Archive => archive(slice)?,
            kind => image(kind, slice)?.ok_or_else(|| anyhow!("the fat file holds no Mach-O at offset {offset}"))?.1,
        };
        images.push(sections.shifted(offset));
    }
    Ok(images)
}

/// A file inside a file.
#[derive(Clone, Copy)]
struct Window<R> {
    data: R,
    offset: u64,
    len: u64,
}

impl<'data, R: ReadRef<'data>> ReadRef<'data> for Window<R> {
    fn len(self) -> Result<u64, ()> {
        Ok(self.len)
    }

    fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'data [u8], ()> {
        let end = offset.checked_add(size).ok_or(())?;
        if end > self.len {
            return Err(());
        }
        self.data.read_bytes_at(self.offset.checked_add(offset).ok_or(())?, size)
    }

    fn read_bytes_at_until(self, range: Range<u64>, delimiter: u8) -> Result<&'data [u8], ()> {
        if range.end > self.len {
            return Err(());
        }
        let range = self.offset.checked_add(range.start).ok_or(())?..self.offset.checked_add(range.end).ok_or(())?;
        self.data.read_bytes_at_until(range, delimiter)
    }
}

/// From a start and a length. What reaches beyond all files is refused with what reaches beyond this one.
fn range((start, len): (u64, u64)) -> Range<u64> {
    start..start.saturating_add(len)
}

fn shifted(range: &Range<u64>, by: u64) -> Range<u64> {
    range.start.saturating_add(by)..range.end.saturating_add(by)
}
