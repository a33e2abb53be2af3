//! The variables that the arguments of a function make.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{FnArg, GenericArgument, Pat, PathArguments, ReceiverKind, Signature, Type};

use crate::gate::async_trait::AsyncTrait;

/// A variable that an argument of a function makes.
pub(in crate::gate) struct Variable {
    /// The name in the signature and in the user's attributes.
    pub(super) name: Ident,
    /// The name inside the body.
    pub(super) inside: Ident,
    /// The argument, at which a mistake with the variable is reported.
    pub(super) argument: TokenStream,
    pub(super) is_mut: bool,
    pub(super) kind: VariableKind,
}

/// The kind of value that a variable plainly holds, by the type of its argument.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum VariableKind {
    /// A value that each way can copy.
    Copy,
    /// A plain `&mut`.
    Exclusive,
    /// A value with a `&mut` inside.
    ExclusiveInside,
    /// Any other value.
    Value,
}

impl VariableKind {
    fn of(ty: &Type) -> Self {
        match ty {
            Type::Reference(reference) if reference.mutability.is_some() => Self::Exclusive,
            Type::Reference(_) | Type::Ptr(_) | Type::FnPtr(_) => Self::Copy,
            Type::Path(path) if path.path.get_ident().is_some_and(is_primitive) => Self::Copy,
            Type::Paren(inside) => Self::of(&inside.elem),
            Type::Group(inside) => Self::of(&inside.elem),
            _ if holds_exclusive(ty) => Self::ExclusiveInside,
            _ => Self::Value,
        }
    }

    pub(super) fn is_exclusive(self) -> bool {
        matches!(self, Self::Exclusive | Self::ExclusiveInside)
    }

    /// Returns whether dropping the value may run code.
    pub(super) fn may_drop(self) -> bool {
        matches!(self, Self::ExclusiveInside | Self::Value)
    }
}

fn is_primitive(ident: &Ident) -> bool {
    const PRIMITIVES: [&str; 16] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128",
        "usize",
    ];
    PRIMITIVES.iter().any(|primitive| ident == primitive)
}

/// Returns whether a value of this type has a `&mut` inside, as far as the tokens of the type show it.
fn holds_exclusive(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => reference.mutability.is_some(),
        Type::Tuple(tuple) => tuple.elems.iter().any(holds_exclusive),
        Type::Array(array) => holds_exclusive(&array.elem),
        Type::Paren(inside) => holds_exclusive(&inside.elem),
        Type::Group(inside) => holds_exclusive(&inside.elem),
        Type::Path(path) => path.path.segments.iter().any(|segment| match &segment.arguments {
            PathArguments::AngleBracketed(arguments) => arguments
                .args
                .iter()
                .any(|argument| matches!(argument, GenericArgument::Type(ty) if holds_exclusive(ty))),
            _ => false,
        }),
        _ => false,
    }
}

/// Returns the variables of a function, in the order of their bindings. If `#[async_trait]` ran first, they are its
/// variables.
pub(in crate::gate) fn of(signature: &Signature, rewritten: Option<&AsyncTrait>) -> Vec<Variable> {
    let mut variables = Vec::new();
    for argument in &signature.inputs {
        match argument {
            FnArg::Receiver(this) => {
                let kind = match &this.kind {
                    ReceiverKind::Reference(_, _, None) => VariableKind::Copy,
                    ReceiverKind::Reference(_, _, Some(_)) => VariableKind::Exclusive,
                    ReceiverKind::Typed(_, ty) => VariableKind::of(ty),
                    _ => VariableKind::Value,
                };
                let name = Ident::from(this.self_token);
                let inside = rewritten.and_then(|rewritten| rewritten.receiver.as_ref()).unwrap_or(&name).clone();
                let renamed = rewritten.and_then(|rewritten| rewritten.pattern_of(&name));
                let is_mut = this.mutability.is_some()
                    || matches!(renamed, Some(Pat::Ident(renamed)) if renamed.mutability.is_some());
                variables.push(Variable { name, inside, argument: argument.to_token_stream(), is_mut, kind });
            }
            // A `cfg` may remove the argument.
            FnArg::Typed(typed) if typed.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) => {}
            FnArg::Typed(typed) => {
                let pattern = match &*typed.pat {
                    Pat::Ident(name) => rewritten.and_then(|rewritten| rewritten.pattern_of(&name.ident)),
                    _ => None,
                };
                each_name(pattern.as_ref().unwrap_or(&typed.pat), &typed.ty, &mut |name, is_mut, kind| {
                    let (name, inside) = (name.clone(), name.clone());
                    variables.push(Variable { name, inside, argument: argument.to_token_stream(), is_mut, kind });
                });
            }
        }
    }
    variables
}

/// Calls `each` with every name that a pattern binds, whether it is `mut`, and what it holds.
fn each_name(pattern: &Pat, ty: &Type, each: &mut impl FnMut(&Ident, bool, VariableKind)) {
    match (pattern, ty) {
        (Pat::Ident(name), _) => each(&name.ident, name.mutability.is_some(), VariableKind::of(ty)),
        (Pat::Paren(inside), _) => each_name(&inside.pat, ty, each),
        (Pat::Tuple(parts), Type::Tuple(types))
            if parts.elems.len() == types.elems.len()
                && !parts.elems.iter().any(|part| matches!(part, Pat::Rest(_))) =>
        {
            parts.elems.iter().zip(&types.elems).for_each(|(part, ty)| each_name(part, ty, each));
        }
        _ => {
            // A part of a `&mut` is a `&mut` as well.
            let kind = Some(VariableKind::of(ty))
                .filter(|kind| *kind != VariableKind::Exclusive)
                .unwrap_or(VariableKind::ExclusiveInside);
            each_part(pattern, kind, each);
        }
    }
}

/// Calls `each` with every name that a part of a pattern binds, whether it is `mut`, and what it holds.
pub(super) fn each_part(pattern: &Pat, kind: VariableKind, each: &mut impl FnMut(&Ident, bool, VariableKind)) {
    match pattern {
        Pat::Ident(name) => {
            each(&name.ident, name.mutability.is_some(), kind);
            if let Some((_, inside)) = &name.subpat {
                each_part(inside, kind, each);
            }
        }
        Pat::Paren(inside) => each_part(&inside.pat, kind, each),
        Pat::Reference(inside) => each_part(&inside.pat, kind, each),
        Pat::Type(inside) => each_part(&inside.pat, kind, each),
        Pat::Tuple(parts) => parts.elems.iter().for_each(|part| each_part(part, kind, each)),
        Pat::TupleStruct(parts) => parts.elems.iter().for_each(|part| each_part(part, kind, each)),
        Pat::Slice(parts) => parts.elems.iter().for_each(|part| each_part(part, kind, each)),
        Pat::Struct(parts) => parts.fields.iter().for_each(|field| each_part(&field.pat, kind, each)),
        // Each case binds the same names.
        Pat::Or(cases) => cases.cases.iter().take(1).for_each(|case| each_part(case, kind, each)),
        _ => {}
    }
}
