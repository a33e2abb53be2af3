//! The appearance of a name: a form without case, punctuation marks and characters that only look like others.

use std::fmt::Write as _;

use crate::shown;

/// Returns the appearance of a name. Names have the same appearance if they differ only in case, in `_` or `.` for `-`,
/// in look-alike letters of another script, or in invisible characters.
pub(crate) fn look(name: &str) -> String {
    // Names are ASCII, and the table for the case of other letters adds 12 KB to each program.
    name.chars().filter(|c| !is_invisible(*c)).map(|c| seen_as(c).to_ascii_lowercase()).collect()
}

/// Describes the first difference to a name that looks the same. Returns `None` if the names are equal or look
/// different.
pub fn difference(name: &str, other: &str) -> Option<String> {
    let blurred = |name: &str| look(&name.replace(['1', 'I', '|'], "l").replace('0', "o"));
    let look_the_same = look(name) == look(other) || blurred(name) == blurred(other);
    if name == other || !look_the_same {
        return None;
    }
    let mut others = other.chars();
    for (c, position) in name.chars().zip(1..) {
        let mut rest = others.clone();
        let expected = rest.next();
        if expected == Some(c) {
            others = rest;
            continue;
        }
        let mut told = format!("character {position} is ");
        let _ = match expected.filter(|_| !is_invisible(c)) {
            None => write!(told, "U+{:04X}, which is invisible", u32::from(c)),
            Some(expected) if !c.is_ascii() => {
                write!(told, "U+{:04X}, which only looks like `{expected}`", u32::from(c))
            }
            Some(expected) => write!(told, "`{c}`, not `{expected}`"),
        };
        return Some(told);
    }
    Some("an invisible character is missing".to_owned())
}

/// Suggests the known name in place of a wrong one, and describes the difference if it is hard to see.
///
/// ```
/// # use toggle_syntax::name::did_you_mean;
/// assert_eq!(did_you_mean("mial", "mail"), "did you mean `mail`?");
/// assert_eq!(did_you_mean("Mail", "mail"), "did you mean `mail`? (character 1 is `M`, not `m`)");
/// ```
pub fn did_you_mean(name: &str, nearest: &str) -> String {
    let difference = difference(name, nearest).map(|difference| format!(" ({difference})")).unwrap_or_default();
    format!("did you mean `{nearest}`?{difference}")
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace() || c.is_control() || shown::is_invisible(c)
}

/// Returns the character that another one looks like. The letters are those of [Unicode's table][table] that look like
/// one letter in most fonts.
///
/// [table]: https://www.unicode.org/Public/security/latest/confusables.txt
fn seen_as(c: char) -> char {
    match c {
        '_'
        | '.'
        | '\u{b7}'
        | '\u{2d7}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2024}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{2e3a}'
        | '\u{30fc}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff0d}'
        | '\u{ff0e}'
        | '\u{ff3f}' => '-',
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        'а' | 'А' | 'α' | 'Α' | 'ɑ' => 'a',
        'в' | 'В' | 'Β' | 'Ь' | 'ь' => 'b',
        'с' | 'С' | 'ϲ' | 'Ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'Е' | 'Ε' | 'ҽ' => 'e',
        'һ' | 'Н' | 'Η' | 'Һ' | 'н' => 'h',
        'і' | 'І' | 'ι' | 'Ι' | 'ı' | 'İ' | 'Ӏ' | 'ӏ' => 'i',
        'ј' | 'Ј' => 'j',
        'к' | 'К' | 'κ' | 'Κ' => 'k',
        'м' | 'М' | 'Μ' => 'm',
        'Ν' | 'ո' => 'n',
        'о' | 'О' | 'ο' | 'Ο' | 'օ' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' | 'Ѕ' => 's',
        'т' | 'Т' | 'τ' | 'Τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' => 'w',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'γ' | 'Υ' | 'ү' => 'y',
        'Ζ' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, other: &str, expected: Option<&str>) {
        assert_eq!(difference(name, other).as_deref(), expected);
    }

    #[test]
    fn difference_of_case_or_mark_names_both() {
        check("Mail", "mail", Some("character 1 is `M`, not `m`"));
        check("NEW_CHECKOUT", "new-checkout", Some("character 1 is `N`, not `n`"));
        check("new_checkout", "new-checkout", Some("character 4 is `_`, not `-`"));
        check("mai1", "mail", Some("character 4 is `1`, not `l`"));
        check("beta-O", "beta-0", Some("character 6 is `O`, not `0`"));
    }

    #[test]
    fn difference_that_cannot_be_seen_has_its_number() {
        check("mаil", "mail", Some("character 2 is U+0430, which only looks like `a`"));
        check("new\u{2011}checkout", "new-checkout", Some("character 4 is U+2011, which only looks like `-`"));
        check("ma\u{200b}il", "mail", Some("character 3 is U+200B, which is invisible"));
        check("mail ", "mail", Some("character 5 is U+0020, which is invisible"));
        check("mail\u{a0}", "mail", Some("character 5 is U+00A0, which is invisible"));
        check("\u{feff}mail", "mail", Some("character 1 is U+FEFF, which is invisible"));
        check("ｍail", "mail", Some("character 1 is U+FF4D, which only looks like `m`"));
        check("mail", "mail\r", Some("an invisible character is missing"));
    }

    #[test]
    fn difference_of_other_words_is_not_told() {
        check("mial", "mail", None);
        check("mail", "mail", None);
        check("", "mail", None);
    }
}
