//! The evaluator of programs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use toggle_runtime::{__admin::Program, Attribute, Context, Problem, Source, SourceError, States, Value, builder};
use toggle_syntax::record::{Body, Declaration, Place, Polarity, Record};

use crate::{
    generate::UNDECLARED,
    reference::{self, File, Type, Who},
};

/// Returns a program with these toggles that has read this text.
pub(crate) fn program(file: &File, text: String) -> Program {
    program_in(file, text, Context::default())
}

/// Returns a program like [`program`], in a process with these attributes.
pub(crate) fn program_in(file: &File, text: String, process: Context) -> Program {
    let declared = file.declarations.iter().map(|(name, declaration)| record(name, Some(declaration)));
    let records = declared.chain(UNDECLARED.map(|name| record(name, None)));
    let program = Program::new(records, Vec::new());
    let source = Text { text, stage: file.stage.clone() };
    program.install(builder().source(source).context(process).watch(false)).expect("the text is read");
    program
}

/// Returns the problems of the file. The toggle `environment` has no variable, which is not a mistake.
pub(crate) fn mistakes(program: &Program) -> Vec<String> {
    let problems = program.problems().into_iter();
    problems
        .filter(|problem| !matches!(problem, Problem::SharedVariable { .. }))
        .map(|problem| problem.to_string())
        .collect()
}

pub(crate) fn decide(program: &Program, name: &str, context: &Context, now: Timestamp) -> (toml::Value, &'static str) {
    let decision = program.explain_at(name, context, now);
    // Both functions decide, and must agree.
    let decided = program.decided_at(name, context, now);
    assert_eq!((&decided.value, decided.reason), (&decision.value, decision.reason), "{name} at {now}");
    assert_eq!(*decided.source, *decision.source, "{name} at {now}");
    assert_eq!(decided.error.is_some(), decision.error.is_some(), "{name} at {now}");
    let value = match decision.value {
        Value::Off => false.into(),
        Value::On => true.into(),
        Value::Text(text) => toml::Value::String(text.to_string()),
        Value::Integer(number) => number.into(),
        Value::Float(number) => number.into(),
        other => panic!("{other:?} is of no known type"),
    };
    (value, decision.reason.as_str())
}

pub(crate) fn context(who: &Who) -> Context {
    let empty = who.key.as_ref().map_or_else(Context::default, Context::new);
    with(empty, &who.attributes)
}

/// Returns the context of a process with these attributes.
pub(crate) fn process(attributes: &BTreeMap<String, reference::Attribute>) -> Context {
    with(Context::default(), attributes)
}

fn with(context: Context, attributes: &BTreeMap<String, reference::Attribute>) -> Context {
    attributes.iter().fold(context, |context, (name, value)| context.with(name, attribute(value)))
}

fn attribute(attribute: &reference::Attribute) -> Attribute {
    match attribute {
        reference::Attribute::Bool(truth) => Attribute::Bool(*truth),
        reference::Attribute::Integer(number) => Attribute::Integer(*number),
        reference::Attribute::Float(number) => Attribute::Float(*number),
        reference::Attribute::Text(text) => Attribute::Text(text.clone()),
        reference::Attribute::Date(date) => Attribute::Date(*date),
        reference::Attribute::List(elements) => Attribute::List(elements.iter().map(self::attribute).collect()),
    }
}

/// Returns the record of a declared toggle, or of the toggle point of an undeclared one.
fn record(name: &str, declaration: Option<&reference::Declaration>) -> Vec<u8> {
    let Some(declaration) = declaration else {
        let body = Body::Point { polarity: Polarity::Positive };
        return Record::new(name, Place::default(), body).to_bytes();
    };
    let ty = match &declaration.ty {
        Type::OnOff => String::new(),
        Type::Variants(variants) => format!("variants {}", variants.join(" ")),
        Type::Integer => "integer".to_owned(),
        Type::Float => "float".to_owned(),
        Type::Text => "text".to_owned(),
    };
    let default = match &declaration.default {
        toml::Value::Boolean(true) => "on".to_owned(),
        toml::Value::Boolean(false) => "off".to_owned(),
        toml::Value::String(text) => text.clone(),
        number => number.to_string(),
    };
    let body = Body::Declaration(Declaration { default: &default, ty: &ty, ..Declaration::default() });
    Record::new(name, Place::default(), body).to_bytes()
}

struct Text {
    text: String,
    stage: Option<String>,
}

impl Source for Text {
    fn name(&self) -> String {
        "text".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        States::from_toml(&self.text, "toggles.toml", self.stage.as_deref())
    }
}
