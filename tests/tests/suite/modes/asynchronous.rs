//! Asynchronous functions and methods of `#[async_trait]`, on either side of it.

use super::{arguments::both_owned, contexts::for_a_context_across_await, *};

#[feature_toggle("mode", else = Ok(other().await?), guard)]
async fn guarded_async(text: &str) -> Result<u32, Problem> {
    ready().await;
    let number: u32 = text.parse()?;
    if number == 7 {
        return Ok(8);
    }
    Ok(number)
}

async fn other() -> Result<u32, Problem> {
    Ok(0)
}

#[feature_toggle("mode", else = { ready().await; text }, shadow)]
async fn shadowed_async_lifetime(text: &str) -> &str {
    ready().await;
    text.trim()
}

#[feature_toggle("mode", else = list.push(0), guard)]
async fn guarded_async_unit(list: &mut Vec<u8>) {
    ready().await;
    list.push(1);
}

#[async_trait]
trait Till {
    async fn guarded(&self, price: String) -> Option<u32>;
    async fn shadowed(&self, price: &str) -> u32;
    async fn changed(&mut self) -> u32;
    async fn unit(&mut self);

    #[feature_toggle("mode", else = 0, guard)]
    async fn provided(&self) -> u32 {
        self.shadowed("abc").await
    }
}

struct Inner(u32);

#[async_trait]
impl Till for Inner {
    #[feature_toggle("mode", else = Some(self.0), guard)]
    async fn guarded(&self, price: String) -> Option<u32> {
        ready().await;
        Some(price.parse::<u32>().ok()? + self.0)
    }

    #[feature_toggle("mode", else = self.0, shadow)]
    async fn shadowed(&self, price: &str) -> u32 {
        ready().await;
        self.0 + price.len() as u32
    }

    #[feature_toggle("mode", else = self.0, guard)]
    async fn changed(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }

    #[feature_toggle("mode", guard)]
    async fn unit(&mut self) {
        self.0 += 1;
    }
}

struct Outer(u32);

#[feature_toggle("mode", else = return Default::default(), guard)]
#[async_trait]
impl Till for Outer {
    async fn guarded(&self, price: String) -> Option<u32> {
        ready().await;
        Some(price.parse::<u32>().ok()? + self.0)
    }

    async fn shadowed(&self, price: &str) -> u32 {
        self.0 + price.len() as u32
    }

    async fn changed(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }

    async fn unit(&mut self) {
        self.0 += 1;
    }
}

#[test]
fn asynchronous_functions() {
    check_async(|| guarded_async("7"), Ok(8), Ok(0));
    check_async(|| guarded_async("x"), Err(Problem), Ok(0));
    check_async(|| shadowed_async_lifetime(" a"), "a", " a");
    let list = |toggle| {
        let mut list = Vec::new();
        pollster::block_on(scope().set("mode", toggle).run_async(guarded_async_unit(&mut list)));
        list
    };
    assert_eq!((list(true), list(false)), (vec![1], vec![0]));
}

#[test]
fn methods_of_async_trait() {
    check(|| pollster::block_on(Inner(2).guarded("1".to_owned())), Some(3), Some(2));
    check(|| pollster::block_on(Inner(2).guarded("x".to_owned())), None, Some(2));
    check(|| pollster::block_on(Outer(2).guarded("1".to_owned())), Some(3), None);
    check(|| pollster::block_on(Outer(2).shadowed("abc")), 5, 0);
    check(|| pollster::block_on(Outer(2).changed()), 3, 0);
    check(|| pollster::block_on(Outer(2).unit()), (), ());
    check(|| pollster::block_on(Inner(2).shadowed("abc")), 5, 2);
    check(|| pollster::block_on(Inner(2).changed()), 3, 2);
    check(|| pollster::block_on(Inner(2).provided()), 5, 0);
    let unit = || {
        let mut till = Inner(2);
        pollster::block_on(till.unit());
        till.0
    };
    check(unit, 3, 2);
}

#[test]
fn futures_can_go_to_other_threads() {
    fn is_send(_: impl Send) {}
    is_send(guarded_async("1"));
    is_send(shadowed_async_lifetime("1"));
    is_send(both_owned(String::new()));
    is_send(for_a_context_across_await("a"));
    is_send(shadowed_own(Cell::new(1), "a"));
    is_send(both_own(Cell::new(1)));
}

// An argument that only one way uses is moved. A borrow of it would require `Sync`.

#[feature_toggle("mode", else = text.len(), shadow)]
async fn shadowed_own(cell: Cell<usize>, text: &str) -> usize {
    ready().await;
    cell.get() + text.len()
}

#[feature_toggle("mode", else = 0, shadow, guard)]
async fn both_own<T: Send + Into<Cell<usize>>>(value: T) -> usize {
    ready().await;
    value.into().get()
}
