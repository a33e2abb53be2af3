//! The memory that toggle files of every shape take, counted by the allocator.

mod held;
mod program;
mod shapes;
mod shared;

use std::sync::Mutex;

use self::{program::Program, shapes::Shape};

const MIB: usize = 1 << 20;
/// The largest accepted file.
const LARGEST: usize = 6 * MIB;
/// The maximum for a file: ten times the largest file, plus the spare capacity of the parser, plus the memory that
/// the program keeps for ten thousand toggles and their last changes.
const MOST: usize = 10 * LARGEST + 20 * MIB;
/// The maximum that remains after a file is gone: the memory for the program's toggles and their last changes.
const KEPT: usize = 6 * MIB;

/// The lock of a measurement, because the counter belongs to the process.
static COUNTING: Mutex<()> = Mutex::new(());

/// The memory that one file takes, in bytes.
struct Figures {
    /// The peaks of the first load, and of a load that replaces a similar file.
    peaks: [usize; 2],
    loaded: usize,
    /// The memory after three loads, and after loading a tiny file.
    read_again: usize,
    after: usize,
    outcome: String,
}

impl Figures {
    fn of(program: &Program, shape: &Shape, len: usize) -> Self {
        let texts = [(shape.text)(len, 0), (shape.text)(len, 1)];
        let base = held::now();
        let (outcome, first) = held::peak(|| program.push(&texts[0]));
        let loaded = held::now().saturating_sub(base);
        let (_, again) = held::peak(|| program.push(&texts[1]));
        drop(program.push(&texts[0]));
        let read_again = held::now().saturating_sub(base);
        program.push("# nothing\n");
        Self { peaks: [first, loaded + again], loaded, read_again, after: held::now().saturating_sub(base), outcome }
    }
}

fn counted<T>(count: impl FnOnce() -> T) -> T {
    let _counting = COUNTING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    count()
}

#[test]
fn ten_thousand_toggles_with_rules_fit() {
    let shape = &shapes::ALL[0];
    let len = 3_400_000;
    let figures = counted(|| Figures::of(&Program::new(), shape, len));
    assert_eq!(figures.outcome, "nothing is wrong");
    assert!((shape.text)(len, 0).contains("[t9999]"));
    assert!(figures.peaks[0] < 10 * len, "{} bytes", figures.peaks[0]);
    assert!(figures.peaks[1] < MOST, "{} bytes", figures.peaks[1]);
}

#[test]
fn no_shape_takes_more_than_a_bound() {
    let program = Program::new();
    for shape in shapes::ALL {
        for len in [MIB * 7 / 10, LARGEST] {
            let Figures { peaks, read_again, after, outcome, .. } = counted(|| Figures::of(&program, shape, len));
            let told = format!("{} of {len} bytes: {peaks:?}, {read_again}, {after}, {outcome}", shape.name);
            assert!(peaks.iter().all(|peak| *peak <= MOST), "{told}");
            assert!(read_again <= MOST / 2, "{told}");
            assert!(after <= KEPT, "{told}");
        }
    }
}

/// Prints a table for a report: `cargo test -p toggle-tests --test memory -- --ignored --nocapture`.
#[test]
#[ignore = "it is for people"]
#[allow(clippy::print_stdout, clippy::cast_precision_loss, reason = "a report")]
fn report() {
    let program = Program::new();
    let mib = |bytes: usize| format!("{:.1}", bytes as f64 / MIB as f64);
    println!("| shape | MiB of text | peak | peak of another | loaded | read again | after | outcome |");
    for shape in shapes::ALL {
        for len in [MIB / 4, MIB, 3 * MIB, LARGEST] {
            let figures = counted(|| Figures::of(&program, shape, len));
            let sizes = [figures.peaks[0], figures.peaks[1], figures.loaded, figures.read_again, figures.after];
            let sizes = sizes.map(mib).join(" | ");
            println!("| {} | {} | {sizes} | {} |", shape.name, mib((shape.text)(len, 0).len()), figures.outcome);
        }
    }
}
