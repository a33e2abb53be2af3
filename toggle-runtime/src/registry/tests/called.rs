//! Functions that receive answers.

use std::sync::{Barrier, mpsc};

use super::*;
use crate::{Context, Evaluation, Observe, Observed, Percentage, base::thread::refusing};

/// Longer than any machine needs.
const LONG: Duration = Duration::from_secs(60);

/// The evaluations that a function has received.
#[derive(Clone, Default)]
struct Exposures(Arc<Mutex<Vec<Evaluation>>>);

impl Exposures {
    fn of(&self, observe: Observe) -> Observe {
        let all = self.0.clone();
        observe.call(move |evaluation| all.lock().push(evaluation.clone()))
    }

    fn take(&self, program: &Program) -> Vec<Evaluation> {
        assert!(program.registry.flush(LONG));
        std::mem::take(&mut self.0.lock())
    }

    /// Returns the evaluations as `toggle value key`.
    fn lines(&self, program: &Program) -> Vec<String> {
        let line = |evaluation: Evaluation| {
            format!("{} {} {}", evaluation.toggle, evaluation.value, evaluation.key.as_deref().unwrap_or("-"))
        };
        self.take(program).into_iter().map(line).collect()
    }
}

impl Program {
    fn asks_with_key(&self, position: usize, key: &str) -> Option<Value> {
        self.registry.check(&self.points[position], For(Some(&Context::new(key))), Value::clone)
    }
}

#[cfg(feature = "rules")]
#[test]
fn evaluation_has_all_parts_of_an_answer() -> Result<(), Error> {
    let program = Program::new(&["b", "a"]);
    let exposures = Exposures::default();
    let store = Store::of_toml("a.rules = [{ rollout = 100 }]");
    program.registry.install(Builder::default().source(store).observe(exposures.of(Observe::toggle("a"))))?;
    let before = crate::base::clock::now();
    assert_eq!(program.asks_with_key(1, "ada"), Some(Value::On));
    let after = crate::base::clock::now();
    let [evaluation] = &*exposures.take(&program) else { panic!("there is one") };
    assert!((before..=after).contains(&evaluation.time), "{evaluation:?}");
    assert_eq!((&*evaluation.toggle, &evaluation.value, evaluation.reason), ("a", &Value::On, Reason::TargetingMatch));
    assert_eq!((evaluation.key.as_deref(), evaluation.place.line), (Some("ada"), 2));
    assert!(evaluation.version.as_ref().is_some_and(|version| version.len() >= 16), "{evaluation:?}");
    assert!(!format!("{evaluation:?}").contains("ada"), "no key is shown by accident");
    let json = serde_json::to_value(evaluation).expect("it can be written");
    assert_eq!(json["key"], "ada");
    assert_eq!(serde_json::from_value::<Evaluation>(json).ok().as_ref(), Some(evaluation));
    Ok(())
}

#[test]
fn answers_of_other_toggles_are_not_handed_over() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    let exposures = Exposures::default();
    program.registry.install(Builder::default().observe(exposures.of(Observe::toggle("a"))))?;
    program.asks(0);
    program.asks(1);
    program.registry.set("a", Value::On)?;
    program.asks(0);
    assert_eq!(program.peek(1), Some(false), "it pays nothing");
    assert_eq!(exposures.lines(&program), ["a off -", "a on -"]);
    Ok(())
}

#[test]
fn later_word_on_a_toggle_counts() -> Result<(), Error> {
    let program = Program::new(&["a", "b", "c"]);
    let (of_all, of_b) = (Exposures::default(), Exposures::default());
    let builder = Builder::default().observe(of_all.of(Observe::all())).observe(Observe::toggle("a"));
    program.registry.install(builder.observe(of_b.of(Observe::toggle("b"))))?;
    for position in 0..3 {
        program.asks_with_key(position, "ada");
    }
    assert_eq!((of_all.lines(&program), of_b.lines(&program)), (vec!["c off ada".into()], vec!["b off ada".into()]));
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn file_turns_calls_off_and_leaves_them() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    let exposures = Exposures::default();
    let store = Store::of_toml("a = { observe = false }\nb = { observe = { events = \"1%\" } }");
    program.registry.install(Builder::default().source(store).observe(exposures.of(Observe::all())))?;
    program.asks(0);
    program.asks(1);
    assert_eq!(exposures.lines(&program), ["b off -"]);
    Ok(())
}

#[test]
fn share_is_exact_for_each_toggle() -> Result<(), Error> {
    let program = Program::new(&["a", "b"]);
    let exposures = Exposures::default();
    let observe = exposures.of(Observe::all()).call_share(Percentage::percent(50));
    program.registry.install(Builder::default().observe(observe))?;
    for _ in 0..10 {
        program.asks(0);
        program.asks(1);
    }
    let lines = exposures.lines(&program);
    let count = |line| lines.iter().filter(|other| *other == line).count();
    assert_eq!((lines.len(), count("a off -"), count("b off -")), (10, 5, 5));
    Ok(())
}

#[test]
fn answers_inside_the_function_are_not_observed() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let (registry, point) = (program.registry, &program.points[0]);
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let observe = Observe::all().call(move |_| {
        counted.fetch_add(1, Relaxed);
        assert!(!registry.is_on(point));
        assert!(!registry.flush(LONG), "it cannot wait for itself");
    });
    program.registry.install(Builder::default().observe(observe))?;
    program.asks(0);
    program.asks(0);
    assert!(program.registry.flush(LONG));
    assert_eq!(count.load(Relaxed), 2);
    let observed = program.registry.toggles().next().and_then(|toggle| toggle.observed);
    assert_eq!(observed.map(|observed: Observed| observed.total()), Some(2));
    assert_eq!(program.problems(), [""; 0]);
    Ok(())
}

#[test]
fn panic_of_observe_function_is_only_a_problem() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let exposures = Exposures::default();
    let all = exposures.0.clone();
    let observe = Observe::all().call(move |evaluation| {
        all.lock().push(evaluation.clone());
        panic!("the function's own fault");
    });
    program.registry.install(Builder::default().observe(observe))?;
    program.asks(0);
    program.asks(0);
    assert_eq!(exposures.lines(&program).len(), 2);
    let told =
        |times| format!("a function that observes answers panicked {times}, first for `a`: the function's own fault");
    assert_eq!(program.take_events(), [told("once")]);
    assert_eq!(program.problems(), [told("2 times")]);
    Ok(())
}

/// Returns a program whose function does not return before the sender is dropped.
fn hanging(names: &[&str]) -> (Program, mpsc::Sender<()>, Arc<Barrier>) {
    let program = Program::new(names);
    let (release, released) = mpsc::channel();
    let (released, begun) = (Mutex::new(released), Arc::new(Barrier::new(2)));
    let (begins, is_first) = (begun.clone(), Mutex::new(true));
    let observe = Observe::all().call(move |_| {
        if std::mem::take(&mut *is_first.lock()) {
            begins.wait();
        }
        let _ = released.lock().recv();
    });
    program.registry.install(Builder::default().observe(observe)).expect("nothing is required");
    (program, release, begun)
}

#[test]
fn no_check_waits_for_a_hanging_function() {
    let (program, release, begun) = hanging(&["a"]);
    program.asks(0);
    begun.wait();
    let capacity = 16_384;
    for _ in 0..capacity + 10 {
        program.asks(0);
    }
    let problems = program.problems();
    let held = |lost| {
        format!(
            "answers wait for the functions that observe them: the functions are too slow; {lost} evaluations were lost"
        )
    };
    assert_eq!(problems, [held(10)]);
    assert!(!program.registry.flush(Duration::ZERO));
    drop(release);
    assert!(program.registry.flush(LONG));
    assert_eq!(program.problems(), [""; 0]);
    let told = "10 evaluations were lost: a function that observes answers is too slow".to_owned();
    assert_eq!(program.take_events(), [held(1), told]);
}

#[test]
fn keys_that_wait_are_bounded_in_bytes() {
    let (program, release, begun) = hanging(&["a"]);
    program.asks(0);
    begun.wait();
    let key = "k".repeat(1 << 20);
    for _ in 0..10 {
        program.asks_with_key(0, &key);
    }
    program.asks_with_key(0, &"k".repeat(5 << 20));
    assert!(program.problems()[0].ends_with("; 7 evaluations were lost"), "{:?}", program.problems());
    drop(release);
    assert!(program.registry.flush(LONG));
}

#[test]
fn flush_calls_where_no_thread_can_be_made() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let exposures = Exposures::default();
    program.registry.install(Builder::default().watch(false).observe(exposures.of(Observe::all())))?;
    refusing::run(|| {
        program.asks(0);
        assert!(
            program.problems()[0]
                .starts_with("answers wait for the functions that observe them: cannot start a thread")
        );
        assert!(!program.registry.flush(Duration::ZERO), "there is no time for it");
        assert!(exposures.0.lock().is_empty());
        assert_eq!(exposures.lines(&program), ["a off -"]);
    });
    assert_eq!(program.problems(), [""; 0]);
    Ok(())
}
