//! The names that serde gives the fields of a struct, and the names that a toggle's table has for itself.

use syn::{Attribute, Data, DeriveInput, Error, Expr, Lit, LitStr, Meta, Result, Token, punctuated::Punctuated};
use toggle_syntax::{grammar::Errors, keys::TOGGLE_KEYS};

/// Reports the fields that a file cannot set in the table of the toggle, since their names are keys of that table.
pub(super) fn check(input: &DeriveInput) -> Result<()> {
    let mut errors = Errors::default();
    let container = Options::of(&input.attrs);
    let Data::Struct(data) = &input.data else { return Ok(()) };
    if container.is_read_otherwise {
        return Ok(());
    }
    for field in &data.fields {
        let Some(ident) = &field.ident else { continue };
        let options = Options::of(&field.attrs);
        if options.is_skipped {
            continue;
        }
        let own = match &options.name {
            Some(name) => name.value(),
            None => renamed(&ident.to_string(), container.case.as_ref()),
        };
        let names = options.aliases.iter().map(LitStr::value).chain([own]);
        for name in names.filter(|name| TOGGLE_KEYS.contains(&name.as_str())) {
            let message = format!(
                "`{name}` is a key of a toggle's table, so that a file cannot set this field; rename it by \
                 `#[serde(rename = \"..\")]`"
            );
            errors.push(Error::new_spanned(ident, message));
        }
    }
    errors.finish(())
}

/// Returns the name of a field by the rule of its struct. The rules that are left out make no name that is a key.
fn renamed(ident: &str, case: Option<&LitStr>) -> String {
    let ident = ident.trim_start_matches("r#");
    match case.map(LitStr::value).as_deref() {
        None | Some("snake_case" | "lowercase") => ident.to_owned(),
        Some("kebab-case") => ident.replace('_', "-"),
        // Keys of one word stay as they are.
        Some("camelCase") if !ident.contains('_') => ident.to_owned(),
        Some(_) => String::new(),
    }
}

/// The options of serde that matter here. A mistake in one is serde's to report.
#[derive(Default)]
struct Options {
    name: Option<LitStr>,
    aliases: Vec<LitStr>,
    case: Option<LitStr>,
    /// Whether no key of a table sets the field.
    is_skipped: bool,
    /// Whether the fields are not the keys of the table.
    is_read_otherwise: bool,
}

impl Options {
    fn of(attributes: &[Attribute]) -> Self {
        let mut options = Self::default();
        let lists = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
        let parsed =
            lists.filter_map(|list| list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok());
        parsed.flatten().for_each(|meta| options.add(&meta));
        options
    }

    fn add(&mut self, meta: &Meta) {
        let path = meta.path();
        let is = |words: &[&str]| words.iter().any(|word| path.is_ident(word));
        if is(&["rename"]) {
            self.name = text(meta);
        } else if is(&["rename_all"]) {
            self.case = text(meta);
        } else if is(&["alias"]) {
            self.aliases.extend(text(meta));
        } else if is(&["skip", "skip_deserializing", "flatten"]) {
            self.is_skipped = true;
        } else if is(&["from", "try_from", "transparent"]) {
            self.is_read_otherwise = true;
        }
    }
}

/// Returns the text of `word = ".."`, or of `word(deserialize = "..")`.
fn text(meta: &Meta) -> Option<LitStr> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.clone()),
                _ => None,
            },
            _ => None,
        },
        Meta::List(list) => {
            let inner = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
            inner.iter().find(|meta| meta.path().is_ident("deserialize")).and_then(text)
        }
        Meta::Path(_) => None,
    }
}
