use std::ops::Index;

use toggle_runtime::feature_toggle;

struct List(Vec<u8>);

#[feature_toggle("x", else = &self.0[index], shadow)]
impl Index<usize> for List {
    type Output = u8;

    fn index(&self, index: usize) -> &u8 {
        &self.0[index]
    }
}

fn main() {}
