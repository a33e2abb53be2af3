use crate::{
    Counts,
    bounds::Bounds,
    cases::{Kind, MEASURED, WARM_UP},
};

/// Prints the counts in Markdown.
pub(crate) fn print(counts: &Counts, bounds: &Bounds) {
    println!("## Instructions\n");
    println!(
        "Counted by callgrind, per call, beyond what a call of an empty function takes: {MEASURED} calls of each case \
         after {WARM_UP}. A bound is the most that `benches/instructions/bounds.toml` lets pass.\n"
    );
    println!("| case | instructions | beyond the bare `AtomicBool` | bound |");
    println!("|---|--:|--:|--:|");
    for count in counts {
        let beyond = match &count.kind {
            Kind::Check { bare, .. } => counts.iter().find(|other| other.name == *bare).map(|bare| {
                format!("{:+}", i128::from(count.instructions) - i128::from(bare.instructions)).replace("+0", "0")
            }),
            _ => None,
        };
        let bound = bounds.of_case(&count.name).map_or_else(|| "none".to_owned(), |most| most.to_string());
        println!("| {} | {} | {} | {bound} |", count.name, count.instructions, beyond.unwrap_or_default());
    }
    println!();
}
