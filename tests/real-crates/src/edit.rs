//! The insertion of the attribute into a source file, without any other change.
//!
//! The number of lines stays the same, so that panics and lints name the same lines.

use std::ops::Range;

use anyhow::Result;

use crate::functions::{self, Function};

/// The way in which a function is gated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The attribute is the last one before the function. The body runs, because the toggle is on.
    On,
    /// The attribute is the first one, with the body in its `else`. The `else` runs, because the toggle is off.
    Off,
}

/// A source file with gated functions.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Gated {
    pub(crate) text: String,
    pub(crate) functions: usize,
}

/// Gates all functions for which `except` returns false.
pub(crate) fn gate(source: &str, mode: Mode, except: impl Fn(&str) -> bool) -> Result<Gated> {
    let mut functions = functions::find(source)?;
    functions.retain(|function| !except(&function.name));
    let edits = match mode {
        Mode::On => functions.iter().map(on).collect(),
        Mode::Off => off(source, &functions),
    };
    let functions = match mode {
        Mode::On => edits.len(),
        Mode::Off => edits.len() / 2,
    };
    Ok(Gated { text: apply(source, edits), functions })
}

/// A text that replaces a part of the source.
struct Edit {
    replaced: Range<usize>,
    text: String,
}

// from: /// Adds up.
//       pub fn sum(&self) -> u32 { self.a + self.b }
//
// into: /// Adds up.
//       #[feature_toggle(..)] pub fn sum(&self) -> u32 { self.a + self.b }
fn on(function: &Function) -> Edit {
    Edit {
        replaced: function.head..function.head,
        text: r#"#[::toggle_runtime::feature_toggle("gate", else = ::core::unreachable!())] "#.to_owned(),
    }
}

// from: /// Adds up.
//       pub fn sum(&self) -> u32 { self.a + self.b }
//
// into: #[feature_toggle(.., else = { self.a + self.b })] /// Adds up.
//       pub fn sum(&self) -> u32 { ::core::unreachable!() }
//
// A function inside a moved body stays without a gate: it is now text in an attribute.
fn off(source: &str, functions: &[Function]) -> Vec<Edit> {
    let mut moved = 0;
    let mut edits = Vec::new();
    for Function { start, body, statements, .. } in functions {
        if *start < moved {
            continue;
        }
        moved = body.end;
        let text = &source[*statements..body.end];
        let gate = format!(r#"#[::toggle_runtime::feature_toggle("gate", else = {{{text}}})] "#);
        edits.push(Edit { replaced: *start..*start, text: gate });
        // A `//!` comment extends to the end of its line.
        let separator = if *statements == body.start { " " } else { "\n" };
        edits.push(Edit { replaced: *statements..body.end, text: format!("{separator}::core::unreachable!() ") });
    }
    edits
}

fn apply(source: &str, edits: Vec<Edit>) -> String {
    let mut text = String::with_capacity(source.len() * 2);
    let mut done = 0;
    for Edit { replaced, text: new } in edits {
        text.push_str(&source[done..replaced.start]);
        text.push_str(&new);
        done = replaced.end;
    }
    text.push_str(&source[done..]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: &str = r#"#[::toggle_runtime::feature_toggle("gate", else ="#;

    #[track_caller]
    fn check(source: &str, on: &str, off: &str) -> Result<()> {
        let gated = |mode| gate(source, mode, |name| name == "excepted");
        let short = |gated: Gated| gated.text.replace(SHORT, "#[gate(").replace("::core::unreachable!()", "!");
        assert_eq!(short(gated(Mode::On)?), on);
        assert_eq!(short(gated(Mode::Off)?), off);
        Ok(())
    }

    #[test]
    fn free_functions() -> Result<()> {
        check("pub fn f() -> u8 { 1 }", "#[gate( !)] pub fn f() -> u8 { 1 }", "#[gate( { 1 })] pub fn f() -> u8 { ! }")
    }

    #[test]
    fn attributes_and_documentation() -> Result<()> {
        check(
            "/// Doc.\n#[inline]\nfn f() {}",
            "/// Doc.\n#[inline]\n#[gate( !)] fn f() {}",
            "#[gate( {})] /// Doc.\n#[inline]\nfn f() { ! }",
        )
    }

    #[test]
    fn inner_attributes_stay() -> Result<()> {
        check(
            "fn f() { #![allow(unused)] //! Doc.\n g() }",
            "#[gate( !)] fn f() { #![allow(unused)] //! Doc.\n g() }",
            "#[gate( {\n g() })] fn f() { #![allow(unused)] //! Doc.\n! }",
        )
    }

    #[test]
    fn methods_with_a_body() -> Result<()> {
        check(
            "trait T { fn a(); fn b() { 1 } } impl T for U { default fn a() { 2 } }",
            "trait T { fn a(); #[gate( !)] fn b() { 1 } } impl T for U { #[gate( !)] default fn a() { 2 } }",
            "trait T { fn a(); #[gate( { 1 })] fn b() { ! } } impl T for U { #[gate( { 2 })] default fn a() { ! } }",
        )
    }

    #[test]
    fn functions_inside_functions() -> Result<()> {
        check(
            "fn f() { fn g() {} } const fn h() { fn i() {} }",
            "#[gate( !)] fn f() { #[gate( !)] fn g() {} } const fn h() { #[gate( !)] fn i() {} }",
            "#[gate( { fn g() {} })] fn f() { ! } const fn h() { #[gate( {})] fn i() { ! } }",
        )
    }

    #[test]
    fn text_before_the_first_item_stays() -> Result<()> {
        check(
            "\u{feff}#!/usr/bin/env run\n//! é\nfn f() {}",
            "\u{feff}#!/usr/bin/env run\n//! é\n#[gate( !)] fn f() {}",
            "\u{feff}#!/usr/bin/env run\n//! é\n#[gate( {})] fn f() { ! }",
        )
    }

    #[test]
    fn left_alone() -> Result<()> {
        for source in [
            "fn excepted() {}",
            "const fn f() {}",
            "#[rustversion::attr(since(1.80), const)] fn f() {}",
            "#[proc_macro] pub fn f(i: TokenStream) -> TokenStream { i }",
            "macro_rules! m { () => { fn f() {} } }",
            "extern \"C\" { fn f(); }",
        ] {
            check(source, source, source)?;
        }
        Ok(())
    }
}
