//! The fuzzer of binaries: reading any bytes ends with a list or with a message. Run it from the directory above:
//!
//! ```text
//! cargo +nightly fuzz run binary fuzz/corpus/binary fuzz/seeds/binary -- -max_len=16384
//! ```
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use toggle_admin::{binary, inventory::Inventory};

fuzz_target!(|bytes: &[u8]| {
    let Ok(binary) = binary::read(Cursor::new(bytes)) else { return };
    let inventory = Inventory::of("file", &binary);
    let most = binary.images.iter().map(|image| image.iter().count()).max().unwrap_or(0);
    let told: usize = inventory.toggles.iter().map(|toggle| toggle.points.len() + toggle.declarations.len()).sum();
    assert!(told >= most, "{told} of {most} records are listed");
    assert_eq!(inventory.records().count(), told);
    for toggle in &inventory.toggles {
        assert!(inventory.find(&toggle.name).is_some());
        assert!(toggle.place().is_some());
    }
});
