//! The plan of a retirement: every file with its new text, and everything that is left to a person.

use std::{
    collections::BTreeSet,
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use toggle_admin::edit::{WithoutToggle, requiring, without_toggle};
use toggle_syntax::name;

use super::{
    rewrite::{self, Braces, Declared, Keep, Level, Note, Target},
    workspace::{Package, Workspace},
};

/// A file and its new text.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) path: PathBuf,
    pub(super) old: String,
    pub(super) new: String,
    /// The number of edits.
    pub(super) count: usize,
    /// The ranges of the old text with an edit.
    pub(super) edited: Vec<Range<usize>>,
    /// The package of a Rust file.
    pub(super) package: Option<String>,
    /// The removed parts of a file of states, in words.
    pub(super) removed: Vec<String>,
}

/// Everything that is to be done.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) target: Target,
    braces: Braces,
    pub(super) changes: Vec<Change>,
    /// Notes by file.
    pub(super) notes: Vec<(PathBuf, Note)>,
    /// Files with the name that are not Rust, with the place of the error.
    pub(super) unparsed: Vec<(PathBuf, String)>,
}

/// The declarations of toggles in a workspace, and the variants of enums.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    pub(super) toggles: Vec<Declared>,
    /// The enum, the variant and its name in configurations.
    variants: Vec<(String, String, String)>,
}

impl Declarations {
    /// Returns the value of a word, by the type of the declaration.
    ///
    /// # Errors
    ///
    /// The word is no value of the type.
    pub(super) fn keep(&self, name: &str, word: &str) -> Result<Keep> {
        let ty =
            self.toggles.iter().filter(|declared| declared.name == name).find_map(|declared| declared.ty.as_deref());
        match (ty, word) {
            (None | Some("bool"), "on") => Ok(Keep::On),
            (None | Some("bool"), "off") => Ok(Keep::Off),
            (None | Some("bool"), _) => bail!("`{name}` is on or off; `--keep {word}` is neither"),
            (Some(ty), word) if is_number(ty) => {
                let is_right = word.replace('_', "").parse::<f64>().is_ok();
                if is_right {
                    Ok(Keep::Literal(word.to_owned()))
                } else {
                    bail!("`{name}` is a number; `--keep {word}` is none")
                }
            }
            (Some(ty), word) if ty.contains("str") => Ok(Keep::Literal(format!("{word:?}"))),
            (Some(ty), word) => {
                let last = ty.rsplit("::").next().unwrap_or(ty);
                let of_type = || self.variants.iter().filter(|(of, ..)| of == last);
                let found = of_type().find(|(_, variant, known)| known == word || variant == word);
                let Some((_, variant, known)) = found else {
                    let known: Vec<&str> = of_type().map(|(_, _, known)| known.as_str()).collect();
                    bail!("`{name}` has the variants {}; `--keep {word}` is none of them", known.join(", "))
                };
                Ok(Keep::Variant { name: known.clone(), path: format!("{ty}::{variant}") })
            }
        }
    }
}

fn is_number(ty: &str) -> bool {
    ty.len() <= 5 && ty.starts_with(['i', 'u', 'f']) && (ty.ends_with("size") || ty[1..].parse::<u8>().is_ok())
}

/// The texts of a workspace that may name the toggle.
#[derive(Debug)]
pub(super) struct Texts<'w> {
    files: Vec<(PathBuf, &'w Package, String)>,
    pub(super) declarations: Declarations,
}

impl<'w> Texts<'w> {
    /// Reads all Rust files of the workspace. Only those with the name or a declaration are parsed.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub(super) fn read(workspace: &'w Workspace) -> Result<Self> {
        let mut files = Vec::new();
        let mut declarations = Declarations::default();
        for (path, package) in workspace.files() {
            let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            // A file that is not UTF-8 is no Rust.
            let Ok(text) = String::from_utf8(bytes) else { continue };
            // Others cannot be edited, and are named if they have the name of the toggle.
            if text.contains("toggle(")
                && let Ok(declared) = rewrite::declared(&text)
            {
                declarations.toggles.extend(declared);
            }
            if text.contains("Variants")
                && let Ok(variants) = rewrite::variants(&text)
            {
                declarations.variants.extend(variants);
            }
            files.push((path, package, text));
        }
        Ok(Self { files, declarations })
    }

    /// Returns whether a file has the name as a string.
    pub(super) fn mention(&self, name: &str) -> bool {
        let quoted = format!("\"{name}\"");
        self.files.iter().any(|(.., text)| text.contains(&quoted))
    }
}

/// Makes the plan. The declaration stays if a place that is left to a person may name it.
///
/// # Errors
///
/// The workspace has no toggle of this name, or a file of states cannot be edited.
pub(super) fn make(
    texts: &Texts<'_>,
    name: &str,
    keep: &Keep,
    configurations: &[(PathBuf, String)],
    braces: Braces,
) -> Result<Plan> {
    let plan = with_declaration(texts, name, keep, configurations, braces, false)?;
    if plan.has_leftovers() { with_declaration(texts, name, keep, configurations, braces, true) } else { Ok(plan) }
}

fn with_declaration(
    texts: &Texts<'_>,
    name: &str,
    keep: &Keep,
    configurations: &[(PathBuf, String)],
    braces: Braces,
    keeps_declaration: bool,
) -> Result<Plan> {
    let toggles = &texts.declarations.toggles;
    let of_name = |declared: &&Declared| declared.name == name;
    let idents: BTreeSet<String> = toggles.iter().filter(of_name).map(|declared| declared.ident.clone()).collect();
    let target = Target { name: name.to_owned(), keep: keep.clone(), idents, keeps_declaration };
    let mut plan = Plan { target, braces, changes: Vec::new(), notes: Vec::new(), unparsed: Vec::new() };
    for (path, package, text) in &texts.files {
        plan.add(path, package, text);
    }
    for (path, text) in configurations {
        plan.configure(path, text)?;
    }
    if plan.changes.is_empty() && plan.notes.is_empty() && plan.unparsed.is_empty() {
        let known = toggles.iter().map(|declared| declared.name.as_str());
        let hint = name::nearest(name, known).map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        bail!("no code of this workspace checks or declares `{name}`{hint}");
    }
    Ok(plan)
}

impl Plan {
    /// Returns whether a person has to do something.
    pub(super) fn has_leftovers(&self) -> bool {
        !self.unparsed.is_empty() || self.notes.iter().any(|(_, note)| note.level == Level::Person)
    }

    fn add(&mut self, path: &Path, package: &Package, text: &str) {
        let names = std::iter::once(&self.target.name).chain(&self.target.idents);
        if !names.into_iter().any(|name| text.contains(name.as_str())) {
            return;
        }
        // In a file that declares another toggle by the name of the static, that name is not this toggle.
        let mut target = self.target.clone();
        let of_others = rewrite::declared(text).unwrap_or_default();
        let of_others =
            of_others.iter().filter(|declared| declared.name != target.name).map(|declared| &declared.ident);
        let of_others: BTreeSet<String> = of_others.cloned().collect();
        target.idents.retain(|ident| !of_others.contains(ident));
        match rewrite::rewrite_with(text, &target, package.edition, self.braces) {
            Ok(rewritten) => {
                self.notes.extend(rewritten.notes.into_iter().map(|note| (path.to_owned(), note)));
                if rewritten.text != text {
                    self.changes.push(Change {
                        path: path.to_owned(),
                        old: text.to_owned(),
                        new: rewritten.text,
                        count: rewritten.count,
                        edited: rewritten.edited,
                        package: Some(package.name.clone()),
                        removed: Vec::new(),
                    });
                }
            }
            Err(error) if text.contains(&format!("\"{}\"", target.name)) => {
                self.unparsed.push((path.to_owned(), format!("{error:#}")));
            }
            // Without the name in quotes it may be about anything.
            Err(_) => {}
        }
    }

    fn configure(&mut self, path: &Path, text: &str) -> Result<()> {
        let name = self.target.name.clone();
        let refuse = |error: String| anyhow!("{}:{error}", path.display());
        let requiring = requiring(text, &name).map_err(refuse)?;
        if self.target.keep == Keep::Off
            && let [first, ..] = &requiring[..]
        {
            bail!("{}: `{first}` requires `{name}`, so it would never be on; retire `{first}` first", path.display());
        }
        let WithoutToggle { text: new, removed } = without_toggle(text, &name).map_err(refuse)?;
        if removed.is_empty() {
            return Ok(());
        }
        self.changes.push(Change {
            path: path.to_owned(),
            old: text.to_owned(),
            new,
            count: removed.len(),
            edited: Vec::new(),
            package: None,
            removed,
        });
        Ok(())
    }
}
