//! The public macros and their documentation, which is here so that it can link to items and its examples compile.

/// Gates code by toggles: the code runs while they are on.
///
/// ```text
/// #[feature_toggle(CONDITION?, for = EXPR?, else = EXPR?, shadow?, compare = EXPR?, ignore = EXPR?, guard?,
///     failure = EXPR?, crate = PATH?)]
///
/// CONDITION = "name" | path::to::DECLARATION | not(CONDITION) | all(CONDITION, ..) | any(CONDITION, ..)
/// ```
///
/// A condition is the name of a toggle, the path of its declaration, or a combination of conditions. The path of a
/// declaration whose name is not in capitals needs another segment: `self::new_checkout`. A single word in lower case
/// is refused, because it is most often a name without its quotes, or a variable. To check a name that is only known at
/// run time, call [`is_enabled(name)`](crate::is_enabled).
///
/// # On a function
///
/// The body runs while the condition holds. Otherwise the function returns the value of the expression after `else`.
/// The expression stands in the function's own scope: it sees the arguments and `self`, may use `?`, `.await` and
/// `return`, and is type-checked like any other code. It does not see the variables of the body. Without `else`, the
/// return type must have an off value: see [`WhenOff`](crate::WhenOff).
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
/// The attribute works on any function: generic, `async`, `unsafe`, `extern`, with any pattern and any `self`, in
/// traits, and with `#[async_trait]` on either side. The gate is inside the body, so callers, the signature and other
/// attributes stay the same. Values are dropped in the order of your crate's edition, as without the gate. A `const fn`
/// is refused, because the compiler may run it.
///
/// # With other attributes
///
/// The compiler expands the first attribute first. Some attributes make an `async fn` synchronous, such as
/// `#[tokio::main]`, `#[tokio::test]` and `#[async_recursion]`. Below such an attribute, the gate is around the call of
/// the executor or around a boxed future, and `else` cannot use `.await` there. Write this attribute above them:
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
/// `#[async_trait]` may stand on either side. Gates inside a function may use `.await`, wherever the function's own
/// attribute stands.
///
/// # On an `impl` block or an inline module
///
/// The attribute gates every function in the block or module that has a body. In a module, this includes nested modules
/// and traits. Each function has its own [point](crate::ToggleStatus::points). The place of all these points is the
/// attribute.
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
/// A function with the attribute can have further gates inside. The function's own attribute may then have no
/// condition; without a condition and without a gate inside, it is an error. A gate can stand on
///
/// * a block or any other statement: while the toggle is off, the statement is skipped, or replaced by `else`;
/// * a `let`: it takes the value of `else` or of its own expression. The gate makes a value, so a pattern that would
///   only borrow from a place (`let ref name = user.name`) moves or copies out of the place;
/// * a match arm: while the toggle is off, the match falls through to the next arm that fits. The compiler ensures that
///   there is one.
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
/// Such a gate may depend on the build: `#[cfg_attr(feature = "toggles", feature_toggle("audit-log"))]`. So may the
/// attribute of the function. A library can make its gates optional in this way, and its dependency on this crate.
///
/// Inside a function, the attribute is recognized by its name, `feature_toggle`, and needs no import. A gate under
/// another name, as after `use toggle_runtime::feature_toggle as gate`, is an error there.
///
/// # Shadow mode
///
/// `shadow` runs both ways in a share of the calls, `else` and the body, and compares their results (a dark launch).
/// The caller gets the result of `else`. Shadow mode applies while the toggle is set to `shadow`. While the toggle is
/// on or off, one way runs.
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
/// assert_eq!(price(&[1, 2]), 3); // the result of `else`, whatever the body returns
/// # Ok(())
/// # }
/// ```
///
/// In a file, `new-pricing = "shadow"` compares every call, and `new-pricing = { shadow = 5 }` compares 5 % of the
/// calls.
///
/// * Shadow mode is not for code with side effects, which would happen twice.
/// * The return type must implement `PartialEq` and `Debug`. `compare = path` names a function of two references that
///   returns whether the results are the same. The result of `else` is its first argument. `ignore = path` names a
///   function that returns whether a difference does not matter.
/// * Both ways borrow the arguments that both use. Neither can take or change such an argument.
/// * With `panic = "abort"`, a panic of the body ends the program.
/// * `shadow(values = false)` counts and reports differences without the values.
///
/// See [shadow mode](crate::_shadow) for the details.
///
/// # Guard
///
/// `guard` counts panics, failures and slow calls of the body. The [`Outcome`](crate::Outcome) of the result defines a
/// failure: an `Err` is one by default. If too many calls fail, the guard switches the toggle off.
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
/// `failure = ..` defines the failures of this function, in place of [`Outcome`](crate::Outcome). It is a function or a
/// closure that takes a reference to the result. It runs after the body, and a panic of it counts as a panic of the
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
/// The budget of the guard is in the configuration, in the toggle's table. Without a budget, the guard counts nothing:
///
/// ```toml
/// [new-parser]
/// rules = [{ rollout = 25 }]
/// guard = { failures = "5%", over = "1m", min-calls = 50, slow = "250ms", retry = "10m" }
/// ```
///
/// The caller gets the result of the body, or its panic. With `panic = "abort"`, a panic cannot be counted. See
/// [guards](crate::_guard) for the details.
///
/// # Limits of `shadow` and `guard`
///
/// * The condition must be a single toggle.
/// * The attribute must be on a function, or on an `impl` block or a module, where the words apply to each function.
///   Inside a function they are refused, because `return` and `?` would leave more than the gated code.
/// * The body becomes a closure, and `#[track_caller]` has no effect in a closure. The attribute therefore refuses
///   `#[track_caller]`, and the methods of [`Index`](std::ops::Index) and [`IndexMut`](std::ops::IndexMut), whose
///   traits have it. The attribute cannot detect that another trait has it.
/// * The return type needs a name: `impl Trait` is refused.
///
/// The two words can be combined. The guard then counts the body wherever it runs.
///
/// # Targeting
///
/// `for = EXPR` sets the [`&Context`](crate::Context) of the check. The expression is evaluated only if the state of a
/// toggle depends on the context, and never for a toggle that is plainly on or off. Without `for`, the check uses the
/// context of the current [scope](crate::scope()).
///
/// # Another path to this crate
///
/// `crate = PATH` sets the path by which generated code reaches this crate, if it is not `::toggle_runtime`. All macros
/// take this argument. Gates inside a function inherit it from the function's own attribute. See
/// [platform crates](crate::_platform).
///
/// # Listing
///
/// Each name in a condition is a toggle point. [`toggles`](crate::toggles) lists it with the place of this attribute. A
/// name without a declaration works: such a toggle is off until a source sets it.
///
/// # Errors
///
/// Wrong use is a compile error at the wrong token. The item itself still compiles, so that its callers add no errors.
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
/// All arguments but the name are optional. The default is off. The doc comment is the description of the toggle, and
/// rustdoc shows the arguments of the attribute below it.
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
/// # Enums, numbers, strings and structs
///
/// The type of the `static` defines the values of the toggle, and [`value!`](macro@crate::value) returns the current
/// value. The default has the same type: it is a literal or the path of a variant. A [struct](crate::_structures) has
/// no `default`, because its default is its [`Default`].
///
/// | type | default | |
/// |---|---|---|
/// | `Toggle` | `on`, `off` | off, if it is left out |
/// | `Toggle<Ranking>` | `Ranking::Bm25` | an enum that derives [`Variants`](derive@crate::Variants) |
/// | `Toggle<i64>` | `20` | `range = 1..=100`, `1..` or `..=100` limits it |
/// | `Toggle<u8>` | `3` | likewise for `u16` to `u64`, `i8` to `i32`, `usize` and `isize`, within the type's limits |
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
/// A toggle has one declaration, which may be in any crate of the program. A second declaration is a
/// [problem](crate::Problem::DeclaredTwice).
pub use toggle_macros::toggle;

/// Checks toggles in an expression, and returns a `bool`: `enabled!(CONDITION, for = EXPR?, crate = PATH?)`.
///
/// Use it for a decision that [`feature_toggle`](macro@feature_toggle) cannot express. The conditions, `for` and
/// `crate` are those of that attribute.
///
/// ```
/// use toggle_runtime::enabled;
///
/// let columns = if enabled!(any("wide-layout", "beta-ui")) { 3 } else { 2 };
/// assert_eq!(columns, 2);
/// ```
///
/// A check never panics, blocks or returns an error. In a hot loop, check once before the loop, so that the loop sees
/// one value until it ends.
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
/// The type is the type of the declaration: a `bool`, a number, an `Arc<str>`, an enum of
/// [`Variants`](trait@crate::Variants), or the `Arc` of a struct that derives [`Structured`](trait@crate::Structured).
///
/// The macro returns the same value as [`get`](crate::Toggle::get) or, with `for`, as
/// [`get_for`](crate::Toggle::get_for). In addition, the call is a toggle point: [`toggles`](crate::toggles) and
/// `cargo toggle list` show it, `cargo toggle diff` reports its removal, and [observed](crate::Observe) answers are
/// counted for it.
///
/// A value that is plainly on or off, a variant, or the default number costs one relaxed load. Any other value is
/// looked up without a lock. A number needs no allocation, and a string or a struct is a clone of its `Arc`. The
/// expression after `for` is evaluated only if the value depends on a context.
///
/// A toggle without a declaration has no type, so a name in quotes is a compile error.
pub use toggle_macros::value;

/// Derives [`Variants`](trait@crate::Variants) for a fieldless enum, so that it can be the type of a toggle.
///
/// The enum has 1 to 126 variants and must be `Copy`. The macro also derives `From<Ranking> for`
/// [`Value`](crate::Value), so that [`set`](crate::set) takes a variant.
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
/// `#[variant("other-name")]` sets another name. Names follow the rules of toggle names, and must differ from each
/// other.
///
/// The conversion is the one of the crate [`heck`](https://docs.rs/heck), which clap also uses for its value enums. A
/// word starts at an upper-case letter that follows a lower-case one, and at the last of several upper-case letters
/// before a lower-case one. A digit belongs to the word before it. So `Bm25` is `bm25`, `Bm25Okapi` is `bm25-okapi`,
/// and `HTTPServer` is `http-server` (serde's `rename_all = "kebab-case"` makes `h-t-t-p-server` of it).
///
/// `#[variants(crate = path)]` on the enum sets [another path](crate::_platform) to this crate.
///
/// The order of the variants matters for rules with weights.
pub use toggle_macros::Variants;

/// Derives [`Structured`](trait@crate::Structured) for a struct, so that it can be the type of a toggle.
///
/// The struct has named fields and no generic parameters, and must be [`Deserialize`](serde::Deserialize) and
/// [`Default`]. The macro also derives `From<Limits> for` [`Value`](crate::Value), so that [`set`](crate::set) and
/// [scopes](crate::scope()) take a value.
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
/// The declaration has no `default`, because [`Default::default`] is the default. The [guide](crate::_structures)
/// describes the form of such a toggle in files.
///
/// `#[structured(crate = path)]` on the struct sets [another path](crate::_platform) to this crate.
pub use toggle_macros::Structured;

/// Runs a test for each combination of the values of some toggles:
/// `#[toggle_test("name", DECLARATION, .., crate = PATH?)]`.
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
/// A failed run ends the test, and its message names the values: ``with `whole-euros` = on: assertion failed: ..``.
///
/// A [`scope`](crate::scope()) sets the toggles for each run, so tests that run in parallel do not affect each other.
/// An on/off toggle has two values, and an enum has all its [`Variants`](trait@crate::Variants). Numbers, strings and
/// structs have no list of values, so the attribute refuses them. A toggle that the build has [pinned](crate::_pins)
/// has the pinned value alone. For up to four toggles, all combinations run. For more toggles, so many combinations run
/// that every two values of every two toggles meet in one of them (*pairwise testing*).
///
/// The test may return any type that a test may return, such as a `Result`. `#[ignore]` and `#[should_panic]` keep
/// their meaning; a test that should panic must panic in every run. The test may be asynchronous, with the attribute of
/// its executor.
///
/// # Order
///
/// The attribute must be above any other attribute that registers a test, such as `#[test]`, `#[test_case(..)]` and
/// `#[tokio::test]`. It then leaves the registration to the other attribute:
///
/// ```ignore
/// #[toggle_test("new-checkout", FAST_PATH)]
/// #[tokio::test]
/// async fn an_order_arrives() -> Result<(), Error> {
///     // ..
/// }
/// ```
///
/// Below `#[test]` or `#[test_case(..)]`, the attribute cannot see the other one. Such a test is registered twice, and
/// fails when it runs for the second time. Only `#[rstest]` may be above: rstest then makes new arguments for each run,
/// so the test can consume them.
pub use toggle_macros::toggle_test;

/// Registers an engine of stores: the schemes of its URLs, and the function that opens the store of a URL.
///
/// Use it in a crate with a [`Source`](crate::Source) for a store. A program that links the crate, with
/// `use my_store as _;`, then needs nothing but the environment variable `TOGGLE_STORE=my-store://host/shop`.
///
/// The function gets the whole URL, parses it, and returns the source. It should not connect: the program waits for
/// it, also in its first check, and reads the source afterwards. An error is reported as a
/// [problem](crate::Problem::SourceFailed) of `TOGGLE_STORE`, without the user and password of the URL.
///
/// # Errors
///
/// A function of another type than `fn(&str) -> Result<Arc<dyn Source>, SourceError>` is a compile error.
///
/// ```
/// use std::sync::Arc;
/// use toggle_runtime::{Source, SourceError, States};
///
/// struct Shop(String);
///
/// impl Source for Shop {
///     fn name(&self) -> String {
///         format!("shop {}", self.0)
///     }
///
///     fn read(&self) -> Result<States, SourceError> {
///         Ok(States::new())
///     }
/// }
///
/// fn open(url: &str) -> Result<Arc<dyn Source>, SourceError> {
///     let host = url.strip_prefix("shop://").ok_or("expected shop://HOST")?;
///     Ok(Arc::new(Shop(host.to_owned())))
/// }
///
/// toggle_runtime::engine!(["shop"], open);
/// ```
#[macro_export]
macro_rules! engine {
    ([$($scheme:literal),+ $(,)?], $open:expr $(,)?) => {
        const _: () = {
            $crate::__private::ENGINES! {
                #![linkme_macro = $crate::__private::ENGINES]
                static __TOGGLE_ENGINE: $crate::__private::Engine =
                    $crate::__private::Engine::new(&[$($scheme),+], $open);
            }
        };
    };
}
