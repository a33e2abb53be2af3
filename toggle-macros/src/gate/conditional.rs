//! Gates under `cfg_attr(.., feature_toggle(..))` inside an item. The macro runs before the compiler evaluates these
//! conditions, and cannot evaluate them, so it makes the compiler evaluate them on the item.

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use super::attribute::{map_attributes, names_gate};
use crate::crate_path::CratePath;

/// The first argument of an attribute whose conditions the compiler has evaluated.
const DECIDED: &str = "__decided";
/// The start of the string that marks a condition that holds.
const HOLDS: &str = "__toggle_cfg_";

/// Makes the compiler evaluate the conditions of gates, if the item has any.
//
// from: #[feature_toggle("new-checkout")]
//       fn pay() {
//           #[cfg_attr(feature = "audit", feature_toggle("audit-log"))]
//           { log(); }
//       }
//
// into: #[cfg_attr(feature = "audit", doc = "__toggle_cfg_0")]
//       #[::toggle_runtime::__private::feature_toggle(__decided, "new-checkout")]
//       fn pay() {
//           #[cfg_attr(feature = "audit", feature_toggle("audit-log"))]
//           { log(); }
//       }
//
// The compiler expands the first attribute before the second, whose expansion finds the `doc` or does not.
pub(super) fn ask(krate: &CratePath, args: &TokenStream, item: &TokenStream) -> Option<TokenStream> {
    let conditions = conditions(item);
    if conditions.is_empty() {
        return None;
    }
    let private = krate.private(Span::call_site());
    let decided = proc_macro2::Ident::new(DECIDED, Span::call_site());
    let holds = conditions.iter().enumerate().map(|(at, condition)| {
        let holds = holds(at);
        quote!(#[cfg_attr(#condition, doc = #holds)])
    });
    Some(quote! {
        #(#holds)*
        #[#private::feature_toggle(#decided, #args)]
        #item
    })
}

/// Applies the conditions that the compiler has evaluated, if it has. Returns the arguments and the item as they would
/// be without `cfg_attr`.
pub(super) fn answer(args: &TokenStream, item: &TokenStream) -> Option<(TokenStream, TokenStream)> {
    let mut args = args.clone().into_iter();
    if !matches!(args.next(), Some(TokenTree::Ident(word)) if word == DECIDED) {
        return None;
    }
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let mut held = Vec::new();
    while let [TokenTree::Punct(_), TokenTree::Group(attribute), ..] = &tokens[..]
        && let Some(TokenTree::Literal(text)) = attribute.stream().into_iter().last()
        && text.to_string().trim_matches('"').starts_with(HOLDS)
    {
        held.push(text.to_string());
        tokens.drain(..2);
    }
    let item = tokens.into_iter().collect();
    let conditions: Vec<(String, bool)> = conditions(&item)
        .iter()
        .enumerate()
        .map(|(at, condition)| (condition.to_string(), held.contains(&holds(at).to_string())))
        .collect();
    let item = map_attributes(item, &mut |attribute, _| {
        let Conditional { condition, attributes } = Conditional::parse(attribute)?;
        let (_, holds) = conditions.iter().find(|(other, _)| *other == condition.to_string())?;
        let attributes = attributes.into_iter().filter(|_| *holds).map(|tokens| {
            let mut brackets = Group::new(Delimiter::Bracket, tokens);
            brackets.set_span(attribute.span());
            brackets
        });
        Some(attributes.collect())
    });
    // The first of the rest is the comma behind `__decided`.
    Some((args.skip(1).collect(), item))
}

fn holds(at: usize) -> Literal {
    Literal::string(&format!("{HOLDS}{at}"))
}

/// Returns the conditions of gates, each once.
fn conditions(item: &TokenStream) -> Vec<TokenStream> {
    let mut conditions: Vec<TokenStream> = Vec::new();
    map_attributes(item.clone(), &mut |attribute, _| {
        let condition = Conditional::parse(attribute)?.condition;
        if conditions.iter().all(|other| other.to_string() != condition.to_string()) {
            conditions.push(condition);
        }
        None
    });
    conditions
}

/// A `cfg_attr` with a gate in it.
struct Conditional {
    condition: TokenStream,
    attributes: Vec<TokenStream>,
}

impl Conditional {
    /// Parses the `[..]` of an attribute.
    fn parse(attribute: &Group) -> Option<Self> {
        let tokens: Vec<TokenTree> = attribute.stream().into_iter().collect();
        let [TokenTree::Ident(name), TokenTree::Group(args)] = &tokens[..] else { return None };
        if name != "cfg_attr" {
            return None;
        }
        let args: Vec<TokenTree> = args.stream().into_iter().collect();
        let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',');
        let mut args = args.split(is_comma).map(|argument| argument.iter().cloned().collect());
        let condition = args.next()?;
        let attributes: Vec<TokenStream> = args.filter(|attribute: &TokenStream| !attribute.is_empty()).collect();
        let gates = |attribute: &TokenStream| {
            let attribute = Group::new(Delimiter::Bracket, attribute.clone());
            names_gate(&attribute) || Self::parse(&attribute).is_some()
        };
        attributes.iter().any(gates).then_some(Self { condition, attributes })
    }
}
