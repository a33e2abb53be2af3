//! The LaunchDarkly client with flags from a local data source.

use std::{sync::Arc, time::Duration};

use anyhow::{Result, anyhow, ensure};
use launchdarkly_server_sdk::{
    Client, ConfigBuilder, Context, ContextBuilder, Flag, FlagBuilder, NullEventProcessorBuilder, TestData,
};
use serde_json::{Value, json};
use toggle_measure::{Case, Contended, Flips};
use toggle_questions::User;
use tokio::runtime::Runtime;

use crate::{
    check::NAME,
    decisions::{self, Decides, Rules},
};

const WHO: &str = "`launchdarkly-server-sdk`";

#[inline(never)]
fn ask(client: &Client, name: &str, context: &Context) -> bool {
    client.bool_variation(context, name, false)
}

/// Returns a client that sends no events, and the source of its flags.
fn client(runtime: &Runtime) -> Result<(Client, TestData)> {
    let data = TestData::new();
    let config = ConfigBuilder::new("no key")
        .data_source(&data)
        .event_processor(&NullEventProcessorBuilder::new())
        .build()
        .map_err(|error| anyhow!("{error}"))?;
    let client = Client::build(config).map_err(|error| anyhow!("{error}"))?;
    client.start_with_default_executor();
    let initialized = runtime.block_on(client.wait_for_initialization(Duration::from_secs(5)));
    ensure!(initialized == Some(true), "the client has not come up");
    Ok((client, data))
}

pub(crate) fn checks(runtime: &Runtime) -> Result<Vec<Case>> {
    let (client, data) = client(runtime)?;
    data.update(FlagBuilder::new(NAME).variation_for_all(false));
    let context = context(&User::default())?;
    let case = Case::new(WHO, "`bool_variation`", move || ask(&client, NAME, &context)).flips(Flips::Each);
    Ok(vec![case.note("`TestData`, no events")])
}

pub(crate) fn decisions(runtime: &Runtime) -> Result<Vec<Case>> {
    decisions::of(WHO, "`TestData`, no events", || {
        let (client, data) = client(runtime)?;
        for flag in flags(50_000)? {
            data.use_preconfigured_flag(flag);
        }
        Ok(client)
    })
}

fn context(user: &User) -> Result<Context> {
    ContextBuilder::new(&*user.id)
        .set_string("country", &*user.country)
        .set_string("plan", &*user.plan)
        .set_float("age", user.age as f64)
        .set_string("version", &*user.version)
        .set_value("group", user.groups.clone().into())
        .build()
        .map_err(|error| anyhow!(error))
}

impl Decides for Client {
    type Context = Context;

    fn context(&self, user: &User) -> Context {
        context(user).expect("the user has a key")
    }

    fn decide(&self, rules: Rules, context: &Context) -> bool {
        ask(self, rules.name(), context)
    }
}

/// Returns the flags. A weight is a thousandth of a percent.
fn flags(weight: u32) -> Result<Vec<Flag>> {
    let clause = |attribute: &str, op: &str, values: Value| json!({ "attribute": attribute, "op": op, "values": values, "contextKind": "user", "negate": false });
    let not = |mut clause: Value| {
        clause["negate"] = true.into();
        clause
    };
    let on = |clauses: Value| json!({ "clauses": clauses, "variation": 0, "trackEvents": false });
    let rollout = json!({
        "variations": [{ "variation": 0, "weight": weight }, { "variation": 1, "weight": 100_000 - weight }],
    });
    let rolled_out = |clauses: Value| json!({ "clauses": clauses, "rollout": rollout, "trackEvents": false });
    let ten = json!([
        on(json!([clause("country", "in", json!(["BE", "DE", "FR"]))])),
        on(json!([not(clause("country", "in", json!(["NL"])))])),
        on(json!([clause("plan", "in", json!(["free"]))])),
        on(json!([clause("age", "greaterThan", json!([65]))])),
        on(json!([clause("age", "lessThan", json!([18]))])),
        on(json!([not(clause("version", "semVerLessThan", json!(["3.1.0"])))])),
        on(json!([clause("version", "startsWith", json!(["1."]))])),
        on(json!([clause("group", "in", json!(["staff", "contractors"]))])),
        on(json!([clause("group", "contains", json!(["beta"])), clause("plan", "in", json!(["free"]))])),
        rolled_out(json!([
            clause("country", "in", json!(["NL"])),
            clause("plan", "in", json!(["pro"])),
            not(clause("age", "lessThan", json!([18]))),
            not(clause("version", "semVerLessThan", json!(["2.0.0"]))),
        ])),
    ]);
    Ok(vec![
        flag(Rules::Percentage, json!([]), json!({ "rollout": rollout }))?,
        flag(
            Rules::Attribute,
            json!([rolled_out(json!([clause("country", "in", json!(["NL"]))]))]),
            json!({ "variation": 1 }),
        )?,
        flag(Rules::Ten, ten, json!({ "variation": 1 }))?,
    ])
}

fn flag(rules: Rules, list: Value, fallthrough: Value) -> Result<Flag> {
    Ok(serde_json::from_value(json!({
        "key": rules.name(),
        "version": 1,
        "on": true,
        "targets": [],
        "prerequisites": [],
        "rules": list,
        "fallthrough": fallthrough,
        "offVariation": 1,
        "variations": [true, false],
        "salt": rules.name(),
    }))?)
}

pub(crate) fn contended(runtime: &Runtime) -> Result<Vec<Contended>> {
    let (client, data) = client(runtime)?;
    let [some, more] = [flags(50_000)?.remove(0), flags(60_000)?.remove(0)];
    data.use_preconfigured_flag(some.clone());
    let client = Arc::new(client);
    let context = context(&User::default())?;
    let case = Case::new(WHO, "percentage", move || client.decide(Rules::Percentage, &context));
    let flip = move |on: bool| data.use_preconfigured_flag(if on { more.clone() } else { some.clone() });
    Ok(vec![Contended::new(case, flip)])
}
