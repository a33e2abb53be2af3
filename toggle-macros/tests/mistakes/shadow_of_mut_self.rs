use toggle_runtime::feature_toggle;

struct Till(u32);

impl Till {
    #[feature_toggle("x", else = self.0, shadow)]
    fn add(mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

fn main() {}
