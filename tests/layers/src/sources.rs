//! The files of a crate, found from its root through the `mod` items that are not only for tests.

use std::path::Path;

use syn::{Attribute, Item, Meta};

/// A reader that returns the text of a file by its path below `src`, or `None` if there is no such file.
pub struct Sources<'a> {
    read: Box<Read<'a>>,
}

type Read<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A file as a module.
pub(crate) struct Module {
    pub(crate) path: Vec<String>,
    pub(crate) file: String,
    pub(crate) items: Vec<Item>,
}

impl std::fmt::Debug for Sources<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}

impl<'a> Sources<'a> {
    /// Returns sources that read their texts from a function.
    pub fn new(read: impl Fn(&str) -> Option<String> + 'a) -> Self {
        Self { read: Box::new(read) }
    }

    /// Reads the sources of a crate from its directory `src`.
    #[must_use]
    pub fn in_directory(src: &'a Path) -> Self {
        Self::new(|file| std::fs::read_to_string(src.join(file)).ok())
    }

    /// Parses the root and all files below. The root is the first.
    pub(crate) fn modules(&self) -> Vec<Module> {
        let root = ["lib.rs", "main.rs"].into_iter().find(|file| (self.read)(file).is_some());
        let root = root.expect("a crate has a `lib.rs` or a `main.rs`");
        let mut modules = Vec::new();
        self.add(root.to_owned(), Vec::new(), "", &mut modules);
        modules
    }

    /// Adds a file and the files of its modules. They are in `directory` unless an attribute names another file.
    fn add(&self, file: String, path: Vec<String>, directory: &str, modules: &mut Vec<Module>) {
        let text = (self.read)(&file).unwrap_or_else(|| panic!("there is no `{file}`"));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("`{file}` is no Rust: {error}"));
        let items: Vec<Item> = parsed.items.into_iter().filter(|item| !is_for_tests(item_attributes(item))).collect();
        let mut below = Vec::new();
        outside(&items, &path, &mut below);
        let own = path.len();
        modules.push(Module { path, file, items });
        for (below, named) in below {
            let stem = format!("{directory}{}", below[own..].join("/"));
            // Modules of a file that an attribute names are next to that file.
            let (candidates, directory) = match named {
                Some(file) => {
                    let directory = file.rfind('/').map_or_else(String::new, |end| file[..=end].to_owned());
                    (vec![file], directory)
                }
                None => (vec![format!("{stem}.rs"), format!("{stem}/mod.rs")], format!("{stem}/")),
            };
            let file = candidates.into_iter().find(|file| (self.read)(file).is_some());
            let file = file.unwrap_or_else(|| panic!("there is no file for `mod {}`", below.join("::")));
            self.add(file, below, &directory, modules);
        }
    }
}

/// Lists the modules that have a separate file, with the file if `#[path]` names one.
fn outside(items: &[Item], path: &[String], below: &mut Vec<(Vec<String>, Option<String>)>) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        if is_for_tests(&module.attrs) {
            continue;
        }
        let mut path = path.to_vec();
        path.push(name_of(&module.ident));
        match &module.content {
            Some((_, items)) => outside(items, &path, below),
            None => below.push((path, named_file(&module.attrs))),
        }
    }
}

/// Returns the file that `#[path = ".."]` names. The caller treats it as relative to the root.
fn named_file(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(file), .. }) => Some(file.value()),
            _ => None,
        },
        _ => None,
    })
}

/// Returns the name without `r#`.
pub(crate) fn name_of(ident: &proc_macro2::Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

/// Returns whether the compiler sees the item in tests only: `#[cfg(test)]`, `#[cfg(all(test, ..))]` or `#[test]`.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => {
            let tokens = list.tokens.to_string().replace(' ', "");
            tokens == "test" || tokens.starts_with("all(test,")
        }
        Meta::List(_) | Meta::NameValue(_) => false,
    })
}

/// Returns the attributes of an item, or none if this version of syn does not know the item.
pub(crate) fn item_attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
