use toggle_runtime::enabled;

fn main() {
    let _ = enabled!("x", shadow, compare = u32::eq);
}
