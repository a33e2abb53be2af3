//! End-to-end tests: the toggle file of the running shop is edited, replaced and broken while customers use the shop.
//! The customers see the flips, and no request fails.

mod support;
mod watched;

use std::fs;

use serde_json::Value;

use self::support::{
    customers::Customers,
    eventually,
    shop::{Shop, command},
};

const ALL_OFF: &str = "new-checkout = false\nwishlist = false\nrecommendations = false\n";
const ALL_ON: &str = "\
new-checkout = true\nwishlist = true\nsearch-index = true\nbulk-discount = true\nfree-shipping = true\n\
audit-log = true\nprice-engine = true\nrecommendations = true\nseason-greetings = true\n";

/// Runs `meanwhile` while customers use the shop, and returns the checkout flows that they saw.
#[track_caller]
fn open(mut shop: Shop, meanwhile: impl FnOnce(&Shop, &Customers)) -> Vec<String> {
    let customers = Customers::come_to(shop.address);
    meanwhile(&shop, &customers);
    let visit = customers.leave();
    assert!(shop.is_running(), "the shop has ended:\n{}", shop.log.text());
    visit.flows.into_iter().collect()
}

#[test]
fn every_gate_follows_an_edit_in_place() {
    open(Shop::start(ALL_OFF), |shop, _| {
        check_gates(shop, &GATES.map(|gate| gate.off));
        shop.edit(ALL_ON);
        // A change of the file applies as a whole, so waiting for one toggle is enough.
        shop.wait_for("new-checkout", "on");
        check_gates(shop, &GATES.map(|gate| gate.on));
        shop.edit(ALL_OFF);
        shop.wait_for("new-checkout", "off");
        check_gates(shop, &GATES.map(|gate| gate.off));
    });
}

/// The visible effect of a gate.
struct Gate {
    what: &'static str,
    look: fn(&Shop) -> Value,
    off: &'static str,
    on: &'static str,
}

const GATES: [Gate; 9] = [
    Gate { what: "a handler", look: |shop| shop.buy(1, 1)["flow"].take(), off: "\"three-pages\"", on: "\"one-page\"" },
    Gate {
        what: "a condition behind an await",
        look: |shop| shop.buy(1, 1)["mail"].take(),
        off: "\"three-pages\"",
        on: "\"one-page\"",
    },
    Gate { what: "an impl block", look: |shop| shop.send("POST /wishlist/1", "").status.into(), off: "404", on: "200" },
    Gate {
        what: "a let",
        look: |shop| shop.ok("GET /search/boots").json()["by"].take(),
        off: "\"scan\"",
        on: "\"index\"",
    },
    Gate { what: "a match arm", look: |shop| shop.buy(5, 10)["goods"].take(), off: "12500", on: "11250" },
    Gate {
        what: "a function that can run both ways",
        look: |shop| shop.buy(6, 10)["goods"].take(),
        off: "19950",
        on: "17960",
    },
    Gate { what: "a condition", look: |shop| shop.buy(1, 1)["shipping"].take(), off: "495", on: "0" },
    Gate {
        what: "a function with a fallback",
        look: |shop| shop.ok("GET /products/4").json()["related"].as_array().map(Vec::len).into(),
        off: "0",
        on: "1",
    },
    Gate {
        what: "an undeclared toggle",
        look: |shop| shop.buy(1, 1)["note"].take(),
        off: "\"Thank you for your order\"",
        on: "\"Happy holidays, and thank you for your order\"",
    },
];

#[track_caller]
fn check_gates(shop: &Shop, expected: &[&str]) {
    for (gate, expected) in GATES.iter().zip(expected) {
        assert_eq!((gate.look)(shop).to_string(), *expected, "{}", gate.what);
    }
}

#[test]
fn a_gated_block_runs_while_its_toggle_is_on() {
    open(Shop::start("audit-log = false\n"), |shop, _| {
        shop.buy(1, 1);
        assert_eq!(shop.ok("GET /audit").body, "[]");
        shop.edit("audit-log = true\n");
        shop.wait_for("audit-log", "on");
        shop.buy(4, 1);
        let audit = shop.ok("GET /audit").json();
        let of_tester = audit.as_array().into_iter().flatten().find(|entry| entry["user"] == "tester");
        assert_eq!(of_tester.map(|entry| &entry["total"]), Some(&10_395.into()), "{audit}");
    });
}

#[test]
fn growing_rollout_keeps_its_users() {
    // Returns the users, out of sixty, whose search uses the index.
    fn by_index(shop: &Shop) -> Vec<u32> {
        let way = |user: &u32| shop.send_as(&format!("user-{user}"), "GET /search/boots", "").json()["by"].take();
        (0..60).filter(|user| way(user) == "index").collect()
    }

    open(Shop::start("search-index = '0%'\n"), |shop, _| {
        assert!(by_index(shop).is_empty());
        let mut before = Vec::new();
        for percentage in [10, 25, 50, 100] {
            shop.edit(&format!("search-index = '{percentage}%'\n"));
            shop.wait_for("search-index", &format!("{percentage}%"));
            let now = by_index(shop);
            assert_eq!(now, by_index(shop), "the same users have the same answers");
            assert!(before.iter().all(|user| now.contains(user)), "{before:?} and {now:?}");
            assert!(now.len() > before.len(), "{before:?} and {now:?}");
            before = now;
        }
        assert_eq!(before.len(), 60);
    });
}

#[test]
fn rules_go_by_the_user_of_the_request() {
    let shop = Shop::start("[search-index]\nrules = [{ when = { key = 'ann' } }]\notherwise = false\n");
    open(shop, |shop, _| {
        let way = |user: &str| shop.send_as(user, "GET /search/boots", "").json()["by"].take();
        assert_eq!([way("ann"), way("bob")], ["index", "scan"]);
        shop.edit("[search-index]\nrules = [{ when = { key = { not = 'ann' } } }]\notherwise = false\n");
        eventually("the new rules count", || way("bob") == "index");
        assert_eq!(way("ann"), "scan");
    });
}

#[test]
fn a_replaced_file_is_followed() {
    open(Shop::start(ALL_OFF), |shop, customers| {
        customers.wait_for("three-pages");
        shop.replace(ALL_ON);
        customers.wait_for("one-page");
        shop.replace(ALL_OFF);
        customers.wait_for("three-pages");
        // This edit shows that the watch follows the new file and not the first one.
        shop.edit(ALL_ON);
        customers.wait_for("one-page");
        shop.log.wait_for("toggle `new-checkout` changed from off to on (file toggles.toml)");
    });
}

/// A `ConfigMap` of Kubernetes is mounted as a link through `..data`, which links to a directory named by time. An
/// update creates a new directory, renames a new `..data` over the old one, and deletes the old directory.
#[cfg(unix)]
#[test]
fn a_swapped_link_is_followed() {
    use std::{os::unix::fs::symlink, path::Path};

    fn publish(mount: &Path, version: &str, toggles: &str) {
        fs::create_dir(mount.join(version)).expect("the directory can be made");
        fs::write(mount.join(version).join("toggles.toml"), toggles).expect("the file can be written");
        symlink(version, mount.join("..data_tmp")).expect("the link can be made");
        let old = fs::read_link(mount.join("..data"));
        fs::rename(mount.join("..data_tmp"), mount.join("..data")).expect("the link can be swapped");
        if let Ok(old) = old {
            fs::remove_dir_all(mount.join(old)).expect("the old version can be deleted");
        }
    }

    let shop = Shop::start_in(|mount| {
        publish(mount, "..2026_11_23", ALL_OFF);
        symlink("..data/toggles.toml", mount.join("toggles.toml")).expect("the link can be made");
    });
    open(shop, |shop, customers| {
        for (version, toggles, flow) in [
            ("..2026_11_24", ALL_ON, "one-page"),
            ("..2026_11_25", ALL_OFF, "three-pages"),
            ("..2026_11_26", ALL_ON, "one-page"),
        ] {
            publish(&shop.path(""), version, toggles);
            customers.wait_for(flow);
        }
    });
}

#[test]
fn a_broken_file_changes_nothing() {
    bad_file("line 2, column ", |shop| shop.edit("new-checkout = false\nwishlist = flase\n"));
}

#[test]
fn an_emptied_file_changes_nothing() {
    bad_file("is empty", |shop| shop.edit(""));
}

#[test]
fn a_deleted_file_changes_nothing() {
    bad_file("cannot be read", |shop| fs::remove_file(shop.path("toggles.toml")).expect("the file can be deleted"));
}

#[test]
fn a_directory_in_its_place_changes_nothing() {
    bad_file("not a regular file", |shop| {
        fs::remove_file(shop.path("toggles.toml")).expect("the file can be deleted");
        fs::create_dir(shop.path("toggles.toml")).expect("the directory can be made");
    });
}

/// Breaks the file of a shop with all toggles on. The shop has to report the reason, and to keep its states until the
/// file is good again.
#[track_caller]
fn bad_file(reason: &str, spoil: impl FnOnce(&Shop)) {
    let flows = open(Shop::start(ALL_ON), |shop, _| {
        let before = shop.states();
        spoil(shop);
        shop.log.wait_for(reason);
        let log = shop.log.text();
        assert!(log.contains("file toggles.toml cannot be read, so it changes nothing: "), "{log}");
        assert_eq!(shop.states(), before);
        check_gates(shop, &GATES.map(|gate| gate.on));
        let problem = shop.operate("GET /operators/problems", "").json()["problems"][0].take();
        assert_eq!(problem["source"], "file toggles.toml");
        assert!(problem["error"].as_str().is_some_and(|error| error.contains(reason)), "{problem}");
        assert!(shop.ok("GET /").body.contains(reason), "the page does not show why");

        // This call removes the directory in the test that puts one there. In other tests it fails, which does not
        // matter.
        let _ = fs::remove_dir(shop.path("toggles.toml"));
        shop.replace(ALL_ON);
        shop.log.wait_for("file toggles.toml can be read again");
        assert_eq!(shop.states(), before);
        assert!(!shop.log.text().contains(" changed from "), "{}", shop.log.text());
        assert_eq!(shop.operate("GET /operators/problems", "").json()["problems"].to_string(), "[]");
    });
    assert_eq!(flows, ["one-page"]);
}

#[test]
fn a_good_file_after_a_bad_one_counts() {
    open(Shop::start(ALL_ON), |shop, _| {
        shop.edit("new-checkout = [");
        shop.log.wait_for("cannot be read, so it changes nothing");
        shop.edit(ALL_OFF);
        shop.wait_for("new-checkout", "off");
        shop.log.wait_for("can be read again");
    });
}

#[test]
fn a_line_that_is_gone_gives_the_default() {
    open(Shop::start("new-checkout = true\nrecommendations = false\n"), |shop, _| {
        shop.edit("# nothing is set\n");
        shop.wait_for("new-checkout", "off");
        assert_eq!(shop.state("recommendations"), ("on".to_owned(), "default".to_owned()));
    });
}

#[test]
fn bad_entry_keeps_the_other_entries() {
    open(Shop::start(ALL_OFF), |shop, _| {
        shop.edit("new-checkout = true\nwishlist = 3.5\n\"<i>\" = true\nwish-list = true\n");
        shop.wait_for("new-checkout", "on");
        assert_eq!(shop.send("GET /wishlist", "").status, 404);
        let page = shop.ok("GET /");
        assert_eq!(page.kind, "text/html; charset=utf-8");
        for part in ["`wishlist`: ", "called `&lt;i&gt;`", "called `wish-list`; did you mean `wishlist`?"] {
            assert!(page.body.contains(part), "{part:?} is not in\n{}", page.body);
        }
    });
}

#[test]
fn no_request_sees_a_flip_halfway() {
    open(Shop::start(ALL_OFF), |shop, customers| {
        for _ in 0..10 {
            shop.replace(ALL_ON);
            customers.wait_for("one-page");
            shop.replace(ALL_OFF);
            customers.wait_for("three-pages");
        }
    });
}

#[test]
fn the_page_shows_every_toggle() {
    let shop = Shop::start(ALL_ON);
    let page = shop.ok("GET /").body;
    let toggles = shop.toggles();
    let toggles = toggles.as_array().expect("it is a list");
    assert_eq!(toggles.len(), GATES.len());
    for toggle in toggles {
        let name = toggle["name"].as_str().expect("a name is a text");
        assert_eq!(shop.state(name), ("on".to_owned(), "file toggles.toml".to_owned()));
        assert!(page.contains(&format!("<td class=\"name\">{name}</td>")), "{name} is not in\n{page}");
        for point in toggle["points"].as_array().expect("it is a list") {
            let (file, line) = (point["file"].as_str().expect("a file is a text"), &point["line"]);
            assert!(page.contains(&format!("{file}:{line}")), "{point} is not in\n{page}");
        }
    }
}

#[test]
fn a_shop_without_its_file_does_not_open() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let path = directory.path().join("missing.toml");
    let output = command().args(["--port", "0", "--toggles"]).arg(&path).output().expect("the shop starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains(&path.display().to_string()), "{errors}");
    assert_eq!(output.stdout, b"");
}
