//! The property that a file reads as it is written.

use proptest::{prelude::ProptestConfig, prop_assert_eq, proptest};
use toml::Table;

use crate::{generate::case, print::MANNERS};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_reads_as_it_is_written(case in case()) {
        for write in MANNERS {
            let text = write(&case.file.table);
            prop_assert_eq!(&text.parse::<Table>().expect("TOML"), &case.file.table, "{}", text);
        }
    }
}
