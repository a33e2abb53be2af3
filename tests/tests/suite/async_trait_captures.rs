//! Format strings with `self` in the gate of an `#[async_trait]` method, which moves `self` before its body.
#![deny(warnings, clippy::all, clippy::pedantic)]

use async_trait::async_trait;
use pollster::block_on;
use toggle_runtime::{Context, feature_toggle, scope};

#[derive(Debug, Clone)]
struct Cart(usize);

fn show(cart: &Cart) -> String {
    format!("{cart:?}")
}

/// Formats a string that is the only argument.
macro_rules! own {
    ($format:literal) => {
        format!($format)
    };
}

#[async_trait]
trait Show: Sized {
    async fn by_reference(&self) -> String;
    async fn by_mutable_reference(&mut self) -> String;
    async fn by_value(self) -> String;
    async fn by_mutable_value(mut self) -> String;
    async fn in_nested_macro(&mut self) -> String;
    async fn in_local_macro(&mut self) -> String;
    async fn in_own_macro(&mut self) -> String;
    async fn in_item(&mut self) -> String;
    async fn for_context(&mut self) -> String;
    async fn guarded(&mut self) -> String;
    async fn shadowed(&self) -> String;
    async fn inside(&mut self) -> String;
    async fn braces(&mut self) -> String;
}

#[async_trait]
impl Show for Cart {
    #[feature_toggle("captures", else = format!("off {self:?}"))]
    async fn by_reference(&self) -> String {
        format!("{self:?}")
    }

    #[feature_toggle("captures", else = format!("off {self:?}"))]
    async fn by_mutable_reference(&mut self) -> String {
        self.0 += 1;
        show(self)
    }

    #[feature_toggle("captures", else = format!("off {self:?}"))]
    async fn by_value(self) -> String {
        show(&self)
    }

    #[feature_toggle("captures", else = { self.0 += 1; format!("off {self:?}") })]
    async fn by_mutable_value(mut self) -> String {
        self.0 += 1;
        show(&self)
    }

    #[feature_toggle("captures", else = vec![format!("off {self:?}")].remove(0))]
    async fn in_nested_macro(&mut self) -> String {
        show(self)
    }

    #[feature_toggle("captures", else = {
        macro_rules! shown {
            ($prefix:literal) => {
                format!("{}{self:?}", $prefix)
            };
        }
        shown!("off ")
    })]
    async fn in_local_macro(&mut self) -> String {
        show(self)
    }

    #[feature_toggle("captures", else = own!("off {self:?}"))]
    async fn in_own_macro(&mut self) -> String {
        show(self)
    }

    #[feature_toggle("captures", else = {
        struct Other(u8);
        impl Other {
            fn shown(&self) -> String {
                format!("{} {self}", self.0)
            }
        }
        impl std::fmt::Display for Other {
            fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(to, "{}", self.0)
            }
        }
        format!("off {self:?} {}", Other(7).shown())
    })]
    async fn in_item(&mut self) -> String {
        show(self)
    }

    #[feature_toggle("captures.key", for = &Context::new(format!("{self:?}")), else = format!("off {self:?}"))]
    async fn for_context(&mut self) -> String {
        show(self)
    }

    #[feature_toggle("captures", else = format!("off {self:?}"), guard)]
    async fn guarded(&mut self) -> String {
        show(self)
    }

    #[feature_toggle("captures", else = format!("off {self:?}"), shadow)]
    async fn shadowed(&self) -> String {
        format!("{self:?}")
    }

    #[feature_toggle]
    async fn inside(&mut self) -> String {
        #[feature_toggle("captures", else = format!("off {self:?}"))]
        let shown = format!("{:?}", self);
        shown
    }

    #[feature_toggle("captures", else = format!("{{self}} {}", ["{self}"].concat()))]
    async fn braces(&mut self) -> String {
        show(self)
    }
}

struct Below(Cart);

#[async_trait]
trait ShowBelow {
    async fn by_mutable_reference(&mut self) -> String;
    async fn by_value(self) -> String;
    async fn inside(&mut self) -> String;
}

#[feature_toggle("captures", else = format!("off {self}"))]
#[async_trait]
impl ShowBelow for Below {
    async fn by_mutable_reference(&mut self) -> String {
        self.0.0 += 1;
        self.to_string()
    }

    async fn by_value(self) -> String {
        self.to_string()
    }

    async fn inside(&mut self) -> String {
        #[feature_toggle("captures", else = format!("{self}"))]
        let shown = self.to_string();
        shown
    }
}

impl std::fmt::Display for Below {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{:?}", self.0)
    }
}

#[track_caller]
fn check(on: &str, off: &str, call: impl Fn() -> String) {
    assert_eq!(scope().set("captures", true).run(&call), on);
    assert_eq!(scope().set("captures", false).run(&call), off);
}

#[test]
fn captured_self_is_the_receiver() {
    check("Cart(1)", "off Cart(1)", || block_on(Cart(1).by_reference()));
    check("Cart(2)", "off Cart(1)", || block_on(Cart(1).by_mutable_reference()));
    check("Cart(1)", "off Cart(1)", || block_on(Cart(1).by_value()));
    check("Cart(2)", "off Cart(2)", || block_on(Cart(1).by_mutable_value()));
    check("Cart(1)", "off Cart(1)", || block_on(Cart(1).in_nested_macro()));
    check("Cart(1)", "off Cart(1)", || block_on(Cart(1).in_local_macro()));
    check("Cart(1)", "off Cart(1)", || block_on(Cart(1).in_own_macro()));
    check("Cart(1)", "off Cart(1) 7 7", || block_on(Cart(1).in_item()));
    check("off Cart(1)", "off Cart(1)", || block_on(Cart(1).for_context()));
    check("Cart(1)", "off Cart(1)", || block_on(Cart(1).guarded()));
    check("Cart(1)", "off Cart(1)", || block_on(Cart(1).shadowed()));
    check("Cart(1)", "off Cart(1)", || block_on(Cart(1).inside()));
    check("Cart(1)", "{self} {self}", || block_on(Cart(1).braces()));
}

#[test]
fn captured_self_above_async_trait_is_receiver() {
    check("Cart(2)", "off Cart(1)", || block_on(Below(Cart(1)).by_mutable_reference()));
    check("Cart(1)", "off Cart(1)", || block_on(Below(Cart(1)).by_value()));
    check("Cart(1)", "off Cart(1)", || block_on(Below(Cart(1)).inside()));
}
