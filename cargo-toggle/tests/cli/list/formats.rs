//! The output formats of `list` for other programs.

use super::*;

#[test]
fn markdown_of_several_binaries_names_them() {
    let scratch = Scratch::new();
    let listed = |name: &str, toggles: &str| {
        let mut json: serde_json::Value = serde_json::from_str(&saved_list(toggles)).expect("it is JSON");
        json["artifacts"] = serde_json::json!([{ "path": format!("bin/{name}"), "format": "elf" }]);
        for toggle in json["toggles"].as_array_mut().expect("a list") {
            toggle["artifacts"] = serde_json::json!([format!("bin/{name}")]);
        }
        scratch.file(name, json.to_string());
    };
    listed("shop", "mail declared=a.rs:1");
    listed("hist", "mail declared=a.rs:1\nold declared=b.rs:1");
    let both = ["list", "shop", "hist", "--format"];
    let markdown = scratch.toggle(&[&both[..], &["markdown"]].concat()).fine();
    assert!(markdown.contains(" | package | in |\n") && markdown.contains(" | p 1.0.0 | hist, shop |\n"), "{markdown}");
    let csv = scratch.toggle(&[&both[..], &["csv"]].concat()).fine();
    assert!(csv.contains(",\"hist, shop\"\n") && csv.contains("\nold,off,,,,,0,p 1.0.0,,hist\n"), "{csv}");
    let alone = scratch.toggle(&["list", "shop", "--format", "markdown"]).fine();
    assert!(!alone.contains("| in |"), "{alone}");
}

#[test]
fn json_has_all_data() {
    let json = list(&["--format", "json", "--name", "new-checkout"]).json("list");
    let toggle = &json["toggles"][0];
    assert_eq!(toggle["default"], "off");
    let declaration = &toggle["declarations"][0];
    assert_eq!(declaration["description"], "Serve the rewritten checkout flow.\n\nAll at once, or not at all.");
    assert_eq!((&declaration["kind"], &declaration["expires"]), (&"release".into(), &"2027-03-01".into()));
    assert_eq!(declaration["place"]["item"], "NEW_CHECKOUT");
    assert_eq!(toggle["points"][0]["item"], "checkout");
    assert_eq!(toggle["points"][0]["negated"], false);
}

#[test]
fn markdown_to_keep_with_the_source() {
    assert_eq!(
        list(&["--format", "markdown", "--name", "mail", "--points"]).fine(),
        "# Toggles

| name | default | kind | owner | since | expires | points | package |
|---|---|---|---|---|---|---|---|
| `mail` | on | ops | platform |  |  | 1 | cargo-toggle 0.1.0 |

## `mail`

Send mails.

* declared at `cargo-toggle/tests/cli/toggles.rs:12:1` in `cli::toggles::MAIL` (cargo-toggle 0.1.0)
* when off: `cargo-toggle/tests/cli/toggles.rs:20:1` in `cli::toggles::silently` (cargo-toggle 0.1.0)
"
    );
}

#[test]
fn a_description_is_no_markdown() {
    let scratch = Scratch::new();
    let description = "# Not|a <b>heading</b>\\n\\n- `no` [list](x)";
    let list =
        saved_list("a declared=a.rs:1").replace(r#""description":"""#, &format!(r#""description":"{description}""#));
    scratch.file("list.json", list);
    let markdown = scratch.toggle(&["list", "list.json", "--points", "--format", "markdown"]).fine();
    let expected = "\n\\# Not\\|a &lt;b>heading&lt;/b>\n\n\\- \\`no\\` \\[list](x)\n\n* declared at";
    assert!(markdown.contains(expected), "{markdown}");
}

#[test]
fn csv_for_a_spreadsheet() {
    let this = this();
    let binary = this.file_name().expect("it is a file").to_string_lossy();
    assert_eq!(
        list(&["--format", "csv", "--name", "mail"]).fine(),
        format!(
            "name,default,kind,owner,since,expires,points,package,pin,in\n\
             mail,on,ops,platform,,,1,cargo-toggle 0.1.0,,{binary}\n"
        )
    );
    let points = list(&["--format", "csv", "--points", "--name", "mail"]).fine();
    assert!(points.ends_with(
        ",negative,cargo-toggle/tests/cli/toggles.rs,20,1,cli::toggles,silently,cargo-toggle,0.1.0,false,false\n"
    ));
}

#[test]
fn no_text_is_a_formula_for_a_spreadsheet() {
    let scratch = Scratch::new();
    scratch
        .file("list.json", saved_list("a owner==1+1 declared=a.rs:1 asked=@SUM(1):2\nb owner=x;=1+1 declared=-b.rs:3"));
    let toggles = scratch.toggle(&["list", "list.json", "--format", "csv"]).fine();
    assert_eq!(
        toggles.lines().skip(1).collect::<Vec<_>>(),
        ["a,off,,'=1+1,,,1,p 1.0.0,,", "b,off,,x;'=1+1,,,0,p 1.0.0,,"]
    );
    let points = scratch.toggle(&["list", "list.json", "--format", "csv", "--points"]).fine();
    assert!(points.ends_with("\na,positive,'@SUM(1),2,1,p,f,p,1.0.0,false,false\n"), "{points}");
}
