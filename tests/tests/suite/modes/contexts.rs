//! The context of `for =`, which is created only if rules need it.

use super::*;

thread_local! {
    static MADE: Cell<u32> = const { Cell::new(0) };
}

fn context(key: &str) -> Context {
    MADE.set(MADE.get() + 1);
    Context::new(key)
}

#[feature_toggle("mode", for = &context(key), else = 0, guard)]
fn guarded_for(key: &str) -> usize {
    key.len()
}

#[feature_toggle(MODE, for = &context(key), else = 0, shadow, compare = |a, b| a == b, ignore = |_, _| true)]
fn shadowed_for(key: &str) -> usize {
    key.len()
}

#[feature_toggle("mode", for = &fallible(key)?, else = Ok(0), guard)]
fn for_what_may_fail(key: &str) -> Result<usize, Problem> {
    Ok(key.len())
}

fn fallible(key: &str) -> Result<Context, Problem> {
    Ok(Context::new(key))
}

#[feature_toggle("mode", for = &Context::new(key), else = 0, shadow, guard)]
pub(super) async fn for_a_context_across_await(key: &str) -> usize {
    ready().await;
    key.len()
}

#[test]
fn a_context_is_made_only_where_it_matters() {
    check(|| guarded_for("ab"), 2, 0);
    check(|| shadowed_for("ab"), 2, 0);
    check(|| for_what_may_fail("ab"), Ok(2), Ok(0));
    check_async(|| for_a_context_across_await("ab"), 2, 0);
    assert_eq!(MADE.get(), 0);
}
