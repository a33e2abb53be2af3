//! Toggle points with a guard or in shadow mode, in all outputs.

use crate::support::{Scratch, saved_list};

fn lists() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("old.json", saved_list("mail asked=src/a.rs:1 asked=src/b.rs:2"));
    scratch.file("new.json", saved_list("mail guard=src/a.rs:1 asked=src/b.rs:2\nprice shadow=src/c.rs:3"));
    scratch
}

#[test]
fn modes_are_listed() {
    let list = |format: &str| lists().toggle(&["list", "new.json", "--points", "--format", format]).fine();
    let table = list("table");
    for part in ["src/a.rs:1:1  when on, guarded", "src/b.rs:2:1  when on  ", "src/c.rs:3:1  when on, compared"] {
        assert!(table.contains(part), "{part} is not in\n{table}");
    }
    let markdown = list("markdown");
    assert!(markdown.contains("* when on, guarded: `src/a.rs:1:1`"), "{markdown}");
    let csv = list("csv");
    assert!(csv.starts_with("name,polarity,file,line,column,module,item,package,version,guard,shadow"), "{csv}");
    assert!(csv.contains("price,positive,src/c.rs,3,1,p,f,p,1.0.0,false,true"), "{csv}");
}

#[test]
fn place_of_a_value_is_listed_and_compared() {
    let scratch = Scratch::new();
    let with = "rank declared=src/a.rs:1 value=src/a.rs:2 asked=src/b.rs:2";
    scratch.file("old.json", saved_list(with));
    scratch.file("new.json", saved_list("rank declared=src/a.rs:1 asked=src/b.rs:2"));
    let list = |format: &str| scratch.toggle(&["list", "old.json", "--points", "--format", format]).fine();
    let table = list("table");
    assert!(table.contains("src/a.rs:2:1  value"), "{table}");
    let markdown = list("markdown");
    assert!(markdown.contains("* value: `src/a.rs:2:1`"), "{markdown}");
    let csv = list("csv");
    assert!(csv.contains("rank,value,src/a.rs,2,1,p,f,p,1.0.0,false,false"), "{csv}");
    let json = list("json");
    assert!(json.contains("\"value\": true"), "{json}");
    let diff = scratch.toggle(&["diff", "old.json", "new.json"]).findings();
    assert!(diff.contains("- value src/a.rs:2:1"), "{diff}");
}

#[test]
fn new_guard_is_a_difference() {
    let diff = |format: &str| lists().toggle(&["diff", "old.json", "new.json", "--format", format]).findings();
    let text = diff("human");
    assert!(text.contains("- when on src/a.rs:1:1") && text.contains("+ when on, guarded src/a.rs:1:1"), "{text}");
    assert!(!text.contains("src/b.rs"), "{text}");
    let markdown = diff("markdown");
    assert!(markdown.contains("* checked, guarded in `p::f`"), "{markdown}");
}
