//! Every small file with simple changes: truncated, with other bytes and with other numbers.

use crate::{files, reading::read};

/// A xorshift generator, which returns the same numbers in each run.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("53 bits") % end
    }
}

/// Checks that reading does not panic and stays within the limits.
pub(crate) fn survives(bytes: &[u8]) {
    let _ = read(bytes);
}

#[test]
fn unchanged_they_have_their_toggles() {
    for (name, bytes) in files::all() {
        let inventory = read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(inventory.toggles.len(), 2, "{name}");
        let beta = inventory.find("beta").expect("it is there");
        assert_eq!((beta.points.len(), beta.declarations.len()), (1, 1), "{name}");
    }
}

#[test]
fn truncated() {
    for (name, bytes) in files::all() {
        for len in 0..bytes.len() {
            survives(&bytes[..len]);
        }
        // In files with headers at the end, every truncation is detected.
        if name.starts_with("elf") && name != "elf-64-headless" || name.starts_with("archive") {
            let unnoticed = (1..bytes.len()).find(|&len| read(&bytes[..len]).is_ok_and(|it| it.toggles.len() < 2));
            assert!(unnoticed.is_none_or(|len| len < 200 || is_end_of_member(&bytes[..len])), "{name}: {unnoticed:?}");
        }
    }
}

/// Returns whether the file is an archive, because one that ends with a member is valid.
fn is_end_of_member(bytes: &[u8]) -> bool {
    bytes.starts_with(b"!<arch>\n")
}

#[test]
fn each_byte_changed() {
    for (_, mut bytes) in files::all() {
        for at in 0..bytes.len() {
            let byte = bytes[at];
            for changed in [0, 0x7f, 0xff, byte ^ 0x80, byte.wrapping_add(1)] {
                bytes[at] = changed;
                survives(&bytes);
            }
            bytes[at] = byte;
        }
    }
}

#[test]
fn each_number_changed() {
    for (_, bytes) in files::all() {
        let len = bytes.len() as u64;
        for at in (0..bytes.len() - 8).step_by(4) {
            for number in [u64::MAX, u64::from(u32::MAX), 1 << 35, len - 1, len / 2] {
                for number in [number.to_le_bytes(), number.to_be_bytes()] {
                    for size in [4, 8] {
                        let mut changed = bytes.clone();
                        changed[at..at + size].copy_from_slice(if number[7] == 0 || size == 8 {
                            &number[..size]
                        } else {
                            &number[8 - size..]
                        });
                        survives(&changed);
                    }
                }
            }
        }
    }
}

#[test]
fn changed_at_random() {
    let mut random = Random::new(0x2026_1123);
    let files = files::all();
    for round in 0..10_000 {
        let mut bytes = files[round % files.len()].1.clone();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = u8::try_from(random.below(256)).expect("a byte"),
                1 => bytes[at] ^= 1 << random.below(8),
                2 => {
                    let from = random.below(bytes.len());
                    let len = random.below(64).min(bytes.len() - at.max(from));
                    bytes.copy_within(from..from + len, at);
                }
                _ => {
                    let end = (at + random.below(16)).min(bytes.len());
                    bytes[at..end].fill(0);
                }
            }
        }
        survives(&bytes);
    }
}
