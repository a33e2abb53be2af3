//! The Markdown table of the counts.

use crate::{
    Counts,
    bounds::Bounds,
    cases::{Kind, MEASURED, WARM_UP},
};

/// Prints the counts in Markdown.
pub(crate) fn print(counts: &Counts, bounds: &Bounds) {
    println!("## Instructions\n");
    println!(
        "Counted by callgrind, per call, minus the cost of a call of an empty function: {MEASURED} calls of each \
         case after {WARM_UP} uncounted calls. A bound is the maximum that `benches/instructions/bounds.toml` \
         allows.\n"
    );
    println!("| case | instructions | beyond the bare `AtomicBool`, or what has no check | bound |");
    println!("|---|--:|--:|--:|");
    for count in counts {
        let base = match &count.kind {
            Kind::Check { bare, .. } => Some(bare.as_str()),
            Kind::Pinned { plain } => Some(*plain),
            Kind::Empty | Kind::Other => None,
        };
        let base = base.and_then(|base| counts.iter().find(|other| other.name == base));
        let beyond = base.map(|base| {
            format!("{:+}", i128::from(count.instructions) - i128::from(base.instructions)).replace("+0", "0")
        });
        let bound = bounds.of_case(&count.name).map_or_else(|| "none".to_owned(), |most| most.to_string());
        println!("| {} | {} | {} | {bound} |", count.name, count.instructions, beyond.unwrap_or_default());
    }
    println!();
}
