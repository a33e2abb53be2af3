use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Attribute, Error, Expr, ExprLit, Lit, Meta, ext::IdentExt, parse2, spanned::Spanned};
use toggle_syntax::grammar::{DeclarationArgs, DeclarationItem};

// from: #[toggle("new-checkout", kind = release)]
//       pub static NEW_CHECKOUT: Toggle;
//
// into: #[doc = ""]
//       #[doc = "Toggle `new-checkout`: off by default, release."]
//       pub static NEW_CHECKOUT: Toggle = ::toggle_runtime::__private::declare!(
//           "new-checkout", "NEW_CHECKOUT", "off", "release", "", "", "", "the doc comment"
//       );
pub(crate) fn expand(args: TokenStream, tokens: TokenStream) -> TokenStream {
    let args = parse2::<DeclarationArgs>(args);
    let item = match parse2::<DeclarationItem>(tokens) {
        Ok(item) => item,
        Err(mut error) => {
            if let Err(other) = args {
                error.combine(other);
            }
            return error.into_compile_error();
        }
    };
    let mut errors: Option<Error> = item.error.clone();
    let mut fail = |error: Error| match &mut errors {
        Some(errors) => errors.combine(error),
        none => *none = Some(error),
    };
    let (value, documentation) = match &args {
        Ok(args) => (declaration(args, &item), Some(documentation(args))),
        // The item survives, so that what refers to it is checked.
        Err(error) => {
            fail(error.clone());
            (quote!(::toggle_runtime::__private::undeclared()), None)
        }
    };
    let DeclarationItem { attrs, vis, static_token, ident, ty, .. } = &item;
    let errors = errors.map(Error::into_compile_error);
    quote! {
        #(#attrs)*
        #documentation
        #vis #static_token #ident: #ty = #value;
        #errors
    }
}

fn declaration(args: &DeclarationArgs, item: &DeclarationItem) -> TokenStream {
    let DeclarationArgs { name, default_on, kind, owner, since, expires } = args;
    let ident = item.ident.unraw().to_string();
    let default = if *default_on { "on" } else { "off" };
    let kind = kind.map_or("", toggle_syntax::Kind::as_str);
    let owner = owner.as_deref().unwrap_or_default();
    let since = since.map(|date| date.to_string()).unwrap_or_default();
    let expires = expires.map(|date| date.to_string()).unwrap_or_default();
    let description = description(&item.attrs);
    // A wrong type is the type's mistake: the value that does not fit it points there.
    let at = item.ty.span().resolved_at(proc_macro2::Span::mixed_site());
    quote_spanned! {at=>
        ::toggle_runtime::__private::declare!(
            #name, #ident, #default, #kind, #owner, #since, #expires, #description
        )
    }
}

/// A paragraph below the doc comment, which says what the attribute does.
fn documentation(args: &DeclarationArgs) -> TokenStream {
    let DeclarationArgs { name, default_on, kind, owner, since, expires } = args;
    let name = name.value();
    let default = if *default_on { "on" } else { "off" };
    let facts = [
        Some(format!("{default} by default")),
        kind.map(|kind| kind.to_string()),
        owner.as_ref().map(|owner| format!("owned by `{}`", owner.replace('`', "'"))),
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
