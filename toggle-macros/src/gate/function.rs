use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Attribute, Error, Ident, Result, ReturnType, Signature, Token, Visibility,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    spanned::Spanned,
};
use toggle_syntax::grammar::{Condition, Errors};

use super::{
    Gate,
    async_trait::AsyncTrait,
    attribute,
    block::{block, braced, split_inner_attributes},
    body,
};
use crate::check::{self, Check};

/// A function with a body, as the tokens that the user wrote.
pub(super) struct Function {
    /// Everything before the body, but for the gates.
    head: TokenStream,
    attributes: Vec<Attribute>,
    signature: Signature,
    body: Group,
}

impl Function {
    pub(super) fn parse(tokens: TokenStream) -> Result<Self> {
        let mut head: Vec<TokenTree> = tokens.into_iter().collect();
        let mut last = head.pop();
        // `macro_rules!` passes a `$body:block` on in a group of its own.
        while let Some(TokenTree::Group(group)) = &last
            && group.delimiter() == Delimiter::None
        {
            last = group.stream().into_iter().next();
        }
        let Some(TokenTree::Group(body)) = last else {
            return Err(Error::new(Span::call_site(), "this function has no body to gate"));
        };
        let head = TokenStream::from_iter(head);
        let (attributes, signature) = parse_head.parse2(head.clone())?;
        Ok(Self { head: attribute::strip_outer(head), attributes, signature, body })
    }

    // from: fn checkout(cart: &Cart) -> Receipt { /* the new way */ }
    //
    // into: fn checkout(cart: &Cart) -> Receipt {
    //           if ::toggle_runtime::__private::check!("new-checkout", Positive, "checkout") {
    //               /* the new way */
    //           } else {
    //               legacy_checkout(cart)
    //           }
    //       }
    //
    // The gates that the function carries itself are taken along, so that the first of all is the outermost.
    pub(super) fn expand(self, gates: &[Gate<'_>], errors: &mut Errors) -> TokenStream {
        let Self { head, attributes, signature, body } = self;
        let own = attribute::take_all(&attributes, errors);
        let gates: Vec<Gate<'_>> = gates.iter().copied().chain(own.iter().map(attribute::Mark::gate)).collect();
        refuse_const(&signature, &gates, errors);
        let item = signature.ident.unraw().to_string();
        let body = match AsyncTrait::find(&signature, &body) {
            Some(inside) => inside.map(|inside| {
                let rename = |tokens| inside.rename_self(tokens);
                let body = braced(attribute::map_args(inside.body.stream(), &rename), inside.body.span());
                let body = body::expand(body, &item, errors);
                gated(&gates, &item, &inside.output, body, rename)
            }),
            None => gated(&gates, &item, &signature.output, body::expand(body, &item, errors), |tokens| tokens),
        };
        quote!(#head #body)
    }
}

fn parse_head(input: ParseStream<'_>) -> Result<(Vec<Attribute>, Signature)> {
    let attributes = input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    // `default fn` of specialization.
    if input.peek(Ident) && !input.peek(Token![fn]) && input.fork().parse::<Ident>()? == "default" {
        input.parse::<Ident>()?;
    }
    Ok((attributes, input.parse()?))
}

fn refuse_const(signature: &Signature, gates: &[Gate<'_>], errors: &mut Errors) {
    if let Some(constant) = &signature.constness
        && gates.iter().any(|gate| gate.args.condition.is_some())
    {
        errors.push(Error::new_spanned(
            constant,
            "a `const fn` cannot be gated: the compiler may run it, and a toggle is known at run time only; remove \
             `const`, or gate its callers",
        ));
    }
}

/// The body with its checks around it, the first gate outermost. Inner attributes stay first; `adapt` is for what the
/// user wrote in the attributes.
fn gated(
    gates: &[Gate<'_>],
    item: &str,
    output: &ReturnType,
    body: Group,
    adapt: impl Fn(TokenStream) -> TokenStream,
) -> Group {
    let gates = gates.iter().filter_map(|gate| Some((gate, gate.args.condition.as_ref()?)));
    gates.rev().fold(body, |body, (gate, condition)| {
        let (inner_attributes, inside) = split_inner_attributes(body.stream());
        let inside = braced(inside, body.span());
        let check = Check { condition, context: gate.args.context.as_ref(), item, at: gate.at };
        let check = adapt(check.into_token_stream());
        let off = match &gate.args.otherwise {
            Some((_, otherwise)) => Some(block(&adapt(otherwise.to_token_stream()))),
            None => nothing(condition, output).as_ref().map(block),
        };
        let off = off.map(|off| quote!(else #off));
        braced(quote!(#inner_attributes if #check #inside #off), body.span())
    })
}

/// The off path where the user gave none: nothing at all, or what the return type has for it.
fn nothing(condition: &Condition, output: &ReturnType) -> Option<TokenStream> {
    let ReturnType::Type(_, output) = output else { return None };
    Some(when_off(condition, output.span().resolved_at(Span::mixed_site())))
}

/// What a type has for "nothing", or a compile error at `at` that asks for an `else`.
pub(super) fn when_off(condition: &Condition, at: Span) -> TokenStream {
    let name = check::name(condition);
    quote_spanned!(at=> ::toggle_runtime::__private::when_off(#name))
}
