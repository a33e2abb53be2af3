//! The start corpus of the fuzzer.

use std::{fs, path::Path};

use crate::files;

/// Compares the seeds with the files of these tests. `SEEDS=overwrite` writes the seeds.
#[test]
fn seeds_of_the_fuzzer_are_up_to_date() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/binary");
    let is_writing = std::env::var_os("SEEDS").is_some_and(|what| what == "overwrite");
    for (name, bytes) in files::all() {
        let path = directory.join(name);
        if is_writing {
            fs::create_dir_all(&directory).expect("the directory can be made");
            fs::write(&path, &bytes).expect("the seed can be written");
        }
        assert!(fs::read(&path).is_ok_and(|seed| seed == bytes), "{} is another; see above", path.display());
    }
    let seeds = fs::read_dir(&directory).expect("the seeds are there").count();
    assert_eq!(seeds, files::all().len());
}
