//! Files with [`EVIL`] in every text.

use std::fmt::Write as _;

use object::{Architecture, BinaryFormat, Endianness, SectionKind, write::Object};
use serde_json::{Value, json};
use toggle_syntax::record::{Body, Declaration, Place, Polarity, Record};

use super::EVIL;
use crate::support::Scratch;

/// Returns the text as a TOML string.
pub(super) fn quoted() -> String {
    let mut quoted = String::from("\"");
    for letter in EVIL.chars() {
        let _ = write!(quoted, "\\U{:08x}", u32::from(letter));
    }
    quoted + "\""
}

/// Returns the text as a JSON string.
pub(super) fn json_text() -> String {
    serde_json::to_string(EVIL).expect("it is text")
}

/// Returns a saved list.
fn list() -> String {
    let place = json!({
        "package": EVIL, "version": EVIL, "module": EVIL, "item": EVIL, "file": EVIL, "line": 1, "column": 1
    });
    let declaration = |default: &str, ty: &str, line: u32| {
        let mut place = place.clone();
        place["line"] = json!(line);
        json!({
            "description": format!("{EVIL}\n\n{EVIL}"), "default": default, "type": ty, "kind": "release",
            "owner": EVIL, "since": null, "expires": "2020-01-01", "place": place
        })
    };
    let mut point: Value = place.clone();
    point["negated"] = json!(false);
    let mut pinned = point.clone();
    pinned["pin"] = json!(EVIL);
    let toggle = |name: &str, default: &str, declarations: Value, points: Value| {
        json!({
            "name": name, "default": default, "declarations": declarations, "points": points, "artifacts": [EVIL]
        })
    };
    let artifact = json!({ "path": EVIL, "format": "elf" });
    json!({
        "format": "cargo-toggle/list", "version": 1, "artifacts": [artifact, artifact],
        "toggles": [
            toggle("mail", "off", json!([declaration("off", "", 1), declaration("on", "", 2)]), json!([point, point])),
            toggle("never", "off", json!([declaration("off", "", 1)]), json!([])),
            toggle("pinned", "off", json!([]), json!([pinned, point])),
            toggle("text", EVIL, json!([declaration(EVIL, "text", 3)]), json!([point])),
        ]
    })
    .to_string()
}

/// Returns a binary with records.
fn binary() -> Vec<u8> {
    let place = Place { package: EVIL, version: EVIL, module: EVIL, item: EVIL, file: EVIL, line: 1, column: 1 };
    let declaration = Declaration { default: "on", owner: EVIL, description: EVIL, ..Declaration::default() };
    let bodies = [Body::Declaration(declaration), Body::Point { polarity: Polarity::Positive }];
    let section = bodies.map(|body| Record { pin: EVIL, ..Record::new("mail", place, body) }.to_bytes()).concat();
    let mut object = Object::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little);
    let id = object.add_section(Vec::new(), b"ftoggle".to_vec(), SectionKind::ReadOnlyData);
    object.append_section_data(id, &section, 1);
    object.write().expect("it is a correct object")
}

/// Creates the files that the rows of [`super::subcommands`] name.
pub(super) fn scratch() -> Scratch {
    let scratch = Scratch::new();
    let (word, text) = (quoted(), json_text());
    scratch.file("list.json", list());
    scratch.file("binary", binary());
    let artifact = json!({ "path": EVIL, "format": "elf" });
    let empty = json!({ "format": "cargo-toggle/list", "version": 1, "artifacts": [artifact], "toggles": [] });
    scratch.file("empty.json", empty.to_string());
    scratch.file("format.json", json!({ "format": EVIL, "version": 1 }).to_string());
    scratch.file("name.json", list().replace("\"mail\"", &text));
    scratch.file("kind.json", list().replace("\"release\"", &text));
    scratch.file("separators.json", list().replace("::error::evil", "\\u001e::error::evil\\u001f"));
    let entries = format!("mail = {word}\n{word} = true\ntext = {word}\n");
    let sections = format!("[environment.{word}]\nmail = true\n[segment.{word}]\n{word} = []\n");
    scratch.file("toggles.toml", entries + &sections);
    scratch.file(
        "rules.toml",
        format!(
            "[mail]\nrules = [{{ when = {{ {word} = {word} }}, serve = \"on\" }}, {{ rollout = 50, by = {word} }}]\n\
             [text]\nrules = [{{ when = {{ segment = {word} }}, serve = {word} }}, {{ serve = {word} }}]\n\
             requires = [\"mail\"]\n[attributes]\n{word} = \"string\"\n[segment.{word}]\n{word} = {word}\n"
        ),
    );
    scratch.file(
        "promoted.toml",
        format!(
            "text = {word}\n[segment.{word}]\na = 1\n[environment.staging]\nmail = true\ntext = {word}\n{word} = true\n\
             [environment.production]\nmail = false\nnever = {word}\n\
             text = {{ rules = [{{ segment = {word} }}], otherwise = {word} }}\n\
             [environment.{word}]\nmail = {word}\n[environment.{word}.segment.{word}]\na = {word}\n"
        ),
    );
    scratch.file("values.toml", format!("text = {word}\n"));
    scratch.file("matches.toml", format!("[mail]\nrules = [{{ when = {{ a = {{ matches = {word} }} }} }}]\n"));
    scratch.file(&format!("evil.d/1{EVIL}.toml"), format!("# {EVIL}\nmail = {EVIL}\n"));
    scratch.file(&format!("evil.d/2{EVIL}.toml"), format!("mail = {word}\n{text} = true\n"));
    scratch.file("broken.toml", format!("# {EVIL}\nmail = {EVIL}\n"));
    scratch.file("p.env", format!("TOGGLE_MAIL={EVIL}\nTOGGLE_X{EVIL}=on\n{EVIL}\nTOGGLES='mail={EVIL}'\n"));
    scratch.file(
        "q.env",
        format!(
            "TOGGLE_MAIL=\"{EVIL}\" # {EVIL}\nTOGGLE_ENVIRONMENT='{EVIL}'\nTOGGLE_CONTEXT={EVIL}\nTOGGLE_TEXT=\"on\"\n"
        ),
    );
    scratch.file("context.json", format!("{{\"key\": {text}, \"attributes\": {{{text}: {text}}}}}"));
    scratch.file("other.json", format!("{{{text}: 1}}"));
    scratch.file("users.jsonl", format!("{{\"key\": {text}, \"attributes\": {{{text}: {text}}}}}\n"));
    scratch.file("wrong.jsonl", format!("{{{text}: 1}}\n"));
    scratch.file("keys", format!("{EVIL}\nb\n"));
    scratch.file("noted/1-1.txt", format!("mail\t{EVIL}\n{EVIL}\ton\n"));
    scratch.file(&format!("blocked/{EVIL}.txt/file"), "");
    interrupted(&scratch);
    fleet(&scratch);
    scratch
}

/// Creates a store with records.
fn fleet(scratch: &Scratch) {
    let head = "# lineage 1 revision 1; change this document through its store\n";
    scratch.file("store/document", format!("{head}mail = {}\n{} = true\n", quoted(), quoted()));
    scratch.file("empty/document", format!("{head}{} = true\n", quoted()));
    let build = |id: &str, ty: &str| {
        let toggles = json!([{ "name": EVIL, "type": ty }]);
        let build = json!({ "format": 1, "id": id, "program": EVIL, "toggles": toggles });
        scratch.file(&format!("store/builds/{id}"), format!("0\n{build}"));
        let instance = json!({
            "format": 1, "id": id, "program": EVIL, "version": EVIL, "build": id, "host": EVIL, "pid": 7,
            "since": "2026-05-20T12:00:00Z", "written": "2100-05-20T12:00:00Z", "environment": EVIL, "revision": "1",
            "problems": { "count": 1, "first": [{ "problem": EVIL, "name": EVIL }] },
            "tripped": [{ "toggle": EVIL }], "overrides": [{ "toggle": "mail", "by": EVIL }]
        });
        scratch.file(&format!("store/instances/{id}"), format!("0\n{instance}"));
    };
    build("1", "text");
    build("2", &format!("variants a{EVIL}"));
    build("3", "integer");
    let wrong = json!({ "format": 1, "id": "4", "program": EVIL, "pid": EVIL });
    scratch.file("store/instances/4", format!("0\n{wrong}"));
}

/// Creates a file whose edit was killed, and the log of that edit.
fn interrupted(scratch: &Scratch) {
    scratch.file("edited.toml", "mail = false\n");
    scratch.file("killed/edited.toml", "mail = false\n");
    scratch.file("killed/.edited.toml.abcdefghijkl.new", "mail = true\n");
    let entry = json!({
        "format": "cargo-toggle/audit", "version": 1, "at": EVIL, "who": EVIL, "action": "set", "toggle": EVIL,
        "before": EVIL, "after": EVIL, "reason": EVIL, "file": EVIL, "change": "abcdefghijkl"
    });
    scratch.file("killed/edited.toml.audit.jsonl", format!("{entry}\n"));
    let mut logged = entry;
    for (field, text) in [("version", json!(3)), ("change", json!("evilchange12")), ("actor", json!(EVIL))] {
        logged[field] = text;
    }
    for field in ["sudo-user", "environment", "undoes", "content-before", "content-after", "source"] {
        logged[field] = json!(EVIL);
    }
    scratch.file("logged/edited.toml", "mail = false\n");
    scratch.file("logged/edited.toml.audit.jsonl", format!("{logged}\n{{\"format\":{}}}\n{logged}\n", json_text()));
}
