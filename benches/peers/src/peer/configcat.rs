//! The ConfigCat client with local overrides.

use anyhow::Result;
use configcat::{Client, MapDataSource, OverrideBehavior, Value};
use toggle_measure::{Case, Flips, ready};

use crate::check::NAME;

#[inline(never)]
fn ask(client: &Client) -> bool {
    ready(client.get_value(NAME, false, None))
}

pub(crate) fn checks() -> Result<Vec<Case>> {
    let local = MapDataSource::from([(NAME, Value::Bool(false))]);
    let client = Client::builder("no key").overrides(Box::new(local), OverrideBehavior::LocalOnly).build()?;
    let case = Case::new("`configcat`", "`get_value`", move || ask(&client)).flips(Flips::Each);
    Ok(vec![case.note("local overrides; it flips by polling its service")])
}
