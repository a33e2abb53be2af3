use toggle_runtime::toggle;

#[toggle("page-size", default = 20)]
static TOGGLE: i64;

fn main() {
    let _ = TOGGLE;
}
