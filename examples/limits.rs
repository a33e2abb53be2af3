//! A toggle with a struct as its value: limits that change together, read from a table and validated at load time.
#![allow(clippy::print_stdout, reason = "an example prints")]

use serde::Deserialize;
use toggle_runtime::{Context, Structured, Toggle, scope, toggle, value};

#[derive(Structured, Deserialize, Debug, PartialEq)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Limits {
    per_second: u32,
    burst: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_second: 5, burst: 20 }
    }
}

/// The number of requests that a client may send.
#[toggle("limits", owner = "platform")]
static LIMITS: Toggle<Limits>;

fn allowed(sent: u32, client: &Context) -> bool {
    let limits = value!(LIMITS, for = client);
    sent <= limits.per_second + limits.burst
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (ann, bob) = (Context::new("ann").with("plan", "pro"), Context::new("bob"));
    assert!(allowed(25, &bob) && !allowed(26, &bob), "the default of the struct");

    let path = std::env::temp_dir().join(format!("toggle-limits-{}.toml", std::process::id()));
    std::fs::write(
        &path,
        r#"
            [limits]
            rules = [{ when = { plan = "pro" }, serve = { per-second = 50, burst = 500 } }]
            otherwise = { burst = 40 }
        "#,
    )?;
    toggle_runtime::builder().file(&path).install()?;
    assert!(allowed(550, &ann));
    assert_eq!(*value!(LIMITS, for = &bob), Limits { per_second: 5, burst: 40 });

    // A mistake keeps the last good limits, and is reported as a problem with its line.
    std::fs::write(&path, "[limits]\nburst = -1\n")?;
    toggle_runtime::reload()?;
    assert!(allowed(550, &ann));
    for problem in toggle_runtime::problems() {
        println!("{problem}");
    }

    scope().set(&LIMITS, Limits { per_second: 0, burst: 0 }).run(|| {
        assert!(!allowed(1, &ann), "nobody sends anything in here");
    });
    std::fs::remove_file(&path)?;
    Ok(())
}
