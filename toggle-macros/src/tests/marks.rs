//! Expansions of gates inside functions.

use super::*;

#[test]
fn marks_inside_a_function() {
    let item = quote! {
        fn handle(request: Request) -> Response {
            #![allow(unused)]
            #[feature_toggle("audit-log")]
            { audit(&request); }

            #[feature_toggle("metrics")]
            #[allow(deprecated)]
            count += 1;

            #[feature_toggle("fast-path", else = slow_price(&request))]
            let price = fast_price(&request);

            #[feature_toggle("early", else = None)]
            let Some(early) = early() else { return late() };

            match request.kind() {
                #[feature_toggle("bulk-orders")]
                Kind::Bulk => bulk(request),
                #[feature_toggle(any("a", "b"))]
                Kind::Gift if wrapped || paid => gift(request),
                _ => single(request, price),
            }
        }
    };
    assert_data_eq!(
        gate(quote!(), item),
        str![[r#"
fn handle(request: Request) -> Response {
    #![allow(unused)]
    if ::toggle_runtime::__private::check!(
        "audit-log", "TOGGLE_PIN_AUDIT_LOG", Positive, "handle"
    ) {
        audit(&request);
    }
    #[allow(deprecated)]
    if ::toggle_runtime::__private::check!(
        "metrics", "TOGGLE_PIN_METRICS", Positive, "handle"
    ) {
        count += 1;
    }
    let price = if ::toggle_runtime::__private::check!(
        "fast-path", "TOGGLE_PIN_FAST_PATH", Positive, "handle"
    ) {
        fast_price(&request)
    } else {
        slow_price(&request)
    };
    let Some(early) = (if ::toggle_runtime::__private::check!(
        "early", "TOGGLE_PIN_EARLY", Positive, "handle"
    ) {
        early()
    } else {
        None
    }) else { return late() };
    match request.kind() {
        Kind::Bulk if ::toggle_runtime::__private::check!(
            "bulk-orders", "TOGGLE_PIN_BULK_ORDERS", Positive, "handle"
        ) => bulk(request),
        Kind::Gift if (::toggle_runtime::__private::check!(
            "a", "TOGGLE_PIN_A", Positive, "handle"
        )
            || ::toggle_runtime::__private::check!(
                "b", "TOGGLE_PIN_B", Positive, "handle"
            )) && (wrapped || paid) => gift(request),
        _ => single(request, price),
    }
}

"#]]
    );
}

#[test]
fn a_tail_block() {
    let item = quote!(
        fn f() -> Option<u8> {
            #[feature_toggle("a")]
            {
                Some(1)
            }
        }
    );
    assert_data_eq!(
        gate(quote!(), item),
        str![[r#"
fn f() -> Option<u8> {
    if ::toggle_runtime::__private::check!("a", "TOGGLE_PIN_A", Positive, "f") {
        Some(1)
    } else {
        ::toggle_runtime::__private::when_off("a")
    }
}

"#]]
    );
}

#[test]
fn a_last_expression_below_a_local() {
    let item = quote!(
        fn len(lists: &Lists) -> usize {
            let lock = lists.lock();
            #[feature_toggle("a", else = slow(&lock))]
            lock.borrow().len()
        }
    );
    assert_data_eq!(
        gate(quote!(), item),
        str![[r#"
fn len(lists: &Lists) -> usize {
    let lock = lists.lock();
    '__tail_1: {
        if !::toggle_runtime::__private::check!("a", "TOGGLE_PIN_A", Positive, "len") {
            break '__tail_1 (match ::toggle_runtime::__private::none() {
                ::toggle_runtime::__private::Some(__off) => __off,
                _ => slow(&lock),
            });
        }
        lock.borrow().len()
    }
}

"#]]
    );
}

#[track_caller]
fn arms(arms: &TokenStream, is_refused: bool) {
    let item = quote!(
        fn f(n: N) -> u8 {
            match n { #arms }
        }
    );
    let expansion = gate(quote!(), item);
    assert_eq!(expansion.contains("no arm below matches these values"), is_refused, "{expansion}");
    assert_eq!(expansion.contains("compile_error!"), is_refused, "{expansion}");
}

#[test]
fn arms_that_a_match_needs_are_refused() {
    arms(&quote!(0 => 1, #[feature_toggle("k")] _ => 2), true);
    arms(&quote!(A => 1, #[feature_toggle("k")] B => 2), true);
    arms(&quote!(#[feature_toggle("k")] A => 1, B => 2), true);
    arms(&quote!(#[feature_toggle("k")] N::A { x } => 1, N::B(_) => 2, Self::C => 3), true);
    arms(&quote!(#[feature_toggle("k")] true => 1, false => 2), true);
    arms(&quote!(Some(0) => 1, #[feature_toggle("k")] Some(_) => 2, None => 3), true);
    arms(&quote!(A => 1, #[feature_toggle("k")] B => 2, #[feature_toggle("l")] C => 2), true);
}

#[test]
fn arms_that_others_may_cover_are_gated() {
    arms(&quote!(#[feature_toggle("k")] A => 1, _ => 2), false);
    arms(&quote!(#[feature_toggle("k")] A => 1, other => 2), false);
    arms(&quote!(#[feature_toggle("k")] A => 1, A | B => 2), false);
    arms(&quote!(#[feature_toggle("k")] N::A(0) => 1, N::A(_) => 2, N::B => 3), false);
    arms(&quote!(#[feature_toggle("k")] 0 => 1, 0..=9 => 2), false);
    arms(&quote!(#[feature_toggle("k")] &A => 1, &_ => 2), false);
    arms(&quote!(#[feature_toggle("k")] (true, _) => 1, (_, _) => 2), false);
    // Each of these is no mistake of the gate.
    arms(&quote!(_ => 1, #[feature_toggle("k")] A => 2), false);
    arms(&quote!(A => 1, #[feature_toggle("k")] B if ready => 2), false);
    arms(&quote!(A => 1, #[cfg(unix)] #[feature_toggle("k")] B => 2), false);
}
