//! The ways in which a file is opened or made.

/// The use of a file that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::edit) enum Access {
    Read,
    ReadWrite,
}

/// The users who may open a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::edit) enum Rights {
    /// The owner alone.
    Private,
    /// The users whom the mask of this process admits.
    Usual,
}
