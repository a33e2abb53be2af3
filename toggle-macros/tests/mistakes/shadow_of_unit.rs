use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = old(), shadow)]
fn store() -> () {
    println!("x");
}

fn old() {}

fn main() {}
