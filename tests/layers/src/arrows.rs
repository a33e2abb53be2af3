//! The arrows between the files of a crate: every path that leads from one file to another.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    ImplItem, Item, ItemMod, ItemUse, Macro, Path, Stmt, TraitItem, Visibility,
    visit_mut::{self, VisitMut},
};

use crate::{
    names::{Names, imports, is_re_export},
    sources::{Module, is_for_tests, item_attributes, name_of},
};

/// A use of an item in another file.
#[derive(Debug)]
pub(crate) struct Arrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The path of the use, as written in the source.
    pub(crate) by: String,
}

/// Lists the arrows of a crate, one for each pair of files. Of several paths, the longest gives the most information.
pub(crate) fn between(modules: &[Module], names: &Names) -> Vec<Arrow> {
    let mut arrows: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (file, module) in modules.iter().enumerate() {
        let mut finder = Finder { file, module: module.path.clone(), names, arrows: &mut arrows };
        for item in &module.items {
            finder.visit_item_mut(&mut item.clone());
        }
    }
    arrows.into_iter().map(|((from, to), path)| Arrow { from, to, by: path.join("::") }).collect()
}

/// The visitor of the items of one file.
struct Finder<'a> {
    file: usize,
    /// The module that contains the items.
    module: Vec<String>,
    names: &'a Names,
    arrows: &'a mut BTreeMap<(usize, usize), Vec<String>>,
}

impl Finder<'_> {
    fn add(&mut self, to: impl IntoIterator<Item = usize>, path: &[String]) {
        for to in to.into_iter().filter(|to| *to != self.file) {
            let longest = self.arrows.entry((self.file, to)).or_default();
            if path.len() > longest.len() {
                *longest = path.to_vec();
            }
        }
    }

    fn add_path(&mut self, path: &[String]) {
        // A single word that no import brings in is a local name, even if a module has the same name.
        if let [word] = path
            && !self.names.is_imported(&self.module, word)
        {
            return;
        }
        if let Some(absolute) = self.names.absolute(&self.module, path) {
            self.add(self.names.files(&absolute), path);
        }
    }

    /// Finds paths in the tokens of a macro call or definition. In the body of a `macro_rules!`, `$crate::` leads to
    /// the crate with the macro, so the file of the macro uses the named item.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        // `colons` counts the colons since the last word. `is_other` is set if a word here is not part of a path.
        let (mut colons, mut is_other) = (0, false);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons == 2 && !path.is_empty() {
                        path.push(name_of(&ident));
                    } else {
                        self.end_path(&mut path);
                        if !is_other && colons != 2 {
                            path.push(name_of(&ident));
                        }
                    }
                    (colons, is_other) = (0, false);
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Punct(punct) => {
                    self.end_path(&mut path);
                    // The next word is a field, a method or a word that `quote!` replaces.
                    (colons, is_other) = (0, matches!(punct.as_char(), '.' | '#'));
                }
                TokenTree::Group(group) => {
                    self.end_path(&mut path);
                    (colons, is_other) = (0, false);
                    self.add_tokens(group.stream());
                }
                TokenTree::Literal(_) => {
                    self.end_path(&mut path);
                    (colons, is_other) = (0, false);
                }
            }
        }
        self.end_path(&mut path);
    }

    fn end_path(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if !path.is_empty() {
            self.add_path(&path);
        }
    }
}

impl VisitMut for Finder<'_> {
    fn visit_item_mut(&mut self, item: &mut Item) {
        if !is_for_tests(item_attributes(item)) {
            visit_mut::visit_item_mut(self, item);
        }
    }

    fn visit_impl_item_mut(&mut self, item: &mut ImplItem) {
        if !matches!(item, ImplItem::Fn(function) if is_for_tests(&function.attrs)) {
            visit_mut::visit_impl_item_mut(self, item);
        }
    }

    fn visit_trait_item_mut(&mut self, item: &mut TraitItem) {
        if !matches!(item, TraitItem::Fn(function) if is_for_tests(&function.attrs)) {
            visit_mut::visit_trait_item_mut(self, item);
        }
    }

    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        if !matches!(statement, Stmt::Local(local) if is_for_tests(&local.attrs)) {
            visit_mut::visit_stmt_mut(self, statement);
        }
    }

    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        self.module.push(name_of(&module.ident));
        visit_mut::visit_item_mod_mut(self, module);
        self.module.pop();
    }

    /// Adds the imports. A module that re-exports its own submodules is a door and does not count as their user.
    fn visit_item_use_mut(&mut self, item: &mut ItemUse) {
        for import in imports(item) {
            let Some(absolute) = self.names.absolute(&self.module, &import.path) else { continue };
            if !(is_re_export(item) && self.names.is_below(&self.module, &absolute)) {
                self.add(self.names.files(&absolute), &import.path);
            }
        }
    }

    /// Ignores visibilities, because `pub(in path)` uses nothing.
    fn visit_visibility_mut(&mut self, _: &mut Visibility) {}

    fn visit_path_mut(&mut self, path: &mut Path) {
        if path.leading_colon.is_none() {
            let words: Vec<String> = path.segments.iter().map(|segment| name_of(&segment.ident)).collect();
            self.add_path(&words);
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if let Some(name) = call.path.get_ident() {
            let name = name_of(name);
            if self.names.absolute(&self.module, std::slice::from_ref(&name)).is_none() {
                self.add(self.names.file_of_macro(&name), &[name]);
            }
        }
        self.add_tokens(call.tokens.clone());
        visit_mut::visit_macro_mut(self, call);
    }
}
