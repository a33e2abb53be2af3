//! `cargo toggle schema`: a JSON Schema for the file of states, by which editors complete and check it.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use toggle_runtime::{__tool::words, Value};

use crate::{
    cargo::Input,
    inventory::{Inventory, Toggle},
    list,
    output::{self, Outcome},
    summary::summary,
};

/// Print a JSON Schema for `toggles.toml`, so that editors complete and check it
///
/// The schema has every toggle of the build with its description, and refuses any other name. Keep it beside the file,
/// and name it in the file's first line:
///
/// cargo toggle schema > toggles.schema.json
///
/// #:schema ./toggles.schema.json
#[derive(Debug, Args)]
pub struct Schema {
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
        let inventory = self.input.inventory()?;
        if inventory.toggles.is_empty() {
            list::explain_emptiness(&inventory);
        }
        output::print(|out| output::json_document(out, &document(&inventory)))?;
        Ok(Outcome::Fine)
    }
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
    properties: BTreeMap<&'i str, Property>,
}

/// A schema of one entry. A pattern only speaks of strings, so that this is all it takes; with `anyOf`, taplo would offer
/// each name twice, and without its description.
#[derive(Debug, Serialize)]
struct Property {
    description: String,
    default: bool,
    r#type: [&'static str; 2],
    pattern: String,
}

fn document(inventory: &Inventory) -> Document<'_> {
    Document {
        draft: DRAFT,
        title: "Feature toggles",
        description: "The states of a program's feature toggles, by name. Made by `cargo toggle schema`.",
        r#type: "object",
        additional_properties: false,
        properties: inventory.toggles.iter().map(|toggle| (toggle.name.as_str(), property(toggle))).collect(),
    }
}

fn property(toggle: &Toggle) -> Property {
    let text = toggle.declaration().map_or("", |declaration| declaration.description.as_str());
    let gap = if text.is_empty() { "" } else { "\n\n" };
    Property {
        description: format!("{text}{gap}{}.", sentence(&summary(toggle))),
        default: toggle.default.is_on(),
        r#type: ["boolean", "string"],
        pattern: pattern(),
    }
}

/// Every word that the runtime takes for a state, in any case. (The regular expressions of JSON Schema are those of
/// ECMAScript, which have no flag for that.)
fn pattern() -> String {
    let words = [Value::On, Value::Off].iter().flat_map(words);
    let words: Vec<String> = words.map(|word| word.chars().map(in_any_case).collect()).collect();
    format!("^({})$", words.join("|"))
}

fn in_any_case(letter: char) -> String {
    if letter.is_ascii_alphabetic() {
        format!("[{}{}]", letter.to_ascii_lowercase(), letter.to_ascii_uppercase())
    } else {
        letter.to_string()
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
