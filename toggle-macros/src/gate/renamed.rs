//! Gates by another name: `use toggle_runtime::feature_toggle as gate;`, and `#[gate(..)]` inside a function.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Error;
use toggle_syntax::grammar::Errors;

use super::{
    attribute::{NAME, map_attributes, path_end},
    item::is_item,
};

/// Refuses gates inside functions by the name that the attribute around them has, and gives them the one that is seen.
/// On an item they may stay: the compiler knows what they are.
pub(super) fn refuse(args: &TokenStream, item: TokenStream, errors: &mut Errors) -> TokenStream {
    let Some(name) = other_name(args) else { return item };
    map_attributes(item, &mut |attribute, after| {
        let word = path_end(attribute)?;
        let (written, seen) = if word == name {
            let args = attribute.stream().into_iter().filter(|token| matches!(token, TokenTree::Group(_)));
            let seen = Ident::new(NAME, word.span());
            (word, vec![Group::new(Delimiter::Bracket, quote!(#seen #(#args)*))])
        } else if word == "cfg_attr" {
            (find_call(attribute.stream(), &name)?, Vec::new())
        } else {
            return None;
        };
        let hash = TokenTree::Punct(Punct::new('#', Spacing::Alone));
        let marked = [hash, attribute.clone().into()].into_iter().chain(after.iter().cloned());
        if is_item(&marked.collect()) {
            return None;
        }
        let message = format!(
            "inside a function a gate is recognized by the name `{NAME}` only, not by `{name}`: write `#[{NAME}(..)]` \
             here, which needs no import"
        );
        errors.push(Error::new_spanned(written, message));
        Some(seen)
    })
}

/// Finds `name(..)` among the tokens.
fn find_call(tokens: TokenStream, name: &str) -> Option<Ident> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().find_map(|(at, token)| match (token, tokens.get(at + 1)) {
        (TokenTree::Ident(word), Some(TokenTree::Group(_))) if word == name => Some(word.clone()),
        (TokenTree::Group(group), _) => find_call(group.stream(), name),
        _ => None,
    })
}

/// Returns the name that the source gives the attribute that is being expanded, if it is another one.
///
/// The name is for messages only: a tool may not have the source. The source is that of another macro if the arguments
/// are others.
pub(super) fn other_name(args: &TokenStream) -> Option<String> {
    let source: TokenStream = Span::call_site().source_text()?.parse().ok()?;
    // Without its `#`, and in a `cfg_attr` without the brackets, too.
    let attribute = match source.clone().into_iter().last()? {
        TokenTree::Group(brackets) if brackets.delimiter() == Delimiter::Bracket => brackets.stream(),
        _ => source,
    };
    let written = attribute.clone().into_iter().last().and_then(|last| match last {
        TokenTree::Group(args) => Some(args.stream()),
        _ => None,
    });
    let text = |tokens: &TokenStream| tokens.to_string().replace(char::is_whitespace, "");
    let is_same = text(&written.unwrap_or_default()) == text(args);
    let name = path_end(&Group::new(Delimiter::Bracket, attribute))?;
    (is_same && name != NAME).then(|| name.to_string())
}
