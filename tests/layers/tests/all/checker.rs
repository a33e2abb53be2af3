//! Tests of the checker on invented files: it finds each kind of path, and reports nothing else as a path.

use toggle_tests_layers::{Graph, Room, Sources, rooms_mistakes};

const ROOMS: &[Room] =
    &[Room { name: "cellar", modules: &["low", "high::deep"] }, Room { name: "attic", modules: &["high"] }];

fn graph(files: &[(&str, &str)]) -> Graph {
    Graph::of(&Sources::new(|wanted| {
        files.iter().find(|(path, _)| *path == wanted).map(|(_, text)| (*text).to_owned())
    }))
}

/// Checks the circle between two files. `a.rs` uses `B` of `b.rs`.
#[track_caller]
fn check(b: &str, circle_by: Option<&str>) {
    let root = "mod a; mod b; pub use a::A;";
    let graph = graph(&[("lib.rs", root), ("a.rs", "use crate::b::B; pub struct A(B); pub fn go() {}"), ("b.rs", b)]);
    let circles =
        circle_by.map(|by| format!("circle of 2 files:\n  a.rs -> b.rs, by crate::b::B\n  b.rs -> a.rs, by {by}"));
    assert_eq!(graph.circles(), circles.into_iter().collect::<Vec<_>>());
}

#[track_caller]
fn check_rooms(low: &str, expected: &[&str]) {
    let root = "mod low; mod high;";
    let high = "mod deep; use crate::low::Low; pub struct High(Low);";
    let deep = "pub struct Deep;";
    let graph = graph(&[("lib.rs", root), ("low.rs", low), ("high.rs", high), ("high/deep.rs", deep)]);
    assert_eq!(rooms_mistakes(&graph, ROOMS), expected);
}

#[test]
fn one_way_is_no_circle() {
    check("pub struct B;", None);
}

#[test]
fn use_closes_circle() {
    check("use crate::a::go; pub struct B;", Some("crate::a::go"));
}

#[test]
fn path_in_expression_closes_circle() {
    check("pub struct B; fn f() { super::a::go() }", Some("super::a::go"));
}

#[test]
fn path_in_type_closes_circle() {
    check("pub struct B(Box<crate::a::A>);", Some("crate::a::A"));
}

#[test]
fn tokens_of_macro_close_circle() {
    check("pub struct B; fn f() { assert!(1 + crate::a::go() == 2) }", Some("crate::a::go"));
}

#[test]
fn macro_body_closes_circle_of_its_file() {
    check("pub struct B; macro_rules! m { () => { $crate::a::go() } }", Some("crate::a::go"));
}

#[test]
fn re_export_leads_to_file_of_item() {
    check("use crate::A; pub struct B;", Some("crate::A"));
}

#[test]
fn module_in_same_file_is_that_file() {
    check("pub struct B; mod inside { use crate::a::go; }", Some("crate::a::go"));
}

#[test]
fn test_code_is_exempt() {
    check("pub struct B; #[cfg(test)] mod tests { use crate::a::go; }", None);
}

#[test]
fn local_names_are_no_paths() {
    check("pub struct B; fn f(a: u8) -> u8 { g!(a.a, #a); a }", None);
}

#[test]
fn door_uses_nothing_below_it() {
    let files = [
        ("lib.rs", "mod door;"),
        ("door/mod.rs", "mod room; pub(crate) use self::room::Chair; pub(crate) struct Key;"),
        ("door/room.rs", "use super::Key; pub(crate) struct Chair(Key);"),
    ];
    assert_eq!(graph(&files).circles(), [""; 0]);
}

#[test]
fn parent_that_uses_child_closes_circle() {
    let files = [
        ("lib.rs", "mod door;"),
        ("door/mod.rs", "mod room; pub(crate) use self::room::Chair; pub(crate) struct Key; fn f(_: Chair) {}"),
        ("door/room.rs", "use super::Key; pub(crate) struct Chair(Key);"),
    ];
    let circle =
        "circle of 2 files:\n  door/mod.rs -> door/room.rs, by Chair\n  door/room.rs -> door/mod.rs, by super::Key";
    assert_eq!(graph(&files).circles(), [circle]);
}

#[test]
fn item_for_each_system_leads_to_both_files() {
    let files = [
        ("lib.rs", "mod door; mod user;"),
        ("door/mod.rs", "mod one; mod two; #[cfg(unix)] pub use one::Chair; #[cfg(not(unix))] pub use two::Chair;"),
        ("door/one.rs", "pub struct Chair;"),
        ("door/two.rs", "pub struct Chair(crate::user::User);"),
        ("user.rs", "use crate::door::Chair; pub struct User(Chair);"),
    ];
    assert_eq!(graph(&files).circles().len(), 1);
}

#[test]
fn room_uses_itself_and_below() {
    check_rooms("use crate::high::deep::Deep; pub struct Low(Deep);", &[]);
}

#[test]
fn room_above_is_reported() {
    let expected = "from `cellar` up to `attic`:\n  low.rs -> high.rs, by crate::high::High";
    check_rooms("pub struct Low; fn f(_: crate::high::High) {}", &[expected]);
}

#[test]
fn file_without_room_is_reported() {
    let graph = graph(&[("lib.rs", "mod low; mod high; mod new;"), ("low.rs", ""), ("high.rs", ""), ("new.rs", "")]);
    assert_eq!(rooms_mistakes(&graph, ROOMS), ["there is no module `high::deep`", "new.rs is in no room"]);
}

#[test]
fn modules_of_named_file_are_next_to_it() {
    let root = "#[path = \"room/door.rs\"] mod hall; mod a;";
    let graph = graph(&[
        ("lib.rs", root),
        ("room/door.rs", "mod chair; pub use self::chair::Chair;"),
        ("room/chair.rs", "pub struct Chair(crate::a::A);"),
        ("a.rs", "pub struct A(crate::hall::Chair);"),
    ]);
    let circle = "circle of 2 files:\n  room/chair.rs -> a.rs, by crate::a::A\n  a.rs -> room/chair.rs, by \
                  crate::hall::Chair";
    assert_eq!(graph.circles(), [circle]);
}
