use toggle_runtime::feature_toggle;

#[feature_toggle]
fn handle(n: u32) -> u32 {
    match n {
        #[feature_toggle("x", guard)]
        1 => 2,
        _ => 3,
    }
}

fn main() {}
