//! The colours of the terminal. The printer drops them for an output without colours.

use anstyle::{AnsiColor, Style};
use clap::builder::Styles;

/// Headings of tables.
pub const HEADING: Style = AnsiColor::Green.on_default().bold();
/// Names of toggles.
pub const NAME: Style = Style::new().bold();
/// Errors and overdue toggles.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Warnings.
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Text of less interest.
pub const QUIET: Style = Style::new().dimmed();
/// Additions, and toggles that are on.
pub const ADDED: Style = AnsiColor::Green.on_default();
/// Removals.
pub const REMOVED: Style = AnsiColor::Red.on_default();

/// Help, in the colours of cargo's help.
pub const HELP: Styles = Styles::styled()
    .header(HEADING)
    .usage(HEADING)
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default())
    .error(ERROR)
    .valid(AnsiColor::Cyan.on_default().bold())
    .invalid(WARNING);
