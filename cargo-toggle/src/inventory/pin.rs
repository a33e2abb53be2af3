//! The state that the build has pinned a toggle to.

use std::fmt;

use super::Toggle;

/// To what the build has pinned a toggle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pin<'a> {
    /// To nothing: it can be flipped.
    None,
    /// To this, but not everywhere, so that code is left that can run either way.
    InPart(&'a str),
    /// To this.
    To(&'a str),
}

impl Toggle {
    /// To what the build has pinned it.
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

/// Empty where it can be flipped.
impl fmt::Display for Pin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::InPart(pin) => write!(f, "{pin} (in part)"),
            Self::To(pin) => f.write_str(pin),
        }
    }
}
