use toggle_runtime::feature_toggle;

#[feature_toggle]
fn handle() {
    #[feature_toggle("x", guard)]
    {
        println!("x");
    }
}

fn main() {}
