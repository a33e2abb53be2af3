//! Names in code that are most likely a misspelling of another name in the same code.

use std::{cmp::Ordering, fmt::Write as _};

use crate::{distance::distance, name::did_you_mean, order};

/// A toggle, reduced to the data for finding misspellings.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The name of the toggle.
    pub name: &'a str,
    /// Whether the toggle is declared.
    pub is_declared: bool,
    /// The number of toggle points.
    pub places: usize,
}

/// An undeclared toggle with a name close to that of another toggle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misspelt<'a> {
    /// The undeclared name.
    pub name: &'a str,
    /// The name that is most likely meant.
    pub meant: &'a str,
    /// Whether the toggle that is most likely meant is declared.
    pub is_meant_declared: bool,
}

impl Misspelt<'_> {
    /// Returns the message for users.
    pub fn message(&self) -> String {
        let Self { name, meant, is_meant_declared } = *self;
        let mut message = if is_meant_declared {
            format!("the toggle `{name}` is not declared, and `{meant}` is")
        } else {
            format!("the toggle `{name}` is checked at this place only, `{meant}` at several, and neither is declared")
        };
        let both = if is_meant_declared { format!("`{name}` as well") } else { "both".to_owned() };
        let _ = write!(message, "; {} If not, declare {both}", did_you_mean(name, meant));
        message
    }
}

/// The highest number of pairs of names that are compared letter by letter. It bounds the start-up time of a program
/// with thousands of similar names.
const MAX_COMPARED: usize = 50_000;

/// Returns the undeclared names that are most likely misspelt, in the order of the candidates.
///
/// A declared name is preferred as the meant one. An undeclared name is the meant one only if it has several toggle
/// points, and the wrong name has one toggle point and a single mistake. Names of a series, such as `search-v1` and
/// `search-v2`, are no misspellings of each other.
///
/// The number of compared pairs is bounded, so among thousands of similar names some misspellings may be missed.
pub fn misspelt<'a>(candidates: &[Candidate<'a>]) -> Vec<Misspelt<'a>> {
    // A toggle that is undeclared and has a single toggle point is never the meant one.
    let may_be_meant = |candidate: &&Candidate<'a>| candidate.is_declared || candidate.places > 1;
    let mut others: Vec<(Outline, &Candidate<'a>)> =
        candidates.iter().filter(may_be_meant).map(|candidate| (Outline::of(candidate.name), candidate)).collect();
    if others.is_empty() {
        return Vec::new();
    }
    order::sort_by_key(&mut others, |(outline, _)| outline.length);
    let mut compared = 0;
    let undeclared = candidates.iter().filter(|candidate| !candidate.is_declared);
    let found = undeclared.filter_map(|candidate| {
        let outline = Outline::of(candidate.name);
        let near = near(&others, &outline).take_while(|_| {
            compared += 1;
            compared <= MAX_COMPARED
        });
        let meant = near.filter(|other| may_mean(candidate, other) && is_slip(candidate.name, other.name));
        // Declared names first, then the closest ones.
        let meant = meant.min_by_key(|other| (!other.is_declared, distance(candidate.name, other.name)))?;
        Some(Misspelt { name: candidate.name, meant: meant.name, is_meant_declared: meant.is_declared })
    });
    found.collect()
}

/// Returns the candidates that may be near to this outline. `others` is sorted by the lengths of the names.
fn near<'o, 'a>(
    others: &'o [(Outline, &'o Candidate<'a>)],
    outline: &'o Outline,
) -> impl Iterator<Item = &'o Candidate<'a>> {
    let start = others.partition_point(|(other, _)| other.length + MAX_MISTAKES < outline.length);
    let end = others.partition_point(|(other, _)| other.length <= outline.length + MAX_MISTAKES);
    others[start..end].iter().filter(|(other, _)| outline.is_near(other)).map(|(_, other)| *other)
}

fn may_mean(candidate: &Candidate<'_>, other: &Candidate<'_>) -> bool {
    let is_lone = candidate.places == 1 && other.places > 1;
    other.is_declared || is_lone && distance(&plain(candidate.name), &plain(other.name)) <= 1
}

/// The highest number of mistakes in a misspelt name.
const MAX_MISTAKES: usize = 2;

/// The length and the letters of a name, which rule out most pairs of names cheaply.
#[derive(Clone, Copy)]
struct Outline {
    length: usize,
    /// One bit for each letter and digit that occurs, in either case.
    letters: u64,
    /// A hash of the [plain](plain) name.
    plain: u64,
    /// The same hash without digits, which names of a series have in common.
    series: u64,
}

impl Outline {
    fn of(name: &str) -> Self {
        let mut outline = Self { length: name.len(), letters: 0, plain: HASH_OF_NOTHING, series: HASH_OF_NOTHING };
        for byte in name.bytes() {
            let byte = plain_byte(byte);
            outline.letters |= match byte {
                b'a'..=b'z' => 1 << (byte - b'a'),
                b'0'..=b'9' => 1 << (26 + byte - b'0'),
                _ => 0,
            };
            outline.plain = hash(outline.plain, byte);
            if !byte.is_ascii_digit() {
                outline.series = hash(outline.series, byte);
            }
        }
        outline
    }

    /// Returns false if the names have more than two mistakes or differ only in their digits. One mistake changes at
    /// most two letters.
    fn is_near(&self, other: &Self) -> bool {
        self.length.abs_diff(other.length) <= MAX_MISTAKES
            && (self.letters ^ other.letters).count_ones() as usize <= 2 * MAX_MISTAKES
            && (self.series != other.series || self.plain == other.plain)
    }
}

/// The start and the step of FNV-1a, <https://datatracker.ietf.org/doc/draft-eastlake-fnv/>.
const HASH_OF_NOTHING: u64 = 0xcbf2_9ce4_8422_2325;

fn hash(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Returns whether a name misspells the other, rather than belonging to the same series, such as `search-v1`.
fn is_slip(name: &str, other: &str) -> bool {
    if name == other {
        return false;
    }
    let (name, other) = (plain(name), plain(other));
    name == other || (is_close(&name, &other) && !are_of_a_series(&name, &other))
}

/// Returns a name in lower case, with hyphens for all punctuation marks.
fn plain(name: &str) -> String {
    name.bytes().map(|byte| char::from(plain_byte(byte))).collect()
}

fn plain_byte(byte: u8) -> u8 {
    match byte {
        b'_' | b'.' => b'-',
        other => other.to_ascii_lowercase(),
    }
}

/// Returns whether two names have few mistakes for their length. If both have the same number of words, each word must
/// have few mistakes for its own length as well.
fn is_close(name: &str, other: &str) -> bool {
    let (words, others): (Vec<&str>, Vec<&str>) = (name.split('-').collect(), other.split('-').collect());
    let are_words_close = || words.iter().zip(&others).all(|(word, other)| has_few_mistakes(word, other));
    has_few_mistakes(name, other) && (words.len() != others.len() || are_words_close())
}

/// Returns whether two words have few mistakes for their length.
///
/// Words of six letters and more may have two. Words of four or five letters may have one, unless it replaces a letter
/// by another. Shorter words may have none. Any further mistake mostly makes another word.
fn has_few_mistakes(word: &str, other: &str) -> bool {
    match word.len().max(other.len()) {
        ..4 => word == other,
        4..6 => word == other || distance(word, other) == 1 && !has_another_letter(word, other),
        _ => distance(word, other) <= 2,
    }
}

fn has_another_letter(word: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<u8> = word.bytes().collect();
        order::sort(&mut letters);
        letters
    };
    word.len() == other.len() && sorted(word) != sorted(other)
}

/// Returns whether two names differ only in numbers, in words of one letter, or in one added word.
fn are_of_a_series(name: &str, other: &str) -> bool {
    let without_digits = |name: &str| name.replace(|letter: char| letter.is_ascii_digit(), "");
    let (words, others): (Vec<&str>, Vec<&str>) = (name.split('-').collect(), other.split('-').collect());
    let differing = || words.iter().zip(&others).filter(|(word, other)| word != other);
    let has_more = |long: &[&str], short: &[&str]| long.starts_with(short) || long.ends_with(short);
    match words.len().cmp(&others.len()) {
        Ordering::Less => has_more(&others, &words),
        Ordering::Greater => has_more(&words, &others),
        Ordering::Equal => {
            without_digits(name) == without_digits(other)
                || differing().all(|(word, other)| word.len().max(other.len()) == 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, other: &str, expected: bool) {
        assert_eq!((is_slip(name, other), is_slip(other, name)), (expected, expected), "{name} and {other}");
        let near = Outline::of(name).is_near(&Outline::of(other));
        assert!(near || !expected, "{name} and {other} have outlines that are far apart");
    }

    #[test]
    fn misspelt_name_is_a_slip() {
        check("mial", "mail", true);
        check("new-chekout", "new-checkout", true);
        check("new_checkout", "new-checkout", true);
        check("newcheckout", "new-checkout", true);
        check("New-Checkout", "new-checkout", true);
        check("beta-serhc", "beta-search", true);
    }

    #[test]
    fn name_of_a_series_is_no_slip() {
        check("search-v1", "search-v2", false);
        check("item9", "item10", false);
        check("variant-a", "variant-b", false);
        check("search", "search-2", false);
        check("search", "x-search", false);
    }

    #[test]
    fn another_word_is_no_slip() {
        check("new-checkout", "new-checkin", false);
        check("abs", "ads", false);
        check("mail", "cart", false);
        check("pinned-off", "pinned-on", false);
        check("fast-path", "last-path", false);
        check("old-mail", "new-mail", false);
    }

    /// Checks the found misspellings, as `misspelt meant`. A name has its number of toggle points, and `!` if declared.
    #[track_caller]
    fn finds(names: &[&str], expected: &[&str]) {
        let candidates = names.iter().map(|text| {
            let (name, places) = text.split_once(' ').unwrap_or((text, "1"));
            let is_declared = places.ends_with('!');
            Candidate { name, is_declared, places: places.trim_end_matches('!').parse().expect("a number") }
        });
        let candidates: Vec<Candidate<'_>> = candidates.collect();
        let found =
            misspelt(&candidates).iter().map(|found| format!("{} {}", found.name, found.meant)).collect::<Vec<_>>();
        assert_eq!(found, expected, "{names:?}");
    }

    #[test]
    fn undeclared_name_beside_declared_is_found() {
        finds(&["mial 7", "mail 1!"], &["mial mail"]);
        finds(&["mial 1!", "mail 1!"], &[]);
        finds(&["beta-serhc", "beta-search 0!"], &["beta-serhc beta-search"]);
    }

    #[test]
    fn lone_undeclared_name_beside_others_is_found() {
        finds(&["new-chekout", "new-checkout 2"], &["new-chekout new-checkout"]);
        finds(&["new_checkout", "new-checkout 3"], &["new_checkout new-checkout"]);
        finds(&["new-chekout 2", "new-checkout 3"], &[]);
        finds(&["new-chekout", "new-checkout"], &[]);
        finds(&["beta-serhc", "beta-search 3"], &[]);
    }

    #[test]
    fn declared_name_is_meant_before_others() {
        finds(&["new-chekout", "new-chekouts 5"], &["new-chekout new-chekouts"]);
        let misspelt = ["new-chekout new-checkoutt", "new-chekouts new-checkoutt"];
        finds(&["new-chekout", "new-chekouts 5", "new-checkoutt 1!"], &misspelt);
    }

    #[test]
    fn similar_names_are_compared_up_to_the_limit() {
        let names: Vec<String> = (0..4_000).map(|number| format!("toggle-{number}")).collect();
        let twins: Vec<String> = (0..4_000).map(|number| format!("toglge-{number}")).collect();
        let declared = names.iter().map(|name| Candidate { name, is_declared: true, places: 1 });
        let undeclared = twins.iter().map(|name| Candidate { name, is_declared: false, places: 1 });
        let found = misspelt(&declared.chain(undeclared).collect::<Vec<_>>());
        assert!(!found.is_empty() && found.len() < twins.len(), "{}", found.len());
    }

    #[test]
    fn message_says_what_to_do() {
        let found = Misspelt { name: "mial", meant: "mail", is_meant_declared: true };
        let expected =
            "the toggle `mial` is not declared, and `mail` is; did you mean `mail`? If not, declare `mial` as well";
        assert_eq!(found.message(), expected);
        let found = Misspelt { is_meant_declared: false, ..found };
        let expected = "the toggle `mial` is checked at this place only, `mail` at several, and neither is declared; \
                        did you mean `mail`? If not, declare both";
        assert_eq!(found.message(), expected);
    }

    /// Checks that the outline hides no slip: all names that are one or two mistakes away from a name are near to it.
    #[test]
    fn outline_of_any_two_mistakes_is_near() {
        let name = "new-checkout";
        let changes = |name: &str| {
            let letters: Vec<char> = name.chars().collect();
            (0..letters.len())
                .flat_map(move |at| {
                    let letters = letters.clone();
                    let with = move |change: fn(&mut Vec<char>, usize)| {
                        let mut changed = letters.clone();
                        change(&mut changed, at);
                        changed.into_iter().collect::<String>()
                    };
                    [
                        with(|letters, at| _ = letters.remove(at)),
                        with(|letters, at| letters.insert(at, 'z')),
                        with(|letters, at| letters[at] = 'q'),
                        with(|letters, at| letters.swap(at, at.saturating_sub(1))),
                    ]
                })
                .collect::<Vec<String>>()
        };
        for once in changes(name) {
            for twice in changes(&once) {
                assert!(Outline::of(name).is_near(&Outline::of(&twice)), "{twice}");
            }
        }
    }
}
