//! Every form of `self`.

use super::*;

#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Cart {
    items: Vec<u32>,
}

impl Cart {
    #[feature_toggle("mode", else = self.items.len() as u32, guard)]
    fn guarded(&self) -> u32 {
        self.items.iter().sum()
    }

    #[feature_toggle("mode", else = self.items.len() as u32, shadow)]
    fn shadowed(&self) -> u32 {
        self.items.iter().sum()
    }

    #[feature_toggle("mode", else = self, guard)]
    fn guarded_exclusive(&mut self) -> &mut Self {
        self.items.push(1);
        self
    }

    #[feature_toggle("mode", else = self.items.first(), guard)]
    fn guarded_borrow(&self) -> Option<&u32> {
        self.items.last()
    }

    #[feature_toggle("mode", else = self.items.first(), shadow)]
    fn shadowed_borrow(&self) -> Option<&u32> {
        self.items.last()
    }

    #[feature_toggle("mode", else = Self::default(), guard)]
    fn guarded_owned(mut self) -> Self {
        self.items.clear();
        self.items.push(7);
        self
    }

    #[feature_toggle("mode", else = self.items.clone(), shadow, guard)]
    fn both_owned(self) -> Vec<u32> {
        self.items.iter().rev().copied().collect()
    }

    #[feature_toggle("mode", else = self.items.len(), shadow)]
    fn boxed(self: Box<Self>) -> usize {
        self.items.len() + 1
    }

    #[feature_toggle("mode", else = 0, guard)]
    async fn counted(self: Rc<Self>) -> usize {
        ready().await;
        Rc::strong_count(&self)
    }

    #[feature_toggle("mode", else = Self::default(), shadow)]
    fn made() -> Self {
        Self { items: vec![1] }
    }
}

#[test]
fn every_form_of_self() {
    let cart = || Cart { items: vec![3, 4] };
    check(|| cart().guarded(), 7, 2);
    check(|| cart().shadowed(), 7, 2);
    check(|| cart().guarded_exclusive().items.len(), 3, 2);
    check(|| cart().guarded_borrow().copied(), Some(4), Some(3));
    check(|| cart().shadowed_borrow().copied(), Some(4), Some(3));
    check(|| cart().guarded_owned(), Cart { items: vec![7] }, Cart::default());
    check(|| cart().both_owned(), vec![4, 3], vec![3, 4]);
    check(|| Box::new(cart()).boxed(), 3, 2);
    check_async(|| Rc::new(cart()).counted(), 1, 0);
    check(Cart::made, Cart { items: vec![1] }, Cart::default());
}
