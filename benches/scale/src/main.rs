//! The cost of many toggles: compile time, size, start, changes and memory, printed as Markdown. The program
//! generates crates of gated functions, and of the same functions plain and under `#[tracing::instrument]`. Start it
//! from the root of the repository:
//!
//! ```console
//! $ cargo run --release --manifest-path benches/Cargo.toml -p toggle-scale
//! $ cargo run --release --manifest-path benches/Cargo.toml -p toggle-scale -- --tool
//! $ cargo run --release --manifest-path benches/Cargo.toml -p toggle-scale -- --bytes --check
//! ```
//!
//! The second command measures only `cargo toggle`. The third command measures only the bytes per point, and fails if
//! they exceed `bounds.toml`.

mod generate;
mod run;
mod size;
mod bounds;
mod compile;
mod table;
mod tool;

use std::{error::Error, process::ExitCode};

use table::Goal;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => {
            println!("## Scale\n");
            let mut goals = run::report()?;
            goals.extend(size::report()?);
            goals.extend(compile::report()?);
            goals.extend(tool::report()?);
            Goal::print_all(&goals);
            Ok(ExitCode::SUCCESS)
        }
        ["--tool"] => {
            Goal::print_all(&tool::report()?);
            Ok(ExitCode::SUCCESS)
        }
        ["--bytes"] => {
            size::report()?;
            Ok(ExitCode::SUCCESS)
        }
        ["--bytes", "--check"] => bounds::check(),
        _ => Err("expected nothing, `--tool`, `--bytes` or `--bytes --check`".into()),
    }
}

fn median<T: Ord + Copy>(mut numbers: Vec<T>) -> T {
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}
