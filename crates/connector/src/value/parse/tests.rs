use super::*;
use proptest::prelude::*;

/// The same value in serde_json's words; numbers by their writing are compared there.
fn agree(text: &str) -> Result<(), TestCaseError> {
    let theirs = serde_json::from_str::<serde_json::Value>(text);
    match (Value::parse(text), theirs) {
        (Ok(ours), Ok(theirs)) => {
            let again: serde_json::Value = serde_json::from_str(&ours.to_json()).unwrap();
            prop_assert_eq!(&again, &theirs, "{}", text);
            prop_assert_eq!(exact(text, DEPTH).ok(), Some(ours.clone()), "{}", text);
            prop_assert_eq!(Value::parse(&ours.to_json()), Ok(ours));
        }
        (Err(_), Err(_)) => {}
        // Only there: a number that no float holds.
        (Ok(_), Err(error)) if error.to_string().starts_with("number out of range") => {}
        (ours, theirs) => prop_assert!(false, "{text}: {ours:?} but {theirs:?}"),
    }
    Ok(())
}

#[test]
fn agrees_with_serde_json_on_the_edges() {
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    for text in [
        "",
        " ",
        "null",
        "nul",
        "nulll",
        "true ",
        "tru",
        "[]",
        "[ ]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{}",
        "{ }",
        "{\"a\":1,}",
        "{\"a\" : 1 , \"b\":[{}]}",
        "{a:1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "[",
        "]",
        "0",
        "-0",
        "-",
        "00",
        "01",
        "1.",
        ".5",
        "1.5",
        "-1.5e+10",
        "1e",
        "1e5",
        "1E-5",
        "1e+",
        "+1",
        "0x10",
        "123456789012345678901234567890",
        "1e999",
        "\"\"",
        "\"a",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\x\"",
        "\"\\u00e9\"",
        "\"\\u00E\"",
        "\"\\u+0e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\u0041\"",
        "\"\\ud83d\\n\"",
        "\"\n\"",
        "\"\t\"",
        "\"\u{7f}\u{80}é😀\"",
        "\u{a0}1",
        "1\u{a0}",
        "1 1",
        "{} []",
        "\u{feff}1",
        "'a'",
        "NaN",
        "// x\n1",
        "\0",
    ] {
        agree(text).unwrap();
    }
    for depth in [126, 127, 128, 129, 100_000] {
        let ours = Value::parse(&deep(depth)).is_ok();
        assert_eq!(ours, depth <= 128, "{depth}");
    }
}

#[test]
fn keeps_numbers_as_they_are_written() {
    let value =
        Value::parse("[1.50, 12345678901234567890123, -0, 1e3, 1e999, 18446744073709551615]").unwrap();
    assert_eq!(value.to_json(), "[1.50,12345678901234567890123,-0,1e3,1e999,18446744073709551615]");
    for (text, number) in
        [("47.3769", 47.3769), ("-8.5417", -8.5417), ("0", 0.0), ("1.5e2", 150.0), ("25e-1", 2.5)]
    {
        let read = Value::parse(text).unwrap().as_f64().unwrap();
        assert!((read - number).abs() < 1e-12, "{text}: {read}");
    }
}

#[test]
fn says_where_a_text_breaks_off() {
    for (text, expected, line, column) in [
        ("{\n  \"a\": 1\n  \"b\": 2}", "`,` or `}`", 3, 3),
        ("[1,\n]", "a value", 2, 1),
        ("{\"a\":1,}", "a name in `\"`", 1, 8),
        ("<html>", "a value", 1, 1),
        ("{} x", "the end", 1, 4),
        ("\"abc", "`\"`", 1, 5),
        ("[1,\n\"ab\n\"]", "`\"`", 2, 4),
    ] {
        assert_eq!(Value::parse(text), Err(JsonError { expected, line, column }), "{text}");
    }
}

#[test]
fn a_list_is_found_and_its_entries_are_read_later() {
    let place = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let text =
        r#"{"items": 1, "data": {"items": [{"id": 1.50}, "\ud800", [[]], 2], "next": "c"}, "total": 4}"#;
    let read = SplitText::read(text, &place(&["data", "items"])).unwrap();
    assert_eq!(read.value.to_json(), r#"{"items":1,"data":{"items":[],"next":"c"},"total":4}"#);
    let entries: Vec<_> =
        read.entries.unwrap().into_iter().map(|entry| entry.value().map(|v| v.to_json())).collect();
    let entry = |json: &str| Some(json.to_owned());
    assert_eq!(entries, [entry(r#"{"id":1.50}"#), None, entry("[[]]"), entry("2")]);

    // No list there: the value is whole.
    for other in [&["data"][..], &["items"], &["data", "items", "0"], &["nothing"]] {
        let read = SplitText::read(r#"{"items": 1, "data": {"items": [2]}}"#, &place(other)).unwrap();
        assert!(read.entries.is_none(), "{other:?}");
        assert_eq!(read.value.to_json(), r#"{"items":1,"data":{"items":[2]}}"#);
    }
    // Of two members with one name the last counts.
    let twice = SplitText::read(r#"{"a": [1, 2], "a": [3]}"#, &place(&["a"])).unwrap();
    assert_eq!(twice.entries.unwrap().len(), 1);
    assert!(SplitText::read(r#"{"a": [1, 2], "a": 3}"#, &place(&["a"])).unwrap().entries.is_none());
    // What is no JSON, or has a number that must be read a second time beside the list, is read as a whole.
    for text in ["[1,]", "[1", "[1] 2", "", r#"{"a": [], "b": "\ud800"}"#, r#"{"a": [], "b": 1.5}"#] {
        assert!(SplitText::read(text, &place(&["a"])).is_none(), "{text}");
    }
}

#[test]
fn entries_have_no_more_levels_than_the_whole_may() {
    for (levels, good) in [(126, true), (127, false)] {
        let text = format!(r#"{{"a": [{}{}]}}"#, "[".repeat(levels), "]".repeat(levels));
        assert_eq!(Value::parse(&text).is_ok(), good);
        let read = SplitText::read(&text, &["a".to_owned()]).unwrap();
        assert_eq!(read.entries.unwrap()[0].value().is_some(), good);
    }
}

proptest! {
    #[test]
    fn agrees_with_serde_json_on_any_text(text in "[\\[\\]{}:,\"\\\\0-9eE+.a-fnlrtu \\-é]{0,40}") {
        agree(&text)?;
    }

    #[test]
    fn agrees_with_serde_json_on_any_string(text in "\\PC*") {
        let json = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(Value::parse(&json), Ok(Value::String(text.clone())));
        let ours = Value::String(text.clone()).to_json();
        prop_assert_eq!(serde_json::from_str::<String>(&ours).unwrap(), text);
    }
}
