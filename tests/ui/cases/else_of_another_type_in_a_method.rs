use toggle_runtime::feature_toggle;

struct Site;

impl Site {
    #[feature_toggle("new-page", else = 404_u16)]
    fn page(&self, name: &str) -> Result<impl ToString, ()> {
        Ok(format!("hello {name}"))
    }
}

fn main() {
    drop(Site.page("ada"));
}
