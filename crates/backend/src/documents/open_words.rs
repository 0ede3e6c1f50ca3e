//! Makes the schemas say what the wire says about words that are not known yet.
//!
//! The protocol's enums have a variant for what a newer peer may say. On the wire there is no such
//! word as `unknown` or `other`: it is any other word. The derived schemas can't know that.

use serde_json::{Map, Value, json};

/// Amends every schema inside a document.
pub fn amend(value: &mut Value) {
    match value {
        Value::Object(schema) => {
            schema.values_mut().for_each(amend);
            drop_word_unknown(schema);
            open_choice(schema);
        }
        Value::Array(items) => items.iter_mut().for_each(amend),
        _ => {}
    }
}

/// `unknown` is what a reader makes of a word, never a word that is said.
fn drop_word_unknown(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(words)) = schema.get_mut("enum")
        && words.len() > 1
    {
        words.retain(|word| word != "unknown");
    }
}

/// A choice with a variant for everything else: known words beside any word, known kinds beside
/// any kind. What is known fits the open one too, so it is `anyOf`.
fn open_choice(schema: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = schema.get_mut("oneOf") else {
        return;
    };
    choices.retain(|choice| !is_bare_unknown(choice));
    let mut is_open = false;
    let mut words = Vec::new();
    for choice in choices.iter_mut() {
        if is_any_word(choice) {
            is_open = true;
        } else if let Some(word) = single_word(choice) {
            words.push(word);
        } else if open_kind(choice) || open_rest(choice) {
            is_open = true;
        }
    }
    if !is_open {
        return;
    }
    let choices = if words.is_empty() {
        std::mem::take(choices)
    } else {
        vec![
            json!({ "type": "string", "enum": words }),
            json!({ "type": "string", "description": "A word of a newer peer." }),
        ]
    };
    schema.remove("oneOf");
    schema.insert("anyOf".to_owned(), Value::Array(choices));
}

/// `{"state": "unknown"}` with nothing else: a unit variant for what can't be read.
fn is_bare_unknown(choice: &Value) -> bool {
    tag_of_unknown(choice).is_some_and(|_| {
        choice
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|all| all.len() == 1)
    })
}

/// An untagged variant of a word, as the derived schema has it: an object with `other`.
fn is_any_word(choice: &Value) -> bool {
    let is_string = |value: &Value| value.get("type").is_some_and(|kind| kind == "string");
    choice.pointer("/properties/other").is_some_and(is_string)
        || choice.pointer("/properties/Other").is_some_and(is_string)
}

fn single_word(choice: &Value) -> Option<Value> {
    match choice.get("enum")?.as_array()?.as_slice() {
        [word] => Some(word.clone()),
        _ => None,
    }
}

/// An untagged variant that keeps its kind: lets the kind be any word. Says whether it was one.
fn open_kind(choice: &mut Value) -> bool {
    let Some(tag) = tag_of_unknown(choice) else {
        return false;
    };
    if let Some(property) = choice.pointer_mut(&format!("/properties/{tag}")) {
        *property = json!({ "type": "string", "description": "A kind of a newer peer." });
    }
    choice["required"] = json!([tag]);
    true
}

/// An untagged variant that stands for all other kinds: the schema of these, which the derived one
/// ties to a tag of its own. Says whether it was one.
fn open_rest(choice: &mut Value) -> bool {
    let is_tied = choice
        .pointer("/allOf/1/properties/kind/enum")
        .is_some_and(|words| *words == json!(["rich"]));
    if is_tied && let Some(rest) = choice.pointer("/allOf/0").cloned() {
        *choice = rest;
    }
    is_tied
}

/// The name of the property that must be `unknown`.
fn tag_of_unknown(choice: &Value) -> Option<String> {
    let properties = choice.get("properties")?.as_object()?;
    properties
        .iter()
        .find(|(_, schema)| {
            schema
                .get("enum")
                .is_some_and(|words| *words == json!(["unknown"]))
        })
        .map(|(name, _)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_protocol::{
        Author, ChannelKind, Content, ConversationStatus, ProblemKind, RichContent,
    };
    use utoipa::PartialSchema;

    fn amended<T: PartialSchema>() -> Value {
        let mut schema = json!(T::schema());
        amend(&mut schema);
        schema
    }

    #[test]
    fn a_word_may_be_one_that_is_not_known_yet() {
        let schema = amended::<ChannelKind>();
        let known = schema["anyOf"][0]["enum"].as_array().unwrap();
        assert!(
            known.contains(&json!("whatsapp_business_api")) && !known.contains(&json!("other"))
        );
        assert_eq!(schema["anyOf"][1]["type"], "string");
        let schema = amended::<ProblemKind>();
        assert_eq!(
            schema["anyOf"][0]["enum"][0],
            "urn:recado:problem:malformed-body"
        );
    }

    #[test]
    fn a_kind_may_be_one_that_is_not_known_yet() {
        let schema = amended::<RichContent>();
        let kinds = schema["anyOf"].as_array().unwrap();
        assert_eq!(kinds[0]["properties"]["kind"]["enum"], json!(["media"]));
        let unknown = kinds.last().unwrap();
        assert_eq!(unknown["properties"]["kind"]["type"], "string");
        assert_eq!(unknown["required"], json!(["kind"]));
        let schema = amended::<Content>();
        let kinds = schema["anyOf"].as_array().unwrap();
        assert_eq!(kinds.len(), 4);
        assert_eq!(kinds[3]["$ref"], "#/components/schemas/RichContent");
    }

    #[test]
    fn nobody_says_unknown() {
        assert!(
            !amended::<ConversationStatus>()
                .to_string()
                .contains("unknown")
        );
        assert!(!amended::<Author>().to_string().contains("unknown"));
    }
}
