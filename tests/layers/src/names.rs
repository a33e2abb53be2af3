//! What each module calls its items, so that a path leads through re-exports to the file that has the item.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, UseTree, Visibility};

use crate::sources::{self, Module, name_of};

/// The names of all modules of a crate.
pub(crate) struct Names {
    modules: BTreeMap<Vec<String>, Scope>,
    /// The files of macros that need no path: `#[macro_export]` puts them at the root, `#[macro_use]` anywhere below.
    macros: BTreeMap<String, usize>,
}

/// The names of one module, in a file of its own or not.
#[derive(Default)]
struct Scope {
    file: usize,
    /// Items that stand here.
    own: BTreeSet<String>,
    /// Items of elsewhere, with the whole path.
    imported: BTreeMap<String, Vec<String>>,
    /// The modules of which everything is imported.
    globs: Vec<Vec<String>>,
}

/// A `use`, as what it names.
pub(crate) struct Import {
    /// The path as it was written.
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
        // The first segment of a `use` may be a module or another crate, so all modules have to be known before.
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

    /// Makes a `use` known, also one inside a function.
    pub(crate) fn add_import(&mut self, module: &[String], import: Import) {
        let Some(path) = self.absolute(module, &import.path) else { return };
        let scope = self.modules.entry(module.to_vec()).or_default();
        match import.name {
            // Names of a module that bear their own name need no import.
            Some(name) if path.len() == module.len() + 1 && path.starts_with(module) && path.last() == Some(&name) => {}
            Some(name) => {
                scope.imported.insert(name, path);
            }
            None => scope.globs.push(path),
        }
    }

    /// Returns the path from the root, or `None` for one that leads to another crate or to a local name.
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
                let scope = self.modules.get(module)?;
                if let Some(path) = scope.imported.get(name) {
                    base.clone_from(path);
                } else {
                    base.push(name.to_owned());
                    let is_known = self.modules.contains_key(&base) || scope.own.contains(name);
                    if !is_known
                        && !scope.globs.iter().any(|glob| self.file(&[&**glob, &[name.to_owned()]].concat()).is_some())
                    {
                        return None;
                    }
                }
            }
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    /// Returns the file that has the item with this path from the root.
    pub(crate) fn file(&self, path: &[String]) -> Option<usize> {
        self.file_within(path, 16)
    }

    /// Returns the file of a macro that is called without a path.
    pub(crate) fn file_of_macro(&self, name: &str) -> Option<usize> {
        self.macros.get(name).copied()
    }

    /// `steps` bounds how many re-exports are followed, since globs may go round.
    fn file_within(&self, path: &[String], steps: usize) -> Option<usize> {
        let steps = steps.checked_sub(1)?;
        let mut module: &[String] = &[];
        for (at, name) in path.iter().enumerate() {
            let scope = &self.modules[module];
            let rest = &path[at + 1..];
            let deeper = &path[..=at];
            if rest.is_empty() && scope.own.contains(name) && !self.modules.contains_key(deeper) {
                return Some(scope.file);
            }
            if let Some(imported) = scope.imported.get(name)
                && (rest.is_empty() || !self.modules.contains_key(deeper))
            {
                return self.file_within(&[imported, rest].concat(), steps);
            }
            if self.modules.contains_key(deeper) {
                module = deeper;
                continue;
            }
            if scope.own.contains(name) {
                return Some(scope.file);
            }
            let by_glob = |glob: &Vec<String>| self.file_within(&[&**glob, &path[at..]].concat(), steps);
            if let Some(file) = scope.globs.iter().find_map(by_glob) {
                return Some(file);
            }
            return if module.is_empty() { self.file_of_macro(name) } else { None };
        }
        Some(self.modules[module].file)
    }
}

/// Lists the names that a `use` brings.
pub(crate) fn imports(item: &syn::ItemUse) -> Vec<Import> {
    let mut found = Vec::new();
    if item.leading_colon.is_none() {
        leaves(&item.tree, &mut Vec::new(), &mut found);
    }
    found
}

/// Whether a `use` makes names known outside of its module.
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
    // `use path::{self}` brings the module itself.
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
