//! The attributes that the rules of one toggle read from a context, each looked up once per evaluation.

use crate::{
    attribute::AttributeRef,
    condition::{Condition, Test},
    targeting::{AttributeName, Targeting},
};

/// The number of cache slots. A power of two, so that the modulo of a slot needs no bounds check.
const SLOTS: usize = 8;
/// The slot that all further attributes share. They are looked up each time.
const SHARED: u8 = 7;

/// A context, and its attributes that have been looked up so far.
pub(super) struct AttributeCache<'c> {
    pub(super) context: &'c dyn Targeting,
    found: [Found<'c>; SLOTS],
}

#[derive(Clone, Copy)]
enum Found<'c> {
    NotAsked,
    Absent,
    Present(AttributeRef<'c>),
}

impl<'c> AttributeCache<'c> {
    #[inline]
    pub(super) fn of(context: &'c dyn Targeting) -> Self {
        Self { context, found: [Found::NotAsked; SLOTS] }
    }

    #[inline]
    fn attribute(&mut self, slot: u8, name: &AttributeName) -> Option<&AttributeRef<'c>> {
        let at = usize::from(slot) % SLOTS;
        if slot == SHARED || matches!(self.found[at], Found::NotAsked) {
            self.look_up(at, name);
        }
        match &self.found[at] {
            Found::Present(value) => Some(value),
            Found::NotAsked | Found::Absent => None,
        }
    }

    #[inline(never)]
    fn look_up(&mut self, at: usize, name: &AttributeName) {
        self.found[at] = name.find(self.context).map_or(Found::Absent, Found::Present);
    }
}

/// The assignment of slots to the attributes of one toggle's rules.
#[derive(Default)]
pub(super) struct SlotMap(Vec<AttributeName>);

impl SlotMap {
    #[inline]
    pub(super) fn of(&mut self, name: &AttributeName) -> u8 {
        let slot = self.0.iter().position(|other| other == name).unwrap_or(self.0.len());
        if slot == self.0.len() && slot < usize::from(SHARED) {
            self.0.push(name.clone());
        }
        u8::try_from(slot).unwrap_or(SHARED)
    }
}

/// A condition with the slot of each of its tests, in order. `slots` may be longer than the list of tests.
#[derive(Clone, Copy)]
pub(super) struct CompiledCondition<'r> {
    pub(super) condition: &'r Condition,
    pub(super) slots: &'r [u8],
}

impl CompiledCondition<'_> {
    #[expect(
        clippy::inline_always,
        reason = "it must be inlined into each kind of evaluation, also across codegen units"
    )]
    #[inline(always)]
    pub(super) fn holds(self, facts: &mut AttributeCache<'_>) -> bool {
        match &*self.condition.any {
            [only] => all_hold(only, self.slots, facts),
            several => any_holds(several, self.slots, facts),
        }
    }
}

#[inline]
fn all_hold(tests: &[Test], slots: &[u8], facts: &mut AttributeCache<'_>) -> bool {
    tests.iter().zip(slots).all(|(test, slot)| test.matcher.holds(facts.attribute(*slot, &test.attribute)))
}

#[inline(never)]
fn any_holds(alternatives: &[Box<[Test]>], mut slots: &[u8], facts: &mut AttributeCache<'_>) -> bool {
    alternatives.iter().any(|tests| {
        let (own, others) = slots.split_at_checked(tests.len()).unwrap_or((slots, &[]));
        slots = others;
        all_hold(tests, own, facts)
    })
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::operators::{Matcher, Operator};

    /// A context with the attributes `has0`, `has1` and so on, which records every look-up.
    #[derive(Default)]
    struct Recording(RefCell<Vec<String>>);

    impl Targeting for Recording {
        fn key(&self) -> Option<&str> {
            None
        }

        fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
            self.0.borrow_mut().push(name.to_owned());
            name.starts_with("has").then_some(AttributeRef::Bool(true))
        }
    }

    fn present(name: &str) -> Test {
        Test { attribute: AttributeName::new(name).into(), matcher: Matcher(Box::new([Operator::Present(true)])) }
    }

    #[track_caller]
    fn check(any: Vec<Vec<Test>>, expected: bool, asked: &[&str]) {
        let condition = Condition { any: any.into_iter().map(Into::into).collect() };
        let context = Recording::default();
        let (mut facts, mut slots) = (AttributeCache::of(&context), SlotMap::default());
        for _ in 0..2 {
            let slots: Vec<u8> = condition.tests().map(|test| slots.of(&test.attribute)).collect();
            assert_eq!(CompiledCondition { condition: &condition, slots: &slots }.holds(&mut facts), expected);
        }
        assert_eq!(context.0.into_inner(), asked);
    }

    #[test]
    fn attribute_is_looked_up_once_even_if_missing() {
        check(
            vec![vec![present("has0"), present("a")], vec![present("has0"), present("has1")]],
            true,
            &["has0", "a", "has1"],
        );
    }

    #[test]
    fn what_does_not_matter_is_not_looked_up() {
        check(vec![vec![present("a"), present("has0")], vec![present("has1")]], true, &["a", "has1"]);
    }

    #[test]
    fn beyond_the_slots_each_is_looked_up_each_time() {
        let names: Vec<_> = (0..300).map(|number| format!("has{number}")).collect();
        let mut asked: Vec<&str> = names.iter().map(String::as_str).collect();
        asked.extend_from_within(usize::from(SHARED)..);
        check(vec![names.iter().map(|name| present(name)).collect()], true, &asked);
    }
}
