//! The bounds on values of shadow mode, and the default functions that compare them.

use std::fmt::Debug;

/// A value that can be compared.
#[diagnostic::on_unimplemented(
    message = "`shadow` compares the results of both ways, and `{Self}` cannot be compared",
    label = "`{Self}` is not `PartialEq`",
    note = "`shadow` needs `PartialEq` to compare the values, and `Debug` to show differing ones",
    note = "with `compare = path` in the attribute, that function compares the values in place of `PartialEq`",
    note = "a type parameter needs the bounds `T: Debug + PartialEq`"
)]
pub trait Comparable: PartialEq {}

#[diagnostic::do_not_recommend]
impl<T: PartialEq> Comparable for T {}

/// A value that can be shown in a report of a difference.
#[diagnostic::on_unimplemented(
    message = "`shadow` shows differing values, and `{Self}` cannot be shown",
    label = "`{Self}` is not `Debug`",
    note = "`shadow` needs `Debug`, even if `compare = path` compares the values in place of `PartialEq`",
    note = "a type parameter needs the bounds `T: Debug + PartialEq`"
)]
pub trait Shown: Debug {}

#[diagnostic::do_not_recommend]
impl<T: Debug> Shown for T {}

/// Returns whether two values are equal. Used if the attribute names no function.
pub fn same<R: Comparable>(control: &R, candidate: &R) -> bool {
    control == candidate
}

/// Returns false: no difference is ignored. Used if the attribute names no function.
pub fn reported<R>(_: &R, _: &R) -> bool {
    false
}
