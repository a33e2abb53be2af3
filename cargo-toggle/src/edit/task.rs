//! The task of an edit, and what it comes to where a file says this of the toggle.

use toggle_runtime::Value as State;
use toggle_syntax::Type;

use super::{
    audit::Action,
    literal,
    said::{ENABLED, OTHERWISE, Present, Said, Table, is_entry},
    wanted::{self, End, Wanted},
};

/// The task of an edit, as the command line gives it.
#[derive(Debug, Clone)]
pub(super) enum Task {
    /// To set the toggle. Off only disables a table with rules, unless `replaces` is set.
    Set { wanted: Wanted, replaces: bool },
    /// To remove what the file says the toggle is, and with `all` also how it is watched.
    Unset { all: bool },
    /// To write `enabled = false`.
    Disable,
    /// To take `enabled = false` back.
    Enable,
}

/// The edit that a task comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The content of the entry, or `None` for no entry.
    pub(super) wanted: Option<Wanted>,
    /// The name of the edit in the audit log.
    pub(super) action: Action,
}

impl Task {
    /// Returns the edit, for a file that says this of a toggle of this type.
    pub(super) fn step(&self, present: Option<&Present>, ty: &Type) -> Step {
        let said = present.map(|present| &present.said);
        let step = |wanted, action| Step { wanted, action };
        match self {
            Self::Set { wanted, replaces: false } if is_off(wanted, ty) && said.is_some_and(Said::has_rules) => {
                step(Some(disabled(said, ty)), Action::Disable)
            }
            Self::Set { wanted, .. } => step(Some(wanted.clone()), Action::Set),
            Self::Unset { all: false } if said.is_some_and(Said::is_watched) => {
                step(Some(Wanted::Table(Table::default())), Action::Unset)
            }
            Self::Unset { .. } => step(None, Action::Unset),
            Self::Disable => step(Some(disabled(said, ty)), Action::Disable),
            Self::Enable => step(enabled(present, ty), Action::Enable),
        }
    }

    /// Returns why the entry of a toggle of this type, if that is known, cannot be disabled or enabled: the key would
    /// be one of the fields of a struct.
    pub(super) fn refuses(&self, present: Option<&Present>, ty: Option<&Type>) -> Option<String> {
        let Present { said, is_inline, field } = present?;
        let is_about_key = match self {
            Self::Set { wanted, replaces: false } => is_off(wanted, &Type::OnOff) && said.has_rules(),
            Self::Disable => true,
            Self::Enable => said.is_disabled(),
            Self::Set { .. } | Self::Unset { .. } => false,
        };
        let field = field.as_deref().map(shown);
        let value = field.as_ref().map_or("..".to_owned(), |field| format!("{field} = .."));
        let value = format!("write the value as `{OTHERWISE} = {{ {value} }}`");
        match (ty, said, field) {
            _ if !is_about_key => None,
            (Some(Type::Structure), Said::Plain(state), _) if state.starts_with('{') && !is_inline => Some(format!(
                "this table is the value of the toggle, where `{ENABLED}` would be a field; {value} first"
            )),
            (Some(Type::Structure), Said::Table(_), Some(field)) => {
                Some(format!("`{field}` is no key of a toggle's table; {value} first"))
            }
            (None, _, Some(field)) => Some(format!(
                "`{field}` is no key of a toggle's table, so this may be the value of a struct, where `{ENABLED}` would be a \
                 field; give `--binary`, or {value} first"
            )),
            _ => None,
        }
    }

    /// Whether this writes an entry where there is none.
    pub(super) fn makes_entry(&self) -> bool {
        matches!(self, Self::Set { .. } | Self::Disable)
    }
}

/// Returns a key as messages have it: no name of a toggle is longer.
fn shown(key: &str) -> String {
    const LONGEST: usize = 120;
    let key = literal::of_key(key);
    let is_long = key.chars().count() > LONGEST;
    let more = is_long.then_some('…');
    key.chars().take(LONGEST).chain(more).collect()
}

fn is_off(wanted: &Wanted, ty: &Type) -> bool {
    *ty == Type::OnOff && *wanted == Wanted::Plain(literal::of_state(&State::Off))
}

/// A disabled entry, which keeps what is there. Off is nothing that could be kept.
fn disabled(said: Option<&Said>, ty: &Type) -> Wanted {
    let with_key = |mut table: Table| {
        table.set(ENABLED, false.to_string());
        table
    };
    match said {
        Some(Said::Table(_)) => Wanted::More(with_key(Table::default()), End::Back),
        Some(Said::Plain(state)) if is_off(&Wanted::Plain(state.clone()), ty) => Wanted::Plain(state.clone()),
        Some(Said::Plain(state)) => Wanted::Inline(with_key(wanted::of_state(&wanted::word(state), ty))),
        None => Wanted::Inline(with_key(Table::default())),
    }
}

/// The entry without the key that disables it: a state if the table only has one, and none if it only has the key.
fn enabled(present: Option<&Present>, ty: &Type) -> Option<Wanted> {
    let Present { said, is_inline, .. } = present?;
    let table = match said {
        Said::Plain(state) => return Some(Wanted::Plain(state.clone())),
        Said::Table(_) if !said.is_disabled() => return Some(Wanted::More(Table::default(), End::Back)),
        Said::Table(table) => table.without(ENABLED),
    };
    let mut keys = table.others();
    match (keys.next(), keys.next()) {
        (None, _) if table.rules.is_empty() => None,
        (Some((OTHERWISE, state)), None) if table.rules.is_empty() && *is_inline && is_entry(state, ty) => {
            Some(Wanted::Plain(wanted::unquoted(state, ty)))
        }
        _ => Some(Wanted::Without(ENABLED)),
    }
}
