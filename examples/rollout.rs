//! A release to staff, then to a quarter of the users in a country, and the explanation for each user.
#![allow(clippy::print_stdout, reason = "an example prints")]

use toggle_runtime::{Context, Source, SourceError, States, enabled, explain_for, scope};

const RULES: &str = r#"
[beta-search]
rules = [
  { segment = "staff" },
  { when = { country = ["NL", "BE"] }, rollout = 25 },
]

[segment.staff]
group = ["staff", "contractors"]
"#;

/// A source of rules inside the program. A real program uses a file: `builder().file("toggles.toml")`.
struct Embedded;

impl Source for Embedded {
    fn name(&self) -> String {
        "embedded".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        States::from_toml(RULES, "rules", None)
    }
}

fn main() -> Result<(), toggle_runtime::Error> {
    toggle_runtime::builder().source(Embedded).install()?;

    let ada = Context::new("ada").with("group", ["beta", "staff"]);
    println!("{}\n", explain_for("beta-search", &ada));

    let customers = (0..1000).map(|number| Context::new(format!("user-{number}")).with("country", "NL"));
    let released = customers.filter(|customer| enabled!("beta-search", for = customer)).count();
    println!("{released} of 1000 customers in the Netherlands\n");

    // Checks inside the scope of a request need no `for =`.
    let request = scope().context(Context::new("user-7").with("country", "FR"));
    request.run(|| println!("{}", search("boots")));
    Ok(())
}

fn search(word: &str) -> String {
    let way = if enabled!("beta-search") { "meaning" } else { "letters" };
    format!("{word}, by {way}")
}
