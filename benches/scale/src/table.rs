//! Markdown tables and the units of their figures.

use std::time::Duration;

/// A table whose first column names the row.
pub struct Table {
    columns: usize,
    text: String,
}

impl Table {
    pub fn new(header: impl IntoIterator<Item = String>) -> Self {
        let header: Vec<String> = header.into_iter().collect();
        let rule = ["|---|", &"---:|".repeat(header.len().saturating_sub(1)), "\n"].concat();
        Self { columns: header.len(), text: line(&header) + &rule }
    }

    pub fn row(&mut self, name: impl Into<String>, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = std::iter::once(name.into()).chain(cells).collect();
        assert_eq!(cells.len(), self.columns, "a row has a cell for each column");
        self.text.push_str(&line(&cells));
    }

    pub fn print(&self) {
        println!("{}", self.text);
    }
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A goal and whether the measurement meets it.
pub struct Goal {
    name: String,
    measured: String,
    is_met: bool,
}

impl Goal {
    pub fn new(name: impl Into<String>, measured: impl Into<String>, is_met: bool) -> Self {
        Self { name: name.into(), measured: measured.into(), is_met }
    }

    pub fn print_all(goals: &[Self]) {
        println!("### Goals of scale\n");
        let mut table = Table::new(["goal", "measured", ""].map(str::to_owned));
        for Self { name, measured, is_met } in goals {
            table.row(name, [measured.clone(), if *is_met { "met" } else { "**not met**" }.to_owned()]);
        }
        table.print();
    }
}

/// Formats three digits in a suitable unit.
pub fn time(time: Duration) -> String {
    let nanos = time.as_secs_f64() * 1e9;
    let (number, unit) = match nanos {
        ..1e3 => (nanos, "ns"),
        ..1e6 => (nanos / 1e3, "µs"),
        ..1e9 => (nanos / 1e6, "ms"),
        _ => (nanos / 1e9, "s"),
    };
    let decimals = match number {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{number:.decimals$} {unit}")
}
