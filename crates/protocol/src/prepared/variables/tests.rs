use proptest::prelude::*;

use super::*;

fn contact() -> Contact {
    serde_json::from_str(
        r#"{"id":"p","name":"Ana {{agent.name}} Souza","phone":"+5511987654321",
            "created_at":"2026-01-02T03:04:05Z","revision":1}"#,
    )
    .unwrap()
}

fn agent() -> Agent {
    serde_json::from_str(r#"{"id":"a","name":"Lívia Martins","role":"agent","status":"available"}"#)
        .unwrap()
}

fn conversation() -> Conversation {
    serde_json::from_str(
        r#"{"id":"c-1","channel":"ch","contact":"p","status":"open","priority":"high",
            "created_at":"2026-01-02T03:04:05Z","last_activity_at":"2026-01-02T03:04:05Z",
            "revision":1}"#,
    )
    .unwrap()
}

fn filled(text: &str) -> Filled {
    let (contact, agent, conversation) = (contact(), agent(), conversation());
    let facts = Facts {
        contact: &contact,
        company: None,
        agent: &agent,
        conversation: Some(&conversation),
        channel: Some("Chat do site"),
        for_team: false,
    };
    facts.fill(text)
}

#[test]
fn variables_are_filled_in_and_what_comes_in_is_not_looked_at_again() {
    let text = "Oi {{contact.first_name}}, aqui é {{ agent.first_name }}: {{conversation.id}} {{contact.name}}";
    assert_eq!(
        filled(text).text,
        "Oi Ana, aqui é Lívia: c-1 Ana {{agent.name}} Souza"
    );
    assert!(filled(text).missing.is_empty());
    assert_eq!(filled("{{conversation.priority}}").text, "high");
    assert_eq!(filled("{{conversation.channel}}").text, "Chat do site");
}

#[test]
fn a_name_that_was_made_up_is_none() {
    assert_eq!(made_up_name("0192-abcd-4f2a"), "Visitor 4F2A");
    assert_eq!(made_up_name("é1"), "Visitor É1");
    for (name, made_up) in [
        ("Visitor 4F2A", true),
        ("Visitor Anna", false),
        ("Visitor 12345", false),
        ("Ana", false),
    ] {
        assert_eq!(is_made_up(name), made_up, "{name}");
        let contact = Contact {
            name: name.to_owned(),
            ..contact()
        };
        let (agent, conversation) = (agent(), conversation());
        let facts = Facts {
            contact: &contact,
            company: None,
            agent: &agent,
            conversation: Some(&conversation),
            channel: None,
            for_team: false,
        };
        let for_team = Facts {
            for_team: true,
            ..facts
        };
        assert_eq!(for_team.value("contact.name").as_deref(), Some(name));
        for variable in ["contact.name", "contact.first_name"] {
            assert_eq!(facts.value(variable).is_none(), made_up, "{name}");
        }
    }
}

#[test]
fn what_nobody_knows_stays_where_it_stands_and_is_named_once() {
    let filled = filled("{{contact.email}}, {{contact.email}} {{contact.shoe}} {{agent.name}}");
    assert_eq!(
        filled.text,
        "{{contact.email}}, {{contact.email}} {{contact.shoe}} Lívia Martins"
    );
    assert_eq!(filled.missing, ["contact.email", "contact.shoe"]);
}

#[test]
fn other_things_in_braces_are_no_variables() {
    for text in [
        "{{name}}",
        "{{ x.y }}",
        "{contact.name}",
        "{{contact.}}",
        "{{contact.a b}}",
        "{{contact.name",
        "{{contact.\nname}}",
        "{{contact.name}",
        "}}{{",
    ] {
        assert!(unfilled(text).is_empty(), "{text}");
        assert_eq!(filled(text).text, text);
    }
    let text = "{{{contact.name}}}";
    assert_eq!(filled(text).text, "{Ana {{agent.name}} Souza}");
}

#[test]
fn every_variable_that_is_offered_is_one() {
    for name in EVERY {
        assert!(is_variable(name), "{name}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "[{}a-z. é\\n]{0,60}") {
        let ranges = placeholders(&text);
        for range in &ranges {
            prop_assert!(text[range.clone()].starts_with("{{") && text[range.clone()].ends_with("}}"));
        }
        let all = fill(&text, ranges, |_| None);
        prop_assert_eq!(all.text, text);
    }
}
