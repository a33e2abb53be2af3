//! Gates under `cfg_attr`, which the compiler decides.

use super::*;

#[test]
fn conditional_gates_are_decided_by_the_compiler() {
    let item = quote! {
        pub fn pay() {
            #[cfg_attr(feature = "audit", feature_toggle("audit-log"), allow(unused))]
            {
                #[cfg_attr(debug_assertions, cfg_attr(feature = "audit", feature_toggle("audit-log")))]
                log();
            }
            vec! {
                #[cfg_attr(feature = "audit", feature_toggle("audit-log"))]
            }
        }
    };
    assert_data_eq!(
        gate(quote!("new-checkout", crate = platform::toggles), item),
        str![[r#"
#[cfg_attr(feature = "audit", doc = "__toggle_cfg_0")]
#[cfg_attr(debug_assertions, doc = "__toggle_cfg_1")]
#[platform::toggles::__private::feature_toggle(
    __decided,
    "new-checkout",
    crate = platform::toggles
)]
pub fn pay() {
    #[cfg_attr(feature = "audit", feature_toggle("audit-log"), allow(unused))]
    {
        #[cfg_attr(
            debug_assertions,
            cfg_attr(feature = "audit", feature_toggle("audit-log"))
        )] log();
    }
    vec! {
        #[cfg_attr(feature = "audit", feature_toggle("audit-log"))]
    }
}

"#]]
    );
}

#[test]
fn decided_gates_are_there_or_not() {
    let item = quote! {
        #[doc = "__toggle_cfg_1"]
        #[doc = "The user's."]
        pub fn pay() {
            #[cfg_attr(feature = "audit", feature_toggle("audit-log"), allow(unused))]
            {
                log();
            }
            #[cfg_attr(debug_assertions, feature_toggle("debug"), allow(unused))]
            {
                log();
            }
        }
    };
    assert_data_eq!(
        gate(quote!(__decided,), item),
        str![[r#"
///The user's.
pub fn pay() {
    {
        log();
    }
    #[allow(unused)]
    if ::toggle_runtime::__private::check!(
        "debug", "TOGGLE_PIN_DEBUG", Positive, "pay"
    ) {
        log();
    } else {
        ::toggle_runtime::__private::when_off("debug")
    }
}

"#]]
    );
}

#[test]
fn wrong_arguments_are_reported_once_decided() {
    let item = quote! {
        fn pay() {
            #[cfg_attr(feature = "audit", feature_toggle("audit-log"))]
            log();
        }
    };
    let asked = gate(quote!("2nd"), item.clone());
    assert!(asked.contains("__decided") && !asked.contains("compile_error!"), "{asked}");
    let decided = gate(quote!(__decided, "2nd"), item);
    assert_eq!(decided.matches("compile_error!").count(), 1, "{decided}");
}
