use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 0, shadow)]
#[track_caller]
fn line() -> u32 {
    std::panic::Location::caller().line()
}

fn main() {}
