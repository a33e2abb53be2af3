//! Automatic rollback: gated code that fails too often is switched off immediately, in this process.
//!
//! ```sh
//! cargo run -p toggle-examples --example guard
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

use toggle_runtime::{States, feature_toggle};

#[feature_toggle("new-search", else = Ok(vec!["from the old index"]), guard)]
fn search(query: &str) -> Result<Vec<&'static str>, String> {
    Err(format!("the new index is not there, and cannot be asked for {query}"))
}

const CONFIGURATION: &str = r#"
[new-search]
otherwise = "on"
guard = { failures = "10%", over = "1m", min-calls = 20 }
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    toggle_runtime::builder().source(Configuration).install()?;
    let failed = (0..1000).filter(|_| search("toggles").is_err()).count();
    println!("{failed} of 1000 calls failed");
    println!("{}", toggle_runtime::explain("new-search"));
    for change in toggle_runtime::history() {
        println!("{} {} -> {} ({:?})", change.toggle, change.from, change.to, change.cause);
    }

    // The operator resets the guard after a fix, without a restart.
    toggle_runtime::reset("new-search")?;
    assert!(toggle_runtime::explain("new-search").is_on());
    Ok(())
}

/// A source that stands for a file.
struct Configuration;

impl toggle_runtime::Source for Configuration {
    fn name(&self) -> String {
        "configuration".to_owned()
    }

    fn read(&self) -> Result<States, toggle_runtime::SourceError> {
        States::from_toml(CONFIGURATION, "configuration", None)
    }
}
