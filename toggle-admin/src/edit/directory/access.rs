//! The modes in which a file is opened or created.

/// The access to an existing file.
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
    /// The users that the umask of this process admits.
    Usual,
}
