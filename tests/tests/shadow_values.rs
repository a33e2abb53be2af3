//! Shadow mode that counts differences and does not report their values.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::sync::{Arc, Mutex};

use toggle_runtime::{Event, feature_toggle};

const ANN: &str = "ann@example.org";

#[feature_toggle("sync-values", else = user.to_owned(), shadow(values = false))]
fn address(user: &str) -> String {
    format!("{user}, too")
}

#[feature_toggle("async-values", else = user.clone(), guard, shadow(values = false,))]
async fn asynchronous_address(user: String) -> String {
    panic!("no {user}");
}

struct Addresses {
    suffix: &'static str,
}

#[feature_toggle("method-values", else = String::new(), shadow(values = false))]
impl Addresses {
    fn first(&self, user: &str) -> String {
        format!("{user}{}", self.suffix)
    }
}

#[feature_toggle("shown-values", else = user.to_owned(), shadow(values = true))]
fn shown(user: &str) -> String {
    format!("{user}, too")
}

#[test]
fn differences_are_counted_without_their_values() -> Result<(), toggle_runtime::Error> {
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let listener = told.clone();
    toggle_runtime::subscribe(move |event| {
        if let Event::Compared { .. } = event {
            listener.lock().expect("nobody panics").push(event.to_string());
        }
    });
    for name in ["sync-values", "async-values", "method-values", "shown-values"] {
        toggle_runtime::set(name, "shadow")?;
    }
    assert_eq!(address(ANN), ANN);
    assert_eq!(pollster::block_on(asynchronous_address(ANN.to_owned())), ANN);
    assert_eq!(Addresses { suffix: ", too" }.first(ANN), "");

    let shadow = |name: &str| {
        let toggle = toggle_runtime::toggles().find(|toggle| toggle.name == name);
        toggle.and_then(|toggle| toggle.shadow).expect("both ways have run")
    };
    for (name, differences) in [("sync-values", (1, 0)), ("async-values", (0, 1)), ("method-values", (1, 0))] {
        let report = shadow(name);
        assert_eq!((report.mismatches, report.panics), differences, "{name}");
        assert!(!format!("{report:?}").contains("ann"), "{report:?}");
    }
    // Events are ordered, so this event is the last one.
    shown(ANN);
    assert!(format!("{:?}", shadow("shown-values")).contains(ANN));
    let told = loop {
        let told = told.lock().expect("nobody panics").clone();
        if told.len() == 4 {
            break told;
        }
        std::thread::yield_now();
    };
    assert!(told[..3].iter().all(|told| !told.contains("ann")), "{told:?}");
    assert!(told[3].contains(ANN), "{told:?}");
    Ok(())
}
