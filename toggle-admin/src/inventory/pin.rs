//! The state that a build has pinned a toggle to.

use std::fmt;

use super::Toggle;

/// The state that the build has pinned a toggle to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pin<'a> {
    /// No pin: the toggle can be flipped.
    None,
    /// A pin in only a part of the code, so that the rest can still run either path.
    InPart(&'a str),
    /// A pin in all of the code.
    To(&'a str),
}

impl Toggle {
    /// Returns the state that the build has pinned it to.
    pub fn pin(&self) -> Pin<'_> {
        let of_declarations = self.declarations.iter().map(|declaration| declaration.pin.as_deref());
        let of_points = self.points.iter().map(|point| point.pin.as_deref());
        let mut pins = of_declarations.chain(of_points);
        match pins.clone().flatten().next() {
            None => Pin::None,
            Some(first) if pins.all(|pin| pin == Some(first)) => Pin::To(first),
            Some(first) => Pin::InPart(first),
        }
    }
}

/// Displays an empty text if the toggle can be flipped.
impl fmt::Display for Pin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::InPart(pin) => write!(f, "{pin} (in part)"),
            Self::To(pin) => f.write_str(pin),
        }
    }
}
