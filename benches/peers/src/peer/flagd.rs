//! The flagd provider on a file. This module needs the feature `flagd`, because the provider's build script requires
//! `protoc`. The report provides one.

use std::{io::Write, sync::Arc};

use anyhow::Result;
use open_feature::{EvaluationContext, provider::FeatureProvider};
use open_feature_flagd::{FlagdOptions, FlagdProvider, ResolverType};
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use toggle_measure::{Case, Flips, ready};
use toggle_questions::User;
use tokio::runtime::Runtime;

use crate::{
    check::NAME,
    decisions::{self, Decides, Rules},
    peer::open_feature::{self as through, client},
};

const WHO: &str = "`open-feature-flagd`";

#[inline(never)]
fn ask(provider: &FlagdProvider, name: &str, context: &EvaluationContext) -> bool {
    ready(provider.resolve_bool_value(name, context)).is_ok_and(|details| details.value)
}

pub(crate) fn checks(runtime: &Runtime) -> Result<Vec<Case>> {
    let flags = json!({ NAME: flag(json!({})) });
    let flagd = Flagd::new(runtime, flags.clone())?;
    let Flagd { provider, file } = Flagd::new(runtime, flags)?;
    let client = client(runtime, "flagd", provider);
    let through = move || {
        // The closure owns the file, because the provider follows it until it is deleted.
        let _ = &file;
        through::ask(&client)
    };
    let context = EvaluationContext::default();
    Ok(vec![
        Case::new(WHO, "file, its provider called", move || ask(&flagd.provider, NAME, &context)).flips(Flips::Each),
        Case::new(WHO, "file, through `open-feature`", through).flips(Flips::Each),
    ])
}

/// A provider that follows a file.
struct Flagd {
    provider: FlagdProvider,
    file: NamedTempFile,
}

impl Flagd {
    fn new(runtime: &Runtime, flags: Value) -> Result<Self> {
        let mut file = NamedTempFile::with_suffix(".json")?;
        file.write_all(json!({ "flags": flags }).to_string().as_bytes())?;
        let options = FlagdOptions {
            resolver_type: ResolverType::File,
            source_configuration: Some(file.path().to_string_lossy().into_owned()),
            // The table of options documents `None` as the default in this mode.
            cache_settings: None,
            ..FlagdOptions::default()
        };
        Ok(Self { provider: runtime.block_on(FlagdProvider::new(options))?, file })
    }
}

pub(crate) fn decisions(runtime: &Runtime) -> Result<Vec<Case>> {
    let flagd = Arc::new(Flagd::new(runtime, flags())?);
    let note = "file, its provider called; groups are one string that is searched";
    decisions::of(WHO, note, || Ok(Arc::clone(&flagd)))
}

impl Decides for Arc<Flagd> {
    type Context = EvaluationContext;

    fn context(&self, user: &User) -> EvaluationContext {
        EvaluationContext::default()
            .with_targeting_key(&*user.id)
            .with_custom_field("country", &*user.country)
            .with_custom_field("plan", &*user.plan)
            .with_custom_field("age", user.age)
            .with_custom_field("version", &*user.version)
            .with_custom_field("group", user.groups.join(","))
    }

    fn decide(&self, rules: Rules, context: &EvaluationContext) -> bool {
        ask(&self.provider, rules.name(), context)
    }
}

fn flag(targeting: Value) -> Value {
    json!({
        "state": "ENABLED",
        "variants": { "on": true, "off": false },
        "defaultVariant": "off",
        "targeting": targeting,
    })
}

fn flags() -> Value {
    let var = |name: &str| json!({ "var": name });
    let half = json!({ "fractional": [["on", 50], ["off", 50]] });
    json!({
        Rules::Percentage.name(): flag(half.clone()),
        Rules::Attribute.name(): flag(json!({ "if": [{ "==": [var("country"), "NL"] }, half, "off"] })),
        Rules::Ten.name(): flag(json!({ "if": [
            { "in": [var("country"), ["BE", "DE", "FR"]] }, "on",
            { "!=": [var("country"), "NL"] }, "on",
            { "==": [var("plan"), "free"] }, "on",
            { ">": [var("age"), 65] }, "on",
            { "<": [var("age"), 18] }, "on",
            { "sem_ver": [var("version"), ">=", "3.1.0"] }, "on",
            { "starts_with": [var("version"), "1."] }, "on",
            { "or": [{ "in": ["staff", var("group")] }, { "in": ["contractors", var("group")] }] }, "on",
            { "and": [{ "in": ["beta", var("group")] }, { "==": [var("plan"), "free"] }] }, "on",
            { "and": [
                { "==": [var("country"), "NL"] },
                { "==": [var("plan"), "pro"] },
                { ">=": [var("age"), 18] },
                { "sem_ver": [var("version"), ">=", "2.0.0"] },
            ] }, half,
            "off",
        ] })),
    })
}
