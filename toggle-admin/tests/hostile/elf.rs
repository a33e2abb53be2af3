//! Damaged copies of this program, whose headers are known if it is a 64-bit ELF file.

use crate::{
    files::headless,
    mutated::{Random, survives},
    reading::read,
    real::this,
};

#[test]
fn this_program_damaged() {
    let mut file = this();
    let len = file.len();
    let headers = number(&file, 0x28);
    let mut random = Random::new(20_261_123);
    for _ in 0..1000 {
        let at = match random.below(3) {
            0 => random.below(64),
            1 => 64 + random.below(1000),
            _ => headers + random.below(len - headers),
        };
        let byte = file[at];
        file[at] = u8::try_from(random.below(256)).expect("a byte");
        // Without section headers the reader would search the file, which the next test covers.
        if number(&file, 0x28) != 0 && file[0x3c..0x3e] != [0, 0] {
            survives(&file);
        }
        file[at] = byte;
    }
    for len in [1, 16, 63, 64, 4096, headers - 1, headers, headers + 64, len - 1] {
        assert!(read(&file[..len]).is_err(), "{len} bytes");
    }
}

#[test]
fn this_program_without_its_section_headers() {
    let with = this();
    let without = headless(with.clone());
    assert_eq!(read(&without), read(&with));
}

fn number(file: &[u8], at: usize) -> usize {
    let bytes = file[at..at + 8].try_into().expect("eight bytes");
    usize::try_from(u64::from_le_bytes(bytes)).expect("it is small")
}
