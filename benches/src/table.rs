//! The builder of Markdown tables.

/// A table in Markdown.
pub(crate) struct Table {
    columns: usize,
    text: String,
}

impl Table {
    /// Returns a table with these columns. The first `texts` columns are left-aligned text, the others are numbers.
    pub(crate) fn new(texts: usize, head: &[&str]) -> Self {
        let rule = ["---|".repeat(texts), "--:|".repeat(head.len() - texts)].concat();
        Self { columns: head.len(), text: format!("| {} |\n|{rule}\n", head.join(" | ")) }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.line(&cells);
    }

    pub(crate) fn line(&mut self, cells: &[String]) {
        assert_eq!(cells.len(), self.columns, "each column has a cell");
        self.text += &format!("| {} |\n", cells.join(" | "));
    }

    pub(crate) fn markdown(self) -> String {
        self.text
    }
}

/// Formats three digits, or two decimals.
pub(crate) fn number(number: f64) -> String {
    let decimals = match number {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{number:.decimals$}")
}
