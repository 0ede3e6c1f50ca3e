//! Reading and writing, held against `serde_json`.

use std::collections::BTreeMap;

use proptest::prelude::*;
use recado_json::{from_str, to_string};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Every form that derived types take on the wire.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Everything {
    name: String,
    count: u64,
    #[serde(default)]
    offset: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    plain: Plain,
    tagged: Tagged,
    forms: Vec<Form>,
    by_name: BTreeMap<String, (bool, u8)>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Plain {
    One,
    AndTwo,
    #[serde(untagged)]
    Other(String),
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Empty,
    Full { list: Vec<i64>, more: Option<u16> },
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
enum Form {
    Unit,
    Newtype(u32),
    Pair(String, bool),
    Fields { x: Option<()>, y: char },
}

fn plain() -> impl Strategy<Value = Plain> {
    prop_oneof![
        Just(Plain::One),
        Just(Plain::AndTwo),
        "[a-z]{3,9}x".prop_map(Plain::Other)
    ]
}

fn tagged() -> impl Strategy<Value = Tagged> {
    let full = (any::<Vec<i64>>(), any::<Option<u16>>());
    prop_oneof![
        Just(Tagged::Empty),
        full.prop_map(|(list, more)| Tagged::Full { list, more })
    ]
}

fn form() -> impl Strategy<Value = Form> {
    prop_oneof![
        Just(Form::Unit),
        any::<u32>().prop_map(Form::Newtype),
        (any::<String>(), any::<bool>()).prop_map(|(text, is)| Form::Pair(text, is)),
        any::<char>().prop_map(|y| Form::Fields { x: None, y }),
    ]
}

prop_compose! {
    fn everything()(
        name in any::<String>(),
        count in any::<u64>(),
        offset in any::<i32>(),
        note in any::<Option<String>>(),
        plain in plain(),
        tagged in tagged(),
        forms in prop::collection::vec(form(), 0..4),
        by_name in prop::collection::btree_map(any::<String>(), any::<(bool, u8)>(), 0..4),
    ) -> Everything {
        Everything { name, count, offset, note, plain, tagged, forms, by_name }
    }
}

/// Any JSON whose numbers are whole.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn types_are_written_alike_and_read_back(it in everything()) {
        let written = to_string(&it).unwrap();
        prop_assert_eq!(&written, &serde_json::to_string(&it).unwrap());
        prop_assert_eq!(from_str::<Everything>(&written).unwrap(), it);
    }

    #[test]
    fn any_value_is_written_alike_and_read_back(value in value()) {
        let written = to_string(&value).unwrap();
        prop_assert_eq!(&written, &serde_json::to_string(&value).unwrap());
        prop_assert_eq!(from_str::<Value>(&written).unwrap(), value.clone());
        let spaced = serde_json::to_string_pretty(&value).unwrap();
        prop_assert_eq!(from_str::<Value>(&spaced).unwrap(), value);
    }

    #[test]
    fn a_damaged_text_is_refused_or_read_as_serde_json_does(
        value in value(), at in any::<prop::sample::Index>(), with in "[\\[\\]{}:,\"\\\\0-9a-z .-]{0,2}",
    ) {
        let mut letters: Vec<char> = value.to_string().chars().collect();
        let at = at.index(letters.len());
        letters.splice(at..=at, with.chars());
        let text: String = letters.into_iter().collect();
        let theirs = serde_json::from_str::<&RawValue>(&text).map(RawValue::get).ok();
        let ours = from_str::<&RawValue>(&text).map(RawValue::get).ok();
        // What is kept as a text or passed over may hold fractions.
        prop_assert_eq!(ours, theirs);
        if let Ok(ours) = from_str::<Value>(&text) {
            prop_assert_eq!(Some(ours), serde_json::from_str::<Value>(&text).ok());
        }
    }
}

#[test]
fn escapes_are_read_also_those_of_two_halves() {
    let text = r#""\u0041\ud83d\ude00\/\b\f\n\r\t\"\\é""#;
    assert_eq!(
        from_str::<String>(text).unwrap(),
        "A😀/\u{8}\u{c}\n\r\t\"\\é"
    );
    for broken in [
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\ud83dx""#,
        r#""\u+123""#,
        r#""\x""#,
        "\"\n\"",
        "\"",
    ] {
        assert!(from_str::<String>(broken).is_err(), "{broken}");
    }
}

#[test]
fn what_a_type_does_not_know_is_passed_over_with_all_that_it_holds() {
    #[derive(PartialEq, Debug, Deserialize)]
    struct Known {
        known: bool,
    }
    let text = r#" {"odd":[1.5e-3,{"x":null}],"known":true,"more":{"a":["]}"]}} "#;
    assert_eq!(from_str::<Known>(text).unwrap(), Known { known: true });
}

#[test]
fn a_fraction_is_refused_where_it_is_read_or_written() {
    assert!(from_str::<u64>("1.5").is_err());
    assert!(from_str::<u64>("1e3").is_err());
    assert!(to_string(&0.5).is_err());
}

#[test]
fn numbers_beyond_a_type_are_refused() {
    assert!(from_str::<u8>("256").is_err());
    assert!(from_str::<u64>("-1").is_err());
    assert!(from_str::<u64>("18446744073709551616").is_err());
    assert_eq!(from_str::<u64>("18446744073709551615").unwrap(), u64::MAX);
}

#[test]
fn an_error_says_what_is_wrong_and_where() {
    #[derive(Debug, Deserialize)]
    struct Named {
        #[serde(rename = "name")]
        _name: String,
    }
    let error = from_str::<Named>("{\n  \"age\": 1}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "missing field `name` at line 2 column 12"
    );
    assert!(from_str::<Named>(r#"{"name":"x"} more"#).is_err());
    assert!(from_str::<(u8, u8)>("[1,2,3]").is_err());
}

#[test]
fn what_is_nested_too_deeply_is_refused_and_not_a_crash() {
    let deep = "[".repeat(100_000);
    assert!(from_str::<Value>(&deep).is_err());
    assert!(from_str::<&RawValue>(&deep).is_err());
    assert!(from_str::<Value>(&json!([[[]]]).to_string()).is_ok());
}
