//! The requested content of an entry, and its combination with the current content.

use toggle_runtime::Value as State;
use toggle_syntax::Type;
use toml_edit::Item;

use super::{
    current::{EntryContent, OTHERWISE, RULES, SHADOW, Table, WITHOUT_KEY},
    literal,
};

/// The length of the longest rule that is written on the line of its key, in characters.
const WIDTH: usize = 100;

/// The requested content of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// A state, as a TOML literal.
    Plain(String),
    /// A table that replaces the current content.
    Table(Table),
    /// A table on one line that replaces a state or a missing entry.
    Inline(Table),
    /// The current table without this key.
    Without(&'static str),
    /// The current content with additional rules, and with these other keys set.
    More(Table, End),
}

/// The end at which rules are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Above the existing rules.
    Front,
    /// Below the existing rules.
    Back,
}

impl End {
    /// Returns the present and the new rules, joined.
    fn join(self, present: &[String], new: &[String]) -> Vec<String> {
        match self {
            Self::Front => [new, present].concat(),
            Self::Back => [present, new].concat(),
        }
    }
}

impl Request {
    /// Returns the requested keys, if the entry is a table.
    pub(super) fn keys(&self, ty: &Type) -> Table {
        match self {
            Self::Plain(state) => of_state(state, ty),
            Self::Table(table) | Self::Inline(table) | Self::More(table, _) => table.clone(),
            Self::Without(_) => Table::default(),
        }
    }

    /// Returns the resulting table, given the current content, or `None` if the result is a plain state. Monitoring
    /// keys stay.
    pub(super) fn table(&self, present: Option<&EntryContent>, ty: &Type) -> Option<Table> {
        let (new, end) = match self {
            Self::Plain(_) if !present.is_some_and(EntryContent::is_monitored) => return None,
            Self::Plain(_) | Self::Table(_) => {
                let mut table = self.keys(ty);
                present
                    .into_iter()
                    .flat_map(EntryContent::monitoring)
                    .for_each(|(key, literal)| table.set(key, literal.to_owned()));
                return Some(table);
            }
            Self::Inline(table) => return Some(table.clone()),
            Self::Without(key) => {
                let Some(EntryContent::Table(table)) = present else { return None };
                return Some(table.without(key));
            }
            Self::More(new, end) => (new, end),
        };
        let mut table = match present {
            Some(EntryContent::Table(table)) if new.has(OTHERWISE) => table.without(SHADOW),
            Some(EntryContent::Table(table)) => table.clone(),
            Some(EntryContent::Plain(state)) => of_state(&word(state), ty),
            None => Table::default(),
        };
        table.rules = end.join(&table.rules, &new.rules);
        new.others().for_each(|(key, literal)| table.set(key, literal.to_owned()));
        Some(table)
    }

    /// Returns the content of the entry after the edit.
    pub(super) fn content(&self, present: Option<&EntryContent>, ty: &Type) -> EntryContent {
        let mut table = match (self, self.table(present, ty)) {
            (Self::Plain(literal), None) => return EntryContent::Plain(literal.clone()),
            (_, table) => table.unwrap_or_default(),
        };
        table.rules.iter_mut().for_each(|rule| *rule = on_one_line(rule));
        for state in [OTHERWISE, WITHOUT_KEY] {
            let literal = table.others().find(|(key, _)| *key == state).map(|(_, literal)| word(literal));
            if let Some(word) = literal {
                table.set(state, word);
            }
        }
        EntryContent::Table(table)
    }
}

/// Returns the table with the same meaning as a state.
pub(super) fn of_state(state: &str, ty: &Type) -> Table {
    let mut table = Table::default();
    match share(state).filter(|_| *ty == Type::OnOff) {
        Some(share) => {
            table.rules.push(literal::table([("rollout", share)].into_iter()));
            table.set(OTHERWISE, literal::of_word(&State::Off));
        }
        None => table.set(OTHERWISE, state.to_owned()),
    }
    table
}

/// Returns the number of a percentage, parsed like the runtime's percentage of shadow mode.
fn share(state: &str) -> Option<String> {
    let percentage = state.strip_prefix('"')?.strip_suffix('"')?;
    match format!("shadow {percentage}").parse() {
        Ok(State::Shadow(share)) => Some(share.to_string()),
        _ => None,
    }
}

/// Returns a state in the form of rules, where on and off are words.
pub(super) fn word(literal: &str) -> String {
    literal.parse().map_or_else(|_| literal.to_owned(), |on: bool| literal::of_word(&on.into()))
}

/// Returns the literal of a state that rules write as this word, for a toggle of this type.
pub(super) fn unquoted(word: &str, ty: &Type) -> String {
    let unquoted = word.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let state = unquoted.filter(|_| *ty == Type::OnOff).and_then(|word| word.parse::<State>().ok());
    state.map_or_else(|| word.to_owned(), |state| literal::of_state(&state))
}

/// Returns a rule in the form in which rules are compared, independent of its layout.
fn on_one_line(rule: &str) -> String {
    rule.parse().map_or_else(|_| rule.to_owned(), |rule| literal::of(&Item::Value(rule)))
}

/// Returns the lines of a table, without its header.
pub(super) fn lines(table: &Table) -> Vec<String> {
    let others = table.others().map(|(key, literal)| format!("{} = {literal}", literal::of_key(key)));
    rules(&table.rules).into_iter().chain(others).collect()
}

/// Returns the lines of the rules, if there are any.
pub(super) fn rules(rules: &[String]) -> Vec<String> {
    let rules = (!rules.is_empty()).then(|| format!("{RULES} = {}", array(rules, "\n")));
    rules.iter().flat_map(|rules| rules.lines()).map(str::to_owned).collect()
}

/// Returns the rules as a value. Only a single short rule stays on one line.
pub(super) fn array(rules: &[String], line_end: &str) -> String {
    match rules {
        [rule] if rule.chars().count() <= WIDTH => format!("[{rule}]"),
        rules => {
            let rules: String = rules.iter().flat_map(|rule| ["  ", rule, ",", line_end]).collect();
            format!("[{line_end}{rules}]")
        }
    }
}
