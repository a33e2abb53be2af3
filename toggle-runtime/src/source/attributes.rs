//! The variable `TOGGLE_CONTEXT`: attributes of the process, as in `region=eu,version=2.3`.

use std::fmt;

use toggle_rules::{Attribute, KEY};

use crate::model::context::Context;

/// The attributes in a text, with marks of the mistaken parts.
#[derive(Clone, Default)]
pub(crate) struct Attributes {
    given: Vec<(String, Attribute)>,
    /// The names whose values are mistaken.
    mistaken: Vec<String>,
    /// Whether some mistaken part has no known name.
    is_cut: bool,
}

/// A mistake in a part of the text: the name of the part, if it has one, and a message with the correction.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) name: Option<String>,
    pub(crate) message: String,
}

/// The largest number of parts that are read. Each is compared with the names before it.
const MAX_PARTS: usize = 1_000;

const PART: &str = "expected `name=value`, as in `TOGGLE_CONTEXT=\"region=eu,version=2.3\"`";
const MISSING: &str = "the value is missing; remove the attribute, or write `\"\"` for an empty string";
const UNCLOSED: &str = "the value has no end, so the rest of the variable is ignored; close the quote or bracket";
const TRAILING: &str = "a value in quotes or brackets needs a comma before the next name";
const ESCAPE: &str = "in double quotes, write `\\\\` for a backslash and `\\\"` for a quote";
const QUOTED: &str = "a list with quotes needs commas between its values, as in `[\"a\", \"b\"]`";
const NESTED: &str = "a list in a list never matches";
const TOO_MANY: &str = "there are more than 1000 attributes, so the rest of the variable is ignored; set only those \
                        that rules use";
const TWICE: &str = "it is set twice, so the first applies; keep one";
/// The reason why the process has no attribute called `key`.
pub(crate) const IS_THE_KEY: &str = "`key` is the targeting key in rules, and a process has none; name the \
     attribute `instance` and roll out with `by = \"instance\"`";

impl Attributes {
    /// Reads a text, part by part. A mistaken part does not affect the others.
    pub(crate) fn read(text: &str) -> (Self, Vec<Fault>) {
        let mut attributes = Self::default();
        let mut faults = Vec::new();
        let mut rest = text;
        for part in 0.. {
            rest = rest.trim_start_matches(|character: char| character == ',' || character.is_whitespace());
            if rest.is_empty() {
                break;
            }
            if part == MAX_PARTS {
                attributes.is_cut = true;
                faults.push(Fault { name: None, message: TOO_MANY.to_owned() });
                break;
            }
            let end = rest.find([',', '=']).unwrap_or(rest.len());
            let name = rest[..end].trim();
            rest = &rest[end..];
            let Some(after) = rest.strip_prefix('=').filter(|_| !name.is_empty()) else {
                let (part, after) = until_comma(rest);
                let name = Some(format!("{name}{part}").trim().to_owned()).filter(|part| !part.is_empty());
                faults.push(Fault { name, message: PART.to_owned() });
                (attributes.is_cut, rest) = (true, after);
                continue;
            };
            let (value, after) = value(after);
            rest = after.unwrap_or_default();
            attributes.is_cut |= after.is_none();
            if let Err(message) = attributes.add(name, value) {
                faults.push(Fault { name: Some(name.to_owned()), message: message.to_owned() });
            }
        }
        (attributes, faults)
    }

    /// Returns the attributes of a text that cannot be read at all.
    pub(crate) fn unreadable() -> Self {
        Self { is_cut: true, ..Self::default() }
    }

    fn add(&mut self, name: &str, value: Result<Attribute, &'static str>) -> Result<(), &'static str> {
        if name == KEY {
            return Err(IS_THE_KEY);
        }
        if self.given.iter().any(|(other, _)| other == name) {
            return Err(TWICE);
        }
        match value {
            Ok(value) => self.given.push((name.to_owned(), value)),
            Err(message) => {
                self.mistaken.push(name.to_owned());
                return Err(message);
            }
        }
        Ok(())
    }

    /// Returns the effective attributes. A mistaken part keeps its previous value.
    pub(crate) fn after(self, before: &Context) -> Context {
        let kept = if self.is_cut { before.clone() } else { Context::default() };
        let kept = self.mistaken.into_iter().fold(kept, |kept, name| match before.attribute(&name) {
            Some(value) => kept.with(name, value.clone()),
            None => kept,
        });
        self.given.into_iter().fold(kept, |context, (name, value)| context.with(name, value))
    }
}

/// Hides all values, as `Debug` of a context does.
impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attributes").field("given", &self.given.len()).finish_non_exhaustive()
    }
}

/// Splits a text at its first comma, which is in neither part.
fn until_comma(text: &str) -> (&str, &str) {
    text.split_once(',').unwrap_or((text, ""))
}

/// Reads a value, and returns it with the rest of the text, or with `None` if the end of the value is unknown.
fn value(text: &str) -> (Result<Attribute, &'static str>, Option<&str>) {
    let text = text.trim_start();
    let (value, after) = match text.chars().next() {
        Some('[') => list(&text[1..]),
        Some(quote @ ('"' | '\'')) => {
            let (value, after) = quoted(&text[1..], quote);
            (value.map(Attribute::Text), after)
        }
        _ => {
            let (bare, after) = until_comma(text);
            let bare = bare.trim_end();
            return (if bare.is_empty() { Err(MISSING) } else { Ok(word(bare)) }, Some(after));
        }
    };
    let Some(after) = after else { return (value, None) };
    let (rest, after) = until_comma(after);
    (if rest.trim().is_empty() { value } else { Err(TRAILING) }, Some(after))
}

/// Reads a list after its bracket.
fn list(mut rest: &str) -> (Result<Attribute, &'static str>, Option<&str>) {
    let mut values = Vec::new();
    let mut fault = None;
    loop {
        rest = rest.trim_start();
        let value = match rest.chars().next() {
            None => return (Err(UNCLOSED), None),
            Some(']') => return (fault.map_or(Ok(Attribute::List(values)), Err), Some(&rest[1..])),
            Some(quote @ ('"' | '\'')) => {
                let (value, after) = quoted(&rest[1..], quote);
                let Some(after) = after else { return (Err(UNCLOSED), None) };
                rest = after.trim_start();
                let is_alone = rest.is_empty() || rest.starts_with([',', ']']);
                if is_alone { value.map(Attribute::Text) } else { Err(QUOTED) }
            }
            Some(_) => {
                let end = rest.find([',', ']']).unwrap_or(rest.len());
                let bare = rest[..end].trim();
                rest = &rest[end..];
                match bare {
                    "" => Err(MISSING),
                    bare if bare.starts_with('[') => Err(NESTED),
                    bare => Ok(word(bare)),
                }
            }
        };
        match value {
            Ok(value) => values.push(value),
            Err(message) => fault = fault.or(Some(message)),
        }
        // After a mistake there may be more text before the comma.
        let end = rest.find([',', ']']).unwrap_or(rest.len());
        rest = rest[end..].strip_prefix(',').unwrap_or(&rest[end..]);
    }
}

/// Reads a text after its quote.
fn quoted(text: &str, quote: char) -> (Result<String, &'static str>, Option<&str>) {
    let mut read = String::new();
    let mut fault = None;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            end if end == quote => {
                let after = &text[at + end.len_utf8()..];
                return (fault.map_or(Ok(read), Err), Some(after));
            }
            '\\' if quote == '"' => match characters.next() {
                Some((_, escaped @ ('\\' | '"'))) => read.push(escaped),
                _ => fault = Some(ESCAPE),
            },
            other => read.push(other),
        }
    }
    (Err(UNCLOSED), None)
}

/// Returns the value of a word without quotes: a boolean, an integer, or a string. A number with a point is a string,
/// because it is most often a version.
fn word(text: &str) -> Attribute {
    match text {
        "true" => true.into(),
        "false" => false.into(),
        text => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => number.into(),
            _ => text.into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list<T: Into<Attribute>>(values: Vec<T>) -> Attribute {
        values.into()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Attribute)]) {
        let (attributes, faults) = Attributes::read(text);
        assert_eq!(faults, [], "{text}");
        let expected: Vec<_> = expected.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        assert_eq!(attributes.given, expected, "{text}");
    }

    /// Expects one fault in the text, and still the attribute `right=1`.
    #[track_caller]
    fn faulty(text: &str, name: Option<&str>, message: &str) {
        let (attributes, faults) = Attributes::read(text);
        assert_eq!(faults, [Fault { name: name.map(str::to_owned), message: message.to_owned() }], "{text}");
        assert_eq!(attributes.given, [("right".to_owned(), Attribute::Integer(1))], "{text}");
    }

    #[test]
    fn words_are_texts_unless_whole_or_boolean() {
        check("region=eu,version=2.3", &[("region", "eu".into()), ("version", "2.3".into())]);
        check(
            "a=true,b=false,c=-7,d=0",
            &[("a", true.into()), ("b", false.into()), ("c", (-7).into()), ("d", 0.into())],
        );
        for text in ["007", "+5", "1e3", "True", "2.10", "99999999999999999999", "O'Brien", "a b", "a=b", "x[1]"] {
            check(&format!("a={text}"), &[("a", text.into())]);
        }
    }

    #[test]
    fn white_space_and_spare_commas_do_not_count() {
        check("", &[]);
        check(" , ,", &[]);
        check(" a = b , c\t=\n d ,", &[("a", "b".into()), ("c", "d".into())]);
    }

    #[test]
    fn quotes_make_a_text() {
        check(r#"a="1, 2",b='x"y'"#, &[("a", "1, 2".into()), ("b", "x\"y".into())]);
        check(r#"a="\\ \"" ,b=''"#, &[("a", "\\ \"".into()), ("b", "".into())]);
    }

    #[test]
    fn brackets_make_a_list() {
        check("a=[x, 1,]", &[("a", vec![Attribute::from("x"), 1.into()].into())]);
        check(r#"a=["x, y",'z]'],b=1"#, &[("a", list(vec!["x, y", "z]"])), ("b", 1.into())]);
        check("a=[]", &[("a", Attribute::List(Vec::new()))]);
    }

    #[test]
    fn mistaken_part_leaves_the_others() {
        faulty("region,right=1", Some("region"), PART);
        faulty("=eu,right=1", Some("=eu"), PART);
        faulty("a=,right=1", Some("a"), MISSING);
        faulty("a=\"x\"y,right=1", Some("a"), TRAILING);
        faulty("a=\"\\n\",right=1", Some("a"), ESCAPE);
        faulty("right=1,right=2", Some("right"), TWICE);
        faulty("key=a,right=1", Some("key"), IS_THE_KEY);
        faulty("right=1,a=\"x,b=2", Some("a"), UNCLOSED);
        faulty("right=1,a=[x,b=2", Some("a"), UNCLOSED);
        faulty("right=1,a=['x,b=2", Some("a"), UNCLOSED);
        faulty("a=[x,,y],right=1", Some("a"), MISSING);
        faulty("a=['x' 'y'],right=1", Some("a"), QUOTED);
        faulty("a=[[x],right=1", Some("a"), NESTED);
    }

    #[test]
    fn more_than_a_thousand_parts_are_cut() {
        let text = |count: usize| (0..count).map(|at| format!("a{at}=1")).collect::<Vec<_>>().join(",");
        let (attributes, faults) = Attributes::read(&text(MAX_PARTS));
        assert_eq!((attributes.given.len(), attributes.is_cut, faults.len()), (MAX_PARTS, false, 0));
        for text in [text(100_000), format!("{},b", text(MAX_PARTS))] {
            let (attributes, faults) = Attributes::read(&text);
            assert_eq!((attributes.given.len(), attributes.is_cut), (MAX_PARTS, true), "the others stay as they were");
            assert_eq!(faults, [Fault { name: None, message: TOO_MANY.to_owned() }]);
        }
        let (_, faults) = Attributes::read(&"x,".repeat(100_000));
        assert_eq!(faults.len(), MAX_PARTS + 1, "mistakes count as well");
    }

    #[test]
    fn mistaken_part_keeps_what_was() {
        let before = Context::default().with("a", "old").with("b", "old").with("c", "old");
        let after = |text: &str| Attributes::read(text).0.after(&before);
        assert_eq!(after("a=new"), Context::default().with("a", "new"));
        assert_eq!(after("a=,b=new"), Context::default().with("a", "old").with("b", "new"));
        assert_eq!(after("a,b=new"), before.clone().with("b", "new"), "a name may be missing");
        assert_eq!(after("a=new,b=\"x"), before.clone().with("a", "new"));
        assert_eq!(Attributes::unreadable().after(&before), before);
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        // Each text of up to six of the characters that have a meaning.
        const CHARACTERS: [char; 7] = ['a', '=', ',', '"', '[', ']', '\\'];
        let mut texts = vec![String::new()];
        for _ in 0..6 {
            let longer = texts.iter().flat_map(|text| CHARACTERS.map(|character| format!("{text}{character}")));
            texts = longer.collect();
            for text in &texts {
                let (attributes, faults) = Attributes::read(text);
                assert!(attributes.given.len() + faults.len() <= text.len(), "{text}");
            }
        }
    }
}
