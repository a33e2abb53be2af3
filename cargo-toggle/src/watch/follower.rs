//! A program that follows a file and reports what changes.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::mpsc::{self, Receiver, Sender},
};

use toggle_admin::{
    entries::{EntrySnapshot, Snapshot},
    inventory::{Inventory, Toggle},
    program::{in_environment, program, program_of_names, with_source},
    question,
    toggle_file::ToggleFile,
};
use toggle_runtime::{
    __admin::{self, Program},
    Decision, Event, Problem, Reason, State, Step,
};
use toggle_syntax::{Type, name};

use super::{
    changes::Detail,
    news::{InitialState, News},
};

/// The file or directory, and the environment in which it is followed.
pub(super) struct Followed {
    pub(super) file: PathBuf,
    pub(super) environment: Option<String>,
}

/// A program that follows the file, and the changes reported so far.
///
/// An unknown program has every toggle that the file has named so far. A new name starts another program, which
/// continues where the previous one was.
pub(super) struct Follower {
    followed: Followed,
    /// The names of an unknown program. The set only grows.
    names: Option<BTreeSet<String>>,
    program: Program,
    /// The number of earlier programs. Their later events are ignored.
    generation: u64,
    /// The state of each toggle, or `None` if its state has not been read yet.
    states: BTreeMap<String, Option<State>>,
    /// The types of the toggles, if the program is known.
    types: BTreeMap<String, Type>,
    /// The entry of each toggle when its state was reported.
    entries: BTreeMap<String, EntrySnapshot>,
    /// The problems that this program has reported so far.
    reported: Vec<Problem>,
    heard: Receiver<(u64, Heard)>,
    sender: Sender<(u64, Heard)>,
}

/// A message to the follower.
enum Heard {
    /// An event of its program.
    Event(Event),
    /// A request to report a toggle, since its set-up emits no event for the first state. The state is read when this
    /// is handled: an earlier reading could be reported after a later change.
    LookAt(String),
}

impl Follower {
    pub(super) fn of(followed: Followed, inventory: &Inventory) -> Self {
        let mut follower = Self::start(followed, None, program(inventory, Vec::new()));
        follower.states = inventory.toggles.iter().map(|toggle| (toggle.name.clone(), None)).collect();
        follower.types = inventory.toggles.iter().map(|toggle| (toggle.name.clone(), Toggle::ty(toggle))).collect();
        follower.install();
        follower
    }

    pub(super) fn of_any(followed: Followed) -> Self {
        let mut follower = Self::start(followed, Some(BTreeSet::new()), program_of_names([]));
        follower.install();
        follower
    }

    fn start(followed: Followed, names: Option<BTreeSet<String>>, program: Program) -> Self {
        let (sender, heard) = mpsc::channel();
        Self {
            followed,
            names,
            program,
            generation: 0,
            states: BTreeMap::new(),
            types: BTreeMap::new(),
            entries: BTreeMap::new(),
            reported: Vec::new(),
            heard,
            sender,
        }
    }

    /// Waits for events, and returns the news.
    pub(super) fn next(&mut self) -> Vec<News> {
        loop {
            let mut heard: Vec<Heard> = self.heard.recv().ok().and_then(|it| self.current(it)).into_iter().collect();
            heard.extend(self.pending());
            self.reported.extend(problems(&heard).cloned());
            let new_names = self.new_names(&heard);
            if !new_names.is_empty() {
                heard = self.become_program_with(new_names, heard);
            }
            let news = self.told_all(heard);
            if !news.is_empty() {
                return news;
            }
        }
    }

    /// Returns the news in messages that arrived together.
    fn told_all(&mut self, heard: Vec<Heard>) -> Vec<News> {
        let is_about_toggle = |heard: &Heard| matches!(heard, Heard::LookAt(_) | Heard::Event(Event::Changed { .. }));
        let look = heard.iter().any(is_about_toggle).then(|| self.look());
        heard.into_iter().filter_map(|it| self.told(it, look.as_ref())).collect()
    }

    /// Reads the entries of the current file.
    fn look(&self) -> Snapshot {
        let ty = |name: &str| self.types.get(name).cloned().unwrap_or_default();
        Snapshot::at(&[ToggleFile::named(self.followed.file.clone())], self.followed.environment.as_deref(), ty)
    }

    fn current(&self, (generation, heard): (u64, Heard)) -> Option<Heard> {
        (generation == self.generation).then_some(heard)
    }

    fn pending(&self) -> Vec<Heard> {
        self.heard.try_iter().filter_map(|heard| self.current(heard)).collect()
    }

    fn install(&mut self) {
        let (sender, generation) = (self.sender.clone(), self.generation);
        self.program.subscribe(move |event| {
            // The receiver is gone only at the end of this process.
            let _ = sender.send((generation, Heard::Event(event.clone())));
        });
        let Followed { file, environment } = &self.followed;
        // The set-up requires no source, so it cannot fail.
        let _ =
            self.program.install(in_environment(with_source(toggle_runtime::builder(), file), environment.as_deref()));
        for toggle in self.states.keys() {
            // The receiver is in this follower.
            let _ = self.sender.send((self.generation, Heard::LookAt(toggle.clone())));
        }
    }

    /// Returns the new names of an unknown program.
    fn new_names(&self, heard: &[Heard]) -> Vec<String> {
        let Some(names) = &self.names else { return Vec::new() };
        let mut found: BTreeSet<String> = problems(heard).filter_map(unknown_name).collect();
        // An unknown toggle makes the state of each toggle that requires it invalid.
        if !found.is_empty() || problems(heard).any(is_about_state) {
            // This includes names whose event has not arrived yet: changes at one time are handled together.
            found.extend(self.program.problems().iter().filter_map(unknown_name));
            let named = question::names(&self.followed.file).toggles;
            found.extend(named.into_iter().flat_map(|(name, requires)| requires.into_iter().chain([name])));
        }
        found.into_iter().filter(|name| !names.contains(name) && name::check(name).is_ok()).collect()
    }

    /// Starts a program with these names. Returns the messages that remain, and the new ones.
    fn become_program_with(&mut self, new_names: Vec<String>, mut heard: Vec<Heard>) -> Vec<Heard> {
        let standing = self.program.problems();
        self.reported.retain(|problem| standing.contains(problem));
        let names = self.names.get_or_insert_default();
        for name in new_names {
            self.states.insert(name.clone(), None);
            names.insert(name);
        }
        self.program = program_of_names(names.iter().map(String::as_str));
        self.generation += 1;
        self.install();
        let is_new = |heard: &Heard| !problems(std::slice::from_ref(heard)).any(|it| self.reported.contains(it));
        let is_settled = |problem: &Problem| unknown_name(problem).is_some_and(|name| self.states.contains_key(&name));
        let standing = self.program.problems();
        let may_be_over =
            |problem: &Problem| is_about_state(problem) || matches!(problem, Problem::UnknownNames { .. });
        let is_over = |problem: &Problem| is_settled(problem) || may_be_over(problem) && !standing.contains(problem);
        heard.retain(|heard| !problems(std::slice::from_ref(heard)).any(is_over));
        // The new program reports the changes that the previous one has not reported yet.
        let new: Vec<Heard> = self.pending().into_iter().filter(is_new).collect();
        self.reported.extend(problems(&new).cloned());
        heard.extend(new);
        heard
    }

    /// Returns the news of a message. A state is news only if it differs from the last one. Two states with rules may
    /// print the same but differ; the entries of the file show that.
    fn told(&mut self, heard: Heard, look: Option<&Snapshot>) -> Option<News> {
        let is_event = matches!(heard, Heard::Event(_));
        let (toggle, from, to, source) = match heard {
            Heard::LookAt(toggle) => {
                let Decision { reason, source, trace, .. } = self.program.explain(&toggle);
                let Step { state, .. } = trace.into_iter().find(|step| step.decides)?;
                let state = state?;
                let is_known = self.states.get(&toggle).is_some_and(Option::is_some);
                // An unset toggle is not news, and a mistake has been reported.
                if source == __admin::DEFAULT && !(is_known && reason == Reason::Default) {
                    // A later state is then a change, even if another program finds it.
                    self.states.entry(toggle).or_default().get_or_insert(state);
                    return None;
                }
                (toggle, None, state, source)
            }
            Heard::Event(Event::Changed { toggle, from, to, source, .. }) => (toggle, Some(from), to, source),
            Heard::Event(event) => return Some(News::Event(event)),
        };
        let place = self.place(&toggle);
        let entry = look.and_then(|look| look.known(&toggle, self.program.file(&toggle).as_deref()));
        let entry_before = match &entry {
            Some(entry) => self.entries.insert(toggle.clone(), entry.clone()),
            None => self.entries.get(&toggle).cloned(),
        };
        let before = self.states.insert(toggle.clone(), Some(to.clone())).flatten();
        let has_other_rules = matches!(to, State::Rules { .. })
            && match (&entry_before, &entry) {
                (Some(before), Some(after)) => before != after,
                // The entries of a file that is just being written cannot be read.
                _ => is_event,
            };
        match before.or(from) {
            Some(from) if from == to && !has_other_rules => None,
            Some(from) => {
                let detail = match (&entry_before, &entry) {
                    (Some(before), Some(after)) => Detail::of(before, after, place),
                    _ => Detail { place, ..Detail::default() },
                };
                Some(News::Changed { event: __admin::changed(&toggle, from, to, &source), detail })
            }
            None => Some(News::State(InitialState { toggle, to, source })),
        }
    }

    /// Returns the place of the entry that decides a toggle, if a file has it.
    fn place(&self, toggle: &str) -> Option<String> {
        let decision = self.program.explain(toggle);
        let step = decision.trace.into_iter().find(|step| step.decides)?;
        step.place.filter(|_| step.source != __admin::DEFAULT)
    }
}

/// Returns the problems among the messages.
fn problems(heard: &[Heard]) -> impl Iterator<Item = &Problem> {
    heard.iter().filter_map(|heard| match heard {
        Heard::Event(Event::Problem(problem)) => Some(problem),
        _ => None,
    })
}

/// Returns the unknown name, if that is the problem.
fn unknown_name(problem: &Problem) -> Option<String> {
    match problem {
        Problem::UnknownName { name, .. } => Some(name.clone()),
        _ => None,
    }
}

fn is_about_state(problem: &Problem) -> bool {
    matches!(problem, Problem::InvalidState { .. })
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        thread::sleep,
        time::{Duration, Instant},
    };

    use super::*;

    #[test]
    fn change_found_by_another_program_is_a_change() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let file = directory.path().join("toggles.toml");
        fs::write(&file, "a = true\nb = [3]").expect("the file can be written");
        let mut follower = Follower::of_any(Followed { file: file.clone(), environment: None });
        while follower.states.get("b").is_none_or(Option::is_none) {
            follower.next();
        }
        fs::write(&file, "a = true\nb = true\nc = true").expect("the file can be written");
        // The new name arrives before the change.
        let heard = follower.become_program_with(vec!["c".to_owned()], Vec::new());
        let news = follower.told_all(heard);
        let [News::Changed { event: Event::Changed { toggle, from, .. }, .. }, News::State(found)] = &*news else {
            panic!("expected a change and a state")
        };
        assert_eq!((toggle.as_str(), from.is_on(), found.toggle.as_str()), ("b", false, "c"));
    }

    #[test]
    fn first_report_has_the_current_state() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let file = directory.path().join("toggles.toml");
        fs::write(&file, "a = true").expect("the file can be written");
        let program = r#"{
            "artifacts": [],
            "toggles": [{ "name": "a", "default": "off", "declarations": [], "points": [{
                "package": "p", "version": "1.0.0", "module": "p", "item": "f", "file": "f.rs", "line": 1, "column": 1,
                "negated": false
            }], "artifacts": [] }]
        }"#;
        let mut follower = Follower::of(
            Followed { file: file.clone(), environment: None },
            &serde_json::from_str(program).expect("it is an inventory"),
        );
        fs::write(&file, "a = false").expect("the file can be written");
        let start = Instant::now();
        while follower.program.explain("a").value.is_on() {
            assert!(start.elapsed() < Duration::from_secs(30), "the program does not follow");
            sleep(Duration::from_millis(1));
        }
        let news = follower.next();
        let [News::State(InitialState { toggle, to, .. }), rest @ ..] = &*news else {
            panic!("expected a state first")
        };
        assert_eq!((toggle.as_str(), to.is_on(), rest.len()), ("a", false, 0));
    }
}
