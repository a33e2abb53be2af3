//! The evaluation engine of Unleash.

use std::{collections::HashMap, sync::Arc};

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use toggle_measure::{Case, Contended, Flips};
use toggle_questions::User;
use unleash_yggdrasil::{Context, EngineState};

use crate::{
    check::NAME,
    decisions::{self, Decides, Rules},
};

const WHO: &str = "`unleash-yggdrasil`";

#[inline(never)]
fn ask(engine: &EngineState, name: &str, context: &Context) -> bool {
    engine.is_enabled(name, context, &None)
}

pub(crate) fn checks() -> Result<Vec<Case>> {
    let engine = EngineState::default();
    take(&engine, json!([{ "name": NAME, "enabled": false, "strategies": [{ "name": "default" }] }]))?;
    let context = Context::default();
    Ok(vec![Case::new(WHO, "`is_enabled`", move || ask(&engine, NAME, &context)).flips(Flips::Each)])
}

/// Replaces all features, like the response of a server.
fn take(engine: &EngineState, features: Value) -> Result<()> {
    let message = json!({ "version": 2, "features": features });
    let warnings = engine.take_state(serde_json::from_value(message)?);
    ensure!(warnings.is_none(), "a strategy was refused");
    Ok(())
}

pub(crate) fn decisions() -> Result<Vec<Case>> {
    decisions::of(WHO, "attributes are strings: an age is parsed, groups are one string that is searched", || {
        let engine = EngineState::default();
        take(&engine, features(50))?;
        Ok(engine)
    })
}

impl Decides for EngineState {
    type Context = Context;

    fn context(&self, user: &User) -> Context {
        let properties = HashMap::from([
            ("country".to_owned(), user.country.clone()),
            ("plan".to_owned(), user.plan.clone()),
            ("age".to_owned(), user.age.to_string()),
            ("version".to_owned(), user.version.clone()),
            ("group".to_owned(), user.groups.join(",")),
        ]);
        Context { user_id: Some(user.id.clone()), properties: Some(properties), ..Context::default() }
    }

    fn decide(&self, rules: Rules, context: &Context) -> bool {
        ask(self, rules.name(), context)
    }
}

fn features(percentage: u32) -> Value {
    let is = |name: &str, operator: &str, values: &[&str]| json!({ "contextName": name, "operator": operator, "values": values });
    let compares =
        |name: &str, operator: &str, value: &str| json!({ "contextName": name, "operator": operator, "value": value });
    let always = |constraints: Value| json!({ "name": "default", "constraints": constraints });
    let rollout = |constraints: Value| {
        json!({
            "name": "flexibleRollout",
            "constraints": constraints,
            "parameters": { "rollout": percentage.to_string(), "stickiness": "userId", "groupId": "benches" },
        })
    };
    json!([
        { "name": Rules::Percentage.name(), "enabled": true, "strategies": [rollout(json!([]))] },
        {
            "name": Rules::Attribute.name(),
            "enabled": true,
            "strategies": [rollout(json!([is("country", "IN", &["NL"])]))],
        },
        {
            "name": Rules::Ten.name(),
            "enabled": true,
            "strategies": [
                always(json!([is("country", "IN", &["BE", "DE", "FR"])])),
                always(json!([is("country", "NOT_IN", &["NL"])])),
                always(json!([is("plan", "IN", &["free"])])),
                always(json!([compares("age", "NUM_GT", "65")])),
                always(json!([compares("age", "NUM_LT", "18")])),
                always(json!([compares("version", "SEMVER_GTE", "3.1.0")])),
                always(json!([is("version", "STR_STARTS_WITH", &["1."])])),
                always(json!([is("group", "STR_CONTAINS", &["staff", "contractors"])])),
                always(json!([is("group", "STR_CONTAINS", &["beta"]), is("plan", "IN", &["free"])])),
                rollout(json!([
                    is("country", "IN", &["NL"]),
                    is("plan", "IN", &["pro"]),
                    compares("age", "NUM_GTE", "18"),
                    compares("version", "SEMVER_GTE", "2.0.0"),
                ])),
            ],
        },
    ])
}

pub(crate) fn contended() -> Result<Vec<Contended>> {
    let engine = Arc::new(EngineState::default());
    take(&engine, features(50))?;
    let context = engine.context(&User::default());
    let flipped = Arc::clone(&engine);
    let case = Case::new(WHO, "percentage", move || engine.decide(Rules::Percentage, &context));
    let flip = move |on| take(&flipped, features(if on { 60 } else { 50 })).expect("it has been taken before");
    Ok(vec![Contended::new(case, flip)])
}
