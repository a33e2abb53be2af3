use toml_edit::Item;

use super::{
    literal,
    said::{OTHERWISE, RULES, Said, Table},
};

/// The longest rule that is written on the line of its key. In characters.
const WIDTH: usize = 100;

/// What a toggle is to be set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A state, as a literal of TOML.
    Plain(String),
    /// A table, in place of what is there.
    Table(Table),
    /// What is there, with these rules more, and with these other keys in place of those that are there.
    More(Table, End),
}

/// Where rules are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Above those that are there.
    Front,
    /// Below those that are there.
    Back,
}

impl End {
    /// The present ones and the new ones together.
    fn join(self, present: &[String], new: &[String]) -> Vec<String> {
        match self {
            Self::Front => [new, present].concat(),
            Self::Back => [present, new].concat(),
        }
    }
}

impl Wanted {
    /// The table that this comes to, given what is there; none, if it is a plain state.
    pub(super) fn table(&self, present: Option<&Said>) -> Option<Table> {
        let (new, end) = match self {
            Self::Plain(_) => return None,
            Self::Table(table) => return Some(table.clone()),
            Self::More(new, end) => (new, end),
        };
        let mut table = match present {
            Some(Said::Table(table)) => table.clone(),
            Some(Said::Plain(state)) => of_state(state),
            None => Table::default(),
        };
        table.rules = end.join(&table.rules, &new.rules);
        new.others().for_each(|(key, literal)| table.set(key, literal.to_owned()));
        Some(table)
    }

    /// What the file says of the toggle afterwards.
    pub(super) fn said(&self, present: Option<&Said>) -> Said {
        match self {
            Self::Plain(literal) => Said::Plain(literal.clone()),
            Self::Table(_) | Self::More(..) => {
                let mut table = self.table(present).unwrap_or_default();
                table.rules.iter_mut().for_each(|rule| *rule = on_one_line(rule));
                Said::Table(table)
            }
        }
    }
}

/// The table that says the same as a state.
fn of_state(state: &str) -> Table {
    let mut table = Table::default();
    let percentage = state.strip_prefix('"').and_then(|state| state.strip_suffix("%\""));
    let otherwise = match (state, percentage) {
        (_, Some(percentage)) => {
            table.rules.push(literal::table([("rollout", percentage.to_owned())].into_iter()));
            "\"off\""
        }
        ("true", _) => "\"on\"",
        ("false", _) => "\"off\"",
        (state, _) => state,
    };
    table.set(OTHERWISE, otherwise.to_owned());
    table
}

/// A rule as it is compared, however it is written.
fn on_one_line(rule: &str) -> String {
    rule.parse().map_or_else(|_| rule.to_owned(), |rule| literal::of(&Item::Value(rule)))
}

/// The lines of a table, below its header.
pub(super) fn lines(table: &Table) -> Vec<String> {
    let others = table.others().map(|(key, literal)| format!("{} = {literal}", literal::of_key(key)));
    rules(&table.rules).into_iter().chain(others).collect()
}

/// The lines of the rules: only one, if there is but one rule and it is not long.
pub(super) fn rules(rules: &[String]) -> Vec<String> {
    match rules {
        [] => Vec::new(),
        [rule] if rule.chars().count() <= WIDTH => vec![format!("{RULES} = [{rule}]")],
        rules => {
            let rules = rules.iter().map(|rule| format!("  {rule},"));
            [format!("{RULES} = [")].into_iter().chain(rules).chain(["]".to_owned()]).collect()
        }
    }
}
