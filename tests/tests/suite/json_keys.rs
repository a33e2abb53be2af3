//! The naming rules of all types with a JSON form, checked in their source: keys are kebab-case, and a duration is a
//! number whose key names the unit. The source also covers types without a value in any test.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use regex::Regex;

/// Types whose form comes from another specification: a JSON Schema.
const OF_OTHERS: [&str; 1] = ["Document"];
const CRATES: [&str; 5] = ["toggle-syntax", "toggle-runtime", "toggle-store", "toggle-tower", "cargo-toggle"];

fn sources(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("it is a directory").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// An item that derives `Serialize`: its attributes, its kind, its name, and the text between its braces.
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    let attributes = r"(?P<attributes>#\[(?:cfg_attr|derive)\((?s:[^;{]*?)\bSerialize\b(?s:[^;{]*?))";
    Regex::new(&format!(
        r"(?m)^{attributes}^(?:pub(?:\([^)]*\))? )?(?P<kind>struct|enum) (?P<name>\w+)[^\n]* \{{\n(?P<body>(?s:.*?))^\}}"
    ))
    .expect("it is an expression")
});

/// A field with its attributes.
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    let expression = r"(?m)(?P<attributes>(?:^ +(?:#\[[^\n]*\]|///[^\n]*)\n)*)^ +(?:pub(?:\([^)]*\))? )?(?P<name>[a-z]\w*): (?P<type>[^\n]+),$";
    Regex::new(expression).expect("it is an expression")
});

/// Returns the faults in a Rust source text.
fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for item in ITEM.captures_iter(text) {
        let (attributes, name) = (&item["attributes"], &item["name"]);
        if OF_OTHERS.contains(&name) {
            continue;
        }
        let renames = if &item["kind"] == "enum" {
            attributes.contains(r#"rename_all_fields = "kebab-case""#)
        } else {
            attributes.contains(r#"rename_all = "kebab-case""#)
        };
        for field in FIELD.captures_iter(&item["body"]) {
            let (field_name, of_field) = (&field["name"], &field["attributes"]);
            if of_field.contains("serde(skip)") {
                continue;
            }
            if field_name.contains('_') && !renames && !of_field.contains("rename = ") && !of_field.contains("flatten")
            {
                faults.push(format!("{name}.{field_name}: the key is not kebab-case"));
            }
            let has_unit = of_field.contains("with = \"nanos::") && of_field.contains("-ns\"");
            if field["type"].contains("Duration") && !field["type"].contains("Durations") && !has_unit {
                faults.push(format!("{name}.{field_name}: the key of a duration has no unit"));
            }
        }
    }
    faults
}

#[test]
fn keys_of_all_types_are_kebab_case_with_units() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for name in CRATES {
        sources(&root.join(name).join("src"), &mut files);
    }
    let mut items = 0;
    for path in files {
        let text = fs::read_to_string(&path).expect("a source can be read");
        items += ITEM.captures_iter(&text).count();
        assert_eq!(faults(&text), [""; 0], "{}", path.display());
    }
    assert!(items > 40, "only {items} types were found");
}

#[test]
fn faults_of_types_are_found() {
    let check = |text: &str, expected: &[&str]| assert_eq!(faults(text), expected, "{text}");
    check("#[derive(Debug, Serialize)]\npub struct A {\n    pub b_c: u8,\n}\n", &["A.b_c: the key is not kebab-case"]);
    check(
        "#[derive(Serialize)]\n#[serde(rename_all = \"kebab-case\")]\npub(crate) struct A {\n    pub b_c: u8,\n}\n",
        &[],
    );
    check(
        "#[derive(Serialize)]\n#[serde(rename_all = \"kebab-case\")]\nenum A {\n    /// B.\n    B {\n        /// C.\n        c_d: u8,\n    },\n}\n",
        &["A.c_d: the key is not kebab-case"],
    );
    let duration = "#[derive(Serialize)]\nstruct A {\n    /// B.\n    b: Option<Duration>,\n}\n";
    check(duration, &["A.b: the key of a duration has no unit"]);
    let named = "    #[serde(rename = \"b-ns\", with = \"nanos::optional\")]\n    b:";
    check(&duration.replace("    b:", named), &[]);
    check("#[derive(Debug)]\nstruct A {\n    b_c: Duration,\n}\n", &[]);
}
