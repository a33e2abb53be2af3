//! Tests of the old and the new path, in parallel in one process: `cargo test -p toggle-examples --examples`.
#![allow(clippy::print_stdout, reason = "an example prints")]

use toggle_runtime::{Toggle, feature_toggle, toggle};

/// Round prices to whole euros.
#[toggle("whole-euros", kind = experiment)]
pub static WHOLE_EUROS: Toggle;

#[feature_toggle(WHOLE_EUROS, else = cents)]
fn price(cents: u32) -> u32 {
    cents.div_ceil(100) * 100
}

fn main() {
    println!("{}", price(1999));
    println!("{}", toggle_runtime::scope().set(&WHOLE_EUROS, true).run(|| price(1999)));
}

#[cfg(test)]
mod tests {
    use toggle_runtime::scope;

    use super::*;

    #[test]
    fn the_old_path_keeps_cents() {
        let _scope = scope().set(&WHOLE_EUROS, false).enter();
        assert_eq!(price(1999), 1999);
    }

    #[test]
    fn the_new_path_rounds_up() {
        let _scope = scope().set(&WHOLE_EUROS, true).enter();
        assert_eq!(price(1999), 2000);
    }

    #[test]
    fn threads_get_the_scope_when_they_are_given_it() {
        scope().set(&WHOLE_EUROS, true).run(|| {
            let here = scope();
            let on_thread = std::thread::spawn(move || here.run(|| price(1999)));
            assert_eq!(on_thread.join().expect("the thread ends well"), 2000);
        });
    }
}
