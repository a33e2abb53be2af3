//! A stand-in for the compiler's expansion of macros: it finds the calls of our macros in the tokens of a file, expands
//! them from the outside in, and collects every `compile_error!`. It resolves no names and knows no other macro.

use proc_macro2::{Delimiter, Group, LineColumn, Span, TokenStream, TokenTree};
use syn::LitStr;

/// A range in the source, from the first character to the one behind the last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: LineColumn,
    pub(super) end: LineColumn,
}

/// A `compile_error!`.
#[derive(PartialEq, Eq)]
pub(super) struct Message {
    pub(super) text: String,
    pub(super) at: Range,
    /// The macro, where the message stands at its whole call.
    pub(super) origin: Option<&'static str>,
}

/// The call of a macro. A token that the user has not written is at its place.
#[derive(Clone, Copy)]
struct Call {
    at: Range,
    /// The kind of macro and its name, as the compiler writes them.
    name: &'static str,
}

/// The attributes that are expanded.
const ATTRIBUTES: [&str; 4] = ["feature_toggle", "toggle", "toggle_test", "derive"];

#[derive(Default)]
pub(super) struct Expander {
    messages: Vec<Message>,
    /// The call whose expansion is read, if one is.
    call: Option<Call>,
}

impl Expander {
    pub(super) fn expand(tokens: TokenStream) -> Vec<Message> {
        let mut expander = Self::default();
        expander.read(tokens);
        expander.messages
    }

    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = self.read_at(&tokens, at);
        }
    }

    /// Reads the tokens from `at` on, and returns the place behind what it has read.
    fn read_at(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let attribute = outer_attributes(&tokens[at..]).find_map(|(index, brackets)| Some((index, word_of(brackets)?)));
        if let Some((attribute, word)) = attribute {
            let end = at + item_end(&tokens[at..]);
            self.read_item(&tokens[at..end], attribute, word);
            return end;
        }
        match &tokens[at..] {
            [TokenTree::Ident(word), TokenTree::Punct(mark), TokenTree::Group(arguments), ..]
                if mark.as_char() == '!' =>
            {
                let path = &tokens[path_start(tokens, at)..=at];
                self.read_macro(&word.to_string(), path, arguments);
                at + 3
            }
            [TokenTree::Group(group), ..] => {
                self.read(group.stream());
                at + 1
            }
            _ => at + 1,
        }
    }

    fn read_macro(&mut self, word: &str, path: &[TokenTree], arguments: &Group) {
        let first = path[0].span();
        let at = Range { start: self.place(first).start, end: self.place(arguments.span()).end };
        let is_private = path.iter().any(|token| token.to_string() == "__private");
        match word {
            "compile_error" => self.report(arguments, at, first),
            "enabled" => self.within(at, "macro `enabled`", crate::enabled::expand(arguments.stream())),
            "value" if !is_private => self.within(at, "macro `value`", crate::value::expand(arguments.stream())),
            _ => self.read(arguments.stream()),
        }
    }

    /// Reads an item with the attribute at this index, which is one of [`ATTRIBUTES`].
    fn read_item(&mut self, item: &[TokenTree], attribute: usize, word: &str) {
        let (hash, brackets) = (&item[attribute], &item[attribute + 1]);
        let at = Range { start: self.place(hash.span()).start, end: self.place(brackets.span()).end };
        let args = arguments(brackets);
        let rest = item[..attribute].iter().chain(&item[attribute + 2..]).cloned();
        let rest: TokenStream = rest.collect();
        match word {
            "feature_toggle" => {
                self.within(at, "attribute macro `feature_toggle`", crate::gate::expand(args, rest));
            }
            "toggle" => self.within(at, "attribute macro `toggle`", crate::declare::expand(args, rest)),
            "toggle_test" => {
                self.within(at, "attribute macro `toggle_test`", crate::toggle_test::expand(args, &rest));
            }
            _ => self.read_derive(args, &rest),
        }
    }

    fn read_derive(&mut self, traits: TokenStream, item: &TokenStream) {
        self.read(item.clone());
        for name in traits {
            let at = self.place(name.span());
            match name.to_string().as_str() {
                "Variants" => {
                    self.within(at, "derive macro `Variants`", crate::variants::expand(item.clone()));
                }
                "Structured" => {
                    self.within(at, "derive macro `Structured`", crate::structured::expand(item.clone()));
                }
                _ => {}
            }
        }
    }

    /// Reads the expansion of a call.
    fn within(&mut self, at: Range, name: &'static str, expansion: TokenStream) {
        let outer = self.call.replace(Call { at, name });
        self.read(expansion);
        self.call = outer;
    }

    fn report(&mut self, arguments: &Group, at: Range, first: Span) {
        let text: LitStr = syn::parse2(arguments.stream()).expect("`compile_error!` has a string");
        let origin = self.call.filter(|_| is_call_site(first)).map(|call| call.name);
        let message = Message { text: text.value(), at, origin };
        // The compiler prints no message twice.
        if !self.messages.contains(&message) {
            self.messages.push(message);
        }
    }

    fn place(&self, span: Span) -> Range {
        match self.call {
            Some(call) if is_call_site(span) => call.at,
            _ => Range { start: span.start(), end: span.end() },
        }
    }
}

/// Returns whether a span is that of a whole call: no token of a file is empty.
fn is_call_site(span: Span) -> bool {
    span.start() == span.end()
}

/// Returns the outer attributes at the beginning of the tokens: the index of each `#`, and its brackets.
fn outer_attributes(tokens: &[TokenTree]) -> impl Iterator<Item = (usize, &Group)> {
    tokens.chunks_exact(2).enumerate().map_while(|(pair, tokens)| match tokens {
        [TokenTree::Punct(hash), TokenTree::Group(brackets)]
            if hash.as_char() == '#' && brackets.delimiter() == Delimiter::Bracket =>
        {
            Some((2 * pair, brackets))
        }
        _ => None,
    })
}

/// Returns the last word of an attribute's path, if it is one of [`ATTRIBUTES`].
fn word_of(brackets: &Group) -> Option<&'static str> {
    let path = brackets.stream().into_iter().take_while(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(colon) => colon.as_char() == ':',
        _ => false,
    });
    let last = path.last()?.to_string();
    ATTRIBUTES.into_iter().find(|word| *word == last)
}

/// Returns the tokens in the parentheses of an attribute.
fn arguments(brackets: &TokenTree) -> TokenStream {
    let TokenTree::Group(brackets) = brackets else { return TokenStream::new() };
    let parentheses = brackets.stream().into_iter().find_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    parentheses.unwrap_or_default()
}

/// Returns the length of the item, statement or expression at the beginning of the tokens.
fn item_end(tokens: &[TokenTree]) -> usize {
    const KEYWORDS: [&str; 13] =
        ["static", "const", "use", "type", "let", "fn", "impl", "mod", "struct", "enum", "trait", "union", "extern"];
    let start = 2 * outer_attributes(tokens).count();
    // Visibility and words such as `unsafe` stand before the keyword.
    let words: Vec<String> = tokens[start..].iter().take(6).map(ToString::to_string).collect();
    let keyword = words.iter().map(String::as_str).find(|word| KEYWORDS.contains(word));
    let is_function = words.iter().any(|word| word == "fn");
    let ends_in_semicolon = !is_function && matches!(keyword, Some("static" | "const" | "use" | "type" | "let"));
    let end = tokens[start..].iter().position(|token| match token {
        TokenTree::Punct(mark) => mark.as_char() == ';' || (keyword.is_none() && mark.as_char() == ','),
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !ends_in_semicolon,
        _ => false,
    });
    end.map_or(tokens.len(), |end| start + end + 1)
}

/// Returns the index at which the path begins whose last word is at `at`.
fn path_start(tokens: &[TokenTree], at: usize) -> usize {
    let is_colon = |at: usize| matches!(&tokens[at], TokenTree::Punct(colon) if colon.as_char() == ':');
    let mut start = at;
    while start >= 2 && is_colon(start - 1) && is_colon(start - 2) {
        start -= 2;
        if start == 0 || !matches!(tokens[start - 1], TokenTree::Ident(_)) {
            break;
        }
        start -= 1;
    }
    start
}
