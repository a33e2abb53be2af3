//! The memory of a document with ten thousand toggles, in a program that has one of them.

use std::{
    io,
    sync::OnceLock,
    time::{Duration, Instant},
};

use toggle_runtime::{__admin::Program, Builder, Names, Source, SourceError, States, Unknown};
use toggle_syntax::record::{Body, Declaration, Place, Record};

use super::{counted, held, shapes};

/// A source whose document other programs use, too.
struct Shop {
    document: String,
    names: OnceLock<Names>,
    skips: bool,
}

impl Source for Shop {
    fn name(&self) -> String {
        "shop".to_owned()
    }

    fn set_names(&self, names: Names) {
        self.names.get_or_init(|| names);
    }

    fn unknown(&self) -> Option<Unknown> {
        Some(Unknown::Ignore)
    }

    fn read(&self) -> Result<States, SourceError> {
        match self.names.get().filter(|_| self.skips) {
            Some(names) => States::from_toml_for(&self.document, "shop", None, names),
            None => States::from_toml(&self.document, "shop", None),
        }
    }
}

/// The memory and time of a set-up: the peak, the rest afterwards, and the time.
#[derive(Debug)]
struct Figures {
    peak: usize,
    kept: usize,
    time: Duration,
}

/// Returns the figures of the set-up of a program with the toggle `t0` and this source.
fn figures(builder: Builder) -> Figures {
    let body = Body::Declaration(Declaration { default: "off", ..Declaration::default() });
    let program = Program::new([Record::new("t0", Place::default(), body).to_bytes()], Vec::new());
    let (before, start) = (held::now(), Instant::now());
    let (installed, peak) = held::peak(|| program.install(builder.watch(false)));
    let (kept, time) = (held::now().saturating_sub(before), start.elapsed());
    installed.expect("the document is good");
    assert_eq!(program.explain("t0").rules.len(), 5, "the only known toggle has its rules");
    Figures { peak, kept, time }
}

fn document() -> String {
    (shapes::ALL[0].text)(3_400_000, 0)
}

fn shop(skips: bool) -> Builder {
    toggle_runtime::builder().source(Shop { document: document(), names: OnceLock::new(), skips })
}

#[test]
fn toggles_of_other_programs_are_skipped() {
    counted(|| {
        let [all, skipping] = [false, true].map(|skips| figures(shop(skips)));
        assert!(skipping.peak < all.peak * 2 / 3, "{skipping:?}, {all:?}");
        assert!(skipping.kept < 1 << 16, "{skipping:?}");
    });
}

#[test]
fn file_keeps_no_rules_of_unknown_toggles() -> io::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), document())?;
    counted(|| {
        let all = figures(shop(false));
        let of_file = figures(toggle_runtime::builder().file(file.path()));
        assert!(of_file.peak < all.peak, "{of_file:?}, {all:?}");
    });
    Ok(())
}

/// Prints the figures: `cargo test -p toggle-tests --test memory shared -- --ignored --nocapture`.
#[test]
#[ignore = "it is for people"]
#[allow(clippy::print_stdout, reason = "a report")]
fn report() -> io::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), document())?;
    counted(|| {
        for _ in 0..3 {
            let of_file = figures(toggle_runtime::builder().file(file.path()));
            for (what, Figures { peak, time, .. }) in [
                ("all kept", figures(shop(false))),
                ("mistakes kept, in a file", of_file),
                ("skipped", figures(shop(true))),
            ] {
                println!("{what}: {peak} bytes at the peak, {time:?}");
            }
        }
    });
    Ok(())
}
