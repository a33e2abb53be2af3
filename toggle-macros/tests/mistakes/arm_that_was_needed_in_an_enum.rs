use toggle_runtime::feature_toggle;

enum Kind {
    Single,
    Bulk,
}

#[feature_toggle]
fn price(kind: Kind) -> u8 {
    match kind {
        Kind::Single => 1,
        #[feature_toggle("bulk-orders")]
        Kind::Bulk => 2,
    }
}

fn main() {
    price(Kind::Single);
    price(Kind::Bulk);
}
