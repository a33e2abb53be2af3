//! `cargo toggle watch`: a file as a running program sees it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::mpsc::{self, Receiver, Sender},
};

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde::Serialize;
use toggle_runtime::{
    __tool::{self, Program},
    Event, Problem, Reason, Value,
};

use crate::{
    inventory::Inventory,
    output::{self, Outcome, Versioned},
    program::{program, program_of_names},
    style, untrusted,
};

/// Follow a toggle file and print what changes, as a running program would see and report it
///
/// Starts with the states that the file sets. Ends when it is interrupted, and when there is something to print
/// that nobody reads any more.
#[derive(Debug, Args)]
pub struct Watch {
    /// The file, which may be missing at first
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The program, or a list saved with `--format json`; without one, every name in the file counts as a toggle
    #[arg(long, value_name = "BINARY")]
    binary: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A line for each event
    #[default]
    Human,
    /// A line of JSON for each event
    Json,
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    event: Event,
}

impl Versioned for Line {
    const FORMAT: &'static str = "watch";
}

impl Watch {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If the binary cannot be read, or the output not be written.
    pub fn run(&self) -> Result<Outcome> {
        let mut follower = match &self.binary {
            Some(binary) => Follower::of(self.file.clone(), &Inventory::open(binary)?),
            None => Follower::of_any(self.file.clone()),
        };
        loop {
            for event in follower.next() {
                if !self.print(event)? {
                    return Ok(Outcome::Fine);
                }
            }
        }
    }

    /// Prints it, and tells whether somebody still reads.
    fn print(&self, event: Event) -> Result<bool> {
        output::print_to_reader(|out| match self.format {
            Format::Json => output::json_line(out, &Line { event }),
            Format::Human => {
                let colour = match &event {
                    Event::Changed { to, .. } if to.is_on() => style::ADDED,
                    Event::Changed { .. } => style::REMOVED,
                    Event::Problem(_) | Event::SourceFailed { .. } => style::WARNING,
                    _ => style::QUIET,
                };
                writeln!(out, "{colour}{}{colour:#}", untrusted::shown(&event.to_string()))
            }
        })
    }
}

/// A program that follows the file, and what has been said of it.
///
/// Where the program is not known, it is one that has every toggle that the file has named so far. A new name makes it
/// another program, which takes up where the one before it was.
struct Follower {
    file: PathBuf,
    /// The names of an unknown program, which grow.
    names: Option<BTreeSet<String>>,
    program: Program,
    /// How many programs there were before. What they still say is not listened to.
    generation: u64,
    states: BTreeMap<String, Value>,
    /// The problems that this program has reported so far.
    reported: Vec<Problem>,
    events: Receiver<(u64, Event)>,
    sender: Sender<(u64, Event)>,
}

impl Follower {
    fn of(file: PathBuf, inventory: &Inventory) -> Self {
        let mut follower = Self::start(file, None, program(inventory, Vec::new()));
        follower.states = inventory.toggles.iter().map(|toggle| (toggle.name.clone(), toggle.default)).collect();
        follower.install();
        follower
    }

    fn of_any(file: PathBuf) -> Self {
        let mut follower = Self::start(file, Some(BTreeSet::new()), program_of_names([], Vec::new()));
        follower.install();
        follower
    }

    fn start(file: PathBuf, names: Option<BTreeSet<String>>, program: Program) -> Self {
        let (sender, events) = mpsc::channel();
        Self { file, names, program, generation: 0, states: BTreeMap::new(), reported: Vec::new(), events, sender }
    }

    /// Waits for something to happen, and tells what is new in it.
    fn next(&mut self) -> Vec<Event> {
        loop {
            let mut events: Vec<Event> =
                self.events.recv().ok().and_then(|event| self.current(event)).into_iter().collect();
            events.extend(self.pending());
            self.reported.extend(problems(&events).cloned());
            let new_names = self.new_names(&events);
            if !new_names.is_empty() {
                events = self.become_program_with(new_names, events);
            }
            let news: Vec<Event> = events.into_iter().filter_map(|event| self.news(event)).collect();
            if !news.is_empty() {
                return news;
            }
        }
    }

    fn current(&self, (generation, event): (u64, Event)) -> Option<Event> {
        (generation == self.generation).then_some(event)
    }

    fn pending(&self) -> Vec<Event> {
        self.events.try_iter().filter_map(|event| self.current(event)).collect()
    }

    fn install(&mut self) {
        let (sender, generation) = (self.sender.clone(), self.generation);
        self.program.subscribe(move |event| {
            // Nobody listens when this very program ends.
            let _ = sender.send((generation, event.clone()));
        });
        // It requires nothing, so it cannot fail.
        let _ = self.program.install(toggle_runtime::builder().optional_file(&self.file));
        for (toggle, _) in self.states.clone() {
            self.catch_up(&toggle);
        }
    }

    /// The names that an unknown program turns out to have.
    fn new_names(&self, events: &[Event]) -> Vec<String> {
        let Some(names) = &self.names else { return Vec::new() };
        let unknown = |problem: &Problem| match problem {
            Problem::UnknownName { name, .. } => Some(name.clone()),
            _ => None,
        };
        let mut found: BTreeSet<String> = problems(events).filter_map(unknown).collect();
        if !found.is_empty() {
            // Those of which no event has arrived yet: what happens at one time is looked at as one.
            found.extend(self.program.problems().iter().filter_map(unknown));
        }
        let is_new = |name: &String| !names.contains(name) && toggle_syntax::name::check(name).is_ok();
        found.into_iter().filter(is_new).collect()
    }

    /// Starts over with these names, and gives what is left of the events together with what is new then.
    fn become_program_with(&mut self, new_names: Vec<String>, mut events: Vec<Event>) -> Vec<Event> {
        let standing = self.program.problems();
        self.reported.retain(|problem| standing.contains(problem));
        let names = self.names.get_or_insert_default();
        for name in new_names {
            self.states.insert(name.clone(), Value::Off);
            names.insert(name);
        }
        self.program = program_of_names(names.iter().map(String::as_str), Vec::new());
        self.generation += 1;
        self.install();
        let is_new = |event: &Event| !problems(std::slice::from_ref(event)).any(|it| self.reported.contains(it));
        let is_settled = |event: &Event| matches!(event, Event::Problem(Problem::UnknownName { name, .. }) if self.states.contains_key(name));
        events.retain(|event| !is_settled(event));
        // What the program before has not yet told is told by this one.
        let new: Vec<Event> = self.pending().into_iter().filter(is_new).collect();
        self.reported.extend(problems(&new).cloned());
        events.extend(new);
        events
    }

    /// Says what a toggle is, where the program has found that out while it was set up, which is no event there.
    fn catch_up(&self, toggle: &str) {
        let decision = self.program.explain(toggle);
        if decision.reason != Reason::Error {
            let event = __tool::changed(toggle, Value::Off, decision.value, &decision.source);
            let _ = self.sender.send((self.generation, event));
        }
    }

    /// The event, if it is news: a change is, where it differs from what was said before.
    fn news(&mut self, event: Event) -> Option<Event> {
        let Event::Changed { toggle, to, source, .. } = &event else { return Some(event) };
        let before = self.states.insert(toggle.clone(), *to)?;
        (before != *to).then(|| __tool::changed(toggle, before, *to, source))
    }
}

fn problems(events: &[Event]) -> impl Iterator<Item = &Problem> {
    events.iter().filter_map(|event| match event {
        Event::Problem(problem) => Some(problem),
        _ => None,
    })
}
