//! Declarations of the toggle, and the `use`s that import them.

use std::ops::Range;

use proc_macro2::TokenStream;
use syn::{
    Attribute, File, Item, ItemEnum, ItemUse, LitStr, Type, UseTree,
    parse::Parser,
    visit::{self, Visit},
};
use toggle_syntax::{grammar::DeclarationItem, name};

use super::{condition::removals, edit::Edit, gates::tokens_of, lines, note::Level, scan::Scan, source::Source};

/// A `static` that declares a toggle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The name of the toggle.
    pub name: String,
    /// The name of the static.
    pub ident: String,
    /// The type of its value, if the declaration names one: `Ranking` of a `Toggle<Ranking>`.
    pub ty: Option<String>,
}

/// Returns the declarations in the text of a file.
///
/// # Errors
///
/// The text is not Rust.
pub fn declared(text: &str) -> anyhow::Result<Vec<Declared>> {
    let source = Source::parse(text)?;
    Ok(Declarations::of(&source.file))
}

/// Returns the variants of the enums in the text of a file that derive `Variants`: the enum, the variant, and the name
/// of the variant in configurations.
///
/// # Errors
///
/// The text is not Rust.
pub fn variants(text: &str) -> anyhow::Result<Vec<(String, String, String)>> {
    let source = Source::parse(text)?;
    let mut found = Enums::default();
    found.visit_file(&source.file);
    Ok(found.0)
}

/// The variants that a walk over a file has found.
#[derive(Default)]
struct Enums(Vec<(String, String, String)>);

impl<'ast> Visit<'ast> for Enums {
    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        let derives = |attribute: &Attribute| {
            attribute.path().is_ident("derive") && tokens_of(attribute).to_string().contains("Variants")
        };
        if !item.attrs.iter().any(derives) {
            return;
        }
        for variant in &item.variants {
            let given = variant.attrs.iter().find(|attribute| attribute.path().is_ident("variant"));
            let given = given.and_then(|attribute| attribute.parse_args::<LitStr>().ok()).map(|name| name.value());
            let ident = variant.ident.to_string();
            let name = given.unwrap_or_else(|| name::kebab_case(&ident));
            self.0.push((item.ident.to_string(), ident, name));
        }
    }
}

/// The declarations that a walk over a file has found.
#[derive(Default)]
struct Declarations(Vec<Declared>);

impl Declarations {
    fn of(file: &File) -> Vec<Declared> {
        let mut found = Self::default();
        found.visit_file(file);
        found.0
    }
}

impl<'ast> Visit<'ast> for Declarations {
    fn visit_item(&mut self, item: &'ast Item) {
        let Item::Verbatim(tokens) = item else { return visit::visit_item(self, item) };
        if let Ok(item) = syn::parse2::<DeclarationItem>(tokens.clone())
            && let Some(name) = item.attrs.iter().find_map(name_of)
        {
            self.0.push(Declared { name: name.value(), ident: item.ident.to_string(), ty: type_of(&item.ty) });
        }
    }
}

impl Scan<'_> {
    /// Removes a declaration of the toggle. Other items that the parser does not know are not edited.
    pub(super) fn unparsed(&mut self, tokens: &TokenStream) {
        let range = self.source.range(tokens);
        if self.target.keeps_declaration && syn::parse2::<DeclarationItem>(tokens.clone()).is_ok() {
            return;
        }
        if let Ok(item) = syn::parse2::<DeclarationItem>(tokens.clone())
            && item.attrs.iter().filter_map(name_of).any(|name| self.target.is_name(&name))
        {
            self.remove_item(&range);
        } else if self.mentions(tokens.clone()) {
            self.note(Level::Person, range.start, "this item is not edited; remove the toggle from it");
        }
    }

    /// Removes the declaration from a `use`.
    pub(super) fn import(&mut self, item: &ItemUse) {
        if self.target.keeps_declaration {
            return;
        }
        if self.drops_all(&item.tree) {
            self.remove_item(&self.source.range(item));
        } else {
            self.import_tree(&item.tree);
        }
    }

    fn import_tree(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.import_tree(&path.tree),
            UseTree::Group(group) => {
                let dropped: Vec<bool> = group.items.iter().map(|item| self.drops_all(item)).collect();
                let ranges: Vec<_> = group.items.iter().map(|item| self.source.range(item)).collect();
                let mut kept = group.items.iter().zip(&dropped).filter(|(_, dropped)| !**dropped).map(|(item, _)| item);
                match (kept.next(), kept.next()) {
                    // One item needs no braces, except `self`.
                    (Some(only), None) if dropped.contains(&true) && !is_self(only) => {
                        self.edits.push(Edit::keep(self.source.range(group), self.source.range(only)));
                    }
                    _ if dropped.contains(&true) => self.edits.extend(removals(&ranges, &dropped)),
                    _ => {}
                }
                group
                    .items
                    .iter()
                    .zip(dropped)
                    .filter(|(_, dropped)| !dropped)
                    .for_each(|(item, _)| self.import_tree(item));
            }
            UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => {}
        }
    }

    /// Returns whether the tree imports declarations of the toggle alone.
    fn drops_all(&self, tree: &UseTree) -> bool {
        match tree {
            UseTree::Path(path) => self.drops_all(&path.tree),
            UseTree::Name(name) => self.target.is_ident(&name.ident),
            UseTree::Rename(rename) => self.target.is_ident(&rename.ident),
            UseTree::Group(group) => !group.items.is_empty() && group.items.iter().all(|item| self.drops_all(item)),
            UseTree::Glob(_) => false,
        }
    }

    /// Removes an item with one blank line, if there is one on both sides or at an end of the block.
    fn remove_item(&mut self, range: &Range<usize>) {
        let text = self.source.text;
        let Some(whole) = lines::whole(text, range) else {
            self.remove_with_comments(range);
            return;
        };
        let before = lines::blank_before(text, whole.start);
        let after = lines::blank_after(text, whole.end);
        let is_first = before == whole.start && text[..whole.start].trim_end().ends_with('{')
            || text[..whole.start].trim().is_empty();
        let is_end = text[after..].trim_start().starts_with('}') || text[after..].trim().is_empty();
        let removed = if after > whole.end && (before < whole.start || is_first) {
            whole.start..lines::end(text, whole.end)
        } else if before < whole.start && is_end {
            lines::start(text, whole.start - 1)..whole.end
        } else {
            whole
        };
        self.edits.push(Edit::removal(removed));
    }
}

/// Returns the name that the attribute declares, if it is `#[toggle(..)]`.
fn name_of(attribute: &Attribute) -> Option<LitStr> {
    let is_toggle = attribute.path().segments.last().is_some_and(|last| last.ident == "toggle");
    let parse = |input: syn::parse::ParseStream<'_>| {
        while !input.is_empty() {
            if input.peek(LitStr) {
                let name = input.parse();
                input.parse::<TokenStream>()?;
                return name;
            }
            // `crate = path,` may come first.
            while !input.is_empty() && !input.peek(syn::Token![,]) {
                input.parse::<proc_macro2::TokenTree>()?;
            }
            input.parse::<Option<syn::Token![,]>>()?;
        }
        Err(input.error("no name"))
    };
    is_toggle.then(|| parse.parse2(tokens_of(attribute)).ok())?
}

/// Returns the type of the value of a `Toggle<T>`.
fn type_of(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    let first = arguments.args.first()?;
    Some(quote::ToTokens::to_token_stream(first).to_string().replace(' ', ""))
}

fn is_self(tree: &UseTree) -> bool {
    matches!(tree, UseTree::Name(name) if name.ident == "self")
}
