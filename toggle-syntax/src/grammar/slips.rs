//! Common slips in the arguments: keys under their names in other libraries, and names without quotes.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Error, Expr, Ident, LitStr, Path, Result, Token,
    ext::IdentExt,
    parse::{ParseStream, discouraged::Speculative},
    token,
};

use super::{combinator, errors::Errors};
use crate::name;

/// The keys of a macro, with other words that people may try.
pub(super) struct Keys {
    /// The keys, each with its correct form.
    pub(super) known: &'static [(&'static str, &'static str)],
    /// The keys, each with other words for it.
    pub(super) synonyms: &'static [(&'static str, &'static [&'static str])],
    /// Words that are no key in any spelling, with advice.
    pub(super) others: &'static [(&'static [&'static str], &'static str)],
}

impl Keys {
    /// Returns whether the word is a key.
    pub(super) fn has(&self, word: &Ident) -> bool {
        self.known.iter().any(|(key, _)| word == key)
    }

    /// Returns the key that a wrong word likely means.
    pub(super) fn meant(&self, wrong: &Ident) -> Option<&'static str> {
        let wrong = wrong.unraw().to_string().to_lowercase().replace('_', "");
        let synonym = self.synonyms.iter().find(|(_, words)| words.contains(&wrong.as_str()));
        let known = self.known.iter().map(|&(key, _)| key);
        synonym.map(|&(key, _)| key).or_else(|| name::nearest(&wrong, known))
    }

    /// Returns the error for a word that is no key.
    pub(super) fn refuse(&self, wrong: &Ident) -> Error {
        let text = wrong.unraw().to_string().to_lowercase();
        let message = if let Some((_, message)) = self.others.iter().find(|(words, _)| words.contains(&text.as_str())) {
            (*message).to_owned()
        } else if let Some(meant) = self.meant(wrong) {
            format!("`{wrong}` is no key here; did you mean `{meant}`? Write {}", self.written(meant))
        } else {
            let others = self.known.iter().filter(|key| **key != CRATE);
            let all: Vec<&str> = others.map(|&(_, written)| written).collect();
            let expected = if all.is_empty() { "name the toggles alone" } else { "expected one of: " };
            format!("`{wrong}` is no key here; {expected}{}", all.join(", "))
        };
        Error::new_spanned(wrong, message)
    }

    fn written(&self, key: &str) -> &'static str {
        self.known.iter().find(|(known, _)| *known == key).map_or("", |&(_, written)| written)
    }
}

/// The key that all macros share, and that few users need. Messages do not list it.
const CRATE: (&str, &str) = ("crate", "`crate = platform::toggle_runtime`");

const CRATE_WORDS: (&str, &[&str]) = ("crate", &["krate", "cratepath", "runtime", "path"]);

/// The keys of `#[feature_toggle]`.
pub(super) const GATE: Keys = Keys {
    known: &[
        ("else", "`else = ..`"),
        ("for", "`for = &context`"),
        ("guard", "`guard`"),
        ("failure", "`failure = ..`"),
        ("shadow", "`shadow`"),
        ("compare", "`compare = ..`"),
        ("ignore", "`ignore = ..`"),
        CRATE,
    ],
    synonyms: &[
        (
            "else",
            &[
                "el",
                "els",
                "elif",
                "elseif",
                "otherwise",
                "fallback",
                "default",
                "or",
                "orelse",
                "off",
                "old",
                "legacy",
                "alternative",
                "alt",
                "unless",
                "return",
                "returns",
                "value",
                "control",
                "disabled",
                "whenoff",
                "ifoff",
            ],
        ),
        ("for", &["context", "ctx", "cx", "user", "targeting", "target", "with", "who", "as", "by"]),
        ("guard", &["breaker", "circuitbreaker", "guarded", "watch"]),
        (
            "failure",
            &[
                "fail",
                "fails",
                "failed",
                "failures",
                "failureif",
                "failif",
                "isfailure",
                "iserror",
                "error",
                "errors",
                "outcome",
            ],
        ),
        ("shadow", &["dark", "mirror", "experiment", "scientist", "darklaunch"]),
        ("compare", &["eq", "cmp", "comparator", "same", "equal", "equals", "comparewith"]),
        ("ignore", &["except", "skip", "ignoring"]),
        CRATE_WORDS,
    ],
    others: &[
        (
            &["if", "when", "condition", "cond", "on", "enabled", "where", "while", "requires", "require"],
            "the condition is the first argument and has no key: write `\"name\"`, the path of a declaration, \
             `all(..)`, `any(..)` or `not(..)`; the context is `for = &context`, and `else = ..` is for when the \
             toggle is off",
        ),
        (
            &["name", "names", "toggle", "toggles", "flag", "feature", "key", "id", "gate"],
            "the toggle's name has no key: write the string alone, as the first argument",
        ),
        (&["values"], "`values` belongs in the parentheses of `shadow`: write `shadow(values = false)`"),
        (
            &["all", "any", "not"],
            "a combination has parentheses: write `all(\"a\", \"b\")`, `any(\"a\", \"b\")` or `not(\"a\")`",
        ),
    ],
};

/// The keys of `enabled!`.
pub(super) const CHECK: Keys = Keys {
    known: &[("for", "`for = &context`"), CRATE],
    synonyms: &[GATE.synonyms[1], CRATE_WORDS],
    others: GATE.others,
};

/// The keys of `value!`.
pub(super) const VALUE: Keys = Keys {
    known: CHECK.known,
    synonyms: CHECK.synonyms,
    others: &[
        (
            &["name", "names", "toggle", "toggles", "flag", "feature", "key", "id"],
            "the toggle has no key: write the path of its declaration alone, as the first argument",
        ),
        (
            &["else", "default", "or", "otherwise", "fallback", "orelse", "unwrap_or"],
            "`value!` always has a value: where no source sets one, it is the declared `default`",
        ),
        (&["guard", "shadow", "compare", "ignore"], "a value gates no code, so there is no code to guard or compare"),
    ],
};

/// The keys of `#[toggle_test]`.
pub(super) const TEST: Keys =
    Keys { known: &[CRATE], synonyms: &[CRATE_WORDS], others: &[GATE.others[1], GATE.others[2]] };

/// The keys of `#[toggle]`.
pub(super) const DECLARATION: Keys = Keys {
    known: &[
        ("default", "`default = ..`"),
        ("range", "`range = 1..=100`"),
        ("kind", "`kind = release`"),
        ("owner", "`owner = \"payments\"`"),
        ("since", "`since = \"2027-01-31\"`"),
        ("expires", "`expires = \"2027-03-01\"`"),
        CRATE,
    ],
    synonyms: &[
        (
            "default",
            &["def", "defaults", "value", "initial", "init", "state", "on", "off", "enabled", "fallback", "otherwise"],
        ),
        ("range", &["limits", "limit", "bounds", "min", "max", "between", "in", "values"]),
        ("kind", &["type", "category", "class"]),
        ("owner", &["owners", "ownedby", "owned", "team", "author", "authors", "contact", "maintainer"]),
        ("since", &["created", "createdat", "createdon", "introduced", "added", "from", "start", "starts", "date"]),
        (
            "expires",
            &[
                "expiry",
                "expire",
                "expiration",
                "expirydate",
                "expirationdate",
                "expireson",
                "expiresat",
                "until",
                "deadline",
                "removeby",
                "remove",
                "sunset",
                "end",
                "ends",
                "to",
                "by",
            ],
        ),
        CRATE_WORDS,
    ],
    others: &[
        (
            &["description", "desc", "descr", "doc", "docs", "about", "help", "title", "summary", "comment", "text"],
            "a toggle is described by its doc comment: write `/// ..` above the `static`",
        ),
        (
            &["name", "names", "toggle", "flag", "feature", "key", "id"],
            "the toggle's name has no key: write the string alone, as the first argument",
        ),
        (
            &["variant", "variants", "options", "choices"],
            "the variants are those of the toggle's type: write an enum with `#[derive(Variants)]`, and its name in \
             `Toggle<..>`",
        ),
    ],
};

/// Returns the next key, if a word with a value follows rather than an expression.
pub(super) fn peek_key(input: ParseStream<'_>) -> Option<Ident> {
    let ahead = input.fork();
    let word = ahead.call(Ident::parse_any).ok()?;
    let is_path = ahead.peek(Token![::]);
    let has_value = (ahead.peek(Token![=]) && !ahead.peek(Token![==])) || (ahead.peek(Token![:]) && !is_path);
    has_value.then_some(word)
}

/// Returns the error for a quoted key of a gate, if one follows.
pub(super) fn refuse_quoted_key(input: ParseStream<'_>) -> Option<Error> {
    let ahead = input.fork();
    let key = ahead.parse::<LitStr>().ok()?;
    let (_, written) = GATE.known.iter().find(|(known, _)| *known == key.value())?;
    let is_key = ahead.peek(Token![=]) && !ahead.peek(Token![==]);
    is_key.then(|| Error::new_spanned(&key, format!("a key has no quotes: write {written}")))
}

/// Returns whether an expression follows that can be no condition.
pub(super) fn is_value(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let Ok(path) = ahead.call(Path::parse_mod_style) else {
        return !input.peek(LitStr) && !input.peek(Token![!]) && ahead.parse::<Expr>().is_ok();
    };
    let combines = path.get_ident().is_some_and(|word| combinator::likely(word).is_some());
    ahead.peek(token::Paren) && !combines
}

/// Parses the `=` between a key and its value. Reports another sign in its place, and continues after it.
pub(super) fn equals(key: &str, keyword: &impl ToTokens, input: ParseStream<'_>, errors: &mut Errors) -> Result<()> {
    let is_at_end = |input: ParseStream<'_>| input.is_empty() || input.peek(Token![,]);
    let message = format!("expected `=`: write `{key} = ..`");
    if input.peek(Token![==]) || input.peek(Token![=>]) {
        errors.push(input.error(message));
        input.parse::<TokenTree>()?;
        input.parse::<TokenTree>()?;
    } else if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
    } else if input.peek(token::Paren) {
        return Err(input.error(message));
    } else if !is_at_end(input) {
        errors.push(input.error(message));
        input.parse::<Option<Token![:]>>()?;
    }
    if is_at_end(input) {
        return Err(Error::new_spanned(keyword, format!("`{key}` needs a value: write `{key} = ..`")));
    }
    Ok(())
}

/// A toggle's name without its quotes.
pub(super) struct BareName {
    pub(super) name: String,
    pub(super) tokens: TokenStream,
    /// The identifier, if the name is a single one.
    pub(super) word: Option<Ident>,
}

impl BareName {
    /// Parses the rest of a name that begins with this path: words with hyphens or dots, or a word that is no constant.
    pub(super) fn parse(path: &Path, input: ParseStream<'_>) -> Option<Self> {
        let first = path.get_ident()?;
        let is_constant = first.to_string().contains(|c: char| c.is_uppercase());
        let mut bare =
            Self { name: first.unraw().to_string(), tokens: first.to_token_stream(), word: Some(first.clone()) };
        let ahead = input.fork();
        while ahead.peek(Token![-]) || (!is_constant && ahead.peek(Token![.])) {
            let separator: TokenTree = ahead.parse().ok()?;
            let Ok(word) = ahead.parse::<TokenTree>() else { break };
            if matches!(word, TokenTree::Group(_)) || ahead.peek(token::Paren) {
                return None;
            }
            bare.name = format!("{}{separator}{word}", bare.name);
            bare.tokens.extend([separator, word]);
            bare.word = None;
        }
        if bare.word.is_some() && (is_constant || ahead.peek(Token![!]) || ahead.peek(Token![<])) {
            return None;
        }
        input.advance_to(&ahead);
        Some(bare)
    }

    /// Returns the error for the name in a condition.
    pub(super) fn refuse(&self) -> Error {
        let Self { name, tokens, word } = self;
        let mut message = format!("a toggle's name needs quotes: write `\"{name}\"`");
        if let Some(word) = word {
            message = format!(
                "{message}; the name of a declaration is in capitals, or has a path before it, as in `self::{word}`; \
                 a name that is known at run time only is checked with `toggle_runtime::is_enabled({word})`"
            );
        }
        Error::new_spanned(tokens, message)
    }
}
