//! The macros, with their documentation: here it can link to what they expand to, and its examples compile.

/// Gates code by toggles: it runs while they are on.
///
/// ```text
/// #[feature_toggle(CONDITION?, for = EXPR?, else = EXPR?, shadow?, compare = EXPR?, ignore = EXPR?, guard?,
///     failure = EXPR?, crate = PATH?)]
///
/// CONDITION = "name" | path::to::DECLARATION | not(CONDITION) | all(CONDITION, ..) | any(CONDITION, ..)
/// ```
///
/// The path of a declaration whose name is not in capitals has another part: `self::new_checkout`. A word in small
/// letters alone is refused, because it is most often a name without its quotes, or a variable. A name that is known at
/// run time only is asked with [`is_enabled(name)`](crate::is_enabled).
///
/// # On a function
///
/// The body runs while the condition holds. Otherwise the function gives the value of the expression after `else`,
/// which stands in the function's own scope: it sees the arguments and `self`, may use `?`, `.await` and `return`, and
/// is type-checked like any other code. It does not see what the body declares. Without `else` the return type must
/// have a value for "nothing", see [`WhenOff`](crate::WhenOff).
///
/// ```
/// use toggle_runtime::feature_toggle;
///
/// #[feature_toggle("new-greeting", else = format!("Hello {name}"))]
/// fn greeting(name: &str) -> String {
///     format!("Hi {name}!")
/// }
///
/// assert_eq!(greeting("Ada"), "Hello Ada");
/// ```
///
/// Any function will do: generic, `async`, `unsafe`, `extern`, with any pattern and any `self`, in traits and under
/// `#[async_trait]` (on either side of it). The gate is inside the body, so callers, signature and other attributes
/// stay what they are. Values are dropped in the order of your crate's edition, as without the gate. Not `const fn`,
/// which the compiler may run.
///
/// # With other attributes
///
/// The compiler expands the first attribute first. Some attributes make an `async fn` synchronous: below
/// `#[tokio::main]`, `#[tokio::test]` and `#[async_recursion]` the gate stands around the call of the executor, or
/// around a boxed future, where `else` cannot use `.await`. So this attribute stands above them:
///
/// ```ignore
/// #[feature_toggle("new-import", else = import_as_before().await)]
/// #[tokio::main]
/// async fn main() {
///     // ..
/// }
///
/// #[feature_toggle("new-import", else = imported_as_before().await)]
/// #[tokio::test]
/// async fn everything_is_imported() {
///     // ..
/// }
///
/// #[feature_toggle("new-sizes", else = old_size(path).await)]
/// #[async_recursion]
/// async fn size(path: &Path) -> u64 {
///     // ..
/// }
/// ```
///
/// `#[async_trait]` may stand on either side. Gates inside a function may use `.await` wherever the mark of the
/// function stands.
///
/// # On an `impl` block or an inline module
///
/// Gates every function in it that has a body, modules and traits inside a module included. Each is a
/// [point](crate::ToggleStatus::points) of its own; all of them are at the place of the attribute.
///
/// ```
/// use toggle_runtime::feature_toggle;
///
/// struct Cart;
///
/// #[feature_toggle("vouchers")]
/// impl Cart {
///     fn redeem(&self, code: &str) -> Option<u32> {
///         code.parse().ok()
///     }
/// }
///
/// assert_eq!(Cart.redeem("100"), None);
/// ```
///
/// # Inside a function
///
/// A function that carries the attribute, be it without a condition (which is an error where nothing is gated inside),
/// can have it inside on
///
/// * a block or any other statement, which is left out while the toggle is off, or replaced by `else`;
/// * a `let`, which takes the value of `else`, or of its own expression: a value, so that a pattern that would only have
///   borrowed from a place (`let ref name = user.name`) moves or copies out of it;
/// * a match arm, which then falls through to the next that fits: the compiler makes sure that there is one.
///
/// ```
/// use toggle_runtime::feature_toggle;
///
/// #[feature_toggle]
/// fn handle(order: u32) -> u32 {
///     #[feature_toggle("audit-log")]
///     {
///         println!("order of {order}");
///     }
///
///     #[feature_toggle("fast-path", else = order * 20)]
///     let price = order * 10;
///
///     match order {
///         #[feature_toggle("bulk-orders")]
///         100.. => price / 2,
///         _ => price,
///     }
/// }
///
/// assert_eq!(handle(100), 2000);
/// ```
///
/// Such a gate may depend on the build, `#[cfg_attr(feature = "toggles", feature_toggle("audit-log"))]`, as may the
/// mark of the function: so a library can make its gates, and its dependency on this crate, optional.
///
/// Inside a function, the attribute is known by its name, `feature_toggle`, and needs no import. Another name, as in
/// `use toggle_runtime::feature_toggle as gate`, is an error there.
///
/// # Shadow
///
/// With the word `shadow` a function can run both ways, `else` and its body, in a share of the calls, and the results
/// are compared: a dark launch. That is done while the toggle is set to `shadow`; otherwise it is on or off as ever.
///
/// ```
/// use toggle_runtime::feature_toggle;
///
/// #[feature_toggle("new-sum", else = items.iter().sum(), shadow)]
/// fn price(items: &[u32]) -> u32 {
///     items.iter().fold(0, |sum, price| sum + price)
/// }
///
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// toggle_runtime::set("new-sum", "shadow")?;
/// assert_eq!(price(&[1, 2]), 3); // what `else` gives, whatever the body does
/// # Ok(())
/// # }
/// ```
///
/// In a file, `new-pricing = "shadow"` does so in every call and `new-pricing = { shadow = 5 }` in five of a hundred.
/// It is not for code with side effects, which would take place twice. The function has to return something that is
/// `PartialEq` and `Debug`; with `compare = path` a function of two references tells whether the results, `else` first,
/// are the same, and with `ignore = path` one tells which differences do not matter. Both ways get the same arguments:
/// they borrow them, and neither can take one that the other needs, or change one that the other uses. With `panic =
/// "abort"` a panic of the body ends the program. With `shadow(values = false)` differences are counted and told
/// without the values. More is said in [shadow runs](crate::_shadow).
///
/// # Guard
///
/// With the word `guard` it is counted what becomes of the body: whether it panics, returns a failure by its
/// [`Outcome`](crate::Outcome), such as an `Err`, or takes too long. A toggle of which too many calls fail is switched off.
///
/// ```
/// use toggle_runtime::feature_toggle;
///
/// #[feature_toggle("new-parser", else = text.trim().parse(), guard)]
/// fn number(text: &str) -> Result<u32, std::num::ParseIntError> {
///     text.trim().trim_start_matches('0').parse()
/// }
///
/// assert_eq!(number(" 07 "), Ok(7));
/// ```
///
/// `failure = ..` says for this function which results are failures, in place of [`Outcome`](crate::Outcome): a function
/// or a closure that takes a reference to the result. It runs after the code, and a panic of it counts as one of the
/// call.
///
/// ```
/// use toggle_runtime::feature_toggle;
///
/// #[feature_toggle("new-port", else = Ok(80), guard, failure = |port| port.is_err() && !text.is_empty())]
/// fn port(text: &str) -> Result<u16, std::num::ParseIntError> {
///     text.parse()
/// }
///
/// assert_eq!(port("8080"), Ok(80));
/// ```
///
/// How many are too many stands in the configuration, in the toggle's table; without that, nothing is counted:
///
/// ```toml
/// [new-parser]
/// rules = [{ rollout = 25 }]
/// guard = { failures = "5%", over = "1m", min-calls = 50, slow = "250ms", retry = "10m" }
/// ```
///
/// The caller gets what the body gives, and its panics. With `panic = "abort"` a panic cannot be counted. More is said
/// in [guards](crate::_guard).
///
/// Both words ask for a condition that is one toggle, and for a function, or an `impl` block or a module, whose
/// functions they then go for: inside a function, `return` and `?` would leave more than the gated code. The body
/// becomes a closure, so `#[track_caller]` does not reach into it: it is refused, as are the methods of
/// [`Index`](std::ops::Index) and [`IndexMut`](std::ops::IndexMut), whose traits have it. The attribute does not see
/// whether another trait has it. The type that the function returns needs a name, not `impl Trait`. The words can be
/// combined: then the body is guarded wherever it runs.
///
/// # For whom
///
/// `for = EXPR` gives the [`&Context`](crate::Context) of the check. The expression is evaluated only if a toggle's
/// state depends on the context: never for one that is plainly on or off. Without it, the context is that of the
/// current [scope](crate::scope()).
///
/// # By another path
///
/// `crate = PATH` says by what path generated code reaches this crate, where that is not `::toggle_runtime`. All macros
/// take it; gates inside take over that of the attribute around them. See [platform crates](crate::_platform).
///
/// # Where it is listed
///
/// Each name in a condition is a point, listed by [`toggles`](crate::toggles) with the place of this attribute. A name
/// that is declared nowhere works: such a toggle is off until a source sets it.
///
/// # Errors
///
/// Wrong use is a compile error on the wrong token, and the item stays as it was.
pub use toggle_macros::feature_toggle;

/// Declares a toggle on a `static` of type [`Toggle`](crate::Toggle).
///
/// ```text
/// #[toggle("name", default = DEFAULT, range = MIN..=MAX, kind = release | experiment | ops | permission,
///          owner = "..", since = "YYYY-MM-DD", expires = "YYYY-MM-DD", crate = PATH)]
///
/// DEFAULT = on | off | path::to::Variant | 20 | 0.5 | "250ms" | "text"
/// ```
///
/// All but the name may be left out; the default is off. The doc comment is the toggle's description; below it, rustdoc
/// shows what the attribute says.
///
/// ```
/// use toggle_runtime::{Toggle, toggle};
///
/// /// Send mails. A kill switch: on, until someone turns it off.
/// #[toggle("mail", default = on, kind = ops, owner = "platform")]
/// pub static MAIL: Toggle;
///
/// assert!(MAIL.is_enabled());
/// let mail = toggle_runtime::toggles().find(|toggle| toggle.name == "mail").unwrap();
/// assert_eq!(mail.declaration.unwrap().owner.as_deref(), Some("platform"));
/// ```
///
/// # Variants, numbers, texts and structs
///
/// The type of the `static` says what the toggle can be set to, and [`value!`](macro@crate::value) what it is. Such a
/// toggle has a default of its type, which is a literal or the path of a variant. A [struct](crate::_structures) has
/// its [`Default`].
///
/// | type | default | |
/// |---|---|---|
/// | `Toggle` | `on`, `off` | off, if it is left out |
/// | `Toggle<Ranking>` | `Ranking::Bm25` | an enum that derives [`Variants`](derive@crate::Variants) |
/// | `Toggle<i64>` | `20` | `range = 1..=100`, `1..` or `..=100` limits it |
/// | `Toggle<u8>` | `3` | likewise for `u16`, `u32`, `u64`, `usize`, `i8`, `i16`, `i32` and `isize`; the limits of the type are checked |
/// | `Toggle<f64>` | `0.5` | likewise, with decimals: `range = 0.0..=1.0` |
/// | `Toggle<Duration>` | `"250ms"` | units `h`, `m`, `s`, `ms`, `us`, `ns`; `range = "10ms"..="1m 30s"` |
/// | `Toggle<Arc<str>>` | `"Good morning"` | no control characters but `\n` and `\t` |
/// | `Toggle<Limits>` | none: that of the type | a struct that derives [`Structured`](derive@crate::Structured) |
///
/// ```
/// use toggle_runtime::{Toggle, toggle, value};
///
/// /// How many results there are on a page.
/// #[toggle("page-size", default = 20, range = 1..=100, kind = ops)]
/// static PAGE_SIZE: Toggle<i64>;
///
/// assert_eq!(value!(PAGE_SIZE), 20);
/// ```
///
/// # One declaration
///
/// A toggle has one declaration, which may stand in any crate of the program. A second one is a
/// [problem](crate::Problem::DeclaredTwice).
pub use toggle_macros::toggle;

/// Asks toggles in an expression: `enabled!(CONDITION, for = EXPR?, crate = PATH?)`, with the conditions of
/// [`feature_toggle`](macro@feature_toggle).
///
/// ```
/// use toggle_runtime::enabled;
///
/// let columns = if enabled!(any("wide-layout", "beta-ui")) { 3 } else { 2 };
/// assert_eq!(columns, 2);
/// ```
///
/// In a hot loop, ask once before it. What the loop sees then stays the same until it ends.
pub use toggle_macros::enabled;

/// Returns the value of a declared toggle: `value!(DECLARATION, for = EXPR?, crate = PATH?)`.
///
/// ```
/// use toggle_runtime::{Context, Toggle, Variants, toggle, value};
///
/// #[derive(Variants, Clone, Copy)]
/// enum Ranking {
///     Bm25,
///     Neural,
/// }
///
/// #[toggle("ranking-of-hits", default = Ranking::Bm25, kind = experiment)]
/// static RANKING: Toggle<Ranking>;
///
/// let ada = Context::new("ada");
/// let order = match value!(RANKING, for = &ada) {
///     Ranking::Bm25 => "by words",
///     Ranking::Neural => "by meaning",
/// };
/// assert_eq!(order, "by words");
/// ```
///
/// The type is that of the declaration: a `bool`, a number, a text, an enum of [`Variants`](trait@crate::Variants), or
/// the `Arc` of a struct that derives [`Structured`](trait@crate::Structured).
///
/// The answer is the one of [`get`](crate::Toggle::get) and, with `for`, of [`get_for`](crate::Toggle::get_for). In
/// addition the place is a point, as one of `enabled!` is: [`toggles`](crate::toggles) and `cargo toggle list` show it,
/// `cargo toggle diff` notices when it goes, and [observed](crate::Observe) answers are counted there.
///
/// A value that is plainly on or off, a variant, or the default number costs one relaxed load. All others are looked
/// up without a lock; a number is not allocated, and a text or a struct is a clone of its `Arc`. The expression after
/// `for` is evaluated only if the value depends on a context.
///
/// A toggle that is declared nowhere has no type, so a name in quotes is refused; write its declaration.
pub use toggle_macros::value;

/// Derives [`Variants`](trait@crate::Variants) for a fieldless enum of 1 to 126 variants, which has to be `Copy`, so
/// that a toggle can be set to it; and `From<Ranking> for` [`Value`](crate::Value), so that [`set`](crate::set) takes
/// it.
///
/// ```
/// use toggle_runtime::{Toggle, Variants, toggle};
///
/// #[derive(Variants, Debug, Clone, Copy, PartialEq)]
/// enum Ranking {
///     Bm25,
///     Neural,
///     #[variant("vector-search")]
///     Vectors,
/// }
///
/// #[toggle("search-ranking", default = Ranking::Bm25, kind = experiment)]
/// static RANKING: Toggle<Ranking>;
///
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// assert_eq!(RANKING.get(), Ranking::Bm25);
/// toggle_runtime::set(&RANKING, Ranking::Vectors)?;
/// assert_eq!(RANKING.get(), Ranking::Vectors);
/// # toggle_runtime::clear(&RANKING)?;
/// # Ok(())
/// # }
/// ```
///
/// # Names
///
/// In configurations a variant has its name in kebab-case: `Neural` is `neural`, `VectorSearch` is `vector-search`.
/// `#[variant("other-name")]` gives it another one. Names follow the rules for those of toggles, and are all different.
///
/// The rule is that of the crate [`heck`](https://docs.rs/heck), which clap uses for its value enums as well: a word
/// starts at an upper-case letter that comes after a lower-case one, and at the last of several upper-case ones if a
/// lower-case one follows; a digit belongs to the word before it. So `Bm25` is `bm25`, `Bm25Okapi` is `bm25-okapi`, and
/// `HTTPServer` is `http-server` (which serde's `rename_all = "kebab-case"` would call `h-t-t-p-server`).
///
/// `#[variants(crate = path)]` on the enum gives [another path](crate::_platform) to this crate.
///
/// The order of the variants counts where a rule of the configuration gives them weights.
pub use toggle_macros::Variants;

/// Derives [`Structured`](trait@crate::Structured) for a struct with named fields and without generic parameters, which
/// has to be [`Deserialize`](serde::Deserialize) and [`Default`], so that a toggle can be it; and `From<Limits> for`
/// [`Value`](crate::Value), so that [`set`](crate::set) and [scopes](crate::scope()) take one.
///
/// ```
/// use serde::Deserialize;
/// use toggle_runtime::{Structured, Toggle, scope, toggle, value};
///
/// #[derive(Structured, Deserialize, Default)]
/// struct Limits {
///     per_second: u32,
///     burst: u32,
/// }
///
/// #[toggle("limits-of-uploads", owner = "storage")]
/// static LIMITS: Toggle<Limits>;
///
/// assert_eq!(value!(LIMITS).burst, 0);
/// scope().set(&LIMITS, Limits { per_second: 5, burst: 20 }).run(|| {
///     assert_eq!(value!(LIMITS).burst, 20);
/// });
/// ```
///
/// The declaration has no `default`: that is [`Default::default`]. The [guide](crate::_structures) says how files write
/// such a toggle.
///
/// `#[structured(crate = path)]` on the struct gives [another path](crate::_platform) to this crate.
pub use toggle_macros::Structured;

/// Runs a test in every combination of some toggles: `#[toggle_test("name", DECLARATION, .., crate = PATH?)]`.
///
/// ```
/// use toggle_runtime::{feature_toggle, toggle_test};
///
/// #[feature_toggle("whole-euros", else = cents)]
/// fn price(cents: u32) -> u32 {
///     cents.div_ceil(100) * 100
/// }
///
/// #[toggle_test("whole-euros")]
/// fn a_price_is_never_less() {
///     assert!(price(1999) >= 1999);
/// }
/// ```
///
/// A failure says what it was run with: ``with `whole-euros` = on: assertion failed: ..``. The test ends there.
///
/// The toggles are set by a [`scope`](crate::scope()) for each run, so tests that run in parallel do not see each
/// other's. A toggle that is on or off has these two values, one with [`Variants`](trait@crate::Variants) has them all;
/// numbers, texts and structs have no list, so they cannot be tested like this. What the build has
/// [pinned](crate::_pins) has the value that it is pinned to. Of up to four toggles, all combinations are run; of more,
/// so few that every two values of every two toggles meet in one of them (*pairwise testing*).
///
/// The test may return what any test may, such as a `Result`. `#[ignore]` and `#[should_panic]` stay; a test that
/// should panic has to in every run. It may be asynchronous, under the attribute of its executor.
///
/// # Order
///
/// The attribute stands above any other that registers a test, such as `#[test]`, `#[test_case(..)]` and
/// `#[tokio::test]`, and then leaves the registration to that one:
///
/// ```ignore
/// #[toggle_test("new-checkout", FAST_PATH)]
/// #[tokio::test]
/// async fn an_order_arrives() -> Result<(), Error> {
///     // ..
/// }
/// ```
///
/// Below `#[test]` or `#[test_case(..)]` it cannot see them. Such a test is registered twice, and fails when it runs
/// for the second time. Only `#[rstest]` may stand above: then rstest makes the arguments anew for each run, which the
/// test can use up.
pub use toggle_macros::toggle_test;
