//! The names of the operators, for configuration files and tools.

use toggle_syntax::keys::Keyword;

use super::{
    operator::{Nesting, Operator, ReadOperator, TABLE},
    word::{OperatorWord, Word},
};

/// The name of an operator in a file.
#[derive(Clone, Copy)]
pub(crate) struct OperatorKey(usize);

// One array per column, so that the descriptions for tools are linked only into programs that use them.
const WORDS: [&str; TABLE.len()] = {
    let mut words = [""; TABLE.len()];
    let mut position = 0;
    while position < words.len() {
        words[position] = TABLE[position].name;
        position += 1;
    }
    words
};

const READ: [ReadOperator; TABLE.len()] = {
    let mut read = [TABLE[0].read; TABLE.len()];
    let mut position = 0;
    while position < read.len() {
        read[position] = TABLE[position].read;
        position += 1;
    }
    read
};

/// Likely wrong names of operators, with the right name.
pub(crate) const TRIED: [(&[&str], &str); TABLE.len()] = {
    let mut tried: [(&[&str], &str); TABLE.len()] = [(&[], ""); TABLE.len()];
    let mut position = 0;
    while position < tried.len() {
        tried[position] = (TABLE[position].tried, TABLE[position].name);
        position += 1;
    }
    tried
};

impl OperatorKey {
    /// Reads an operator.
    pub(crate) fn read(self, operand: &mut dyn Nesting) -> Option<Operator> {
        READ[self.0](operand)
    }
}

impl Keyword for OperatorKey {
    const WORDS: &'static [&'static str] = &WORDS;

    fn of(word: &str) -> Option<Self> {
        WORDS.iter().position(|known| *known == word).map(Self)
    }

    fn word(self) -> &'static str {
        WORDS[self.0]
    }
}

/// Returns the descriptions of all operators for tools.
pub fn operator_words() -> impl Iterator<Item = OperatorWord> {
    let word = |&Word { name, summary, value, reference, .. }: &Word<ReadOperator>| OperatorWord {
        name,
        summary,
        value,
        reference,
    };
    TABLE.iter().map(word)
}
