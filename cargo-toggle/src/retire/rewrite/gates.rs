//! `#[feature_toggle(..)]` on functions, methods, `impl` blocks and modules.

use proc_macro2::TokenStream;
use syn::{AttrStyle, Attribute, Block, Expr, Meta, ReturnType, Signature, visit::Visit};
use toggle_syntax::grammar::{GateArgs, Raw};

use super::{
    blocks,
    condition::{Folded, fold},
    edit::{Edit, Part},
    lines,
    note::Level,
    scan::{InnerGates, OffGate, Otherwise, Scan, Tail, is_unit},
};

/// The gates and marks on an item or statement.
pub(super) struct Gates<'ast> {
    /// The gates whose attribute goes.
    pub(super) removed: Vec<&'ast Attribute>,
    /// The number of gates that stay.
    pub(super) left: usize,
    /// The marks: attributes without a condition.
    pub(super) marks: Vec<&'ast Attribute>,
    /// The gate that is off, if there is one. All gates after it are among the removed.
    pub(super) off: Option<OffGate>,
}

impl Scan<'_> {
    /// Folds the conditions of the gates among these attributes. The first in the source is the outermost.
    pub(super) fn gates<'ast>(&mut self, attributes: &'ast [Attribute]) -> Gates<'ast> {
        let mut gates = Gates { removed: Vec::new(), left: 0, marks: Vec::new(), off: None };
        for attribute in attributes {
            if !is_gate(attribute) {
                self.other_attribute(attribute);
                continue;
            }
            let args = GateArgs::recover(tokens_of(attribute)).0;
            let Some(condition) = &args.condition else {
                gates.marks.push(attribute);
                continue;
            };
            if gates.off.is_some() {
                self.note_protection(&args);
                gates.removed.push(attribute);
                continue;
            }
            let folded = fold(condition, self.source, self.target);
            if !matches!(folded, Folded::Constant(true))
                && let Some((_, otherwise)) = &args.otherwise
            {
                self.with_tail(Tail::Value, |scan| scan.visit_raw(otherwise));
            }
            match folded {
                Folded::Same => gates.left += 1,
                Folded::Changed(edits) => {
                    self.edits.extend(edits);
                    self.touched.push(self.source.range(attribute));
                    gates.left += 1;
                }
                Folded::Constant(true) => gates.removed.push(attribute),
                Folded::Constant(false) => {
                    gates.removed.push(attribute);
                    let otherwise = args.otherwise.as_ref().map(|(_, otherwise)| self.otherwise(otherwise));
                    gates.off = Some(OffGate { otherwise });
                }
            }
            if matches!(gates.removed.last(), Some(removed) if std::ptr::eq(*removed, attribute)) {
                self.note_protection(&args);
            } else {
                let others = [&args.compare, &args.ignore, &args.failure];
                others.into_iter().flatten().for_each(|(_, value)| self.visit_raw(value));
                args.context.iter().for_each(|(_, value)| self.visit_raw(value));
            }
        }
        gates
    }

    /// Notes the protection that goes with a gate.
    fn note_protection(&mut self, args: &GateArgs) {
        let lost = [
            (
                &args.guard,
                "the `guard` goes with the gate: its failures are not counted any more, and nothing rolls back",
            ),
            (&args.shadow, "the `shadow` goes with the gate: the two ways are not compared any more"),
        ];
        for (word, text) in lost {
            if let Some(word) = word {
                self.note(Level::Maybe, self.source.of_span(word.span()).start, text);
            }
        }
    }

    /// Notes an attribute that gates by way of `cfg_attr`, which stays.
    pub(super) fn other_attribute(&mut self, attribute: &Attribute) {
        let tokens = tokens_of(attribute);
        if attribute.path().is_ident("cfg_attr") && self.mentions(tokens) {
            let at = self.source.range(attribute).start;
            self.note(Level::Person, at, "a gate under `cfg_attr` is not edited; take it out of the attribute");
        }
    }

    /// Walks over a function, and removes the toggle from its attributes.
    pub(super) fn function(&mut self, attributes: &[Attribute], signature: &Signature, body: Option<&Block>) {
        let around = std::mem::take(&mut self.inner);
        let outer_function = self.function.replace(signature.ident.to_string());
        let outside = self.outside.take();
        self.test_attribute(attributes);
        let gates = self.gates(attributes);
        let kept = (self.edits.len(), self.notes.len());
        if let Some(body) = body {
            let tail = if returns_unit(signature) { Tail::Unit } else { Tail::Value };
            self.with_tail(tail, |scan| scan.visit_block(body));
        }
        let inner = std::mem::replace(&mut self.inner, around);
        self.outside.clone_from(&outside);
        let is_gated = gates.left + gates.removed.len() + gates.marks.len() > 0;
        let off = match outside {
            Some(outside) if signature.constness.is_none() => Some((outside.otherwise, true)),
            _ => gates.off.clone().map(|off| (off.otherwise, false)),
        };
        match (off, body) {
            (Some((otherwise, is_outside)), Some(body)) => {
                self.edits.truncate(kept.0);
                self.notes.truncate(kept.1);
                self.other_way(attributes, signature, body, otherwise.as_ref(), is_outside, &gates);
            }
            _ => self.remove_gates(&gates, inner),
        }
        if !is_gated {
            self.inner.before += inner.before;
            self.inner.left += inner.left;
        }
        self.function = outer_function;
    }

    /// Gives a function the body that it has while the toggle is off.
    fn other_way(
        &mut self,
        attributes: &[Attribute],
        signature: &Signature,
        body: &Block,
        otherwise: Option<&Otherwise>,
        is_outside: bool,
        gates: &Gates<'_>,
    ) {
        let source = self.source;
        let range = source.range(body);
        let start = attributes.first().map_or_else(|| source.range(signature), |first| source.range(first)).start;
        let indentation = lines::indentation(source.text, start);
        let parts = match otherwise {
            Some(otherwise) => self.body_of(otherwise, indentation),
            None if returns_unit(signature) => vec![Part::Text("{}".to_owned())],
            None => {
                let name = &signature.ident;
                let text = format!(
                    "`{name}` has no `else` and returns a value; write the body that it has without the toggle"
                );
                self.note(Level::Person, source.range(&signature.ident).start, text);
                return;
            }
        };
        self.edits.push(Edit { range, parts });
        if is_outside {
            // The body of the function is gone, and all its gates with it.
            attributes.iter().filter(|attribute| is_gate(attribute)).for_each(|gate| self.remove_attribute(gate));
        } else {
            gates.removed.iter().chain(&gates.marks).for_each(|attribute| self.remove_attribute(attribute));
        }
    }

    /// Returns the body of a function that consists of an `else`: the inside of its braces, or a line with its
    /// expression.
    fn body_of(&self, otherwise: &Otherwise, indentation: &str) -> Vec<Part> {
        let (text, line_break) = (self.source.text, self.source.line_break());
        let Some(inside) = &otherwise.inside else {
            let step = self.source.step();
            let dedent =
                blocks::excess(lines::indentation(text, otherwise.range.start), &format!("{indentation}{step}"));
            return vec![
                Part::Text(format!("{{{line_break}{indentation}{step}")),
                Part::Kept { range: otherwise.range.clone(), dedent },
                Part::Text(format!("{line_break}{indentation}}}")),
            ];
        };
        let dedent = if lines::is_first(text, inside.end) {
            blocks::excess(lines::indentation(text, inside.end), indentation)
        } else {
            String::new()
        };
        vec![Part::Text("{".to_owned()), Part::Kept { range: inside.clone(), dedent }, Part::Text("}".to_owned())]
    }

    /// Removes gates that are on. The last of them becomes a mark where the compiler needs one.
    fn remove_gates(&mut self, gates: &Gates<'_>, inner: InnerGates) {
        let needs_mark = inner.left > 0 && gates.left == 0 && gates.marks.is_empty();
        for (index, gate) in gates.removed.iter().enumerate() {
            if index == 0 && needs_mark {
                let inside = gate.meta.require_list().map_or_else(
                    |_| self.source.range(gate),
                    |list| {
                        let path = self.source.range(&list.path);
                        path.end..self.source.of_span(list.delimiter.span().close()).end
                    },
                );
                let krate = crate_key(gate).map(|key| format!("({key})")).unwrap_or_default();
                self.edits.push(Edit::text(inside, krate));
            } else {
                self.remove_attribute(gate);
            }
        }
        if inner.before > 0 && inner.left == 0 && gates.left == 0 {
            gates.marks.iter().for_each(|mark| self.remove_attribute(mark));
        }
    }

    /// Walks over the members of an `impl`, a module or a trait, and removes the toggle from its attributes.
    pub(super) fn members(&mut self, attributes: &[Attribute], walk: impl FnOnce(&mut Self)) {
        let around = std::mem::take(&mut self.inner);
        let gates = self.gates(attributes);
        let is_gated = gates.left + gates.removed.len() + gates.marks.len() > 0;
        let outside = self.outside.clone();
        if let Some(off) = &gates.off {
            self.outside.get_or_insert_with(|| off.clone());
        }
        walk(self);
        self.outside = outside;
        let inner = std::mem::replace(&mut self.inner, around);
        if gates.off.is_some() {
            gates.removed.iter().chain(&gates.marks).for_each(|attribute| self.remove_attribute(attribute));
        } else {
            self.remove_gates(&gates, inner);
        }
        if !is_gated {
            self.inner.before += inner.before;
            self.inner.left += inner.left;
        }
    }

    /// Returns the place of the expression after `else`.
    pub(super) fn otherwise(&self, raw: &Raw<Expr>) -> Otherwise {
        let block = match &raw.parsed {
            // Attributes inside of the braces are part of the body.
            Expr::Block(block) if block.label.is_none() && block.attrs.iter().all(is_inner) => Some(&block.block),
            _ => None,
        };
        Otherwise {
            range: self.source.of_span(raw.span()),
            inside: block.map(|block| blocks::inside(self.source, block)),
            content: block
                .filter(|block| self.loses_braces(block))
                .and_then(|block| blocks::content(self.source, block)),
            keeps_temporaries: match block {
                Some(block) => blocks::keeps_temporaries(block, self.edition),
                None => self.may_be_last(&raw.parsed),
            },
        }
    }

    /// Walks over an expression in an attribute.
    pub(super) fn visit_raw(&mut self, raw: &Raw<Expr>) {
        self.visit_expr(&raw.parsed);
    }
}

/// Returns whether the attribute is `#[feature_toggle]`, by whatever path.
pub(super) fn is_gate(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "feature_toggle")
}

/// Returns whether the attribute stands inside of what it is about.
fn is_inner(attribute: &Attribute) -> bool {
    matches!(attribute.style, AttrStyle::Inner(_))
}

/// Returns whether the function returns `()`.
fn returns_unit(signature: &Signature) -> bool {
    matches!(signature.output, ReturnType::Default) || is_unit(&signature.output)
}

/// Returns the arguments of an attribute.
pub(super) fn tokens_of(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    }
}

/// Returns the key `crate = path` of a gate, as it is written.
fn crate_key(attribute: &Attribute) -> Option<String> {
    use syn::parse::Parser;

    let parse = |input: syn::parse::ParseStream<'_>| {
        input.parse::<syn::Token![crate]>()?;
        input.parse::<syn::Token![=]>()?;
        let path = input.call(syn::Path::parse_mod_style)?;
        input.parse::<TokenStream>()?;
        Ok(path)
    };
    let path = parse.parse2(tokens_of(attribute)).ok()?;
    let path = quote::ToTokens::to_token_stream(&path).to_string().replace(' ', "");
    Some(format!("crate = {path}"))
}
