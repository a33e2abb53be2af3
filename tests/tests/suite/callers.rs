//! Methods of traits with `#[track_caller]`, and other methods of the same names.
#![deny(warnings)]

use std::{
    ops::Index,
    panic::{Location, catch_unwind},
    sync::Mutex,
};

use toggle_runtime::{feature_toggle, scope};

static CALLER: Mutex<u32> = Mutex::new(0);

struct List(Vec<u8>);

impl Index<usize> for List {
    type Output = u8;

    #[feature_toggle("callers", else = &0)]
    fn index(&self, index: usize) -> &u8 {
        *CALLER.lock().expect("nobody panics with it") = Location::caller().line();
        &self.0[index]
    }
}

#[test]
fn gated_index_knows_its_caller() {
    scope().set("callers", true).run(|| {
        assert_eq!((List(vec![1])[0], line!()), (1, *CALLER.lock().expect("nobody panics with it")));
        assert!(catch_unwind(|| List(vec![])[0]).is_err());
    });
}

/// A trait without `#[track_caller]`.
trait Table {
    fn index(&self, at: usize) -> &u8;
}

#[feature_toggle("callers", else = &0, guard)]
impl Table for List {
    fn index(&self, at: usize) -> &u8 {
        &self.0[at]
    }
}

impl List {
    #[feature_toggle("callers", else = &self.0[0], shadow)]
    pub(crate) fn index_mut(&self, at: usize) -> &u8 {
        &self.0[at]
    }
}

#[feature_toggle("callers", else = 0, guard)]
fn index(list: &List, at: usize) -> u8 {
    list.0[at]
}

#[test]
fn other_functions_of_the_name_are_guarded() {
    scope().set("callers", true).run(|| {
        let list = List(vec![1, 2]);
        assert_eq!((Table::index(&list, 1), List::index_mut(&list, 1), index(&list, 1)), (&2, &2, 2));
    });
}
