//! The names in each module, which lead a path through re-exports to the file with the item.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, UseTree, Visibility};

use crate::sources::{self, Module, name_of};

/// The names of all modules of a crate.
pub(crate) struct Names {
    modules: BTreeMap<Vec<String>, Scope>,
    /// The files of macros that need no path: `#[macro_export]` puts them in the root, `#[macro_use]` in all modules
    /// below.
    macros: BTreeMap<String, usize>,
}

/// The names of one module, which may be inside a file.
#[derive(Default)]
struct Scope {
    file: usize,
    /// Items defined in the module.
    own: BTreeSet<String>,
    /// Imported items with their full paths. An item has several paths if each is for another system.
    imported: BTreeMap<String, Vec<Vec<String>>>,
    /// The modules with a glob import.
    globs: Vec<Vec<String>>,
}

/// A `use` of one name, or of a glob.
pub(crate) struct Import {
    /// The path as written in the source.
    pub(crate) path: Vec<String>,
    /// The name here, or `None` for a glob.
    name: Option<String>,
}

impl Names {
    pub(crate) fn of(modules: &[Module]) -> Self {
        let mut names = Self { modules: BTreeMap::new(), macros: BTreeMap::new() };
        for (file, module) in modules.iter().enumerate() {
            names.add(&module.path, file, &module.items);
        }
        // This loop needs all modules, because the first segment of a `use` can be a module or another crate.
        for module in modules {
            names.import(&module.path, &module.items);
        }
        names
    }

    fn add(&mut self, path: &[String], file: usize, items: &[Item]) {
        self.modules.entry(path.to_vec()).or_default().file = file;
        for item in items.iter().filter(|item| !sources::is_for_tests(sources::item_attributes(item))) {
            if let Item::Macro(item) = item
                && let Some(name) = &item.ident
            {
                self.macros.insert(name_of(name), file);
            }
            if let Item::Mod(module) = item
                && let Some((_, items)) = &module.content
            {
                let mut path = path.to_vec();
                path.push(name_of(&module.ident));
                self.add(&path, file, items);
            }
            let scope = self.modules.entry(path.to_vec()).or_default();
            scope.own.extend(name_of_item(item));
        }
    }

    fn import(&mut self, path: &[String], items: &[Item]) {
        for item in items.iter().filter(|item| !sources::is_for_tests(sources::item_attributes(item))) {
            match item {
                Item::Use(item) => {
                    for import in imports(item) {
                        self.add_import(path, import);
                    }
                }
                Item::Mod(module) => {
                    if let Some((_, items)) = &module.content {
                        let mut path = path.to_vec();
                        path.push(name_of(&module.ident));
                        self.import(&path, items);
                    }
                }
                _ => {}
            }
        }
    }

    /// Adds a `use` to the names of a module. The `use` may be inside a function.
    pub(crate) fn add_import(&mut self, module: &[String], import: Import) {
        let Some(path) = self.absolute(module, &import.path) else { return };
        let scope = self.modules.entry(module.to_vec()).or_default();
        match import.name {
            // A name that a module defines itself needs no import.
            Some(name) if path.len() == module.len() + 1 && path.starts_with(module) && path.last() == Some(&name) => {}
            Some(name) => {
                scope.imported.entry(name).or_default().push(path);
            }
            None => scope.globs.push(path),
        }
    }

    /// Returns the path from the root, or `None` if the path leads to another crate or to a local name.
    pub(crate) fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let mut base = module.to_vec();
        match first.as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                base.pop();
                let mut rest = rest;
                while let Some(("super", below)) = rest.split_first().map(|(first, below)| (first.as_str(), below)) {
                    base.pop();
                    rest = below;
                }
                return Some(base.into_iter().chain(rest.iter().cloned()).collect());
            }
            "Self" => return None,
            name => {
                base.push(name.to_owned());
                let scope = self.modules.get(module)?;
                let is_named = scope.own.contains(name) || scope.imported.contains_key(name);
                let of_glob = |glob: &Vec<String>| !self.files(&[&**glob, &[name.to_owned()]].concat()).is_empty();
                if !is_named && !self.modules.contains_key(&base) && !scope.globs.iter().any(of_glob) {
                    return None;
                }
            }
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    /// Returns the files with the item of this path from the root: several if each is for another system.
    pub(crate) fn files(&self, path: &[String]) -> Vec<usize> {
        self.files_within(path, 16)
    }

    /// Returns whether a word is the name of an import.
    pub(crate) fn is_imported(&self, module: &[String], word: &str) -> bool {
        self.modules.get(module).is_some_and(|scope| scope.imported.contains_key(word))
    }

    /// Returns whether a path from the root leads to an item below a module.
    pub(crate) fn is_below(&self, module: &[String], path: &[String]) -> bool {
        path.starts_with(module) && path.len() > module.len() && self.modules.contains_key(&path[..=module.len()])
    }

    /// Returns the file of a macro that is called without a path.
    pub(crate) fn file_of_macro(&self, name: &str) -> Option<usize> {
        self.macros.get(name).copied()
    }

    /// Follows at most `steps` re-exports, because globs can form a circle.
    fn files_within(&self, path: &[String], steps: usize) -> Vec<usize> {
        let Some(steps) = steps.checked_sub(1) else { return Vec::new() };
        let mut module: &[String] = &[];
        for (at, name) in path.iter().enumerate() {
            let scope = &self.modules[module];
            let (deeper, rest) = (&path[..=at], &path[at + 1..]);
            let is_module = self.modules.contains_key(deeper);
            if let Some(imported) = scope.imported.get(name).filter(|_| rest.is_empty() || !is_module) {
                return imported.iter().flat_map(|path| self.files_within(&[path, rest].concat(), steps)).collect();
            }
            if is_module {
                module = deeper;
                continue;
            }
            if scope.own.contains(name) {
                return vec![scope.file];
            }
            let of_glob = |glob: &Vec<String>| self.files_within(&[&**glob, &path[at..]].concat(), steps);
            let found: Vec<usize> = scope.globs.iter().flat_map(of_glob).collect();
            let is_at_root = found.is_empty() && module.is_empty();
            return if is_at_root { self.file_of_macro(name).into_iter().collect() } else { found };
        }
        vec![self.modules[module].file]
    }
}

/// Lists the names that a `use` brings in.
pub(crate) fn imports(item: &syn::ItemUse) -> Vec<Import> {
    let mut found = Vec::new();
    if item.leading_colon.is_none() {
        leaves(&item.tree, &mut Vec::new(), &mut found);
    }
    found
}

/// Returns whether a `use` makes names visible outside of its module.
pub(crate) fn is_re_export(item: &syn::ItemUse) -> bool {
    !matches!(item.vis, Visibility::Inherited)
}

fn leaves(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<Import>) {
    match tree {
        UseTree::Path(step) => {
            path.push(name_of(&step.ident));
            leaves(&step.tree, path, found);
            path.pop();
        }
        UseTree::Name(leaf) => add_leaf(&leaf.ident, &leaf.ident, path, found),
        UseTree::Rename(leaf) => add_leaf(&leaf.ident, &leaf.rename, path, found),
        UseTree::Glob(_) => found.push(Import { path: path.clone(), name: None }),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, path, found)),
    }
}

fn add_leaf(ident: &proc_macro2::Ident, name: &proc_macro2::Ident, path: &[String], found: &mut Vec<Import>) {
    let (ident, name) = (name_of(ident), name_of(name));
    // `use path::{self}` brings in the module itself.
    if ident == "self" {
        let name = if name == "self" { path.last().cloned() } else { Some(name) };
        found.push(Import { path: path.to_vec(), name });
    } else {
        found.push(Import { path: path.iter().cloned().chain([ident]).collect(), name: Some(name) });
    }
}

fn name_of_item(item: &Item) -> Option<String> {
    match item {
        Item::Const(item) => Some(name_of(&item.ident)),
        Item::Enum(item) => Some(name_of(&item.ident)),
        Item::Fn(item) => Some(name_of(&item.sig.ident)),
        Item::Macro(item) => item.ident.as_ref().map(name_of),
        Item::Mod(item) => Some(name_of(&item.ident)),
        Item::Static(item) => Some(name_of(&item.ident)),
        Item::Struct(item) => Some(name_of(&item.ident)),
        Item::Trait(item) => Some(name_of(&item.ident)),
        Item::TraitAlias(item) => Some(name_of(&item.ident)),
        Item::Type(item) => Some(name_of(&item.ident)),
        Item::Union(item) => Some(name_of(&item.ident)),
        _ => None,
    }
}
