//! `cargo toggle schema`: a JSON Schema for the file of states, by which editors complete and check it.

mod grammar;
mod watch;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use serde::Serialize;
use serde_json::{Map, Value, json};
use toggle_runtime::{__tool::Declared, Value as State};
use toggle_syntax::Type;

use crate::{
    cargo::Input,
    inventory::{Inventory, Toggle},
    list,
    output::{self, Outcome},
    program::require_file,
    summary::summary,
    text_file,
};

/// Print a JSON Schema for `toggles.toml`, so that editors complete and check it
///
/// The schema has every toggle of the build with its description and what it can be, every key of rules and conditions,
/// and refuses any other. Keep it beside the file, and name it in the file's first line:
///
/// cargo toggle schema > toggles.schema.json
///
/// #:schema ./toggles.schema.json
///
/// The attributes that rules ask for are no part of a build. With `--config`, they are those that the file declares.
#[derive(Debug, Args)]
pub struct Schema {
    /// The file of states: editors complete the attributes that its table `[attributes]` declares, and mark others
    // Before the options of a build, whose heading counts for all that follow.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    input: Input,
}

impl Schema {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If there is nothing to read, or it cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        let declared = self.config.as_deref().map(declared).transpose()?.flatten();
        let inventory = self.input.inventory()?;
        if inventory.toggles.is_empty() {
            list::explain_emptiness(&inventory);
        }
        output::print(|out| out.json(&document(&inventory, declared.as_ref())))?;
        Ok(Outcome::Fine)
    }
}

/// The attributes that a file declares, if it does.
fn declared(path: &Path) -> Result<Option<Declared>> {
    require_file(path)?;
    let (text, _) = text_file::read(path).with_context(|| path.display().to_string())?;
    let declared = Declared::of(text.trim_start_matches('\u{feff}'));
    declared.map_err(|error| anyhow!("{}: {error}", path.display()))
}

/// Draft 7 is the last that the TOML editors know (taplo 0.9), and any JSON Schema tool reads it.
const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// A schema of the file. As a structure, its keys have an order of their own.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'i> {
    #[serde(rename = "$schema")]
    draft: &'static str,
    title: &'static str,
    description: &'static str,
    r#type: &'static str,
    additional_properties: bool,
    properties: BTreeMap<&'i str, Value>,
    definitions: BTreeMap<String, Value>,
}

/// The names of sections.
const SEGMENT: &str = "segment";
const ENVIRONMENT: &str = "environment";
const ATTRIBUTES: &str = "attributes";

fn document<'i>(inventory: &'i Inventory, declared: Option<&Declared>) -> Document<'i> {
    let attributes: Option<Vec<&str>> = declared.map(|declared| declared.names().collect());
    let types: Vec<(&Toggle, Type)> = inventory.toggles.iter().map(|toggle| (toggle, toggle.ty())).collect();
    let names: Vec<&str> =
        types.iter().filter(|(_, ty)| *ty == Type::OnOff).map(|(toggle, _)| toggle.name.as_str()).collect();
    let mut properties: BTreeMap<&str, Value> =
        types.iter().map(|(toggle, ty)| (toggle.name.as_str(), entry(toggle, ty))).collect();
    let mut of_stage: Map<String, Value> =
        properties.keys().map(|name| ((*name).to_owned(), json!({ "$ref": format!("#/properties/{name}") }))).collect();
    let toggle = |name: &str| types.iter().find(|(toggle, _)| toggle.name == name).map(|(toggle, ty)| (*toggle, ty));
    // In the section of a stage, there are none of other stages.
    if let Some((toggle, ty)) = toggle(ENVIRONMENT) {
        of_stage.insert(ENVIRONMENT.to_owned(), entry(toggle, ty));
    }
    of_stage.insert(SEGMENT.to_owned(), json!({ "$ref": format!("#/properties/{SEGMENT}") }));
    if let Some((toggle, ty)) = toggle(ATTRIBUTES) {
        of_stage.insert(ATTRIBUTES.to_owned(), state_alone(toggle, ty));
    }
    properties.insert(ATTRIBUTES, section(toggle(ATTRIBUTES), grammar::declarations()));
    properties.insert(SEGMENT, section(toggle(SEGMENT), grammar::segments()));
    properties.insert(ENVIRONMENT, section(toggle(ENVIRONMENT), stages(&of_stage)));
    Document {
        draft: DRAFT,
        title: "Feature toggles",
        description: "What a program's feature toggles are set to, by name. Made by `cargo toggle schema`.",
        r#type: "object",
        additional_properties: false,
        properties,
        definitions: grammar::definitions(
            types.iter().map(|(toggle, ty)| (ty, toggle.modes())),
            &names,
            attributes.as_deref(),
        ),
    }
}

/// A schema of one entry.
fn entry(toggle: &Toggle, ty: &Type) -> Value {
    let modes = toggle.modes();
    either(annotations(toggle), grammar::state_of_entry(ty, modes), grammar::table(ty, modes))
}

/// A schema of a state, or of a table with these keywords.
///
/// A keyword only speaks of values of its type, so that mostly they can stand beside each other. But next to an `enum`,
/// nothing else can be: there it takes `anyOf`, though taplo offers a name once for each alternative. All that is said
/// of a mistake in an alternative is that none fits, so what is in a table does not stand in there.
fn either(annotations: Map<String, Value>, mut state: Map<String, Value>, table: Map<String, Value>) -> Value {
    let Some(ty) = state.get("type") else {
        let alternatives = ("anyOf".to_owned(), json!([state, { "type": "object" }]));
        return [alternatives].into_iter().chain(table).chain(annotations).collect::<Map<_, _>>().into();
    };
    let mut types: Vec<Value> = ty.as_array().cloned().unwrap_or_else(|| vec![ty.clone()]);
    types.push("object".into());
    state.insert("type".to_owned(), types.into());
    [state, table, annotations].into_iter().flatten().collect::<Map<_, _>>().into()
}

/// A section, which may share its name with a toggle, as long as that has no rules.
fn section(toggle: Option<(&Toggle, &Type)>, section: Value) -> Value {
    let (Some((toggle, ty)), Value::Object(mut table)) = (toggle, section.clone()) else { return section };
    table.retain(|keyword, _| keyword != "type" && keyword != "description");
    either(annotations(toggle), grammar::state_of_entry(ty, toggle.modes()), table)
}

/// A schema of a toggle that is called as a section that a stage does not have.
fn state_alone(toggle: &Toggle, ty: &Type) -> Value {
    let state = grammar::state_of_entry(ty, toggle.modes());
    state.into_iter().chain(annotations(toggle)).collect::<Map<_, _>>().into()
}

fn stages(properties: &Map<String, Value>) -> Value {
    json!({
        "description": "What differs in each stage, which a program names by `TOGGLE_ENVIRONMENT` or in its code.",
        "type": "object",
        "additionalProperties": {
            "description": "What takes the place of the rest of the file in this stage, toggle by toggle and segment by segment.",
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
        },
    })
}

/// What editors show of a toggle.
fn annotations(toggle: &Toggle) -> Map<String, Value> {
    let text = toggle.declaration().map_or("", |declaration| declaration.description.as_str());
    let gap = if text.is_empty() { "" } else { "\n\n" };
    let description = format!("{text}{gap}{}.", sentence(&summary(toggle)));
    let default = match &toggle.default {
        State::On => true.into(),
        State::Off => false.into(),
        other => json!(other),
    };
    [("description".to_owned(), description.into()), ("default".to_owned(), default)].into_iter().collect()
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
