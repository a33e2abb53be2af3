//! The GrowthBook client with features that never refresh.

use anyhow::{Result, anyhow};
use growthbook_rust::{
    client::{GrowthBookClient, GrowthBookClientBuilder, GrowthBookClientTrait},
    model_public::GrowthBookAttribute,
};
use serde_json::{Value, json};
use toggle_measure::{Case, Flips};
use toggle_questions::User;
use tokio::runtime::Runtime;

use crate::{
    check::NAME,
    decisions::{self, Decides, Rules},
};

const WHO: &str = "`growthbook-rust`";

#[inline(never)]
fn ask(client: &GrowthBookClient, name: &str, attributes: Option<Vec<GrowthBookAttribute>>) -> bool {
    client.is_on(name, attributes)
}

fn client(runtime: &Runtime, features: Value) -> Result<GrowthBookClient> {
    let builder = GrowthBookClientBuilder::new().auto_refresh(false).features_json(features)?;
    runtime.block_on(builder.build()).map_err(|error| anyhow!("{error}"))
}

pub(crate) fn checks(runtime: &Runtime) -> Result<Vec<Case>> {
    let client = client(runtime, json!({ NAME: { "defaultValue": false } }))?;
    let case = Case::new(WHO, "`is_on`", move || ask(&client, NAME, None)).flips(Flips::Each);
    Ok(vec![case.note("one local feature; each check clones all features")])
}

/// One client per feature, because each check clones all features of its client.
struct OneEach {
    percentage: GrowthBookClient,
    attribute: GrowthBookClient,
    ten: GrowthBookClient,
}

pub(crate) fn decisions(runtime: &Runtime) -> Result<Vec<Case>> {
    let one =
        |rules: Rules, list: Value| client(runtime, json!({ rules.name(): { "defaultValue": false, "rules": list } }));
    let note =
        "a client with this one local feature, since each check clones all features; it takes attributes by value";
    decisions::of(WHO, note, || {
        let half =
            |condition: Value| json!({ "condition": condition, "force": true, "coverage": 0.5, "hashAttribute": "id" });
        let on = |condition: Value| json!({ "condition": condition, "force": true });
        Ok(OneEach {
            percentage: one(Rules::Percentage, json!([half(json!({}))]))?,
            attribute: one(Rules::Attribute, json!([half(json!({ "country": "NL" }))]))?,
            ten: one(
                Rules::Ten,
                json!([
                    on(json!({ "country": { "$in": ["BE", "DE", "FR"] } })),
                    on(json!({ "country": { "$ne": "NL" } })),
                    on(json!({ "plan": "free" })),
                    on(json!({ "age": { "$gt": 65 } })),
                    on(json!({ "age": { "$lt": 18 } })),
                    on(json!({ "version": { "$vgte": "3.1.0" } })),
                    on(json!({ "version": { "$regex": "^1\\." } })),
                    on(json!({ "group": { "$in": ["staff", "contractors"] } })),
                    on(json!({ "group": { "$elemMatch": { "$regex": "beta" } }, "plan": "free" })),
                    half(
                        json!({ "country": "NL", "plan": "pro", "age": { "$gte": 18 }, "version": { "$vgte": "2.0.0" } })
                    ),
                ]),
            )?,
        })
    })
}

impl Decides for OneEach {
    type Context = Vec<GrowthBookAttribute>;

    fn context(&self, user: &User) -> Self::Context {
        let User { id, country, plan, age, version, groups } = user;
        let attributes = json!({
            "id": id, "country": country, "plan": plan, "age": age, "version": version, "group": groups,
        });
        GrowthBookAttribute::from(attributes).expect("this is an object")
    }

    fn decide(&self, rules: Rules, attributes: &Self::Context) -> bool {
        let client = match rules {
            Rules::Percentage => &self.percentage,
            Rules::Attribute => &self.attribute,
            Rules::Ten => &self.ten,
        };
        ask(client, rules.name(), Some(attributes.clone()))
    }
}
