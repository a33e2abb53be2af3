//! Comparisons of inventories with and without differences.

use crate::inventory::{Inventory, Toggle};
use toggle_runtime::{
    __admin::{declaration, point},
    Value,
};
use toggle_syntax::record::{self, Body, Polarity, Record};

use Polarity::{Negative, Positive};

use super::{Difference, compare};

/// A position in code: item, file and line.
type At<'a> = (&'a str, &'a str, u32);

fn place<'a>(version: &'a str, (item, file, line): At<'a>) -> record::Place<'a> {
    record::Place { package: "shop", version, module: "shop::orders", item, file, line, column: 1 }
}

/// Returns an inventory of one toggle.
fn toggle(version: &str, declarations: &[(At<'_>, &str)], points: &[(At<'_>, Polarity)]) -> Inventory {
    let declarations = declarations.iter().filter_map(|&(at, owner)| {
        let body = Body::Declaration(record::Declaration {
            default: "off",
            kind: "release",
            owner,
            since: "",
            expires: "",
            description: "",
            ty: "",
        });
        declaration(&Record::new("mail", place(version, at), body))
    });
    let points = points
        .iter()
        .filter_map(|&(at, polarity)| point(&Record::new("mail", place(version, at), Body::Point { polarity })));
    let toggle = Toggle {
        name: "mail".to_owned(),
        default: Value::Off,
        declarations: declarations.collect(),
        points: points.collect(),
        artifacts: Vec::new(),
    };
    Inventory { toggles: vec![toggle], ..Inventory::default() }
}

fn points(points: &[(&str, u32, Polarity)]) -> Inventory {
    let points: Vec<_> =
        points.iter().map(|&(item, line, polarity)| ((item, "src/orders.rs", line), polarity)).collect();
    toggle("1.0.0", &[], &points)
}

/// Returns a line for each difference, with places as `item:line`.
fn lines(difference: &Difference) -> Vec<String> {
    let mut lines: Vec<String> = difference.added.iter().map(|toggle| format!("+ {}", toggle.name)).collect();
    lines.extend(difference.removed.iter().map(|toggle| format!("- {}", toggle.name)));
    for change in &difference.changed {
        lines.extend(change.fields.iter().map(|it| format!("~ {} {:?} {:?}", it.field.as_str(), it.old, it.new)));
        let shown = |place: &toggle_runtime::Place| format!("{}:{}", place.item, place.line);
        let declarations = &change.declarations;
        lines.extend(declarations.added.iter().map(|it| format!("+ declared {}", shown(it))));
        lines.extend(declarations.removed.iter().map(|it| format!("- declared {}", shown(it))));
        lines.extend(declarations.moved.iter().map(|it| format!("~ declared {} {}", shown(&it.old), shown(&it.new))));
        lines.extend(change.points.added.iter().map(|it| format!("+ {}", shown(&it.place))));
        lines.extend(change.points.removed.iter().map(|it| format!("- {}", shown(&it.place))));
        lines.extend(
            change.points.moved.iter().map(|it| format!("~ {} {}", shown(&it.old.place), shown(&it.new.place))),
        );
    }
    lines
}

#[track_caller]
fn check(old: &Inventory, new: &Inventory, expected: &[&str]) {
    assert_eq!(lines(&compare(old, new)), expected);
}

#[test]
fn a_toggle_comes_and_goes() {
    let one = points(&[("pay", 1, Positive)]);
    check(&Inventory::default(), &one, &["+ mail"]);
    check(&one, &Inventory::default(), &["- mail"]);
    check(&one, &one, &[]);
}

#[test]
fn a_release_of_the_package_changes_nothing() {
    let at = ("pay", "src/orders.rs", 3);
    let version = |version| toggle(version, &[(at, "sales")], &[(at, Positive)]);
    check(&version("1.0.0"), &version("1.1.0"), &[]);
    let dependency = |version, file| toggle(version, &[], &[(("pay", file, 3), Positive)]);
    check(
        &dependency("1.0.0", "/a/shop-1.0.0/src/orders.rs"),
        &dependency("1.1.0", "/b/shop-1.1.0/src/orders.rs"),
        &[],
    );
}

#[test]
fn place_with_another_line_has_moved() {
    check(&points(&[("pay", 1, Positive)]), &points(&[("pay", 9, Positive)]), &["~ pay:1 pay:9"]);
    let file = |file| toggle("1.0.0", &[], &[(("pay", file, 1), Positive)]);
    check(&file("src/orders.rs"), &file("src/orders/mod.rs"), &["~ pay:1 pay:1"]);
}

#[test]
fn exact_places_are_paired_first() {
    check(
        &points(&[("pay", 1, Positive), ("pay", 5, Positive)]),
        &points(&[("pay", 5, Positive), ("pay", 7, Positive), ("pay", 8, Positive)]),
        &["+ pay:8", "~ pay:1 pay:7"],
    );
}

#[test]
fn another_item_is_another_place() {
    check(&points(&[("pay", 1, Positive)]), &points(&[("ship", 1, Positive)]), &["+ ship:1", "- pay:1"]);
}

#[test]
fn the_other_polarity_is_another_place() {
    check(&points(&[("pay", 1, Positive)]), &points(&[("pay", 1, Negative)]), &["+ pay:1", "- pay:1"]);
}

#[test]
fn equal_places_are_counted() {
    let one = ("pay", 1, Positive);
    check(&points(&[one, one]), &points(&[one, one]), &[]);
    check(&points(&[one]), &points(&[one, one]), &["+ pay:1"]);
}

#[test]
fn declaration_is_added_moved_and_changed() {
    let (here, there) = (("MAIL", "src/toggles.rs", 1), ("MAIL", "src/toggles.rs", 4));
    let declared = |at, owner| toggle("1.0.0", &[(at, owner)], &[]);
    let undeclared = toggle("1.0.0", &[], &[]);
    check(&declared(here, "sales"), &declared(there, "sales"), &["~ declared MAIL:1 MAIL:4"]);
    check(&declared(here, "sales"), &declared(here, ""), &["~ owner Some(\"sales\") None"]);
    check(&undeclared, &declared(here, ""), &["~ kind None Some(\"release\")", "+ declared MAIL:1"]);
    check(&declared(here, ""), &undeclared, &["~ kind Some(\"release\") None", "- declared MAIL:1"]);
}

/// Returns an inventory with few names, items and lines, so that many are equal.
fn some(seed: u64) -> Inventory {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    // Marsaglia's xorshift.
    let mut below = |bound: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) % bound
    };
    let mut inventory = Inventory::default();
    for name in ["a", "b", "c"] {
        if below(4) == 0 {
            continue;
        }
        let mut at = || {
            (
                ["pay", "ship"][usize::from(below(2) == 0)],
                ["src/a.rs", "/src/b.rs"][usize::from(below(3) == 0)],
                u32::from(below(3) == 0),
            )
        };
        let (here, places) = (at(), [at(), at(), at(), at()]);
        let points: Vec<_> =
            places.into_iter().map(|at| (at, if below(3) == 0 { Negative } else { Positive })).collect();
        let (points, owner) =
            (&points[..usize::from(below(2) == 0) * 2 + 2], ["", "sales"][usize::from(below(2) == 0)]);
        let declarations = &[(here, owner)][..usize::from(below(3) != 0)];
        let mut of_name = toggle(["1.0.0", "1.1.0"][usize::from(below(2) == 0)], declarations, points);
        of_name.toggles[0].name = name.to_owned();
        inventory.toggles.append(&mut of_name.toggles);
    }
    inventory
}

/// Returns the difference as it would be with the sides exchanged.
fn mirrored(mut difference: Difference) -> Difference {
    use std::mem::swap;
    swap(&mut difference.old, &mut difference.new);
    swap(&mut difference.added, &mut difference.removed);
    for change in &mut difference.changed {
        change.fields.iter_mut().for_each(|field| swap(&mut field.old, &mut field.new));
        swap(&mut change.declarations.added, &mut change.declarations.removed);
        change.declarations.moved.iter_mut().for_each(|moved| swap(&mut moved.old, &mut moved.new));
        swap(&mut change.points.added, &mut change.points.removed);
        change.points.moved.iter_mut().for_each(|moved| swap(&mut moved.old, &mut moved.new));
    }
    difference
}

#[test]
fn reverse_comparison_is_mirrored() {
    let mut moved = 0;
    for seed in 1..500 {
        let (a, b) = (some(seed), some(seed + 1000));
        assert!(compare(&a, &a).is_empty(), "{a:#?}");
        let difference = compare(&a, &b);
        assert_eq!(compare(&b, &a), mirrored(difference.clone()), "{a:#?} {b:#?}");
        for change in &difference.changed {
            let count = |inventory: &Inventory| inventory.find(&change.name).map_or(0, |toggle| toggle.points.len());
            let points = &change.points;
            assert_eq!(count(&a) + points.added.len(), count(&b) + points.removed.len(), "{a:#?} {b:#?}");
            moved += points.moved.len();
        }
    }
    assert!(moved > 100, "{moved} moved");
}

#[test]
fn a_place_in_another_column_has_moved() {
    let at = |column| {
        let mut inventory = points(&[("pay", 1, Positive)]);
        inventory.toggles[0].points[0].place.column = column;
        inventory
    };
    assert_eq!(lines(&compare(&at(1), &at(1))), [""; 0]);
    assert_eq!(compare(&at(1), &at(2)).changed[0].points.moved.len(), 1);
}

#[test]
fn new_place_is_not_only_a_move() {
    let one = points(&[("pay", 1, Positive)]);
    let more = points(&[("pay", 2, Positive), ("refund", 1, Positive)]);
    for (old, new) in [(&one, &more), (&more, &one)] {
        assert!(!compare(old, new).changed[0].is_only_moved());
    }
    assert!(compare(&one, &points(&[("pay", 9, Positive)])).changed[0].is_only_moved());
}
