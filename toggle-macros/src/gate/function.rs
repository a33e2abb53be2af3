//! Functions with a body: their checks around it, the first gate outermost.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Error, Ident, Lifetime, Result, ReturnType, Signature, Token, Type, Visibility,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};
use toggle_syntax::grammar::Errors;

use super::{
    async_trait::AsyncTrait,
    attribute::{self, Gate, inherited},
    awaits::{self, Kind},
    block::{block, braced, labelled, only_braces, split_inner_attributes},
    body,
    declared::Declared,
    marks::Code,
    off::nothing,
    reached::{self, Way},
    stand_in,
    tail::{Off, leave},
    tokens::mentions,
    wrapped::{self, Variable, Wrapped},
};
use crate::{check::Check, crate_path::CratePath};

/// A function with a body, as the tokens that the user wrote.
pub(super) struct Function {
    /// Everything before the body, but for the gates.
    head: TokenStream,
    attributes: Vec<Attribute>,
    signature: Signature,
    body: Group,
    pub(super) declared: Declared,
}

impl Function {
    pub(super) fn parse(tokens: TokenStream) -> Result<Self> {
        let mut head: Vec<TokenTree> = tokens.into_iter().collect();
        let mut last = head.pop();
        // `macro_rules!` passes a `$body:block` on in a group without delimiters.
        while let Some(TokenTree::Group(group)) = &last
            && group.delimiter() == Delimiter::None
        {
            last = group.stream().into_iter().next();
        }
        let Some(TokenTree::Group(body)) = last else {
            return Err(Error::new(Span::call_site(), "this function has no body to gate"));
        };
        let head = TokenStream::from_iter(head);
        let (attributes, visibility, signature) = parse_head.parse2(head.clone())?;
        let declared = match visibility {
            Visibility::Inherited => Declared::Unknown,
            Visibility::Public(_) | Visibility::Restricted(_) => Declared::Here,
        };
        Ok(Self { head: attribute::strip_outer(head), attributes, signature, body, declared })
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
    // The expansion includes the other gates on the function, so that the first of all is the outermost.
    pub(super) fn expand(self, gates: &[Gate<'_>], errors: &mut Errors) -> TokenStream {
        let Self { head, attributes, signature, body, declared } = self;
        let mut own_errors = Errors::default();
        let own = attribute::take_all(&attributes, inherited(gates), &mut own_errors);
        let gates: Vec<Gate<'_>> = gates.iter().copied().chain(own.iter().map(attribute::Mark::gate)).collect();
        let krate = inherited(&gates);
        refuse_const(&signature, &gates, &mut own_errors);
        wrapped::refuse_index(&gates, &signature, &declared, &mut own_errors);
        let is_wrapped = gates.iter().any(|gate| gate.args.is_wrapped());
        let variables = |rewritten: Option<&AsyncTrait>| {
            if is_wrapped { wrapped::variables_of(&signature, rewritten) } else { Vec::new() }
        };
        let body = if let Some(inside) = AsyncTrait::find(&signature, &body) {
            let variables = variables(Some(&inside));
            wrapped::refuse(
                &gates,
                &attributes,
                &signature,
                &inside.output,
                (&inside.body, &variables),
                &mut own_errors,
            );
            let is_sound = own_errors.is_empty() && gates.iter().all(|gate| gate.is_sound);
            inside.map(|inside| {
                let rename = |tokens| inside.rename_self(tokens);
                let body = braced(attribute::map_args(inside.body.stream(), &rename), inside.body.span());
                let code = Code { kind: Kind::Async, ..Code::of(&signature) };
                let body = body::expand(body, code, &inside.output, krate, errors);
                let inside = Inside { output: &inside.output, is_async: true, variables: &variables, is_sound };
                gated(&gates, &attributes, &signature, &inside, body, rename)
            })
        } else {
            let variables = variables(None);
            let code = Code::of(&signature);
            let synchronous: Vec<_> =
                gates.iter().map(|gate| awaits::refuse(gate.args, code.kind, &code.item, &mut own_errors)).collect();
            let gates: Vec<Gate<'_>> = gates
                .iter()
                .zip(&synchronous)
                .map(|(gate, args)| match args {
                    Some(args) => Gate { args, is_sound: false, ..*gate },
                    None => *gate,
                })
                .collect();
            wrapped::refuse(&gates, &attributes, &signature, &signature.output, (&body, &variables), &mut own_errors);
            let is_sound = own_errors.is_empty() && gates.iter().all(|gate| gate.is_sound);
            let is_async = code.kind == Kind::Async;
            let inside = Inside { output: &signature.output, is_async, variables: &variables, is_sound };
            let body = body::expand(body, code, &signature.output, krate, errors);
            gated(&gates, &attributes, &signature, &inside, body, |tokens| tokens)
        };
        errors.append(own_errors);
        quote!(#head #body)
    }
}

fn parse_head(input: ParseStream<'_>) -> Result<(Vec<Attribute>, Visibility, Signature)> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    // `default fn` of specialization.
    if input.peek(Ident) && !input.peek(Token![fn]) && input.fork().parse::<Ident>()? == "default" {
        input.parse::<Ident>()?;
    }
    Ok((attributes, visibility, input.parse()?))
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

/// The surroundings of a body.
struct Inside<'a> {
    /// The type of the body's value.
    output: &'a ReturnType,
    /// Also where `#[async_trait]` has expanded a method.
    is_async: bool,
    variables: &'a [Variable],
    /// Whether neither the gates nor their function have a mistake.
    is_sound: bool,
}

/// Returns the body with its checks around it, the first gate outermost. Inner attributes stay first. `adapt` changes
/// the expressions that the user wrote in the attributes.
fn gated(
    gates: &[Gate<'_>],
    attributes: &[Attribute],
    signature: &Signature,
    inside: &Inside<'_>,
    body: Group,
    adapt: impl Fn(TokenStream) -> TokenStream,
) -> Group {
    let item = signature.ident.unraw().to_string();
    let &Inside { output, is_async, variables, is_sound } = inside;
    if !is_sound {
        return broken(gates, signature, output, body, adapt);
    }
    let is_inferred = mentions(output.to_token_stream(), "impl");
    let as_tail = must_stay_tail(output, &body);
    let span = span_of_braces(attributes, signature, &body);
    let gates = gates.iter().filter_map(|gate| Some((gate, gate.args.condition.as_ref()?)));
    gates.rev().enumerate().fold(body, |body, (number, (gate, condition))| {
        let (inner_attributes, inside) = split_inner_attributes(body.stream());
        let check =
            Check { condition, context: gate.args.context.as_ref(), item: &item, at: gate.at, krate: gate.krate };
        let otherwise = gate.args.otherwise.as_ref().map(|(_, otherwise)| adapt(otherwise.to_token_stream()));
        // Wrapped code becomes a separate future, which is marked as a whole.
        let marked = is_async && !gate.args.is_wrapped();
        let (inside, otherwise) = if marked {
            let off = otherwise.map(|off| reached::marked(off, Way::Off, &check));
            (reached::marked_body(inside, Way::Gated, &check), off)
        } else {
            (inside, otherwise)
        };
        let gated = if gate.args.is_wrapped() {
            let wrapped = Wrapped { args: gate.args, check, output, is_async, variables };
            wrapped.expand(inside, body.span(), otherwise.or_else(|| nothing(condition, output, gate.krate)), &adapt)
        } else if is_inferred {
            let check = adapt(check.into_token_stream());
            let off = otherwise.or_else(|| nothing(condition, output, gate.krate)).unwrap_or_default();
            let off = as_tail_expression(off);
            let give = give(number, &braced(inside, body.span()), gate.krate);
            quote!(if #check { #give } #off)
        } else if as_tail {
            let check = adapt(check.operand());
            let off = otherwise.map(Off::Given).or_else(|| nothing(condition, output, gate.krate).map(Off::Nothing));
            let leave = off.map_or_else(|| quote!(return;), |off| leave(&quote!(return), &off, gate.krate));
            let inside = labelled(&braced(inside, body.span()), &format!("'__body_{number}"));
            quote!(if !#check { #leave } #inside)
        } else {
            let check = adapt(check.into_token_stream());
            let inside = braced(inside, body.span());
            let off = otherwise.or_else(|| nothing(condition, output, gate.krate)).map(|off| block(&off));
            let off = off.map(|off| quote!(else #off));
            quote!(if #check #inside #off)
        };
        braced(quote!(#inner_attributes #gated), span)
    })
}

/// Returns the body of a function whose gates have mistakes, in which all names in the attributes are used.
fn broken(
    gates: &[Gate<'_>],
    signature: &Signature,
    output: &ReturnType,
    body: Group,
    adapt: impl Fn(TokenStream) -> TokenStream,
) -> Group {
    gates.iter().rev().enumerate().fold(body, |body, (number, gate)| {
        let (inner_attributes, inside) = split_inner_attributes(body.stream());
        if signature.constness.is_some() {
            let statement = stand_in::statement(gate.args);
            return braced(quote!(#inner_attributes #statement #inside), body.span());
        }
        let check = adapt(stand_in::condition(*gate, Some(output)));
        let off = gate.args.otherwise.as_ref().map(|(_, off)| adapt(off.to_token_stream()));
        let has_value = matches!(output, ReturnType::Type(..));
        let off = off.or_else(|| has_value.then(|| stand_in::value(gate.krate))).unwrap_or_default();
        let gated = if mentions(output.to_token_stream(), "impl") {
            let off = as_tail_expression(off);
            let give = give(number, &braced(inside, body.span()), gate.krate);
            quote!(if #check { #give } #off)
        } else {
            let (inside, off) = (braced(inside, body.span()), block(&off));
            quote!(if #check #inside else #off)
        };
        braced(quote!(#inner_attributes #gated), body.span())
    })
}

// from: fn adder() -> impl Fn(u64) -> u64 { |x| x + 1 }
//
// into: fn adder() -> impl Fn(u64) -> u64 {
//           if ::toggle_runtime::__private::check!("new-adder", Positive, "adder") {
//               return '__given_0: {
//                   if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none() {
//                       break '__given_0 __result;
//                   }
//                   '__body_0: { |x| x + 1 }
//               };
//           }
//           legacy_adder()
//       }
//
/// Returns the statement that returns the body's value, for a function whose return type the compiler infers.
///
/// The first `return` defines such a type, so the body comes first, and a mismatch is reported at the expression after
/// `else`. A `return` also keeps the type of a closure's arguments, which the branches of an `if` lose. The `break`
/// never runs: it is there for bodies that never reach their end, where the `return` would be unreachable.
fn give(number: usize, body: &Group, krate: &CratePath) -> TokenStream {
    let result = Ident::new("__result", Span::mixed_site());
    // Both ends have the body's place, since the compiler's notes about inferred types point there.
    let given = Lifetime::new(&format!("'__given_{number}"), body.span().resolved_at(Span::mixed_site()));
    let inside = labelled(body, &format!("'__body_{number}"));
    let private = krate.private(Span::call_site());
    let block = quote! {
        if let #private::Some(#result) = #private::none() {
            break #given #result;
        }
        #inside
    };
    let block = braced(block, body.span());
    quote!(return #given: #block;)
}

// from: unsafe fn bits() -> u32 { std::mem::transmute(1.0_f32) }
//
// into: unsafe fn bits() -> u32 {
//           if !::toggle_runtime::__private::check!("new-bits", Positive, "bits") {
//               return (/* as `leave` makes it, of */ legacy_bits());
//           }
//           '__body_0: { std::mem::transmute(1.0_f32) }
//       }
//
/// Returns whether the body has to stay the last expression of the function. Clippy looks there, and not at the
/// branches of an `if`, for the type of a `transmute`.
fn must_stay_tail(output: &ReturnType, body: &Group) -> bool {
    let never = matches!(output, ReturnType::Type(_, output) if matches!(**output, Type::Never(_)));
    !never && mentions(body.stream(), "transmute")
}

/// Returns the expression in a form whose braces no lint calls needless at the end of a body.
fn as_tail_expression(off: TokenStream) -> TokenStream {
    only_braces(&off).map_or(off, |braces| labelled(&braces, "'__off"))
}

/// Returns the place of the braces around a body. Clippy expects a conventional shape of some functions' bodies, but
/// not inside braces that the user did not write.
fn span_of_braces(attributes: &[Attribute], signature: &Signature, body: &Group) -> Span {
    let first = split_inner_attributes(body.stream()).1.into_iter().next();
    let only_bounds = first.is_none() && signature.generics.type_params().next().is_some();
    let starts_with_use = matches!(&first, Some(TokenTree::Ident(word)) if word == "use");
    let inlined = attributes.iter().any(|attribute| attribute.path().is_ident("inline"));
    let conventional = signature.ident == "clone" || signature.ident == "partial_cmp";
    if conventional || only_bounds || (inlined && (first.is_none() || starts_with_use)) {
        body.span().resolved_at(Span::call_site())
    } else {
        body.span()
    }
}
