//! Rules that only serve the value of `otherwise`.

use super::{Lint, LintKind, Linted};
use crate::{
    definition::Share,
    percentage::Percentage,
    policy::{Compiled, Served},
    value::Value,
};

impl Linted<'_> {
    pub(super) fn no_effect(&self) -> Vec<Lint> {
        if self.rules.list.is_empty() {
            return self.of_table().into_iter().chain(self.of_without_key()).collect();
        }
        if self.period.is_over {
            return vec![self.of_window()];
        }
        let mut lints = Vec::from_iter(self.of_without_key());
        // A user without a value to hash may get another value than `otherwise`. Then every rule may protect a user
        // from that value, or cause it when removed.
        let is_other = self.rules.without_key.as_ref().is_some_and(|value| *value != self.rules.otherwise);
        let may_lack = is_other && self.rules.list.iter().any(|rule| self.may_hash(rule));
        // A rule that serves `otherwise` keeps its users from the rules below it, unless those rules serve the same.
        let mut is_otherwise_below = true;
        for (position, rule) in self.satisfiable().rev() {
            if self.period.thresholds(&rule.rule.share).1 == 0 {
                lints.extend(self.of_rule(LintKind::NoEffect, position, &takes_nobody(rule)));
                continue;
            }
            is_otherwise_below &=
                matches!(&rule.served, Served::One(value) if *value == self.rules.otherwise) && !may_lack;
            if is_otherwise_below {
                lints.extend(self.of_rule(LintKind::NoEffect, position, &self.serves_otherwise()));
            }
        }
        lints.reverse();
        lints
    }

    /// Returns the lint of the key `without-key` if no rule hashes anything.
    fn of_without_key(&self) -> Option<Lint> {
        let at = self.rules.definition.without_key_at?;
        let mut reached = self.rules.list.iter().take(self.reached);
        let why = match self.for_everybody() {
            Some(last) => format!("rule {} matches everybody; remove the key, or the rule", last + 1),
            None if reached.any(|rule| self.may_hash(rule)) => return None,
            None => "no rule hashes anything; remove the key, or write a `rollout` into a rule".to_owned(),
        };
        let message = format!("`without-key` of `{}` has no effect: {why}", self.name);
        Some(Lint { kind: LintKind::NoEffect, at: Some(at), message })
    }

    /// Returns the position of the rule that matches everybody, if there is one.
    fn for_everybody(&self) -> Option<usize> {
        let last = self.reached.checked_sub(1)?;
        self.rules.list.get(last)?.serves_everybody().then_some(last)
    }

    /// Returns whether the rule ever needs a bucket.
    fn may_hash(&self, rule: &Compiled) -> bool {
        let (least, greatest) = self.period.thresholds(&rule.rule.share);
        greatest > 0 && (least < Percentage::ALL.threshold() || matches!(rule.served, Served::Weighted(_)))
    }

    fn serves_otherwise(&self) -> String {
        let value = &self.rules.otherwise;
        let says_otherwise = self.rules.says_otherwise();
        let advice = match value {
            Value::On if says_otherwise => "remove the rule, or write `otherwise = \"off\"`",
            Value::On => "write `otherwise = \"off\"` next to `rules`, or remove the rule",
            _ => "remove the rule, or serve another value",
        };
        format!("has no effect: it serves `{value}`, as does {}; {advice}", self.otherwise())
    }

    /// Returns the name of the source of the value if no rule matches.
    fn otherwise(&self) -> &'static str {
        if self.rules.says_otherwise() { "`otherwise`" } else { "the declared default" }
    }

    fn of_window(&self) -> Lint {
        let until = self.rules.until.unwrap_or_default();
        let message = format!(
            "the rules of `{}` have no effect: their window ended at {until}, so {} applies; remove the rules, or change `until`",
            self.name,
            self.otherwise()
        );
        Lint { kind: LintKind::NoEffect, at: self.rules.definition.until_at, message }
    }

    /// Returns the lint of a table without rules.
    fn of_table(&self) -> Option<Lint> {
        let definition = &self.rules.definition;
        // Without `rules`, such a table only has monitoring options and sets no state.
        let is_only_word =
            definition.otherwise.is_none() && definition.requires.is_empty() && definition.salt.is_none();
        if definition.is_watched && is_only_word {
            return None;
        }
        let (name, otherwise) = (self.name, self.otherwise());
        if definition.rules_at.is_some() {
            let message = format!(
                "the list of rules of `{name}` has no effect: it is empty, so {otherwise} applies; remove `rules`, or \
                 write a rule into it"
            );
            return Some(Lint { kind: LintKind::NoEffect, at: definition.rules_at, message });
        }
        if self.rules.from.is_none() && self.rules.until.is_none() {
            return self.of_enabled();
        }
        let message = format!(
            "the window of `{name}` has no effect: it limits rules, and there are none; write `rules = [..]` next to \
             it, or remove it"
        );
        Some(Lint { kind: LintKind::NoEffect, at: definition.until_at, message })
    }
}

impl Linted<'_> {
    /// Returns the lint of `enabled = true` in a table with no other keys.
    fn of_enabled(&self) -> Option<Lint> {
        let definition = &self.rules.definition;
        let says_more =
            definition.otherwise.is_some() || definition.without_key.is_some() || !definition.requires.is_empty();
        let at =
            definition.enabled_at.filter(|_| !says_more && definition.salt.is_none() && !definition.is_disabled)?;
        let message = format!(
            "`enabled = true` of `{}` has no effect: the table has no other key, so the declared default applies; \
             write rules next to it, or remove the entry",
            self.name
        );
        Some(Lint { kind: LintKind::NoEffect, at: Some(at), message })
    }
}

fn takes_nobody(rule: &Compiled) -> String {
    match rule.rule.share {
        Share::Fixed(_) => "has no effect: its rollout is 0 %; raise the rollout, or remove the rule".to_owned(),
        Share::Ramp(_) => {
            "has no effect: its ramp is at 0 % for as long as the rule applies; raise it, or remove the rule".to_owned()
        }
    }
}
