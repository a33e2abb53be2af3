use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Attribute, Error, Ident, Result, ReturnType, Signature, Token, Visibility,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    spanned::Spanned,
};
use toggle_syntax::grammar::{Condition, Errors};

use super::{Gate, async_trait::AsyncTrait, attribute, body};
use crate::check::{self, Check};

/// A function with a body, as the tokens that the user wrote.
pub(super) struct Function {
    /// Everything before the body.
    head: TokenStream,
    signature: Signature,
    /// Whether it has a `#[feature_toggle]` of its own, which will look into the body when its turn comes.
    marked: bool,
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
        Ok(Self { head, signature, marked: attributes.iter().any(attribute::is_gate), body })
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
    pub(super) fn expand(self, gate: Option<Gate<'_>>, errors: &mut Errors) -> TokenStream {
        if let (Some(constant), Some(gate)) = (&self.signature.constness, gate)
            && gate.args.condition.is_some()
        {
            errors.push(Error::new_spanned(
                constant,
                "a `const fn` cannot be gated: the compiler may run it, and a toggle is known at run time only; remove \
                 `const`, or gate its callers",
            ));
        }
        let Self { head, signature, marked, body } = self;
        let item = signature.ident.unraw().to_string();
        let body = if marked { body } else { body::expand(body, &item, errors) };
        let condition = gate.and_then(|gate| Some((gate, gate.args.condition.as_ref()?)));
        let body = match condition {
            None => body,
            Some((gate, condition)) => match AsyncTrait::find(&signature, &body) {
                Some(inside) => inside.map(|inside| {
                    let output = inside.output.clone();
                    gated(gate, condition, &item, &output, &inside.body, |tokens| inside.rename_self(tokens))
                }),
                None => gated(gate, condition, &item, &signature.output, &body, |tokens| tokens),
            },
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

/// The body with the check around it. Inner attributes stay first; `adapt` is for what the user wrote in the attribute.
fn gated(
    gate: Gate<'_>,
    condition: &Condition,
    item: &str,
    output: &ReturnType,
    body: &Group,
    adapt: impl Fn(TokenStream) -> TokenStream,
) -> Group {
    let (inner_attributes, inside) = split_inner_attributes(body.stream());
    let inside = braced(inside, body.span());
    let check = adapt(Check { condition, context: gate.args.context.as_ref(), item, at: gate.at }.into_token_stream());
    let off = match &gate.args.otherwise {
        Some((_, otherwise)) => Some(block(adapt(otherwise.to_token_stream()))),
        None => nothing(condition, output).map(block),
    };
    let off = off.map(|off| quote!(else #off));
    braced(quote!(#inner_attributes if #check #inside #off), body.span())
}

/// The off path where the user gave none: nothing at all, or what the return type has for it.
fn nothing(condition: &Condition, output: &ReturnType) -> Option<TokenStream> {
    let ReturnType::Type(_, output) = output else { return None };
    let at = output.span().resolved_at(Span::mixed_site());
    Some(when_off(condition, at))
}

/// What a type has for "nothing", or a compile error at `at` that asks for an `else`.
pub(super) fn when_off(condition: &Condition, at: Span) -> TokenStream {
    let name = check::name(condition);
    quote_spanned!(at=> ::toggle_runtime::__private::when_off(#name))
}

/// Makes a block of an expression, unless it is one.
pub(super) fn block(expression: TokenStream) -> TokenStream {
    let mut tokens = expression.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Brace => expression,
        _ => quote!({ #expression }),
    }
}

pub(super) fn braced(tokens: TokenStream, span: Span) -> Group {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    group
}

/// The `#![..]` at the start of a body, and what follows them.
pub(super) fn split_inner_attributes(body: TokenStream) -> (TokenStream, TokenStream) {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let mut end = 0;
    while let [TokenTree::Punct(hash), TokenTree::Punct(bang), TokenTree::Group(group), ..] = &tokens[end..]
        && hash.as_char() == '#'
        && bang.as_char() == '!'
        && group.delimiter() == Delimiter::Bracket
    {
        end += 3;
    }
    let rest = tokens[end..].iter().cloned().collect();
    (tokens.into_iter().take(end).collect(), rest)
}
