//! Uses of `self` in a gate inside an `#[async_trait]` method, which renames it to `__self`.

use async_trait::async_trait;
use toggle_runtime::{Context, feature_toggle, scope};

#[async_trait]
trait Payments {
    async fn inside(&mut self) -> u8;
}

struct Bank(u8);

#[async_trait]
impl Payments for Bank {
    #[feature_toggle]
    async fn inside(&mut self) -> u8 {
        #[feature_toggle("trait", else = self.0 + 1)]
        let value = self.0;
        #[feature_toggle("trait", for = &Context::new(&*self.0.to_string()), else = self.0 + 1)]
        let other = self.0;
        value + other
    }
}

#[test]
fn on_and_off() {
    assert_eq!(pollster::block_on(scope().set("trait", true).run_async(Bank(1).inside())), 2);
    assert_eq!(pollster::block_on(scope().set("trait", false).run_async(Bank(1).inside())), 4);
}
