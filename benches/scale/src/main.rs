//! What toggles cost as they become many: generates crates of gated functions, and of the same functions plain and under
//! `#[tracing::instrument]`, builds and runs them, and prints a table. `cargo run --release --bin scale`.

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

const COUNTS: [usize; 3] = [10, 1_000, 10_000];
const REPEATS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    println!("startup and change, release build:");
    println!("  {:>7}  {:>12}  {:>12}  {:>12}  {:>10}", "points", "first check", "install+file", "reload", "one flip");
    for count in COUNTS {
        let generated = Generated::new("gated", count)?;
        generated.cargo(&["build", "--release"])?;
        let toggles: String = (0..count).fold(String::new(), |mut text, number| {
            let _ = writeln!(text, "toggle-{number} = true");
            text
        });
        let file = generated.directory.join("toggles.toml");
        fs::write(&file, toggles)?;
        let mut runs = Vec::new();
        for _ in 0..REPEATS {
            let output = Command::new(generated.target.join("release/generated")).arg(&file).output()?;
            runs.push(String::from_utf8(output.stdout)?);
        }
        let column = |at: usize| {
            let mut micros: Vec<u64> =
                runs.iter().filter_map(|run| run.split(' ').nth(at)?.trim().parse().ok()).collect();
            micros.sort_unstable();
            micros.get(micros.len() / 2).map_or("-".to_owned(), |micros| format!("{micros} us"))
        };
        println!("  {count:>7}  {:>12}  {:>12}  {:>12}  {:>10}", column(0), column(1), column(2), column(3));
    }

    let count = 1_000;
    println!("compiling {count} functions, per function, median of {REPEATS}:");
    println!("  {:<24}  {:>12}  {:>12}", "", "cargo check", "debug build");
    let mut plain = None;
    for kind in ["plain", "gated", "instrument"] {
        let generated = Generated::new(kind, count)?;
        let (check, build) = (generated.time("check")?, generated.time("build")?);
        let base = *plain.get_or_insert((check, build));
        let each = |time: Duration, base: Duration| {
            format!("{:.2} ms", (time.as_secs_f64() - base.as_secs_f64()) * 1e3 / count as f64)
        };
        match kind {
            "plain" => println!(
                "  {:<24}  {:>12}  {:>12}",
                "plain, the whole crate",
                format!("{check:.2?}"),
                format!("{build:.2?}")
            ),
            "gated" => {
                println!("  {:<24}  {:>12}  {:>12}", "#[feature_toggle]", each(check, base.0), each(build, base.1))
            }
            _ => {
                println!("  {:<24}  {:>12}  {:>12}", "#[tracing::instrument]", each(check, base.0), each(build, base.1))
            }
        }
    }
    Ok(())
}

/// A crate of many functions of one kind.
struct Generated {
    directory: PathBuf,
    target: PathBuf,
}

impl Generated {
    fn new(kind: &str, count: usize) -> Result<Self, Box<dyn Error>> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| here.join("target"), PathBuf::from).join("scale");
        let directory = root.join(format!("{kind}-{count}"));
        fs::create_dir_all(directory.join("src"))?;
        let runtime = here.join("../../toggle-runtime").canonicalize()?;
        fs::write(
            directory.join("Cargo.toml"),
            format!(
                "[package]\nname = \"generated\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
                 toggle-runtime = {{ path = {runtime:?} }}\ntracing = \"0.1\"\n"
            ),
        )?;
        let mut source = String::new();
        for number in 0..count {
            match kind {
                "gated" => writeln!(source, "#[toggle_runtime::feature_toggle(\"toggle-{number}\", else = x)]")?,
                "instrument" => writeln!(source, "#[tracing::instrument]")?,
                _ => {}
            }
            writeln!(
                source,
                "#[inline(never)]\npub fn function_{number}(x: u64) -> u64 {{ x.wrapping_mul({number}) + 1 }}"
            )?;
        }
        source.push_str("fn main() {\n");
        source.push_str(if kind == "gated" { MAIN } else { "" });
        for number in 0..count {
            writeln!(source, "std::hint::black_box(function_{number}(std::hint::black_box(1)));")?;
        }
        source.push_str("}\n");
        fs::write(directory.join("src/main.rs"), source)?;
        Ok(Self { directory, target: root.join("target") })
    }

    fn cargo(&self, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
        let output = Command::new("cargo")
            .args(arguments)
            .arg("--quiet")
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .output()?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
    }

    /// The median time of compiling the crate alone.
    fn time(&self, what: &str) -> Result<Duration, Box<dyn Error>> {
        self.cargo(&[what])?;
        let mut times = Vec::new();
        for _ in 0..REPEATS {
            let source = self.directory.join("src/main.rs");
            let text = fs::read(&source)?;
            fs::write(&source, text)?;
            let start = Instant::now();
            self.cargo(&[what])?;
            times.push(start.elapsed());
        }
        times.sort();
        Ok(times[REPEATS / 2])
    }
}

/// Prints, in microseconds: the first check, set-up with a file of all toggles, a reload that changes nothing, a flip.
const MAIN: &str = r#"
    let micros = |start: std::time::Instant| start.elapsed().as_micros();
    let start = std::time::Instant::now();
    function_0(1);
    let first = micros(start);
    let path = std::env::args().nth(1).unwrap();
    let start = std::time::Instant::now();
    toggle_runtime::builder().file(path).install().unwrap();
    let install = micros(start);
    let start = std::time::Instant::now();
    toggle_runtime::reload().unwrap();
    let reload = micros(start);
    let start = std::time::Instant::now();
    toggle_runtime::set("toggle-1", false).unwrap();
    println!("{first} {install} {reload} {}", micros(start));
"#;
