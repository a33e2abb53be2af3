//! Aligned columns.

use std::io;

use anstyle::Style;
use toggle_admin::untrusted;
use unicode_width::UnicodeWidthStr;

use crate::output::{Line, Out};

/// A cell: its text and style.
pub type Cell = (String, Style);

/// Prints rows in aligned columns, in the layout of [`lines`].
///
/// # Errors
///
/// If the output cannot be written.
pub fn print(out: &mut Out<'_>, rows: &[Vec<Cell>]) -> io::Result<()> {
    lines(rows).iter().try_for_each(|line| out.line(line))
}

/// Makes a line of each row, with the columns aligned, two spaces apart, and no space at the end.
pub fn lines(rows: &[Vec<Cell>]) -> Vec<Line> {
    // The escaped text has another width, so the alignment uses the text as it is shown.
    let shown = |row: &Vec<Cell>| row.iter().map(|(text, style)| (untrusted::shown(text), *style)).collect();
    let rows: Vec<Vec<Cell>> = rows.iter().map(shown).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|(text, _)| text.width()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    rows.iter().map(|row| line(row, &widths)).collect()
}

/// Removes columns from the rows, in the order of `left_out`, until the rows are at most `width` wide.
pub fn fitted(rows: &[Vec<Cell>], left_out: &[usize], width: usize) -> Vec<Vec<Cell>> {
    let without = |count: usize| -> Vec<Vec<Cell>> {
        let is_left_out = |column: usize| left_out[..count].contains(&column);
        let row = |row: &Vec<Cell>| {
            row.iter().enumerate().filter(|(column, _)| !is_left_out(*column)).map(|(_, cell)| cell.clone()).collect()
        };
        rows.iter().map(row).collect()
    };
    let fits = |rows: &[Vec<Cell>]| lines(rows).iter().all(|line| line.width() <= width);
    let mut fitted = rows.to_vec();
    for count in 1..=left_out.len() {
        if fits(&fitted) {
            break;
        }
        fitted = without(count);
    }
    fitted
}

fn line(row: &[Cell], widths: &[usize]) -> Line {
    let mut line = Line::new();
    let mut gap = 0;
    for ((text, style), width) in row.iter().zip(widths) {
        if !text.is_empty() {
            line = line.text(" ".repeat(gap)).styled(*style, text);
            gap = 0;
        }
        gap += width + 2 - text.width();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_left_out_until_rows_fit() {
        let rows = [["name", "a", "b"].map(|cell| (cell.to_owned(), Style::new())).to_vec()];
        let shown = |width: usize| {
            let texts: Vec<String> = fitted(&rows, &[2, 1], width)[0].iter().map(|(text, _)| text.clone()).collect();
            texts.join(" ")
        };
        assert_eq!(
            [shown(10), shown(9), shown(7), shown(6), shown(1)],
            ["name a b", "name a", "name a", "name", "name"]
        );
    }

    #[test]
    fn columns_are_aligned_by_display_width() {
        let row = |cells: [&str; 3]| cells.map(|cell| (cell.to_owned(), Style::new())).to_vec();
        let rows = [row(["a", "b", "c"]), row(["日本", "", "c"]), row(["", "é", ""])];
        let mut out = Vec::new();
        print(&mut Out::new(&mut out), &rows).expect("memory can be written to");
        assert_eq!(String::from_utf8_lossy(&out), "a     b  c\n日本     c\n      é\n");
    }
}
