//! A program that configures its library's toggles with a file of rules: `cargo run -- toggles.toml`.

use std::{env, error::Error};

use toggle_runtime::{Context, scope};
use toggle_tests_author_library::{checksum, compress, is_verbose};

fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args().nth(1).ok_or("give a toggle file")?;
    toggle_runtime::builder().file(file).install()?;
    for key in ["ann@example.org", "bob@example.com"] {
        let (_, way) = scope().context(Context::new(key)).run(|| checksum(b"ab"));
        println!("{key}: {way}");
    }
    println!("{} {}", compress("aab"), is_verbose());
    Ok(())
}
