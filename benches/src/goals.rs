//! The goals, and whether the figures meet them.

use toggle_measure::{Flips, Measured, Slowdown, Strained};

use crate::{
    figures::Figures,
    table::{Table, number},
};

/// A goal with its measured value.
struct Goal {
    what: String,
    measured: String,
    verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Met,
    NotMet,
    /// The machine was too busy to measure this goal.
    NotShown,
}

impl Verdict {
    fn of(met: bool) -> Self {
        if met { Self::Met } else { Self::NotMet }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "**not met**",
            Self::NotShown => "**not shown**",
        }
    }
}

/// Returns the goals of the sections that have been run. The section `scale` prints its own goals.
pub(crate) fn markdown(figures: &Figures) -> String {
    let mut goals = instructions(&figures.instructions);
    goals.extend(checks(&figures.checks, &figures.peers_checks));
    goals.extend(decisions(&figures.peers_decisions));
    goals.extend(contention(&figures.contention));
    let mut table = Table::new(3, &["goal", "measured", ""]);
    for Goal { what, measured, verdict } in goals {
        table.row([what, measured, verdict.word().to_owned()]);
    }
    let table = table.markdown();
    format!("## Goals\n\nThe section \"Scale\" has its own goals.\n\n{table}")
}

fn is_ours(who: &str) -> bool {
    who.contains("ours")
}

/// Returns the goals of a table whose third column is the difference to the bare `AtomicBool`.
fn instructions(section: &str) -> Vec<Goal> {
    let rows = section.lines().filter_map(|line| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let (case, beyond) = (cells.next()?, cells.nth(1)?);
        Some((case, beyond.parse().ok()?))
    });
    let rows: Vec<(&str, i64)> = rows.collect();
    let goal = |state: &str, toggles: &str, most: i64, asks_more: bool| {
        let ours = rows.iter().filter(|(case, _)| case.starts_with(state) && case.contains("`all`") == asks_more);
        let (case, beyond) = ours.max_by_key(|(_, beyond)| beyond)?;
        Some(Goal {
            what: format!("{toggles} {state} at most {most} instructions more than with the bare `AtomicBool`"),
            measured: format!("{beyond:+} at most ({case})"),
            verdict: Verdict::of(*beyond <= most),
        })
    };
    let goals = [
        goal("off:", "One toggle,", 0, false),
        goal("on:", "One toggle,", 2, false),
        goal("off:", "Two toggles,", 0, true),
        goal("on:", "Two toggles,", 4, true),
    ];
    goals.into_iter().flatten().collect()
}

fn checks(checks: &[Measured], peers: &[Measured]) -> Vec<Goal> {
    let Some(ours) = peers.iter().find(|one| is_ours(&one.who)) else { return Vec::new() };
    let others = || peers.iter().filter(|one| !is_ours(&one.who) && one.what != "`AtomicBool`");
    let of = |what: &str, flips: &[Flips]| {
        let them = others().filter(|one| one.flips.is_some_and(|kind| flips.contains(&kind)));
        Some(faster(what, 10.0, ours, them.min_by(|one, other| one.ns.total_cmp(&other.ns))?))
    };
    let mut goals = Vec::new();
    goals.extend(of("A check is 10 times faster than any other that flips each toggle independently", &[Flips::Each]));
    goals.extend(of(
        "A check is 10 times faster than any other that flips, including log levels, which flip many at once and also \
         read one atomic",
        &[Flips::Each, Flips::Together],
    ));
    goals.extend(read_once(checks));
    goals
}

fn read_once(checks: &[Measured]) -> Option<Goal> {
    let in_loop = |what: &str| checks.iter().find(|one| one.who.contains("loop") && one.what.starts_with(what));
    let (read_once, nothing) = (in_loop("read once")?, in_loop("nothing")?);
    let inside = in_loop("inlined")?;
    Some(Goal {
        what: "A hot loop with one check before it is as fast as a loop without a check".to_owned(),
        measured: format!(
            "{} ns each turn, {} without a check, {} with one inside",
            number(read_once.ns),
            number(nothing.ns),
            number(inside.ns)
        ),
        verdict: Verdict::of(read_once.ns <= nothing.ns * 1.1),
    })
}

fn faster(what: &str, times: f64, ours: &Measured, fastest: &Measured) -> Goal {
    let measured = fastest.ns / ours.ns;
    let Measured { who, what: asked, ns, .. } = fastest;
    Goal {
        what: what.to_owned(),
        measured: format!(
            "{} times: {who}, {asked}, {} ns; ours {} ns",
            number(measured),
            number(*ns),
            number(ours.ns)
        ),
        verdict: Verdict::of(measured >= times),
    }
}

fn decisions(decisions: &[Measured]) -> Vec<Goal> {
    let Some(percentage) = decisions.first() else { return Vec::new() };
    let mut goals = vec![Goal {
        what: "A percentage in a scope takes at most 25 ns and allocates nothing".to_owned(),
        measured: format!("{} ns, {} allocations", number(percentage.ns), percentage.allocations),
        verdict: Verdict::of(percentage.ns <= 25.0 && percentage.allocations == 0.0),
    }];
    // Our first cases are those inside a scope, one for each set of rules.
    for ours in decisions.iter().take_while(|one| one.who == percentage.who) {
        let others = decisions.iter().filter(|one| one.what == ours.what && !is_ours(&one.who));
        let fastest = others.min_by(|one, other| one.ns.total_cmp(&other.ns));
        let what = format!("In a scope, 5 times faster than any peer: {}", ours.what);
        goals.extend(fastest.map(|fastest| faster(&what, 5.0, ours, fastest)));
    }
    goals
}

/// Returns the goals under contention. They need a case of a peer that slows down, because it shows that threads ran
/// in parallel.
fn contention(all: &[Strained]) -> Vec<Goal> {
    let parallel = all.iter().any(|one| !is_ours(&one.who) && worst(one).times > 2.0);
    let ours = all.iter().filter(|one| is_ours(&one.who));
    let goals = ours.map(|one| {
        let Slowdown { threads, times, .. } = worst(one);
        let verdict = if parallel { Verdict::of(times <= 1.3) } else { Verdict::NotShown };
        Goal {
            what: format!("Flips and other readers slow down no reader by more than 1.3 times: {}", one.what),
            measured: format!("{} times, with readers: {threads}", number(times)),
            verdict,
        }
    });
    goals.collect()
}

/// Returns the largest slowdown with flips.
fn worst(one: &Strained) -> Slowdown {
    let flipped = one.slowdowns.iter().copied().filter(|slowdown| slowdown.flipped);
    flipped.max_by(|one, other| one.times.total_cmp(&other.times)).expect("it is flipped")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(section: &str, expected: &[(&str, Verdict)]) {
        let goals = instructions(section);
        let found: Vec<(&str, Verdict)> = goals.iter().map(|goal| (goal.measured.as_str(), goal.verdict)).collect();
        assert_eq!(found, expected);
    }

    const HEAD: &str = "| case | instructions | beyond the bare `AtomicBool` | bound |\n|---|--:|--:|--:|\n";

    #[test]
    fn most_expensive_check_of_each_group_counts() {
        let rows = "| off: gated | 8 | 0 | 10 |\n| off: `not` | 9 | -1 | 11 |\n| on: gated | 10 | +3 | 12 |\n\
            | on: `all` of two | 14 | +4 | 16 |\n";
        check(
            &format!("{HEAD}{rows}"),
            &[
                ("+0 at most (off: gated)", Verdict::Met),
                ("+3 at most (on: gated)", Verdict::NotMet),
                ("+4 at most (on: `all` of two)", Verdict::Met),
            ],
        );
    }

    #[test]
    fn row_without_check_is_ignored() {
        check(&format!("{HEAD}| off: bare `AtomicBool` | 8 |  | 10 |\n| in a scope: ramp | 800 |  | 850 |\n"), &[]);
    }
}
