//! `cargo toggle schema`: a JSON Schema for the toggle file, with which editors complete and check it.

mod types;
mod parts;
mod condition;
mod monitor;
mod grammar;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use serde::Serialize;
use serde_json::{Map, Value, json};
use toggle_admin::{
    inventory::{Inventory, Toggle, explain_emptiness},
    program::require_file,
    summary::summary,
    text_file,
};
use toggle_runtime::{__admin::Declared, Value as State};
use toggle_syntax::Type;

use self::types::Typed;
use crate::{
    cargo::Input,
    output::{self, Outcome},
};

/// Print a JSON Schema for `toggles.toml`, so that editors complete and check it
///
/// The schema contains every toggle of the build with its description and type, and every key of rules and conditions;
/// it rejects any other. Keep it next to the file, and name it in the file's first line:
///
/// cargo toggle schema > toggles.schema.json
///
/// #:schema ./toggles.schema.json
///
/// The attributes that rules use are not part of a build. With `--config`, the schema allows the attributes that the
/// file declares.
#[derive(Debug, Args)]
pub struct Schema {
    /// The toggle file: editors complete the attributes of its table `[attributes]`, and mark all others
    // Before the options of a build, whose heading counts for all that follow.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    input: Input,
}

impl Schema {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If there is nothing to read, or an input cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        let declared = self.config.as_deref().map(declared).transpose()?.flatten();
        let programs = self.input.programs()?;
        let inventory = Inventory::merged(&programs);
        if inventory.toggles.is_empty() {
            explain_emptiness(&inventory, output::notes());
        }
        output::print(|out| out.json(&document(&inventory, &programs, declared.as_ref())))?;
        Ok(Outcome::Fine)
    }
}

/// Returns the attributes that a file declares, if it declares any.
fn declared(path: &Path) -> Result<Option<Declared>> {
    require_file(path)?;
    let (text, _) = text_file::read(path).with_context(|| path.display().to_string())?;
    let declared = Declared::of(text.trim_start_matches('\u{feff}'));
    declared.map_err(|error| anyhow!("{}: {error}", path.display()))
}

/// Draft 7: the last one that TOML editors support (taplo 0.9), and every JSON Schema tool reads it.
const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of a toggle file. A struct keeps its keys in order.
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

fn document<'i>(inventory: &'i Inventory, programs: &[Inventory], declared: Option<&Declared>) -> Document<'i> {
    let attributes: Option<Vec<&str>> = declared.map(|declared| declared.names().collect());
    let typed: Vec<(&str, Vec<Typed>)> =
        inventory.toggles.iter().map(|toggle| (toggle.name.as_str(), types::of(toggle, programs))).collect();
    let is_on_or_off = |typed: &Typed| typed.ty == Type::OnOff;
    let names: Vec<&str> =
        typed.iter().filter(|(_, types)| types.iter().any(is_on_or_off)).map(|(name, _)| *name).collect();
    let mut properties: BTreeMap<&str, Value> =
        typed.iter().map(|(name, types)| (*name, types::any_of(types, entry))).collect();
    let mut of_environment: Map<String, Value> =
        properties.keys().map(|name| ((*name).to_owned(), json!({ "$ref": format!("#/properties/{name}") }))).collect();
    let types = |name: &str| typed.iter().find(|(known, _)| *known == name).map(|(_, types)| types.as_slice());
    // The section of an environment has no environments in it.
    if let Some(types) = types(ENVIRONMENT) {
        of_environment.insert(ENVIRONMENT.to_owned(), types::any_of(types, entry));
    }
    of_environment.insert(SEGMENT.to_owned(), json!({ "$ref": format!("#/properties/{SEGMENT}") }));
    if let Some(types) = types(ATTRIBUTES) {
        of_environment.insert(ATTRIBUTES.to_owned(), types::any_of(types, state_alone));
    }
    properties.insert(ATTRIBUTES, section(types(ATTRIBUTES), grammar::declarations()));
    properties.insert(SEGMENT, section(types(SEGMENT), grammar::segments()));
    properties.insert(ENVIRONMENT, section(types(ENVIRONMENT), environments(&of_environment)));
    Document {
        draft: DRAFT,
        title: "Feature toggles",
        description: "The states of a program's feature toggles, by name. Generated by `cargo toggle schema`.",
        r#type: "object",
        additional_properties: false,
        properties,
        definitions: grammar::definitions(
            typed.iter().flat_map(|(_, types)| types).map(|typed| (&typed.ty, typed.toggle.modes())),
            &names,
            attributes.as_deref(),
        ),
    }
}

/// Returns the schema of one entry.
fn entry(Typed { toggle, ty, programs }: &Typed) -> Value {
    let modes = toggle.modes();
    either(annotations(toggle, programs), grammar::state_of_entry(ty, modes), grammar::table(ty, modes))
}

/// Returns a schema of a state, or of a table with these keywords.
///
/// A keyword applies only to values of its type, so most keywords can be in one schema. An `enum` applies to all types,
/// so it needs `anyOf`, although taplo then suggests a name once for each alternative. A mistake in an alternative is
/// only reported as a mismatch of all, so the keywords of the table stay outside of `anyOf`.
fn either(annotations: Map<String, Value>, mut state: Map<String, Value>, table: Map<String, Value>) -> Value {
    let Some(ty) = state.get("type") else {
        let alternatives = ("anyOf".to_owned(), json!([state, { "type": "object" }]));
        return [alternatives].into_iter().chain(table).chain(annotations).collect::<Map<_, _>>().into();
    };
    let mut types: Vec<Value> = ty.as_array().cloned().unwrap_or_else(|| vec![ty.clone()]);
    if !types.contains(&"object".into()) {
        types.push("object".into());
    }
    state.insert("type".to_owned(), types.into());
    [state, table, annotations].into_iter().flatten().collect::<Map<_, _>>().into()
}

/// Returns the schema of a section. It may share its name with a toggle that has no rules.
fn section(types: Option<&[Typed]>, section: Value) -> Value {
    let (Some(types), Value::Object(mut table)) = (types, section.clone()) else { return section };
    table.retain(|keyword, _| keyword != "type" && keyword != "description");
    types::any_of(types, |Typed { toggle, ty, programs }| {
        either(annotations(toggle, programs), grammar::state_of_entry(ty, toggle.modes()), table.clone())
    })
}

/// Returns the schema of a toggle with the name of a section that environments do not have.
fn state_alone(Typed { toggle, ty, programs }: &Typed) -> Value {
    let state = grammar::state_of_entry(ty, toggle.modes());
    state.into_iter().chain(annotations(toggle, programs)).collect::<Map<_, _>>().into()
}

fn environments(properties: &Map<String, Value>) -> Value {
    json!({
        "description": "The differences in each environment. A program sets its environment with `TOGGLE_ENVIRONMENT` or in its code.",
        "type": "object",
        "additionalProperties": {
            "description": "The entries that override the rest of the file in this environment, toggle by toggle and segment by segment.",
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
        },
    })
}

/// Returns the annotations of a toggle for editors. `programs` are the programs with this declaration, if others
/// differ.
fn annotations(toggle: &Toggle, programs: &[String]) -> Map<String, Value> {
    let text = toggle.declaration().map_or("", |declaration| declaration.description.as_str());
    let gap = if text.is_empty() { "" } else { "\n\n" };
    let of_programs = if programs.is_empty() { String::new() } else { format!(", in {}", programs.join(" and ")) };
    let description = format!("{text}{gap}{}{of_programs}.", sentence(&summary(toggle)));
    let default = match &toggle.default {
        State::On => true.into(),
        State::Off => false.into(),
        // Only the program knows the default.
        State::Table(_) => return [("description".to_owned(), description.into())].into_iter().collect(),
        other => json!(other),
    };
    [("description".to_owned(), description.into()), ("default".to_owned(), default)].into_iter().collect()
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
