//! The trait of enums that are the type of a toggle.

/// An enum that can be the type of a [`Toggle`](crate::Toggle).
///
/// It is fieldless and [derives](derive@crate::Variants) this trait, which is the only way to implement it.
///
/// ```
/// use toggle_runtime::Variants;
///
/// #[derive(Variants, Debug, Clone, Copy, PartialEq)]
/// enum Ranking {
///     Bm25,
///     Neural,
///     #[variant("vector-search")]
///     Vectors,
/// }
///
/// assert_eq!(Ranking::NAMES, ["bm25", "neural", "vector-search"]);
/// assert_eq!(Ranking::ALL[1], Ranking::Neural);
/// assert_eq!(Ranking::Vectors.name(), "vector-search");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no variants that a toggle could be set to",
    label = "not an enum that derives `Variants`",
    note = "write `#[derive(Variants, Clone, Copy)]` on the enum",
    note = "a toggle of a struct has the default of its type: leave `default` out"
)]
pub trait Variants: Copy + Send + Sync + 'static {
    /// All variants, in the order of their declaration.
    const ALL: &'static [Self];

    /// The names of the variants in configurations, in the same order.
    const NAMES: &'static [&'static str];

    #[doc(hidden)]
    const __TYPE: &'static str;

    #[doc(hidden)]
    const __DISCRIMINANTS: &'static [i128];

    /// Returns the variant's name in configurations.
    fn name(self) -> &'static str;
}
