//! Releasing a feature to staff, then to a quarter of a country, and seeing why each user gets what they get.
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

/// Rules that come with the program. In earnest they are in a file: `builder().file("toggles.toml")`.
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

    // Inside the scope of a request, checks need no context of their own.
    let request = scope().context(Context::new("user-7").with("country", "FR"));
    request.run(|| println!("{}", search("boots")));
    Ok(())
}

fn search(word: &str) -> String {
    let way = if enabled!("beta-search") { "meaning" } else { "letters" };
    format!("{word}, by {way}")
}
