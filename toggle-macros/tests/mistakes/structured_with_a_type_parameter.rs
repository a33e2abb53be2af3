use serde::Deserialize;
use toggle_runtime::Structured;

#[derive(Structured, Deserialize, Default)]
struct Limits<T> {
    burst: T,
}

fn main() {
    let _ = Limits { burst: 1 };
}
