use toggle_runtime::{Toggle, toggle};

#[derive(Default)]
struct Limits {
    burst: u32,
}

#[toggle("limits")]
static LIMITS: Toggle<Limits>;

fn main() {
    let _ = Limits { burst: 1 };
    let _ = &LIMITS;
}
