use toggle_runtime::{Toggle, Variants, enabled, feature_toggle, toggle, toggle_test};

#[feature_toggle("new-checkout", crate = "toggle_runtime")]
fn in_quotes() {}

#[feature_toggle("new-checkout", crate)]
fn without_a_path() {}

#[toggle("crate-is-empty", crate = )]
static EMPTY: Toggle;

#[toggle("crate-is-called", crate = toggle_runtime())]
static CALLED: Toggle;

#[feature_toggle("new-checkout", crate = toggle_runtime, crate = ::toggle_runtime)]
fn given_twice() {}

#[feature_toggle("new-checkout", crat = toggle_runtime)]
fn misspelt() {}

#[derive(Variants, Clone, Copy)]
#[variants("ranking")]
enum Ranking {
    #[variants("bm")]
    Bm25,
}

#[toggle_test("new-checkout", crate = 5)]
fn of_a_number() {}

fn main() {
    in_quotes();
    let _ = enabled!("new-checkout", crate(toggle_runtime));
    let _ = (EMPTY.is_enabled(), CALLED.is_enabled(), Ranking::Bm25);
}
