use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = panic!(), guard)]
fn stop() -> ! {
    std::process::exit(1)
}

fn main() {}
