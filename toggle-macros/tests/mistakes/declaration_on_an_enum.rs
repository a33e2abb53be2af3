use toggle_runtime::toggle;

#[toggle("new-price")]
enum NewPrice {
    Old,
}

fn main() {
    let _ = NewPrice::Old;
}
