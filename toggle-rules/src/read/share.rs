//! Percentages, which every key that takes one accepts in the same spellings.

use toml_spanner::{Item, Value as TomlValue};

use super::reader::Reader;
use crate::{percentage::Percentage, short::short};

/// The advice for a value whose intended percentage is unclear.
const WRITE: &str = "write `25`, `0.5` or `\"25%\"`";

impl Reader<'_> {
    /// Reads a percentage: a number, or a string with the percent sign.
    pub(super) fn share(&mut self, value: &Item<'_>) -> Option<Percentage> {
        let share = match value.value() {
            TomlValue::Integer(number) => Percentage::from_number(number.as_f64()),
            TomlValue::Float(number) => Percentage::from_number(*number),
            TomlValue::String(word) => match Percentage::from_word(word) {
                Some(share) => share,
                None => return self.refuse(value.span(), no_percentage(word)),
            },
            _ => return self.wrong_type(value, "a percentage, such as `25`, `0.5` or `\"25%\"`"),
        };
        match (share, value.value()) {
            (Ok(share), _) => Some(share),
            (Err(_), TomlValue::String(word)) if meant(word).is_some() => {
                self.refuse(value.span(), no_percentage(word))
            }
            (Err(wrong), _) => {
                let message = format!("{}; {WRITE}", wrong.of(&short(self.lines.text_at(value.span()))));
                self.refuse(value.span(), message)
            }
        }
    }
}

/// Formats the mistake of a string that is no percentage.
fn no_percentage(word: &str) -> String {
    let write = meant(word).map_or_else(|| WRITE.to_owned(), |share| format!("write `{share}` or `\"{share}%\"`"));
    format!("`\"{}\"` is no percentage; {write}", short(word))
}

/// Returns the percentage that a string likely means: without spaces around the number, or with the missing sign.
fn meant(word: &str) -> Option<Percentage> {
    let number = word.trim().trim_end_matches('%').trim_end();
    Percentage::from_word(&format!("{number}%"))?.ok()
}

#[cfg(test)]
mod tests {
    use crate::read::{document::Document, entry::Entry};

    /// Every key that takes a percentage, with a placeholder.
    const KEYS: [&str; 6] = [
        "a.rules = [{ rollout = SHARE }]",
        "a.rules = [{ ramp = [{ at = 2026-12-01, to = SHARE }] }]",
        "a.rules = [{ serve = { x = SHARE, y = REST } }]",
        "a.shadow = SHARE",
        "a.guard = { failures = SHARE }",
        "a.observe = { events = SHARE }",
    ];

    /// Returns the content of the file, and its mistakes.
    fn read(key: &str, share: &str, rest: &str) -> (String, Vec<String>) {
        let document = Document::read(&key.replace("SHARE", share).replace("REST", rest), None).expect("it is TOML");
        let Entry { said, .. } = document.entries.first().expect("there is one");
        (format!("{said:?}"), said.mistakes().into_iter().map(|mistake| mistake.message.clone()).collect())
    }

    #[track_caller]
    fn check(number: &str, word: &str, rest: &str) {
        for key in KEYS {
            let ((of_number, none), (of_word, nothing)) = (read(key, number, rest), read(key, word, rest));
            assert_eq!((none, nothing), (vec![], vec![]), "{key}");
            assert_eq!(of_number, of_word, "{key}");
        }
    }

    #[track_caller]
    fn refused(share: &str, expected: &str) {
        for key in KEYS {
            assert_eq!(read(key, share, "0").1, [expected], "{key}");
        }
    }

    #[test]
    fn every_key_takes_number_and_word_alike() {
        check("25", "'25%'", "75");
        check("0.5", "'0.5%'", "99.5");
        check("100.0", "'100%'", "0");
        check("0", "'0.000%'", "'100%'");
        check("99.999", "\"99.999%\"", "'0.001%'");
    }

    #[test]
    fn every_key_refuses_alike_with_advice() {
        refused("'25 %'", "`\"25 %\"` is no percentage; write `25` or `\"25%\"`");
        refused("' 0.50% '", "`\" 0.50% \"` is no percentage; write `0.5` or `\"0.5%\"`");
        refused("'25'", "`\"25\"` is no percentage; write `25` or `\"25%\"`");
        refused("''", "`\"\"` is no percentage; write `25`, `0.5` or `\"25%\"`");
        refused("'half'", "`\"half\"` is no percentage; write `25`, `0.5` or `\"25%\"`");
        let write = "write `25`, `0.5` or `\"25%\"`";
        for number in ["101", "'101%'", "inf", "100.001"] {
            refused(number, &format!("`{number}` is more than 100 %; {write}"));
        }
        for number in ["-1", "'-1%'", "-0.5", "-inf"] {
            refused(number, &format!("`{number}` is less than 0 %; {write}"));
        }
        for number in ["nan", "-nan"] {
            refused(number, &format!("a percentage is a number from 0 to 100; {write}"));
        }
        refused("'+1%'", &format!("a percentage is written as in `25%` or `0.5%`; {write}"));
        refused("0.0005", "a percentage has at most three decimals; write `25`, `0.5` or `\"25%\"`");
        let expected = "expected a percentage, such as `25`, `0.5` or `\"25%\"`, found ";
        refused("true", &format!("{expected}a boolean"));
        refused("[25]", &format!("{expected}an array"));
    }
}
