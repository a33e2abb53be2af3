//! The description of the machine.

use std::{fs, process::Command, thread};

use anyhow::{Context, Result};

use crate::table::Table;

/// Returns a table of the machine, its system and its compiler.
pub(crate) fn markdown() -> Result<String> {
    let mut table = Table::new(2, &["machine", ""]);
    table.row(["processor".to_owned(), processor()]);
    table.row(["cores".to_owned(), thread::available_parallelism()?.to_string()]);
    table.row(["system".to_owned(), system()?]);
    table.row(["compiler".to_owned(), told("rustc", &["--version"])?]);
    let table = table.markdown();
    Ok(format!(
        "# Results\n\nWritten by `cargo run --release --manifest-path benches/Cargo.toml`; do not edit.\n\n{table}"
    ))
}

fn processor() -> String {
    let linux = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let of = |key| text.lines().find_map(|line| line.strip_prefix(key)?.split_once(": ")).map(|(_, value)| value);
        let model = of("model\t")?;
        Some(format!("{}, family {}, model {model}", of("model name")?, of("cpu family")?))
    });
    linux.or_else(|| told("sysctl", &["-n", "machdep.cpu.brand_string"]).ok()).unwrap_or_else(|| "unknown".to_owned())
}

fn system() -> Result<String> {
    let kernel = told("uname", &["-sm"])?;
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    Ok(name.map_or_else(|| kernel.clone(), |name| format!("{}, {kernel}", name.trim_matches('"'))))
}

/// Returns the trimmed output of a command.
fn told(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output().with_context(|| format!("cannot run {program}"))?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
