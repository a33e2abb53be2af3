use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = n, shadow)]
fn count((log, n): (&mut Vec<u8>, usize)) -> usize {
    log.push(1);
    n
}

fn main() {}
