//! The macros, with their documentation: here it can link to what they expand to, and its examples compile.

/// Gates code by toggles: it runs while they are on.
///
/// ```text
/// #[feature_toggle(CONDITION?, for = EXPR?, else = EXPR?)]
///
/// CONDITION = "name" | path::to::DECLARATION | not(CONDITION) | all(CONDITION, ..) | any(CONDITION, ..)
/// ```
///
/// # On a function
///
/// The body runs while the condition holds. Otherwise the function gives the value of the expression after `else`, which
/// stands in the function's own scope: it sees the arguments and `self`, may use `?`, `.await` and `return`, and is
/// type-checked like any other code. It does not see what the body declares. Without `else` the return type must have a
/// value for "nothing", see [`WhenOff`](crate::WhenOff).
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
/// `#[async_trait]` (on either side of it). The gate is inside the body, so callers, signature and other attributes stay
/// what they are. Not `const fn`, which the compiler may run.
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
/// A function that carries the attribute, be it without a condition (which is an error where nothing is gated inside), can
/// have it inside on
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
/// # For whom
///
/// `for = EXPR` gives the [`&Context`](crate::Context) of the check. The expression is evaluated only if a toggle's state
/// depends on the context: never for one that is plainly on or off. Without it, the context is that of the current
/// [scope](crate::scope()).
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
/// #[toggle("name", default = on | off, kind = release | experiment | ops | permission,
///          owner = "..", since = "YYYY-MM-DD", expires = "YYYY-MM-DD")]
/// ```
///
/// All but the name may be left out; the default is off. The doc comment is the toggle's description; below it, rustdoc shows
/// what the attribute says.
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
/// A toggle has one declaration, which may stand in any crate of the program. A second one is a
/// [problem](crate::Problem::DeclaredTwice).
pub use toggle_macros::toggle;

/// Asks toggles in an expression: `enabled!(CONDITION, for = EXPR?)`, with the conditions of
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
