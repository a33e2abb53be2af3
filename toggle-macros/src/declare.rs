//! `#[toggle]`: a declaration becomes a static with its record.

use std::fmt::Display;

use proc_macro2::{Literal, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Attribute, Error, Expr, ExprLit, GenericArgument, Lit, LitBool, Meta, PathArguments, Type, TypeGroup, TypeParen,
    ext::IdentExt, parse2, spanned::Spanned,
};
use toggle_syntax::{
    Limits,
    grammar::{DeclarationArgs, DeclarationItem, DefaultValue, INTEGERS, Raw, integers_of},
    name::pin_variable,
};

use crate::{crate_path::CratePath, report::compile_errors};

// from: #[toggle("new-checkout", kind = release)]
//       pub static NEW_CHECKOUT: Toggle;
//
// into: #[doc = ""]
//       #[doc = "Toggle `new-checkout`: off by default, release."]
//       pub static NEW_CHECKOUT: Toggle = ::toggle_runtime::__private::declare!(
//           on_or_off = "TOGGLE_PIN_NEW_CHECKOUT", "new-checkout", "NEW_CHECKOUT", "off", "release", "", "", "",
//           "the doc comment", ""
//       );
//
// from: #[toggle("page-size", default = 20, range = 1..=100)]
//       static PAGE_SIZE: Toggle<i64>;
//
// into: static PAGE_SIZE: Toggle<i64> = ::toggle_runtime::__private::declare!(
//           not_pinned = "TOGGLE_PIN_PAGE_SIZE", default = 20, "page-size", "PAGE_SIZE", "20", "", "", "", "", "",
//           "integer 1..=100"
//       );
//
// from: #[toggle("retries", default = 3, range = ..=10)]
//       static RETRIES: Toggle<u8>;
//
// into: static RETRIES: Toggle<u8> = ::toggle_runtime::__private::declare!(
//           integer = "TOGGLE_PIN_RETRIES", default = 3, bounds = [10], "retries", "RETRIES", "3", "", "", "", "", "",
//           (<Toggle<u8> as ::toggle_runtime::__private::Limited>::LEAST) ("..=10")
//       );
//
// from: #[toggle("timeout", default = "250ms")]
//       static TIMEOUT: Toggle<Duration>;
//
// into: static TIMEOUT: Toggle<Duration> = ::toggle_runtime::__private::declare!(
//           not_pinned = "TOGGLE_PIN_TIMEOUT", default = ::toggle_runtime::__private::Duration::new(0, 250000000),
//           "timeout", "TIMEOUT", "250ms", "", "", "", "", "", "duration"
//       );
//
// from: #[toggle("limits")]
//       static LIMITS: Toggle<Limits>;
//
// into: static LIMITS: Toggle<Limits> = ::toggle_runtime::__private::declare!(
//           undefaulted = "TOGGLE_PIN_LIMITS", Toggle<Limits>, "limits", "LIMITS", "", "", "", "", ""
//       );
//
// from: #[toggle("search-ranking", default = Ranking::Bm25)]
//       static RANKING: Toggle<Ranking>;
//
// into: static RANKING: Toggle<Ranking> = ::toggle_runtime::__private::declare!(
//           variant = "TOGGLE_PIN_SEARCH_RANKING", default = Ranking::Bm25, "search-ranking", "RANKING", "", "", "",
//           "", ""
//       );
pub(crate) fn expand(args: TokenStream, tokens: TokenStream) -> TokenStream {
    let (krate, args) = CratePath::parse::<DeclarationArgs>(args);
    let item = match parse2::<DeclarationItem>(tokens) {
        Ok(item) => item,
        Err(mut error) => {
            if let Err(other) = args {
                error.combine(other);
            }
            return compile_errors(error, &krate);
        }
    };
    let mut errors: Option<Error> = item.error.clone();
    let mut fail = |error: Error| match &mut errors {
        Some(errors) => errors.combine(error),
        none => *none = Some(error),
    };
    let private = krate.private(Span::call_site());
    let mut ty = item.ty.to_token_stream();
    let toggle = type_for(&ty.to_string());
    if let Some(toggle) = &toggle {
        let message = format!("the type of a declaration is `Toggle`: write `static {}: {toggle};`", item.ident);
        fail(Error::new_spanned(&ty, message));
        ty = quote!(#private::Toggle);
    }
    let args = args.and_then(|args| check_default(args, &item.ty));
    let (value, documentation) = match &args {
        Ok(args) if toggle.is_none() => (declaration(args, &item, &krate), Some(documentation(args, &item.ty))),
        Ok(_) => (quote!(#private::undeclared()), None),
        // The item survives, so that what refers to it is checked.
        Err(error) => {
            fail(error.clone());
            (quote!(#private::undeclared()), None)
        }
    };
    let DeclarationItem { attrs, vis, static_token, ident, .. } = &item;
    let errors = errors.map(|error| compile_errors(error, &krate));
    quote! {
        #(#attrs)*
        #documentation
        #vis #static_token #ident: #ty = #value;
        #errors
    }
}

/// Returns the type to write in a declaration that has the type of its values instead.
fn type_for(values: &str) -> Option<String> {
    let values = values.replace(' ', "");
    let of = match values.trim_start_matches("&'static").trim_start_matches('&') {
        "bool" => return Some("Toggle".to_owned()),
        integer if INTEGERS.contains(&integer) => integer,
        "i128" | "u128" => "i64",
        "f32" | "f64" => "f64",
        "Duration" => "Duration",
        "str" | "String" | "Arc<str>" => "Arc<str>",
        _ => return None,
    };
    Some(format!("Toggle<{of}>"))
}

/// Returns the type in a `Toggle<..>`, if the declaration shows that it is one.
fn type_argument(ty: &Type) -> Option<String> {
    let Type::Path(path) = ungrouped(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Toggle")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return Some("bool".to_owned()) };
    let Some(GenericArgument::Type(of)) = arguments.args.first() else { return Some(String::new()) };
    let Type::Path(of) = ungrouped(of) else { return Some(String::new()) };
    // Its name alone: only one type of each of these names can be in a toggle.
    Some(of.path.segments.last()?.to_token_stream().to_string().replace(' ', ""))
}

/// Returns the type without the groups in which `macro_rules!` passes it on.
fn ungrouped(mut ty: &Type) -> &Type {
    while let Type::Group(TypeGroup { elem, .. }) | Type::Paren(TypeParen { elem, .. }) = ty {
        ty = elem;
    }
    ty
}

/// Refuses a default that does not fit the type of the toggle, such as a number in quotes or a duration without a unit.
/// Parses the default of a duration.
fn check_default(args: DeclarationArgs, ty: &Type) -> Result<DeclarationArgs, Error> {
    let Some(of) = type_argument(ty) else { return Ok(args) };
    if of == "Duration" {
        return Ok(DeclarationArgs { default: args.default.into_duration()?, ..args });
    }
    let is_integer = INTEGERS.contains(&of.as_str());
    if let DefaultValue::Integer(number, _) = &args.default
        && is_integer
        && let Some(other) = INTEGERS.iter().find(|other| **other != of && number.tokens.to_string().ends_with(**other))
    {
        let message = format!("this toggle's type is `{of}`, not `{other}`; write the number without a type");
        return Err(Error::new_spanned(number, message));
    }
    if let (DefaultValue::Integer(number, limits), Some(integers)) = (&args.default, integers_of(&of)) {
        let message =
            |wrong: i64| format!("{wrong} is not in the range of `{of}`, {}..={}", integers.start(), integers.end());
        if !integers.contains(&number.parsed) {
            return Err(Error::new_spanned(number, message(number.parsed)));
        }
        if let Some(wrong) = limits.min.into_iter().chain(limits.max).find(|bound| !integers.contains(bound)) {
            return Err(Error::new_spanned(&args.range, message(wrong)));
        }
    }
    let DefaultValue::Text(text) = &args.default else { return Ok(args) };
    let value = text.value().trim().to_lowercase();
    let message = match (of.as_str(), value.as_str()) {
        ("bool", "on" | "true" | "yes" | "1" | "enabled") => {
            "write the default without quotes: `default = on`".to_owned()
        }
        ("bool", "off" | "false" | "no" | "0" | "disabled") => {
            "write the default without quotes: `default = off`".to_owned()
        }
        ("bool", _) => {
            "this toggle is on or off: write `default = on` or `default = off`; a toggle with a string is a \
             `Toggle<Arc<str>>`"
                .to_owned()
        }
        (of, number) if (is_integer || of == "f64") && number.parse::<f64>().is_ok() => {
            format!("write the number without quotes: `default = {number}`")
        }
        (of, _) if is_integer || of == "f64" => {
            "this toggle is a number: write one without quotes, as in `default = 20`".to_owned()
        }
        _ => return Ok(args),
    };
    Err(Error::new_spanned(text, message))
}

fn declaration(args: &DeclarationArgs, item: &DeclarationItem, krate: &CratePath) -> TokenStream {
    let DeclarationArgs { name, default, range, kind, owner, since, expires } = args;
    let ident = item.ident.unraw().to_string();
    let kind = kind.map_or("", toggle_syntax::Kind::as_str);
    let owner = owner.as_deref().unwrap_or_default();
    let since = since.map(|date| date.to_string()).unwrap_or_default();
    let expires = expires.map(|date| date.to_string()).unwrap_or_default();
    let description = description(&item.attrs);
    let facts = quote!(#kind, #owner, #since, #expires, #description);
    let ty = default.ty().unwrap_or_default().to_string();
    let variable = pin_variable(&name.value());
    let (on_or_off, not_pinned) = (quote!(on_or_off = #variable), quote!(not_pinned = #variable));
    let toggle = &item.ty;
    let arguments = match default {
        DefaultValue::Off(None) if !is_known(toggle) => quote!(undefaulted = #variable, #toggle, #name, #ident, #facts),
        DefaultValue::Off(None) => quote!(#on_or_off, #name, #ident, "off", #facts, #ty),
        DefaultValue::Off(Some(word)) => {
            let off = LitBool::new(false, *word);
            quote!(#on_or_off, default = #off, #name, #ident, "off", #facts, #ty)
        }
        DefaultValue::On(word) => {
            let on = LitBool::new(true, *word);
            quote!(#on_or_off, default = #on, #name, #ident, "on", #facts, #ty)
        }
        DefaultValue::Integer(number, limits) if !has_all_integers(&item.ty) => {
            let text = number.parsed.to_string();
            let (bounds, least, most) = bounds(limits, range.as_ref(), &item.ty, krate);
            quote!(
                integer = #variable, default = #number, bounds = [#bounds], #name, #ident, #text, #facts, (#least) (#most)
            )
        }
        DefaultValue::Integer(number, _) => {
            let text = number.parsed.to_string();
            quote!(#not_pinned, default = #number, #name, #ident, #text, #facts, #ty)
        }
        DefaultValue::Float(number, _) => {
            let (number, text) = (float(number), number.parsed.to_string());
            quote!(#not_pinned, default = #number, #name, #ident, #text, #facts, #ty)
        }
        DefaultValue::Duration(written, duration, _) => {
            let (seconds, nanos) = (duration.0.as_secs(), duration.0.subsec_nanos());
            let private = krate.private(Span::call_site());
            let value = quote_spanned!(written.span()=> #private::Duration::new(#seconds, #nanos));
            let text = duration.to_string();
            quote!(#not_pinned, default = #value, #name, #ident, #text, #facts, #ty)
        }
        DefaultValue::Text(text) => quote!(#not_pinned, default = #text, #name, #ident, #text, #facts, #ty),
        DefaultValue::Variant(path) => quote!(variant = #variable, default = #path, #name, #ident, #facts),
    };
    // An error about a wrong type points to the type, and an error about a wrong default to the default.
    let at = item.ty.span().resolved_at(Span::mixed_site());
    let private = krate.private(at);
    quote_spanned!(at=> #private::declare!(#arguments))
}

/// Returns whether the declaration shows the type of the values. Any other type may be a structure or an alias.
fn is_known(ty: &Type) -> bool {
    type_argument(ty).is_some_and(|of| {
        INTEGERS.contains(&of.as_str()) || ["bool", "f64", "Duration", "Arc<str>"].contains(&of.as_str())
    })
}

/// Returns whether the toggle can be every `i64`, or plainly has no integers. Any other type may be an alias of a type
/// with limits.
fn has_all_integers(ty: &Type) -> bool {
    type_argument(ty).is_some_and(|of| ["i64", "bool", "f64", "Duration", "Arc<str>"].contains(&of.as_str()))
}

/// Returns the bounds of a range, whose type the compiler checks, and both limits as a record has them. A limit that
/// the range lacks is the limit of the type.
fn bounds(
    limits: &Limits<i64>,
    range: Option<&TokenStream>,
    ty: &Type,
    krate: &CratePath,
) -> (TokenStream, TokenStream, TokenStream) {
    let at = range.map_or_else(Span::call_site, Spanned::span);
    let given = limits.min.into_iter().chain(limits.max).map(|bound| {
        let mut literal = Literal::i64_unsuffixed(bound);
        literal.set_span(at);
        literal
    });
    let private = krate.private(Span::call_site());
    let least = limits
        .min
        .map_or_else(|| quote!(<#ty as #private::Limited>::LEAST), |least| least.to_string().into_token_stream());
    let most = limits
        .max
        .map_or_else(|| quote!(<#ty as #private::Limited>::MOST), |most| format!("..={most}").into_token_stream());
    (quote!(#(#given),*), least, most)
}

/// Returns the number with a suffix, since a lint reports numbers without a visible type.
fn float(number: &Raw<f64>) -> TokenStream {
    let mut minus = Punct::new('-', Spacing::Alone);
    minus.set_span(number.span());
    let minus = number.parsed.is_sign_negative().then_some(minus);
    let mut literal = Literal::f64_suffixed(number.parsed.abs());
    literal.set_span(number.span());
    quote!(#minus #literal)
}

/// Returns a paragraph below the doc comment, with the facts that the attribute declares.
fn documentation(args: &DeclarationArgs, ty: &Type) -> TokenStream {
    let DeclarationArgs { name, default, range: _, kind, owner, since, expires } = args;
    let name = name.value();
    let code = |code: &str| format!("`{}`", code.replace('`', "'"));
    let limited = |number: &dyn Display, are_some: bool, limits: &dyn Display| {
        if are_some { format!("{number} by default, in `{limits}`") } else { format!("{number} by default") }
    };
    let default = match default {
        DefaultValue::Off(None) if !is_known(ty) => "with the default of its type".to_owned(),
        DefaultValue::Off(_) => "off by default".to_owned(),
        DefaultValue::On(_) => "on by default".to_owned(),
        DefaultValue::Variant(path) => {
            format!("{} by default", code(&path.to_token_stream().to_string().replace(' ', "")))
        }
        DefaultValue::Integer(number, limits) => limited(&number.parsed, limits.are_some(), limits),
        DefaultValue::Float(number, limits) => limited(&number.parsed, limits.are_some(), limits),
        DefaultValue::Duration(_, duration, limits) => {
            let default = code(&duration.to_string());
            limited(&default, limits.are_some(), limits)
        }
        DefaultValue::Text(text) => format!("{} by default", code(&format!("{:?}", text.value()))),
    };
    let facts = [
        Some(default),
        kind.map(|kind| kind.to_string()),
        owner.as_ref().map(|owner| format!("owned by {}", code(owner))),
        since.map(|date| format!("since {date}")),
        expires.map(|date| format!("expires {date}")),
    ];
    let line = format!(" Toggle `{name}`: {}.", facts.into_iter().flatten().collect::<Vec<_>>().join(", "));
    quote! {
        #[doc = ""]
        #[doc = #line]
    }
}

/// Returns the text of the doc comment, without the space before each line, and without control characters, which a
/// record cannot hold.
fn description(attrs: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attr in attrs {
        if let Meta::NameValue(doc) = &attr.meta
            && doc.path.is_ident("doc")
            && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &doc.value
        {
            let text = text.value();
            lines.extend(text.split('\n').map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()));
        }
    }
    let text = lines.join("\n");
    text.trim().chars().filter(|&c| c == '\n' || !c.is_control()).collect()
}
