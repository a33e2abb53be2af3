use serde::Deserialize;
use toggle_runtime::Structured;

#[derive(Structured, Deserialize, Default)]
struct Limits(u32);

fn main() {
    let _ = Limits(1);
}
