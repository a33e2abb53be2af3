//! Files made by compilers and linkers.

use std::{fs, path::Path, process::Command};

use toggle_admin::binary;

use crate::{
    files::section,
    mutated::{Random, survives},
    reading::names,
};

/// Returns the file of this program, which has one toggle.
pub(crate) fn this() -> Vec<u8> {
    assert!(!toggle_runtime::enabled!("of-this-program"));
    fs::read(std::env::current_exe().expect("this program is a file")).expect("it can be read")
}

#[test]
fn this_program_has_its_toggle() {
    assert_eq!(names(&this()), ["of-this-program"]);
}

/// Checks damaged libraries that the compiler builds without the standard library, so that they are small.
#[test]
fn libraries_damaged() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let source = directory.path().join("library.rs");
    let section = section();
    let code = format!(
        "#![no_std]\n#[panic_handler]\nfn panic(_: &core::panic::PanicInfo<'_>) -> ! {{ loop {{}} }}\n\
         #[cfg_attr(target_vendor = \"apple\", unsafe(link_section = \"__TOGGLE_TEXT,__ftoggle,regular,no_dead_strip\"))]\n\
         #[cfg_attr(windows, unsafe(link_section = \".ftoggle\"))]\n\
         #[cfg_attr(not(any(target_vendor = \"apple\", windows)), unsafe(link_section = \"ftoggle\"))]\n\
         #[used]\npub static RECORDS: [u8; {}] = {section:?};\n",
        section.len()
    );
    fs::write(&source, code).expect("the source can be written");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut rustc = Command::new(rustc);
    rustc.args(["--edition=2024", "--crate-type=staticlib,rlib", "-Cpanic=abort", "-Copt-level=1", "--out-dir"]);
    assert!(rustc.arg(directory.path()).arg(&source).status().expect("the compiler can be run").success());

    let mut random = Random::new(11);
    for name in ["liblibrary.rlib", if cfg!(target_env = "msvc") { "library.lib" } else { "liblibrary.a" }] {
        let path = directory.path().join(name);
        let mut file = fs::read(&path).expect("it has been built");
        assert_eq!(names(&file), ["alpha", "beta"], "{name}");
        for _ in 0..100 {
            let at = random.below(file.len());
            survives(&file[..at]);
            let at = random.below(2000.min(file.len()));
            let byte = std::mem::replace(&mut file[at], u8::try_from(random.below(256)).expect("a byte"));
            survives(&file);
            file[at] = byte;
        }
        check_path_in_message(&path, &file);
    }
}

#[track_caller]
fn check_path_in_message(path: &Path, file: &[u8]) {
    fs::write(path, &file[..file.len() - 3]).expect("the file can be written");
    let error = format!("{:#}", binary::open(path).expect_err("it is cut off"));
    assert!(error.starts_with(&format!("{}: the archive member at offset ", path.display())), "{error}");
    assert!(error.ends_with(&format!(", beyond the end at {}", file.len() - 3)), "{error}");
}
