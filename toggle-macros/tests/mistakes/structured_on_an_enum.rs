use serde::Deserialize;
use toggle_runtime::Structured;

#[derive(Structured, Deserialize, Default)]
enum Limits {
    #[default]
    None,
    Some { burst: u32 },
}

fn main() {
    let _ = Limits::Some { burst: 1 };
}
