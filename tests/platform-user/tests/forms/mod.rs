//! Every form of every macro with `crate = path`. The including test provides the runtime as `crate::runtime`.

use std::future::ready;

use crate::runtime::{
    Context, Toggle, ToggleOff, Variants, enabled, feature_toggle, scope, set, toggle, toggle_test, toggles,
};

#[derive(Variants, Debug, Clone, Copy, PartialEq)]
#[variants(crate = crate::runtime)]
enum Size {
    Small,
    #[variant("xl")]
    Large,
}

#[toggle("forms", kind = ops, crate = crate::runtime)]
static FORMS: Toggle;
#[toggle("forms-size", crate = crate::runtime, default = Size::Small)]
static SIZE: Toggle<Size>;
#[toggle(crate = crate::runtime, "forms-number", default = -1.5, range = ..=1.0)]
static NUMBER: Toggle<f64>;
#[toggle("forms-text", default = "text", crate = crate::runtime,)]
static TEXT: Toggle<std::sync::Arc<str>>;

#[feature_toggle("forms", else = value, crate = crate::runtime)]
fn by_name(value: u8) -> u8 {
    value + 1
}

#[feature_toggle(FORMS, crate = self::super::runtime)]
fn without_else() -> Result<u8, ToggleOff> {
    Ok(1)
}

#[feature_toggle(any(FORMS, not("forms-not")), for = &Context::new("ada"), else = 0, crate = crate::runtime)]
async fn combined() -> u8 {
    ready(1).await
}

#[feature_toggle("forms", else = 0, guard, crate = crate::runtime)]
fn guarded(text: String, other: String) -> u8 {
    u8::from(!text.is_empty()) + u8::from(!other.is_empty())
}

#[feature_toggle(FORMS, for = &Context::new("ada"), else = ready(0).await, guard, crate = crate::runtime)]
async fn guarded_for() -> u8 {
    ready(1).await
}

#[feature_toggle("forms-shadow", else = value, shadow, guard, crate = crate::runtime)]
fn shadowed(value: u8) -> u8 {
    value + 1
}

#[feature_toggle("forms-shadow", else = value, shadow, compare = u8::eq, crate = crate::runtime)]
#[feature_toggle("forms-shadow-inner", else = 9)]
async fn shadowed_for(value: u8) -> u8 {
    ready(value + 1).await
}

#[feature_toggle("forms", else = std::iter::once(0), crate = crate::runtime)]
fn opaque() -> impl Iterator<Item = u8> {
    std::iter::once(1)
}

struct Cart(u8);

#[feature_toggle("forms", else = 0, crate = crate::runtime)]
impl Cart {
    fn first(&self) -> u8 {
        self.0
    }

    #[feature_toggle("forms-second", else = 1)]
    fn second(&self) -> u8 {
        #[feature_toggle("forms-inner", else = 2)]
        let number = self.0;
        number
    }
}

#[feature_toggle("forms", else = 0, crate = crate::runtime)]
mod module {
    pub(super) fn number() -> u8 {
        1
    }
}

#[async_trait::async_trait]
trait Shop {
    async fn pay(&self, amount: u8) -> u8;
    async fn send(&mut self) -> u8;
}

#[async_trait::async_trait]
impl Shop for Cart {
    #[feature_toggle("forms", else = amount, crate = crate::runtime)]
    async fn pay(&self, amount: u8) -> u8 {
        ready(self.0 + amount).await
    }

    #[feature_toggle("forms", else = self.0, guard, crate = crate::runtime)]
    async fn send(&mut self) -> u8 {
        #[feature_toggle("forms-inner", else = self.0)]
        let sent = self.0 + 1;
        sent
    }
}

#[feature_toggle(crate = crate::runtime)]
fn inside(value: u8) -> u8 {
    #[feature_toggle("forms")]
    fn nested(steps: &mut u8) {
        *steps += 100;
    }
    struct Local;
    impl Local {
        #[feature_toggle]
        fn method(steps: &mut u8) {
            #[feature_toggle("forms")]
            {
                *steps += 1;
            }
        }
    }

    let mut steps = 0;
    #[feature_toggle("forms")]
    {
        steps += 1;
    }
    #[feature_toggle(all("forms", FORMS), else = steps += 20)]
    {
        steps += 10;
    }

    nested(&mut steps);
    Local::method(&mut steps);

    match value {
        #[feature_toggle(FORMS, crate = super::runtime)]
        0 => 0,
        _ => steps,
    }
}

fn all() -> ([u8; 12], Vec<u8>) {
    let asynchronous = || {
        pollster::block_on(async {
            [combined().await, guarded_for().await, Cart(5).pay(1).await, Cart(5).send().await]
        })
    };
    let mut numbers = asynchronous().to_vec();
    numbers.extend([inside(0), inside(1)]);
    let cart = Cart(5);
    let synchronous = [
        by_name(1),
        without_else().unwrap_or(0),
        guarded("a".to_owned(), "b".to_owned()),
        shadowed(1),
        pollster::block_on(shadowed_for(1)),
        opaque().next().unwrap_or(7),
        cart.first(),
        cart.second(),
        module::number(),
        u8::from(enabled!("forms", crate = crate::runtime)),
        u8::from(enabled!(all(FORMS, not("forms-not")), for = &Context::new("ada"), crate = crate::runtime)),
        SIZE.get() as u8,
    ];
    (synchronous, numbers)
}

#[test]
fn every_form_works_by_the_given_path() {
    let off = scope().set("forms", false).set("forms-not", true);
    assert_eq!(off.run(all), ([1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0], vec![0, 0, 1, 5, 20, 20]));
    let on = ["forms", "forms-inner", "forms-second", "forms-shadow", "forms-shadow-inner"];
    let on = on.into_iter().fold(scope(), |scope, name| scope.set(name, true)).set(&SIZE, Size::Large);
    assert_eq!(on.run(all), ([2, 1, 2, 2, 2, 1, 5, 5, 1, 1, 1, 1], vec![1, 1, 6, 6, 0, 112]));
}

#[test]
fn declarations_know_their_defaults() {
    assert_eq!((NUMBER.get(), &*TEXT.get(), SIZE.get()), (-1.5, "text", Size::Small));
}

#[test]
fn both_ways_are_compared() {
    set("forms-shadow", "shadow").expect("it is known");
    assert_eq!((shadowed(1), pollster::block_on(shadowed_for(1))), (1, 1));
    let toggle = toggles().find(|toggle| toggle.name == "forms-shadow").expect("it is linked");
    assert_eq!(toggle.points.len(), 2);
}

#[toggle_test(FORMS, "forms-inner", SIZE, crate = crate::runtime)]
fn toggle_test_sets_toggles() {
    assert_eq!(by_name(1) == 2, FORMS.is_enabled());
}

#[toggle_test("forms", crate = crate::runtime)]
#[tokio::test]
async fn asynchronous_toggle_test_sets_toggles() -> Result<(), ToggleOff> {
    assert_eq!(guarded_for().await, u8::from(FORMS.is_enabled()));
    Ok(())
}
