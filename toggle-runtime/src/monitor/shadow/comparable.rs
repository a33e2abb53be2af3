//! The bounds on values of shadow mode, and the default functions that compare them.

use std::fmt::Debug;

/// A value that can be compared.
#[diagnostic::on_unimplemented(
    message = "`shadow` compares what both ways return, and `{Self}` cannot be compared",
    label = "`{Self}` is not `PartialEq`",
    note = "`shadow` asks for `PartialEq`, to compare the values, and for `Debug`, to show those that differ",
    note = "with `compare = path` in the attribute, that function compares them in place of `PartialEq`",
    note = "a type parameter says so by its bounds: `T: Debug + PartialEq`"
)]
pub trait Comparable: PartialEq {}

#[diagnostic::do_not_recommend]
impl<T: PartialEq> Comparable for T {}

/// A value that can be shown in a report of a difference.
#[diagnostic::on_unimplemented(
    message = "`shadow` shows the values that differ, and `{Self}` cannot be shown",
    label = "`{Self}` is not `Debug`",
    note = "`shadow` asks for `Debug`, also where `compare = path` compares the values in place of `PartialEq`",
    note = "a type parameter says so by its bounds: `T: Debug + PartialEq`"
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
