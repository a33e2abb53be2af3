//! Functions that compile only before edition 2024: a local variable keeps a temporary of the last expression.

use toggle_runtime::feature_toggle;

use super::log::*;

/// A holder of a reference, which its `drop` may read.
#[derive(Debug)]
pub(crate) struct Kept<'a>(pub(crate) Option<&'a Noted>);

impl<'a> Kept<'a> {
    pub(crate) fn keep(&mut self, noted: &'a Noted) -> usize {
        self.0 = Some(noted);
        noted.len()
    }
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        drop(Noted("kept"));
    }
}

fn plain(_a: Noted) -> usize {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
}

/// Compares a gated function with `plain`.
macro_rules! on {
    ($name:ident: $(#[$($gate:tt)*])+ -> $output:ty, $body:tt) => {
        #[test]
        fn $name() {
            $(#[$($gate)*])+
            fn gated(_a: Noted) -> $output $body
            same(true, || gated(Noted("argument")), || plain(Noted("argument")));
        }
    };
}

on!(body: #[feature_toggle("drops", else = 0)] -> usize, {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
});

on!(impl_trait: #[feature_toggle("drops", else = 0)] -> impl Sized, {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
});

on!(word_transmute: #[feature_toggle("drops", else = 0)] -> usize, {
    fn transmute() {}
    transmute();
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
});

on!(guard: #[feature_toggle("drops", else = 0, guard)] -> usize, {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
});

on!(shadow: #[feature_toggle("drops", else = 0, shadow)] -> usize, {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
});

on!(otherwise: #[feature_toggle(not("drops"), else = {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
})] -> usize, {
    0
});

on!(otherwise_of_impl_trait: #[feature_toggle(not("drops"), else = {
    let mut kept = Kept(None);
    kept.keep(&Noted("temporary"))
})] -> impl Sized, {
    0
});

on!(last_expression: #[feature_toggle] -> usize, {
    let mut kept = Kept(None);
    #[feature_toggle("drops", else = 0)]
    kept.keep(&Noted("temporary"))
});

on!(last_block: #[feature_toggle] -> usize, {
    #[feature_toggle("drops", else = 0)]
    {
        let mut kept = Kept(None);
        kept.keep(&Noted("temporary"))
    }
});

on!(value_of_let: #[feature_toggle] -> usize, {
    #[feature_toggle("drops", else = 0)]
    let value = {
        let mut kept = Kept(None);
        kept.keep(&Noted("temporary"))
    };
    value
});

on!(otherwise_of_let: #[feature_toggle] -> usize, {
    #[feature_toggle(not("drops"), else = {
        let mut kept = Kept(None);
        kept.keep(&Noted("temporary"))
    })]
    let value = 0;
    value
});

fn text(noted: &Noted) -> &str {
    noted.0
}

#[test]
fn last_in_argument_that_is_borrowed() {
    #[feature_toggle]
    fn gated() -> String {
        let _outer = Noted("outer");
        let text = String::from({
            let _local = Noted("local");
            #[feature_toggle("drops", else = "")]
            text(&Noted("temporary"))
        });
        text
    }
    fn plain() -> String {
        let _outer = Noted("outer");
        let text = String::from({
            let _local = Noted("local");
            text(&Noted("temporary"))
        });
        text
    }
    same(true, gated, plain);
}
