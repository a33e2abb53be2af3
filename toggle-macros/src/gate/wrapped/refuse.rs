//! Functions that `guard` and `shadow` cannot wrap.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Error, Meta, ReturnType, Signature, Type};
use toggle_syntax::grammar::Errors;

use super::{
    scopes::{Use, use_of},
    variables::Variable,
};
use crate::gate::{attribute::Gate, declared::Declared, tokens::mentions};

/// Refuses code that cannot be wrapped: its result cannot be inspected or compared, its caller would be lost, or both
/// ways would change the same value.
pub(in crate::gate) fn refuse(
    gates: &[Gate<'_>],
    attributes: &[Attribute],
    signature: &Signature,
    output: &ReturnType,
    (body, variables): (&Group, &[Variable]),
    errors: &mut Errors,
) {
    let Some(word) = first_word(gates) else { return };
    refuse_output(word, output, errors);
    if let Some(track_caller) = attributes.iter().find_map(track_caller) {
        let message = format!(
            "`{word}` runs the code in a closure, which `#[track_caller]` would report as the caller; remove the \
             attribute, or take the location as an argument: `caller: &Location<'_>`"
        );
        errors.push(Error::new(track_caller, message));
    }
    let shadowed = gates.iter().enumerate().filter(|(_, gate)| gate.args.shadow.is_some());
    let ways: Vec<Ways<'_>> = shadowed
        .filter_map(|(at, gate)| {
            let control = gate.args.otherwise.as_ref()?.1.to_token_stream();
            Some(Ways { control, body, gates: &gates[at + 1..] })
        })
        .collect();
    if ways.is_empty() {
        return;
    }
    if let Some(error) = nothing_to_compare(signature, output) {
        errors.push(error);
    }
    let mut wrong = Vec::new();
    for variable in variables {
        let message = if ways
            .iter()
            .any(|ways| variable.kind.is_exclusive() && ways.use_by_candidate(variable) != Use::Nothing)
        {
            changed_by_candidate(&variable.name)
        } else if ways.iter().any(|ways| variable.is_mut && ways.share_changed(variable)) {
            changed_by_one(&variable.name)
        } else {
            continue;
        };
        let argument = variable.argument.to_string();
        if !wrong.contains(&argument) {
            errors.push(Error::new_spanned(&variable.argument, message));
            wrong.push(argument);
        }
    }
}

/// Refuses to wrap `Index::index` and `IndexMut::index_mut`, which `core` declares with `#[track_caller]`. No other
/// trait of `core` or `std` that users can implement has such a method.
pub(in crate::gate) fn refuse_index(
    gates: &[Gate<'_>],
    signature: &Signature,
    declared: &Declared,
    errors: &mut Errors,
) {
    let Some(word) = first_word(gates) else { return };
    let known = match signature.ident.to_string().as_str() {
        "index" => "Index",
        "index_mut" => "IndexMut",
        _ => return,
    };
    let is_it = match declared {
        Declared::Here => false,
        Declared::ByTrait(name) => name == known,
        Declared::Unknown => looks_like_index(signature),
    };
    if is_it {
        let name = &signature.ident;
        let message = format!(
            "`{word}` runs the code in a closure, which `{known}::{name}` would report as the caller, since `core` \
             declares that method with `#[track_caller]`; gate a method of another name, and call that method here"
        );
        errors.push(Error::new_spanned(name, message));
    }
}

/// Returns whether the signature is like `fn index(&self, index: Idx) -> &Self::Output`.
fn looks_like_index(signature: &Signature) -> bool {
    let lends = match &signature.output {
        ReturnType::Type(_, output) => matches!(&**output, Type::Reference(_)),
        ReturnType::Default => false,
    };
    lends && signature.inputs.len() == 2 && signature.receiver().is_some()
}

fn first_word<'a>(gates: &[Gate<'a>]) -> Option<&'a Ident> {
    let wrapped = gates.iter().map(|gate| gate.args).find(|args| args.is_wrapped())?;
    wrapped.shadow.as_ref().or(wrapped.guard.as_ref())
}

fn refuse_output(word: &Ident, output: &ReturnType, errors: &mut Errors) {
    let ReturnType::Type(_, ty) = output else { return };
    if mentions(ty.to_token_stream(), "impl") {
        let message = format!(
            "`{word}` inspects the returned value, whose type needs a name; write that type in place of `impl ..`, or \
             box the value: `Box<dyn ..>`"
        );
        errors.push(Error::new_spanned(ty, message));
    }
    if let Type::Never(_) = &**ty {
        let message = format!("`{word}` inspects the returned value, and this function never returns");
        errors.push(Error::new_spanned(ty, message));
    }
}

/// Returns the place of the word `track_caller`, also in a `cfg_attr`, which the compiler may not have evaluated yet.
fn track_caller(attribute: &Attribute) -> Option<Span> {
    match &attribute.meta {
        Meta::Path(path) => path.get_ident().filter(|name| *name == "track_caller").map(Ident::span),
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            list.tokens.clone().into_iter().find_map(|token| match token {
                TokenTree::Ident(name) if name == "track_caller" => Some(name.span()),
                _ => None,
            })
        }
        _ => None,
    }
}

fn nothing_to_compare(signature: &Signature, output: &ReturnType) -> Option<Error> {
    let message = "`shadow` compares the returned values, and this function returns none; return the result, and act \
                   on the result in the caller";
    match output {
        ReturnType::Default => Some(Error::new_spanned(&signature.ident, message)),
        ReturnType::Type(_, ty) => match &**ty {
            Type::Tuple(tuple) if tuple.elems.is_empty() => Some(Error::new_spanned(ty, message)),
            _ => None,
        },
    }
}

/// The code of both ways of one `shadow`.
struct Ways<'a> {
    control: TokenStream,
    /// The body, which is the candidate together with the `else` expressions of the gates below.
    body: &'a Group,
    gates: &'a [Gate<'a>],
}

impl Ways<'_> {
    fn use_by_candidate(&self, variable: &Variable) -> Use {
        let others = self.gates.iter().filter_map(|gate| gate.args.otherwise.as_ref());
        others
            .map(|(_, other)| use_of(other.to_token_stream(), &variable.name))
            .fold(use_of(self.body.stream(), &variable.inside), Use::max)
    }

    /// Returns whether both use a variable, and one of them may change it.
    fn share_changed(&self, variable: &Variable) -> bool {
        let uses = [use_of(self.control.clone(), &variable.name), self.use_by_candidate(variable)];
        !uses.contains(&Use::Nothing) && uses.contains(&Use::MayChange)
    }
}

fn changed_by_candidate(name: &Ident) -> String {
    format!(
        "`shadow` may run the gated code next to the old code, so the gated code must not change `{name}`: the \
         caller, or the code that runs second, would see the change; take `{name}` by `&`, or gate a function that \
         only computes, and change `{name}` by its result"
    )
}

fn changed_by_one(name: &Ident) -> String {
    let own = if name == "self" { "this".to_owned() } else { name.to_string() };
    format!(
        "`shadow` may run both ways with the same arguments, so neither may change `{name}`, which both use; change a \
         clone instead: `let mut {own} = {name}.clone();`"
    )
}
