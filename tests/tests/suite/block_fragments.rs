//! Blocks and block-like expressions that `macro_rules!` passes on as a group, where a statement or an arm ends
//! without a separator. Each of them compiles without the gates and without a warning.
#![deny(warnings)]

use toggle_runtime::feature_toggle;

fn go() {}

macro_rules! statements {
    ($block:block, $expression:expr) => {
        #[feature_toggle]
        fn statement() {
            $expression
            #[feature_toggle("x")]
            go();
        }

        #[feature_toggle]
        fn gated() {
            #[feature_toggle("x")]
            $block
            go();
        }

        #[feature_toggle]
        fn arms(number: u8) {
            match number {
                #[feature_toggle("x")]
                1 => $block
                2 => $block
                _ => $block
            }
        }
    };
}

statements!(
    { go() },
    if true {
        go();
    }
);

macro_rules! braces {
    ($block:block, $expression:expr) => {
        #[feature_toggle("x", else = $block)]
        fn otherwise() {
            go();
        }

        #[feature_toggle]
        fn tail() {
            #[feature_toggle("x")]
            $block
        }

        #[feature_toggle]
        fn value() {
            #[feature_toggle("x", else = $expression)]
            let () = $expression;
        }
    };
}

braces!({ go() }, { go() });

#[test]
fn fragments_of_every_kind_compile() {
    statement();
    gated();
    arms(1);
    otherwise();
    tail();
    value();
}
