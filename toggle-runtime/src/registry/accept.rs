//! Validation of the states that the program sets.

use std::fmt::Display;

use toggle_rules::{Policy, RawState, Target, Value};
use toggle_syntax::name;

use crate::{catalogue::ToggleInfo, model::error::Error, registry::Registry};

impl Registry {
    /// Returns a value that the program gives a toggle, after validation.
    pub(crate) fn accept(&self, toggle: usize, mut value: Value) -> Result<Value, Error> {
        self.read_table(toggle, &mut value)?;
        self.value_for(toggle, |target| target.accept(value))
    }

    /// Returns the value that a word means for a toggle.
    pub(crate) fn read_word(&self, toggle: usize, word: &str) -> Result<Value, Error> {
        self.value_for(toggle, |target| target.word(word))
    }

    fn value_for(
        &self,
        toggle: usize,
        value: impl FnOnce(Target<'_>) -> Result<Value, String>,
    ) -> Result<Value, Error> {
        let value = self.catalogue().for_target(toggle, |target| {
            let name = target.name;
            value(target).map_err(|message| Error::invalid_value(name, message))
        })?;
        self.check_pin(toggle, Some(&value), &value)?;
        Ok(value)
    }

    /// Returns the policy that a word means for a toggle: a value, or a percentage.
    pub(super) fn read_policy(&self, toggle: usize, word: &str) -> Result<Policy, Error> {
        let policy = self.catalogue().for_target(toggle, |target| {
            let name = target.name;
            target.policy(RawState::Word(word.to_owned())).map_err(|mistakes| {
                let messages: Vec<String> = mistakes.into_iter().map(|mistake| mistake.message).collect();
                Error::invalid_value(name, messages.join("; "))
            })
        })?;
        self.check_pin(toggle, policy.constant(), &policy.state())?;
        Ok(policy)
    }

    /// Refuses every value for a pinned toggle but its pin.
    fn check_pin(&self, toggle: usize, value: Option<&Value>, shown: &dyn Display) -> Result<(), Error> {
        match self.catalogue().get(toggle) {
            Some(ToggleInfo { name, pin: Some(pin), .. }) if value != Some(pin) => {
                let variable = name::pin_variable(name);
                let message = format!("it cannot be `{shown}`, since this build has pinned it to `{pin}` ({variable})");
                Err(Error::invalid_value(name, message))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn find(&self, name: &str) -> Result<usize, Error> {
        let catalogue = self.catalogue();
        catalogue.find(name).ok_or_else(|| Error::unknown_toggle(name, catalogue.nearest(name)))
    }
}
