use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = None, shadow)]
fn price() -> Option<impl std::fmt::Debug + PartialEq> {
    Some(1)
}

fn main() {}
