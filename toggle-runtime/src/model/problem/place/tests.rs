//! Tests of the place of a problem.

use toggle_rules::Position;

use super::ProblemPlace;

/// A file name with colons, a drive letter and a control character.
const FILE: &str = "C:\\a: b:3:4\u{1b}";

fn places() -> Vec<(ProblemPlace, &'static str)> {
    let place = crate::Place {
        package: "p".to_owned(),
        version: "1.0.0".to_owned(),
        module: "p".to_owned(),
        item: "f".to_owned(),
        file: "src/p.rs".to_owned(),
        line: 2,
        column: 7,
    };
    vec![
        (ProblemPlace::in_file(FILE, None), FILE),
        (ProblemPlace::in_file(FILE, Some(Position { line: 3, column: 1 })), "C:\\a: b:3:4\u{1b}:3:1"),
        (ProblemPlace::Variable("TOGGLE_A".to_owned()), "TOGGLE_A"),
        (ProblemPlace::Source("file t.toml".to_owned()), "file t.toml"),
        (ProblemPlace::Code(Box::new(place)), "src/p.rs:2:7 (f)"),
        (ProblemPlace::Words("row 3".to_owned()), "row 3"),
    ]
}

#[test]
fn place_is_its_text_in_json() {
    for (place, text) in places() {
        let json = serde_json::to_value(&place).expect("it can be written");
        assert_eq!(json, text);
        let read: ProblemPlace = serde_json::from_value(json).expect("it can be read");
        assert!(matches!(&read, ProblemPlace::Words(words) if words == text), "{read:?}");
        assert_eq!((read == place, place == read), (true, true), "{place:?}");
    }
}

#[test]
fn displayed_place_is_escaped() {
    for (place, text) in places() {
        assert_eq!(place.to_string(), text.replace('\u{1b}', r"\u{1b}"));
        assert_eq!((place.exact().as_str(), place == text), (text, true));
    }
}

#[test]
fn places_are_equal_by_text() {
    for (one, text) in places() {
        for (other, other_text) in places() {
            assert_eq!(one == other, text == other_text, "{one:?} {other:?}");
        }
    }
    let odd = ProblemPlace::in_file("t:3", Some(Position { line: 1, column: 2 }));
    assert!(odd != ProblemPlace::in_file("t", Some(Position { line: 3, column: 1 })));
    assert!(odd == ProblemPlace::in_file("t:3:1:2", None));
}
