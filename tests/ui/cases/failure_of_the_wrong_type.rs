use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = Ok(0), guard, failure = is_bad)]
fn price(n: u32) -> Result<u32, String> {
    n.checked_add(1).ok_or_else(|| "too large".to_owned())
}

fn is_bad(result: Result<u32, String>) -> bool {
    result.is_err()
}

fn main() {}
