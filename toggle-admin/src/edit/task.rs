//! The task of an edit, and the resulting step, given the current entry of the toggle.

use toggle_runtime::Value as State;
use toggle_syntax::Type;

use super::{
    audit::Action,
    current::{CurrentEntry, ENABLED, EntryContent, OTHERWISE, Table, is_entry},
    literal,
    request::{self, End, Request},
};

/// The task of an edit, as the command line requests it.
#[derive(Debug, Clone)]
pub(super) enum Task {
    /// Set the toggle. Off only disables a table with rules, unless `replaces` is set.
    Set { request: Request, replaces: bool },
    /// Remove the state and rules of the toggle, and with `all` also its monitoring keys.
    Unset { all: bool },
    /// Write `enabled = false`.
    Disable,
    /// Remove `enabled = false`.
    Enable,
}

/// The step that a task results in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The content of the entry, or `None` for no entry.
    pub(super) request: Option<Request>,
    /// The name of the edit in the audit log.
    pub(super) action: Action,
}

impl Task {
    /// Returns the step, for a file with this entry of a toggle of this type.
    pub(super) fn step(&self, present: Option<&CurrentEntry>, ty: &Type) -> Step {
        let content = present.map(|present| &present.content);
        let step = |request, action| Step { request, action };
        match self {
            Self::Set { request, replaces: false }
                if is_off(request, ty) && content.is_some_and(EntryContent::has_rules) =>
            {
                step(Some(disabled(content, ty)), Action::Disable)
            }
            Self::Set { request, .. } => step(Some(request.clone()), Action::Set),
            Self::Unset { all: false } if content.is_some_and(EntryContent::is_monitored) => {
                step(Some(Request::Table(Table::default())), Action::Unset)
            }
            Self::Unset { .. } => step(None, Action::Unset),
            Self::Disable => step(Some(disabled(content, ty)), Action::Disable),
            Self::Enable => step(enabled(present, ty), Action::Enable),
        }
    }

    /// Returns the reason why the entry cannot be disabled or enabled: the key would be a field of a struct. The type
    /// is `None` if it is not known.
    pub(super) fn refuses(&self, present: Option<&CurrentEntry>, ty: Option<&Type>) -> Option<String> {
        let CurrentEntry { content, is_inline, field } = present?;
        let is_about_key = match self {
            Self::Set { request, replaces: false } => is_off(request, &Type::OnOff) && content.has_rules(),
            Self::Disable => true,
            Self::Enable => content.is_disabled(),
            Self::Set { .. } | Self::Unset { .. } => false,
        };
        let field = field.as_deref().map(shown);
        let value = field.as_ref().map_or("..".to_owned(), |field| format!("{field} = .."));
        let value = format!("write the value as `{OTHERWISE} = {{ {value} }}`");
        match (ty, content, field) {
            _ if !is_about_key => None,
            (Some(Type::Structure), EntryContent::Plain(state), _) if state.starts_with('{') && !is_inline => Some(
                format!("this table is the value of the toggle, where `{ENABLED}` would be a field; {value} first"),
            ),
            (Some(Type::Structure), EntryContent::Table(_), Some(field)) => {
                Some(format!("`{field}` is not a key of a toggle's table; {value} first"))
            }
            (None, _, Some(field)) => Some(format!(
                "`{field}` is not a key of a toggle's table, so this may be the value of a struct, where `{ENABLED}` would be a \
                 field; give `--binary`, or {value} first"
            )),
            _ => None,
        }
    }

    /// Returns whether this creates a missing entry.
    pub(super) fn makes_entry(&self) -> bool {
        matches!(self, Self::Set { .. } | Self::Disable)
    }
}

/// Returns a key for messages, cut to the length of the longest toggle name.
fn shown(key: &str) -> String {
    const LONGEST: usize = 120;
    let key = literal::of_key(key);
    let is_long = key.chars().count() > LONGEST;
    let more = is_long.then_some('…');
    key.chars().take(LONGEST).chain(more).collect()
}

fn is_off(request: &Request, ty: &Type) -> bool {
    *ty == Type::OnOff && *request == Request::Plain(literal::of_state(&State::Off))
}

/// Returns a disabled entry that keeps the current content. Off has no content to keep.
fn disabled(content: Option<&EntryContent>, ty: &Type) -> Request {
    let with_key = |mut table: Table| {
        table.set(ENABLED, false.to_string());
        table
    };
    match content {
        Some(EntryContent::Table(_)) => Request::More(with_key(Table::default()), End::Back),
        Some(EntryContent::Plain(state)) if is_off(&Request::Plain(state.clone()), ty) => Request::Plain(state.clone()),
        Some(EntryContent::Plain(state)) => Request::Inline(with_key(request::of_state(&request::word(state), ty))),
        None => Request::Inline(with_key(Table::default())),
    }
}

/// Returns the entry without the key that disables it. The entry becomes a state if its table only has one, and is
/// removed if its table only has that key.
fn enabled(present: Option<&CurrentEntry>, ty: &Type) -> Option<Request> {
    let CurrentEntry { content, is_inline, .. } = present?;
    let table = match content {
        EntryContent::Plain(state) => return Some(Request::Plain(state.clone())),
        EntryContent::Table(_) if !content.is_disabled() => return Some(Request::More(Table::default(), End::Back)),
        EntryContent::Table(table) => table.without(ENABLED),
    };
    let mut keys = table.others();
    match (keys.next(), keys.next()) {
        (None, _) if table.rules.is_empty() => None,
        (Some((OTHERWISE, state)), None) if table.rules.is_empty() && *is_inline && is_entry(state, ty) => {
            Some(Request::Plain(request::unquoted(state, ty)))
        }
        _ => Some(Request::Without(ENABLED)),
    }
}
