//! Equality: a value, or a list of values of which the attribute is one.

use std::fmt::{self, Display};

use super::word::{Domain, Operate};
use crate::{attribute::AttributeRef, scalars::Scalars};

pub(super) struct IsOneOf;

impl Operate for IsOneOf {
    type Value = Scalars;

    fn holds(scalars: &Scalars, attribute: &AttributeRef<'_>) -> bool {
        scalars.contain(attribute)
    }

    fn domain(_: &Scalars) -> Domain {
        Domain::Any
    }

    fn compares_dates(scalars: &Scalars) -> bool {
        !scalars.dates().is_empty()
    }

    fn show(scalars: &Scalars, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        scalars.fmt(f)
    }
}
