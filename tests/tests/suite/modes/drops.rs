//! The drop order of arguments: like without the attribute, the last one is dropped first.

use super::*;

thread_local! {
    static DROPPED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A value whose drop appends its letter to `DROPPED`.
struct Letter(char);

impl Drop for Letter {
    fn drop(&mut self) {
        DROPPED.with_borrow_mut(|dropped| dropped.push(self.0));
    }
}

#[feature_toggle("mode", guard)]
fn drops_one(a: Letter, _b: Letter, c: Letter) {
    let _ = (&c, &a);
}

#[feature_toggle("mode", guard)]
fn drops_parts((a, b): (Letter, Letter), n: u8, c: Letter) {
    let _ = (format!("{a}{n}"), &c, &b);
}

#[feature_toggle("mode", guard)]
async fn drops_late(a: Letter, b: Letter) {
    let _ = &a;
    ready().await;
    drop(b);
    DROPPED.with_borrow_mut(|dropped| dropped.push('!'));
}

impl Letter {
    #[feature_toggle("mode", guard)]
    fn drops_self(self, b: Letter) {
        let _ = (&self, &b);
    }
}

impl Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[async_trait]
trait Drops {
    async fn drops(self, b: Letter, (c, d): (Letter, Letter));
}

#[async_trait]
impl Drops for Letter {
    #[feature_toggle("mode", guard)]
    async fn drops(self, b: Letter, (c, d): (Letter, Letter)) {
        let _ = (&c, &self, &d, &b);
    }
}

#[test]
fn arguments_are_dropped_in_order() {
    let [a, b, c, d] = ['a', 'b', 'c', 'd'].map(|letter| move || Letter(letter));
    let dropped = |call: &dyn Fn()| {
        let on = scope().set("mode", true).run(|| {
            call();
            DROPPED.take()
        });
        let off = scope().set("mode", false).run(|| {
            call();
            DROPPED.take()
        });
        (on, off)
    };
    let check = |call: &dyn Fn(), on: &str, off: &str| assert_eq!(dropped(call), (on.to_owned(), off.to_owned()));
    check(&|| drops_one(a(), b(), c()), "cba", "cba");
    check(&|| drops_parts((a(), b()), 1, c()), "cba", "cba");
    check(&|| pollster::block_on(drops_late(a(), b())), "b!a", "ba");
    check(&|| a().drops_self(b()), "ba", "ba");
    check(&|| pollster::block_on(a().drops(b(), (c(), d()))), "dcba", "dcba");
}
