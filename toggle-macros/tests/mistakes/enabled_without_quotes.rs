use toggle_runtime::enabled;

fn main() {
    let _ = enabled!(new-checkout);
}
