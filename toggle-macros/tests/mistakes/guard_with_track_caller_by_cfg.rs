use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 0, guard)]
#[cfg_attr(all(), track_caller)]
fn line() -> u32 {
    std::panic::Location::caller().line()
}

fn main() {}
