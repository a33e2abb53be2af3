use toggle_runtime::feature_toggle;

struct Till(u32);

impl Till {
    #[feature_toggle("x", else = self.0, shadow)]
    fn add(&mut self, n: u32) -> u32 {
        self.0 += n;
        self.0
    }
}

fn main() {}
