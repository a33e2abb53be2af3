use toggle_runtime::feature_toggle;

struct Store;

#[feature_toggle("x", else = Default::default(), shadow)]
impl Store {
    fn count(&self) -> u32 {
        1
    }

    fn clear(&self) {}

    fn fill(&self) {}
}

fn main() {}
