//! Messages as the compiler prints them, each with the lines that it is about.

use super::expand::{Message, Range};

pub(super) fn render(file: &str, source: &str, messages: &[Message]) -> String {
    let lines: Vec<&str> = source.lines().collect();
    messages.iter().map(|message| one(file, &lines, message)).collect::<Vec<_>>().join("\n")
}

fn one(file: &str, lines: &[&str], Message { text, at, origin }: &Message) -> String {
    let Range { start, end } = *at;
    let width = end.line.to_string().len();
    let margin = " ".repeat(width);
    let (line, column) = (start.line, start.column + 1);
    let head = [format!("error: {text}"), format!("{margin}--> {file}:{line}:{column}"), format!("{margin} |")];
    let excerpt = if line == end.line {
        let marks = "^".repeat(end.column - start.column);
        let indent = " ".repeat(start.column);
        vec![format!("{line:width$} | {}", lines[line - 1]), format!("{margin} | {indent}{marks}")]
    } else {
        several(lines, *at, width)
    };
    let note = origin.map(|name| {
        let advice = "in Nightly builds, run with -Z macro-backtrace for more info";
        [format!("{margin} |"), format!("{margin} = note: this error originates in the {name} ({advice})")]
    });
    let rendered = head.into_iter().chain(excerpt).chain(note.into_iter().flatten());
    rendered.map(|line| line + "\n").collect()
}

/// Several lines, with a bar at their side.
fn several(lines: &[&str], Range { start, end }: Range, width: usize) -> Vec<String> {
    let margin = " ".repeat(width);
    let first = lines[start.line - 1];
    let mut rendered = if first[..start.column].trim().is_empty() {
        vec![format!("{:width$} | / {first}", start.line)]
    } else {
        let under = "_".repeat(start.column + 1);
        vec![format!("{:width$} |   {first}", start.line), format!("{margin} |  {under}^")]
    };
    // The compiler leaves the middle of many lines out.
    let is_long = end.line - start.line > 5;
    for number in start.line + 1..=end.line {
        match number - start.line {
            4 if is_long => rendered.push("...  |".to_owned()),
            5.. if is_long && number < end.line => {}
            _ => rendered.push(format!("{number:width$} | | {}", lines[number - 1]).trim_end().to_owned()),
        }
    }
    rendered.push(format!("{margin} | |{}^", "_".repeat(end.column)));
    rendered
}
