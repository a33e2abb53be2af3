/// An enum that a [`Toggle`](crate::Toggle) can be set to: a fieldless one that
/// [derives](derive@crate::Variants) this trait, which is the only way to implement it.
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
    /// All variants, in the order in which they are declared.
    const ALL: &'static [Self];

    /// What configurations call them, in the same order.
    const NAMES: &'static [&'static str];

    #[doc(hidden)]
    const __TYPE: &'static str;

    #[doc(hidden)]
    const __DISCRIMINANTS: &'static [i128];

    /// What configurations call the variant.
    fn name(self) -> &'static str;
}
