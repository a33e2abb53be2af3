use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 0, shadow)]
#[feature_toggle("y", else = { log.push(1); 1 }, shadow)]
fn count(log: &mut Vec<u8>) -> usize {
    2
}

fn main() {}
