#![deny(unused_variables, unused_must_use, unreachable_code, unused_mut, dead_code)]

use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    #[feature_toggle("new-price", else = { let in_else = 1; 2 })]
    let in_let = base;
    #[feature_toggle("audit-log")]
    {
        let in_block = base;
        Ok::<u8, u8>(1);
    }
    #[feature_toggle("audit-log")]
    Ok::<u8, u8>(2);
    match base {
        #[feature_toggle("gift")]
        in_pattern => 1,
        _ => {
            let mut in_arm = 1;
            return in_arm;
            2
        }
    }
}

#[feature_toggle("new-price", else = ())]
fn never_called() {}

fn main() {
    price(1);
}
