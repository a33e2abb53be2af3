//! The items that generated code uses. They are not for users and may change in any release, because the macros have
//! exactly the version of this crate.

mod declaration;
mod asked;
mod off;
mod stand_in;
mod declared;
mod points;
mod checks;
mod declare;

pub use core::{
    compile_error,
    convert::{From, identity},
    module_path,
    option::Option::{self, Some},
    option_env,
    prelude::v1::test,
    primitive::{bool, i128, str},
    result::Result::{Err, Ok},
    time::Duration,
};
pub use std::sync::Arc;

pub use crate::{
    __check as check, __check_for as check_for, __declare as declare, __guarded_for as guarded_for,
    __is_failure as is_failure, __once as once, __point as point, __point_static as point_static,
    __polarity as polarity, __shadowed_for as shadowed_for, __value as value, __value_point as value_point,
    __ways_for as ways_for, __wrapped as wrapped,
    catalogue::{
        pin::{Pin, both, either, is_never, opposite},
        point::{Point, TOGGLE_RUNTIME_0_1_POINTS as POINTS},
        structure::{Structure, TOGGLE_RUNTIME_0_1_STRUCTURES as STRUCTURES},
    },
    check::{
        asked::Check,
        condition::{All, Answer, Any, Condition, Not},
        guarded::{Alone, Guarded, Other},
        reached::{Reach, way},
        setting::{Setting, Typed},
        shadowed::Shadowed,
        structured::{DefaultOfItsType, InCode, Structured, given, of_code, reading_of},
        testing::{Ran, Runs},
        toggle::{Toggle, Valued},
        variants::Variants,
    },
    monitor::{
        guard::judge,
        shadow::{Comparable, Shown, reported, same},
    },
    source::engine::{Engine, TOGGLE_RUNTIME_0_1_ENGINES as ENGINES},
};
pub use toggle_rules::{Reading, Value};

pub use toggle_macros::feature_toggle;
pub use toggle_syntax::__record_static as record_static;

pub use self::{
    asked::{OnOrOff, asked, name, valued},
    declaration::Declaration,
    declared::{
        Declared, Described, Limited, OffByDefault, Undefaulted, declared, declared_within, described, undefaulted,
        variant,
    },
    off::{NothingFollows, nothing_follows, when_off},
    stand_in::{judge_of, judges, none, undeclared, unknown, unknown_value},
};

/// Calls a predicate of failures. Its type must fit the return type of the function.
#[inline]
pub fn failure<R>(predicate: impl FnOnce(&R) -> bool, result: &R) -> bool {
    predicate(result)
}
