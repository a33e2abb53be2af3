use std::ops::{Index, IndexMut};

use toggle_runtime::feature_toggle;

struct List(Vec<u8>);

impl Index<usize> for List {
    type Output = u8;

    #[feature_toggle("x", else = &0, guard)]
    fn index(&self, index: usize) -> &u8 {
        &self.0[index]
    }
}

impl IndexMut<usize> for List {
    #[feature_toggle("x", else = &mut self.0[0], guard)]
    fn index_mut(&mut self, index: usize) -> &mut u8 {
        &mut self.0[index]
    }
}

fn main() {}
