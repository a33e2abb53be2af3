use std::fmt::Display;

use proc_macro2::{Literal, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Error, Expr, ExprLit, Lit, LitBool, Meta, Type, ext::IdentExt, parse2, spanned::Spanned};
use toggle_syntax::{
    grammar::{DeclarationArgs, DeclarationItem, DefaultValue, Raw},
    name::pin_variable,
};

use crate::{crate_path::CratePath, report::compile_errors};

// from: #[toggle("new-checkout", kind = release)]
//       pub static NEW_CHECKOUT: Toggle;
//
// into: #[doc = ""]
//       #[doc = "Toggle `new-checkout`: off by default, release."]
//       pub static NEW_CHECKOUT: Toggle = ::toggle_runtime::__private::declare!(
//           on_or_off = "TOGGLE_PIN_NEW_CHECKOUT", "new-checkout", "NEW_CHECKOUT", "off", "release", "", "", "", "the doc comment", ""
//       );
//
// from: #[toggle("page-size", default = 20, range = 1..=100)]
//       static PAGE_SIZE: Toggle<i64>;
//
// into: static PAGE_SIZE: Toggle<i64> = ::toggle_runtime::__private::declare!(
//           not_pinned = "TOGGLE_PIN_PAGE_SIZE", default = 20, "page-size", "PAGE_SIZE", "20", "", "", "", "", "", "integer 1..=100"
//       );
//
// from: #[toggle("search-ranking", default = Ranking::Bm25)]
//       static RANKING: Toggle<Ranking>;
//
// into: static RANKING: Toggle<Ranking> = ::toggle_runtime::__private::declare!(
//           variant = "TOGGLE_PIN_SEARCH_RANKING", default = Ranking::Bm25, "search-ranking", "RANKING", "", "", "", "", ""
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
    if let Some(toggle) = toggle {
        let message = format!("a declaration is a toggle: write `static {}: {toggle};`", item.ident);
        fail(Error::new_spanned(&ty, message));
        ty = quote!(#private::Toggle);
    }
    let args = args.and_then(|args| check_default(&args.default, &item.ty).map(|()| args));
    let (value, documentation) = match &args {
        Ok(args) if toggle.is_none() => (declaration(args, &item, &krate), Some(documentation(args))),
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

/// Returns the type of a toggle with values of this type, where a declaration has the type of its values.
fn type_for(values: &str) -> Option<&'static str> {
    Some(match values.replace(' ', "").trim_start_matches("&'static").trim_start_matches('&') {
        "bool" => "Toggle",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => {
            "Toggle<i64>"
        }
        "f32" | "f64" => "Toggle<f64>",
        "str" | "String" | "Arc<str>" => "Toggle<Arc<str>>",
        _ => return None,
    })
}

/// Refuses a text for a toggle whose type shows that it is no text: quotes that are too many.
fn check_default(default: &DefaultValue, ty: &Type) -> Result<(), Error> {
    let (DefaultValue::Text(text), Type::Path(path)) = (default, ty) else { return Ok(()) };
    let Some(last) = path.path.segments.last().filter(|last| last.ident == "Toggle") else { return Ok(()) };
    let of = last.arguments.to_token_stream().to_string().replace([' ', '<', '>', ':'], "");
    let value = text.value().trim().to_lowercase();
    let message = match (of.as_str(), value.as_str()) {
        ("" | "bool", "on" | "true" | "yes" | "1" | "enabled") => {
            "write the default without quotes: `default = on`".to_owned()
        }
        ("" | "bool", "off" | "false" | "no" | "0" | "disabled") => {
            "write the default without quotes: `default = off`".to_owned()
        }
        ("" | "bool", _) => {
            "this toggle is on or off: write `default = on` or `default = off`; one with a text is a `Toggle<Arc<str>>`"
                .to_owned()
        }
        ("i64" | "f64", number) if number.parse::<f64>().is_ok() => {
            format!("write the number without quotes: `default = {number}`")
        }
        ("i64" | "f64", _) => "this toggle is a number: write one without quotes, as in `default = 20`".to_owned(),
        _ => return Ok(()),
    };
    Err(Error::new_spanned(text, message))
}

fn declaration(args: &DeclarationArgs, item: &DeclarationItem, krate: &CratePath) -> TokenStream {
    let DeclarationArgs { name, default, kind, owner, since, expires } = args;
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
    let arguments = match default {
        DefaultValue::Off(None) => quote!(#on_or_off, #name, #ident, "off", #facts, #ty),
        DefaultValue::Off(Some(word)) => {
            let off = LitBool::new(false, *word);
            quote!(#on_or_off, default = #off, #name, #ident, "off", #facts, #ty)
        }
        DefaultValue::On(word) => {
            let on = LitBool::new(true, *word);
            quote!(#on_or_off, default = #on, #name, #ident, "on", #facts, #ty)
        }
        DefaultValue::Integer(number, _) => {
            let text = number.parsed.to_string();
            quote!(#not_pinned, default = #number, #name, #ident, #text, #facts, #ty)
        }
        DefaultValue::Float(number, _) => {
            let (number, text) = (float(number), number.parsed.to_string());
            quote!(#not_pinned, default = #number, #name, #ident, #text, #facts, #ty)
        }
        DefaultValue::Text(text) => quote!(#not_pinned, default = #text, #name, #ident, #text, #facts, #ty),
        DefaultValue::Variant(path) => quote!(variant = #variable, default = #path, #name, #ident, #facts),
    };
    // A wrong type is the type's mistake: the value that does not fit it points there. A wrong default points to itself.
    let at = item.ty.span().resolved_at(Span::mixed_site());
    let private = krate.private(at);
    quote_spanned!(at=> #private::declare!(#arguments))
}

/// With a suffix, since there is a lint against numbers whose type is not to be seen.
fn float(number: &Raw<f64>) -> TokenStream {
    let mut minus = Punct::new('-', Spacing::Alone);
    minus.set_span(number.span());
    let minus = number.parsed.is_sign_negative().then_some(minus);
    let mut literal = Literal::f64_suffixed(number.parsed.abs());
    literal.set_span(number.span());
    quote!(#minus #literal)
}

/// A paragraph below the doc comment, which says what the attribute does.
fn documentation(args: &DeclarationArgs) -> TokenStream {
    let DeclarationArgs { name, default, kind, owner, since, expires } = args;
    let name = name.value();
    let code = |code: &str| format!("`{}`", code.replace('`', "'"));
    let limited = |number: &dyn Display, are_some: bool, limits: &dyn Display| {
        if are_some { format!("{number} by default, in `{limits}`") } else { format!("{number} by default") }
    };
    let default = match default {
        DefaultValue::Off(_) => "off by default".to_owned(),
        DefaultValue::On(_) => "on by default".to_owned(),
        DefaultValue::Variant(path) => {
            format!("{} by default", code(&path.to_token_stream().to_string().replace(' ', "")))
        }
        DefaultValue::Integer(number, limits) => limited(&number.parsed, limits.are_some(), limits),
        DefaultValue::Float(number, limits) => limited(&number.parsed, limits.are_some(), limits),
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

/// The text of the doc comment, without the space that stands before each line and without control characters, which a
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
