use toggle_runtime::feature_toggle as gate;

#[gate]
fn handle(order: u8) -> u8 {
    #[gate("audit-log")]
    {
        println!("{order}");
    }
    #[gate("fast-path", else = 1)]
    let price = 2;
    #[cfg_attr(all(), gate("audit-log"))]
    {
        println!("{price}");
    }
    match order {
        #[gate("bulk-orders")]
        100.. => price,
        _ => nested(),
    }
}

#[gate("new-checkout", else = 1)]
fn nested() -> u8 {
    #[gate("on-an-item", else = 2)]
    fn item() -> u8 {
        3
    }
    item()
}

#[toggle_runtime::feature_toggle]
fn marked_by_its_name(order: u8) {
    #[toggle_runtime::feature_toggle("audit-log")]
    println!("{order}");
    #[gate("audit-log")]
    println!("{order}");
}

fn main() {
    handle(1);
    marked_by_its_name(1);
}
