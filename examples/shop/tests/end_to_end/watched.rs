//! Tests of monitored releases: automatic rollback and shadow mode.

use std::process::Command;

use crate::support::{
    eventually,
    shop::{Shop, command},
};

const GUARDED: &str = "\
[new-checkout]\nrules = [{ rollout = 100 }]\notherwise = false\n\
guard = { failures = '10%', over = '1h', min-calls = 20 }\n";

/// Orders a product, and returns the checkout flow, or the status if the checkout failed.
fn buy(shop: &Shop) -> String {
    shop.send("POST /cart", r#"{ "product": 1 }"#);
    let checkout = shop.send("POST /checkout", "");
    match checkout.status {
        200 => checkout.json()["flow"].as_str().expect("a flow is a text").to_owned(),
        status => status.to_string(),
    }
}

#[test]
fn failing_release_is_switched_off() {
    let shop = Shop::start(GUARDED);
    for _ in 0..19 {
        assert_eq!(buy(&shop), "one-page");
    }
    assert!(shop.ok("GET /").body.contains("its guard is content: 0 of 19 calls failed, where 10% over 1h may"));

    shop.ok("PUT /faults/100");
    assert_eq!([buy(&shop), buy(&shop), buy(&shop)], ["502", "502", "502"]);
    shop.log.wait_for(
        "toggle `new-checkout` is switched off: 3 of 22 calls failed (3 errors), and its guard allows 10% over 1h",
    );
    let cart = shop.ok("GET /cart").json();
    assert_eq!(cart[0]["quantity"], 3, "what could not be paid is still in the cart: {cart}");
    for _ in 0..5 {
        assert_eq!(buy(&shop), "three-pages");
    }
    assert_eq!(shop.state("new-checkout"), ("off".to_owned(), "guard".to_owned()));
    let page = shop.ok("GET /").body;
    for part in ["switched off by its guard: 3 of 22 calls failed", "data-reset=\"new-checkout\"", "100% → off"] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }

    shop.ok("PUT /faults/0");
    let reset = shop.operate("POST /operators/reset", r#"{ "name": "new-checkout" }"#);
    assert_eq!((reset.status, &reset.json()["guard"]["state"]), (200, &"closed".into()));
    assert_eq!(buy(&shop), "one-page");
    let page = shop.ok("GET /").body;
    assert!(page.contains("its guard is content: 0 of 1 calls failed") && page.contains("off → 100%"), "{page}");
    assert_eq!(shop.operate("POST /operators/reset", r#"{ "name": "new-chekout" }"#).status, 404);
    assert_eq!(shop.send("POST /operators/reset", r#"{ "name": "new-checkout" }"#).status, 403, "a customer");
    assert_eq!(shop.send("PUT /faults/101", "").status, 400);
}

#[test]
fn operator_sets_and_clears_a_toggle() {
    let shop = Shop::start("wishlist = false\n");
    let set = |value| shop.operate("POST /operators/set", &format!(r#"{{ "name": "wishlist", "value": {value} }}"#));
    assert_eq!(set("\"on\"").status, 200);
    assert_eq!(shop.state("wishlist"), ("on".to_owned(), "program".to_owned()));
    shop.ok("GET /wishlist");
    let explained = shop.operate("GET /operators/explain/wishlist?key=ann", "").json();
    assert_eq!((&explained["value"], &explained["source"]), (&"on".into(), &"program".into()));
    let refused = set("\"perhaps\"");
    assert_eq!(refused.status, 422);
    assert!(refused.json()["error"].as_str().is_some_and(|error| error.contains("`perhaps`")), "{refused:?}");
    assert_eq!(shop.operate("POST /operators/clear", r#"{ "name": "wishlist" }"#).status, 200);
    assert_eq!(shop.send("GET /wishlist", "").status, 404);
    let history = shop.operate("GET /operators/history", "").json();
    let causes = history["history"].as_array().into_iter().flatten().map(|change| &change["cause"]);
    assert!(causes.eq(["program", "program"]), "{history}");
}

#[test]
fn shadow_mode_computes_both_and_returns_old() {
    let shop = Shop::start("bulk-discount = true\nprice-engine = 'shadow'\n");
    assert_eq!(shop.buy(6, 10)["goods"], 17_955);
    shop.log.wait_for("toggle `price-engine` in shadow mode: the control returned 17955, the candidate 17960");
    assert_eq!(shop.buy(5, 10)["goods"], 11_250);
    let page = shop.ok("GET /").body;
    for part in ["the last: 17955, and 17960", " 0 panics</p>", " × shadow (STATIC)</small>"] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
}

#[test]
fn every_change_is_appended_to_a_file() {
    let shop = Shop::start_with(&["--history", "history.jsonl"], "wishlist = false\n");
    shop.edit("wishlist = true\n");
    shop.wait_for("wishlist", "on");
    let lines = || std::fs::read_to_string(shop.path("history.jsonl")).unwrap_or_default();
    eventually("there is a line", || lines().ends_with('\n'));
    let change: serde_json::Value = serde_json::from_str(&lines()).expect("a line of JSON");
    assert_eq!((&change["toggle"], &change["from"], &change["to"]), (&"wishlist".into(), &"off".into(), &"on".into()));
}

/// Returns the printed rows: the state, and the number of checkouts with the old flow, with the new flow, and failed.
fn rows(printed: &str) -> Vec<(String, [u64; 3])> {
    let rows = printed.lines().filter_map(|line| {
        let (_, rest) = line.split_once(" s  ")?;
        let mut words: Vec<&str> = rest.split_whitespace().collect();
        let counts = words.split_off(words.len().checked_sub(3)?);
        let counts: Vec<u64> = counts.iter().map(|count| count.parse().expect("a count")).collect();
        Some((words.join(" "), counts.try_into().ok()?))
    });
    rows.collect()
}

fn demo(command: &mut Command, rate: &str) -> String {
    let output = command.args(["demo", "--failure-rate", rate]).output().expect("the shop starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).expect("it prints text")
}

#[test]
fn demo_shows_an_automatic_rollback() {
    let printed = demo(&mut command(), "50");
    let rows = rows(&printed);
    let states: Vec<&str> = rows.iter().map(|(state, _)| state.as_str()).collect();
    assert!(["0%", "5%", "25%", "off (guard)"].iter().all(|state| states.contains(state)), "{printed}");
    assert!(rows.iter().any(|(state, [_, one_page, _])| state == "25%" && *one_page > 0), "{printed}");
    assert!(rows.iter().any(|(_, [.., failed])| *failed > 0), "{printed}");
    let (last, [three_pages, one_page, failed]) = rows.last().expect("there are rows");
    assert_eq!((last.as_str(), *one_page, *failed), ("off (guard)", 0, 0), "{printed}");
    assert!(*three_pages > 0, "{printed}");
    for part in [
        "25% -> 50%  Source",
        "50% -> off  Trip, guard",
        "new-checkout is off: DISABLED, guard",
        "price-engine, both ways: ",
    ] {
        assert!(printed.contains(part), "{part} is not in\n{printed}");
    }
}

#[test]
fn failures_within_budget_allow_full_release() {
    let printed = demo(&mut command(), "0");
    let rows = rows(&printed);
    let (last, [_, one_page, failed]) = rows.last().expect("there are rows");
    assert_eq!((last.as_str(), *failed), ("100%", 0), "{printed}");
    assert!(*one_page > 0 && !printed.contains("Trip"), "{printed}");
}
