//! The measured programs.

/// A hello world with one dependency.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// The dependency's line in the manifest. `{ours}` stands for the directory of this repository.
    pub(crate) dependency: &'static str,
    /// The source of the program, which uses the main function of the dependency.
    pub(crate) program: &'static str,
}

impl Case {
    /// Returns whether this is the runtime with the least or with its default features.
    pub(crate) fn is_end(&self) -> bool {
        self.name.ends_with("without features") || self.name.ends_with("default features")
    }
}

pub(crate) const BARE: Case = Case { name: "bare", dependency: "", program: r#"fn main() { println!("hello"); }"# };

const GATED: &str = r#"
use toggle_runtime::feature_toggle;

#[feature_toggle("new-greeting", else = println!("hello"))]
fn greet() {
    println!("new hello");
}

fn main() {
    greet();
}
"#;

/// Defines a case of our own crates with exactly these features.
macro_rules! ours {
    ($name:literal, $features:literal) => {
        Case {
            name: $name,
            dependency: concat!(
                "toggle-runtime = { path = \"{ours}/toggle-runtime\", default-features = false, features = [",
                $features,
                "] }"
            ),
            program: GATED,
        }
    };
}

pub(crate) const OURS: &[Case] = &[
    ours!("`toggle-runtime` without features", ""),
    ours!("with `tracing`", "\"tracing\""),
    ours!("with `history-file`", "\"history-file\""),
    ours!("with `rules`", "\"rules\""),
    ours!("with `semver`", "\"semver\""),
    ours!("with `follow`", "\"follow\""),
    ours!("with `regex`", "\"regex\""),
    ours!("with `regex-unicode`", "\"regex-unicode\""),
    Case {
        name: "`toggle-runtime` with default features",
        dependency: "toggle-runtime = { path = \"{ours}/toggle-runtime\" }",
        program: GATED,
    },
];

pub(crate) const PEERS: &[Case] = &[
    Case {
        name: "`tracing-subscriber` with `env-filter`",
        dependency: r#"tracing-subscriber = { version = "0.3", features = ["env-filter"] }"#,
        program: r#"
use tracing_subscriber::EnvFilter;

fn main() {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::from_default_env()).init();
    println!("hello");
}
"#,
    },
    Case {
        name: "`notify`",
        dependency: r#"notify = "8.2""#,
        program: r#"
use notify::{Event, RecursiveMode, Result, Watcher};

fn main() -> Result<()> {
    let mut watcher = notify::recommended_watcher(|event: Result<Event>| println!("{}", event.is_ok()))?;
    watcher.watch(".".as_ref(), RecursiveMode::NonRecursive)?;
    println!("hello");
    Ok(())
}
"#,
    },
    Case {
        name: "`config`",
        dependency: r#"config = "0.15""#,
        program: r#"
use config::{Config, ConfigError, Environment, File};

fn main() -> Result<(), ConfigError> {
    let config = Config::builder()
        .add_source(File::with_name("toggles").required(false))
        .add_source(Environment::with_prefix("TOGGLE"))
        .build()?;
    println!("{} hello", config.get_bool("new-greeting").unwrap_or_default());
    Ok(())
}
"#,
    },
    Case {
        name: "`unleash-api-client` with `reqwest-client-13`",
        dependency: "unleash-api-client = { version = \"0.17\", features = [\"reqwest-client-13\"] }\ntokio = { version = \"1\", features = [\"rt-multi-thread\"] }",
        program: r#"
use unleash_api_client::{ClientBuilder, client::FeatureKey};

#[derive(Clone, Copy, Debug)]
struct NewGreeting;

impl FeatureKey for NewGreeting {
    fn name(self) -> &'static str {
        "new-greeting"
    }
}

fn main() {
    let client = ClientBuilder::default()
        .into_client::<NewGreeting>("http://127.0.0.1:1/api", "size", "1", None)
        .expect("a client");
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        client.register().await.ok();
        println!("{} hello", client.is_enabled(NewGreeting, None, false));
    });
}
"#,
    },
];
