//! The Unleash client without a server.

use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use async_trait::async_trait;
use serde_json::json;
use toggle_measure::{Case, Flips};
use unleash_api_client::{
    Client, ClientBuilder,
    client::FeatureKey,
    http::{Request, Response, Transport},
};

use crate::check::NAME;

#[derive(Clone, Copy, Debug)]
struct NewCheckout;

impl FeatureKey for NewCheckout {
    fn name(self) -> &'static str {
        NAME
    }
}

/// A transport without a server.
struct Nowhere;

#[async_trait]
impl Transport for Nowhere {
    async fn execute(&self, _: Request) -> Result<Response> {
        bail!("there is no server")
    }
}

#[inline(never)]
fn ask(client: &Client<NewCheckout>) -> bool {
    client.is_enabled(NewCheckout, None, false)
}

pub(crate) fn checks() -> Result<Vec<Case>> {
    let client = ClientBuilder::default().disable_metric_submission().into_client_with_transport::<NewCheckout>(
        "http://localhost",
        "benches",
        "1",
        None,
        Arc::new(Nowhere),
    )?;
    let features = json!({
        "version": 2,
        "features": [{ "name": NAME, "enabled": false, "strategies": [{ "name": "default" }] }],
    });
    client.memoize(serde_json::from_value(features)?).map_err(|error| anyhow!(error))?;
    let case = Case::new("`unleash-api-client`", "`is_enabled`", move || ask(&client)).flips(Flips::Each);
    Ok(vec![case.note("with what a poll of the server would have brought")])
}
