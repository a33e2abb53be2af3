//! The effective value of each part of a toggle where some places are mistaken, silent or good: all cases against a
//! model.

use toggle_rules::{Observation, Policy};

use super::*;

/// The environment in which the program runs.
const STAGE: &str = "production";

/// A part of a toggle's entry; the first one has two forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    State,
    Rules,
    Guard,
    Observe,
    Limit,
}

const PARTS: [Part; 5] = [Part::State, Part::Rules, Part::Guard, Part::Observe, Part::Limit];

impl Part {
    /// Returns the key that gives this part a value.
    fn good(self, value: u32) -> String {
        match self {
            Self::State => format!("otherwise = {value}"),
            Self::Rules => format!("rules = [{{ serve = {value} }}]"),
            Self::Guard => format!("guard = {{ failures = {value} }}"),
            Self::Observe => format!("observe = {{ events = {value} }}"),
            Self::Limit => format!("shadow-limit = '{value}ms'"),
        }
    }

    fn mistaken(self) -> &'static str {
        match self {
            Self::State => "otherwise = 2026-12-01",
            Self::Rules => "rules = [{ serve = 2026-12-01 }]",
            Self::Guard => "guard = { failures = 101 }",
            Self::Observe => "observe = { events = 101 }",
            Self::Limit => "shadow-limit = 1",
        }
    }

    /// Returns the effective value.
    fn found(self, program: &Program) -> Option<u32> {
        let view = program.registry.0.view.load();
        let resolved = &view.resolved[0];
        let watch = resolved.watched.as_ref().map(|watched| &watched.watch);
        let number = |text: String| text.trim_end_matches('%').parse().ok();
        match self {
            Self::State | Self::Rules => match resolved.policy.constant() {
                Some(Value::Integer(value)) => u32::try_from(*value).ok(),
                _ => None,
            },
            Self::Guard => number(watch?.guard.as_ref()?.failures?.to_string()),
            Self::Observe => match watch?.observe? {
                Observation::On(observing) => number(observing.events.to_string()),
                Observation::Off => None,
            },
            Self::Limit => u32::try_from(watch?.limit?.as_millis()).ok(),
        }
    }
}

/// The content of a place for a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Silent,
    Good,
    Mistaken,
}

const WORDS: [Word; 3] = [Word::Silent, Word::Good, Word::Mistaken];

/// The content of each place, highest first: a source above, the environment section and the rest of a file, and a
/// source below.
type Words = [Word; 4];

/// Returns all combinations of these contents, one for each place.
fn all(words: &[Word]) -> impl Iterator<Item = Words> {
    let count = words.len();
    (0..count.pow(4)).map(move |number| [0, 1, 2, 3].map(|place| words[number / count.pow(place) % count]))
}

/// Returns the value that a place gives a part, which differs between places and between times.
fn value(place: usize, time: u32) -> u32 {
    u32::try_from(place).expect("a small number") + 1 + 10 * time
}

/// Returns the value of a part in each of the three sources, derived from the rule alone.
fn by_source(words: Words, time: u32, before: [Option<u32>; 3]) -> [Option<u32>; 3] {
    let good = |place: usize| (words[place] == Word::Good).then(|| value(place, time));
    let plain = |place: usize, source: usize| match words[place] {
        Word::Mistaken => before[source],
        _ => good(place),
    };
    let file = match words[1] {
        Word::Silent => plain(2, 1),
        Word::Good => good(1),
        Word::Mistaken => before[1].or(good(2)),
    };
    [plain(0, 0), file, plain(3, 2)]
}

/// Returns the three sources. A place that has this part also has all other parts.
fn texts(part: Part, words: Words, time: u32) -> [String; 3] {
    let table = |place: usize| {
        let this = match words[place] {
            Word::Silent => return String::new(),
            Word::Good => part.good(value(place, time)),
            Word::Mistaken => part.mistaken().to_owned(),
        };
        let mut keys: Vec<String> = others(part).map(|other| other.good(value(place, time))).collect();
        keys.push(this);
        keys.join("\n")
    };
    let of_base = |place: usize| match table(place) {
        keys if keys.is_empty() => "# silent\n".to_owned(),
        keys => format!("[a]\n{keys}\n"),
    };
    let stage = match table(1) {
        keys if keys.is_empty() => String::new(),
        keys => format!("[environment.{STAGE}.a]\n{keys}\n"),
    };
    [of_base(0), of_base(2) + &stage, of_base(3)]
}

/// Returns the parts other than this one.
fn others(part: Part) -> impl Iterator<Item = Part> {
    let is_state = |part| matches!(part, Part::State | Part::Rules);
    PARTS
        .into_iter()
        .filter(move |other| *other != part && *other != Part::Rules && !(is_state(part) && is_state(*other)))
}

struct Case {
    program: Program,
    stores: [Store; 3],
}

impl Case {
    fn start(part: Part, words: Words) -> Self {
        let case = Self { program: Program::new(&["a: any = off"]), stores: Default::default() };
        case.write(part, words, 0);
        let [above, file, below] = case.stores.clone();
        let sources = Builder::default().source(Named("above", above)).source(file).source(Named("below", below));
        case.program.registry.install(sources).expect("it can be installed");
        case
    }

    fn write(&self, part: Part, words: Words, time: u32) {
        for (store, text) in self.stores.iter().zip(texts(part, words, time)) {
            store.write_for(Some(STAGE), &text);
        }
    }

    /// Compares the effective values with the model.
    #[track_caller]
    fn check(&self, part: Part, words: Words, time: u32, before: [Option<u32>; 3], story: &str) -> [Option<u32>; 3] {
        let sources = by_source(words, time, before);
        let expected = sources.into_iter().find_map(|value| value);
        assert_eq!(part.found(&self.program), expected, "{part:?} {story}: {words:?}");
        let spoken = words.map(|word| if word == Word::Silent { word } else { Word::Good });
        let untouched = by_source(spoken, time, [None; 3]).into_iter().find_map(|value| value);
        for other in others(part) {
            assert_eq!(other.found(&self.program), untouched, "{other:?} beside {part:?} {story}: {words:?}");
        }
        let problems = self.program.registry.problems();
        let mistaken = words.iter().filter(|word| **word == Word::Mistaken).count();
        assert_eq!(problems.len(), mistaken, "{problems:?}");
        let is_unreadable = self.program.registry.0.view.load().resolved[0].is_unreadable;
        let is_state = matches!(part, Part::State | Part::Rules);
        assert_eq!(is_unreadable, is_state && mistaken > 0 && expected.is_none(), "{part:?} {story}: {words:?}");
        sources
    }
}

/// A store with another name.
struct Named(&'static str, Store);

impl Source for Named {
    fn name(&self) -> String {
        self.0.to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        self.1.read()
    }
}

#[test]
fn mistaken_part_falls_back_alone_at_first_load() {
    for part in PARTS {
        for words in all(&WORDS) {
            Case::start(part, words).check(part, words, 0, [None; 3], "at the first load");
        }
    }
}

#[test]
fn mistaken_part_keeps_last_good_after_reload() {
    for part in PARTS {
        for before in all(&[Word::Silent, Word::Good]) {
            let case = Case::start(part, before);
            for words in all(&WORDS).filter(|words| words.contains(&Word::Mistaken)) {
                case.write(part, before, 0);
                case.program.registry.reload().expect("it can be read");
                let good = by_source(before, 0, [None; 3]);
                case.write(part, words, 1);
                case.program.registry.reload().expect("it can be read");
                case.check(part, words, 1, good, &format!("after {before:?}"));
            }
        }
    }
}

#[test]
fn mistaken_part_stays_through_further_reloads() {
    use Word::{Good, Mistaken, Silent};
    for part in PARTS {
        let case = Case::start(part, [Silent, Mistaken, Good, Silent]);
        let mut before = case.check(part, [Silent, Mistaken, Good, Silent], 0, [None; 3], "at the first load");
        for (time, words) in (1..).zip([
            [Silent, Mistaken, Good, Good],
            [Silent, Mistaken, Mistaken, Good],
            [Mistaken, Silent, Mistaken, Good],
        ]) {
            case.write(part, words, time);
            case.program.registry.reload().expect("it can be read");
            before = case.check(part, words, time, before, "once more");
        }
    }
}

fn staged(names: &[&str], text: &str) -> (Program, Store) {
    let program = Program::new(names);
    let store = Store::default();
    store.write_for(Some(STAGE), text);
    program.registry.install(Builder::default().source(store.clone())).expect("it can be installed");
    (program, store)
}

fn reload(program: &Program, store: &Store, text: &str) {
    store.write_for(Some(STAGE), text);
    program.registry.reload().expect("it can be read");
}

#[test]
fn watching_stage_keeps_state_under_base_mistake() {
    let stage = "[environment.production.a]\nobserve = true";
    let (program, store) = staged(&["a"], &format!("a = true\n{stage}"));
    reload(&program, &store, &format!("a = 50\n{stage}"));
    assert!(program.asks(0));
    assert_eq!(program.registry.problems().len(), 1);
    let expected = "a is on: STATIC, store (t.toml:1:1)
  run-time override  -
  env                -
> store              on   t.toml:1:1  expected `true` or `false`, found the integer 50; a percentage is written `\"50%\"`; the \
                    last good state stays
  default            off  not declared";
    assert_eq!(program.explain("a").to_string(), expected);
}

#[test]
fn mistaken_stage_falls_back_to_rest_of_file() {
    let (program, _) = staged(&["a"], "a = true\n[environment.production]\na = 50");
    assert!(program.asks(0));
    let decision = program.explain("a");
    assert_eq!((decision.reason, decision.error), (Reason::Static, None));
    let step = &decision.trace[2];
    assert_eq!(step.place.as_deref(), Some("t.toml:1:1"));
    assert!(step.error.as_ref().is_some_and(|error| error.ends_with("`\"50%\"` (t.toml:3:1)")), "{step:?}");
    assert_eq!(step.note.as_deref(), Some("the rest of the file applies"));
}

#[test]
fn mistaken_watch_is_no_error_of_the_state() {
    let (program, _) = staged(&["!a"], "a.observe = 1");
    let decision = program.explain("a");
    assert_eq!((decision.reason, decision.error), (Reason::Default, None));
    let error = decision.trace[2].error.as_deref();
    let expected = "`observe`: expected `true`, `false` or a table, such as `{ events = \"1%\" }`, found an integer";
    assert!(error.is_some_and(|error| error.starts_with(expected)), "{error:?}");
}

#[test]
fn misspelt_watch_key_leaves_state_alone() {
    let (program, store) = staged(&["a + guard"], "a = { otherwise = true, observ = true, gaurd = { failures = 5 } }");
    assert!(program.asks(0));
    assert_eq!(program.registry.problems().len(), 2);
    reload(&program, &store, "a = { otherwise = false, observ = true }");
    assert!(!program.asks(0));
}

#[test]
fn circle_in_stage_falls_back_to_rest_of_file() {
    let text = "a = true\nb = true\n[environment.production]\na.requires = ['b']\nb.requires = ['a']";
    let (program, store) = staged(&["a", "b"], text);
    assert_eq!([program.asks(0), program.asks(1)], [true, true]);
    assert_eq!(program.registry.problems().len(), 2);
    let twice = text.replace("a = true\nb = true", "a.requires = ['b']\nb.requires = ['a']");
    reload(&program, &store, &twice);
    assert_eq!([program.asks(0), program.asks(1)], [true, true], "the last good states stay");
    let (program, _) = staged(&["a", "b"], &twice);
    assert_eq!([program.asks(0), program.asks(1)], [false, false], "the rest of the file is in a circle, too");
}

#[test]
fn circle_behind_mistaken_stage_is_told_as_well() {
    let text = "a.requires = ['b']\nb.requires = ['a']\n[environment.production]\na = 50";
    let (program, _) = staged(&["a", "b"], text);
    let problems: Vec<String> = program.registry.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert_eq!(problems[1], "t.toml:1:1: `a`: it requires itself: `a` requires `b` requires `a`");
    assert_eq!([program.asks(0), program.asks(1)], [false, false]);
}

#[test]
fn pinned_toggle_is_contradicted_by_what_counts() {
    let text = "a = false\n[environment.production.a]\nobserve = true";
    let (program, _) = staged(&["a @ on"], text);
    let problems: Vec<String> = program.registry.problems().iter().map(ToString::to_string).collect();
    assert!(matches!(&*problems, [one] if one.starts_with("t.toml:1:1: `a` cannot be off")), "{problems:?}");
    assert!(matches!(program.registry.0.view.load().resolved[0].policy, Policy::Plain(Value::On)));
}

#[track_caller]
fn check_hidden_stage(mistake: &str) {
    let (program, store) = staged(&["a", "b"], "a = true\n[environment.production]\na = false");
    reload(&program, &store, &format!("a = true\nb = true\n{mistake}"));
    assert!(!program.asks(0), "what the stage said stays: {mistake}");
    assert!(program.asks(1), "what nothing was said of before counts: {mistake}");
    assert!(!program.registry.problems().is_empty(), "{mistake}");
    reload(&program, &store, "a = true");
    assert!(program.asks(0), "a stage that is gone says nothing: {mistake}");
}

#[test]
fn mistaken_table_of_stage_keeps_last_good() {
    check_hidden_stage("[[environment.production]]\na = false");
    check_hidden_stage("environment.production = \"off\"");
    check_hidden_stage("environment = \"production\"");
    check_hidden_stage("[[environment]]\nname = \"production\"");
    check_hidden_stage("environment = [1]");
}

#[test]
fn mistaken_table_of_other_stage_hides_nothing() {
    let (program, store) = staged(&["a"], "a = true\n[environment.production]\na = false");
    reload(&program, &store, "[environment]\nstaging = 1\nproduction.a = true");
    assert!(program.asks(0));
}

#[test]
fn mistaken_stage_table_at_first_load_keeps_rest() {
    let (program, _) = staged(&["a"], "a = true\nenvironment.production = \"off\"");
    assert!(program.asks(0));
}

#[test]
fn toggle_called_environment_hides_nothing() {
    let (program, store) = staged(&["a", "environment"], "a = false");
    reload(&program, &store, "a = true\nenvironment = true");
    assert!(program.asks(0) && program.asks(1));
}
