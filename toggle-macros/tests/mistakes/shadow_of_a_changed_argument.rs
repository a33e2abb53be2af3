use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = old(total), shadow)]
fn add(total: &mut u32, n: u32) -> u32 {
    *total += n;
    *total
}

fn old(total: &mut u32) -> u32 {
    *total
}

fn main() {}
