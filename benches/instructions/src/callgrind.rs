//! One run of all cases under callgrind, which writes its counts to a file each time a case begins or ends.

use std::{
    fs,
    io::ErrorKind,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    Counts,
    cases::{self, Kind, MEASURED},
};

/// The argument that makes the program run the cases instead of counting them.
pub(crate) const CHILD: &str = "--under-callgrind";

/// The instructions of one case.
pub(crate) struct Count {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Instructions per call, beyond those of a call of an empty function.
    pub(crate) instructions: u64,
}

pub(crate) fn counts() -> Result<Counts> {
    let directory = tempfile::tempdir()?;
    let out = directory.path().join("out");
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--quiet", "--tool=callgrind", "--dump-line=no", "--dump-before=*toggle_instructions::cases::boundary*"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(std::env::current_exe()?)
        .arg(CHILD)
        .stdin(Stdio::null());
    let ran = match valgrind.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!(
                "valgrind is not installed, which counts instructions: `apt-get install valgrind`, or see valgrind.org"
            )
        }
        ran => ran.context("valgrind does not start")?,
    };
    ensure!(ran.status.success(), "valgrind: {}\n{}", ran.status, String::from_utf8_lossy(&ran.stderr));
    // The first file counts the code before the first case. Each case has one file, and so has the code between two
    // cases.
    let cases = cases::all();
    let totals = (0..cases.len()).map(|case| total(&out, 2 * case + 2)).collect::<Result<Vec<_>>>()?;
    let most = 2 * cases.len();
    ensure!(total(&out, most).is_ok() && total(&out, most + 1).is_err(), "callgrind has not written one file per case");
    let empty = cases.iter().position(|case| case.kind == Kind::Empty).context("there is no empty case")?;
    let empty = totals[empty];
    let counts = cases.into_iter().zip(totals).map(|(case, total)| {
        let instructions = (total.saturating_sub(empty) + MEASURED / 2) / MEASURED;
        Count { name: case.name, kind: case.kind, instructions }
    });
    Ok(counts.filter(|count| count.kind != Kind::Empty).collect())
}

/// Returns the total number of instructions in a file of callgrind.
fn total(out: &Path, number: usize) -> Result<u64> {
    let path = format!("{}.{number}", out.display());
    let text = fs::read_to_string(&path).with_context(|| path.clone())?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ")).with_context(|| path.clone())?;
    total.trim().parse().with_context(|| path)
}
