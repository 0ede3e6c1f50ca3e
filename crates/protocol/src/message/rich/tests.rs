use super::*;
use crate::Content;

fn attachment() -> Attachment {
    Attachment {
        file: "f1".into(),
        name: "a.png".to_owned(),
        media_type: "image/png".to_owned(),
        size: 7,
        width: Some(2),
        height: Some(3),
        duration_ms: None,
        colour: Some("#aabbcc".to_owned()),
        voice: false,
        waveform: vec![],
    }
}

fn choice() -> Choice {
    Choice {
        id: "1".to_owned(),
        title: "Yes".to_owned(),
        description: None,
        url: None,
    }
}

fn one_of_each() -> Vec<RichContent> {
    let text = || "What?".to_owned();
    vec![
        RichContent::Media {
            text: Some(text()),
            attachments: vec![attachment()],
        },
        RichContent::Location {
            latitude: "-23.5505".to_owned(),
            longitude: "-46.6333".to_owned(),
            text: None,
        },
        RichContent::ContactCard {
            text: text(),
            phones: vec!["+5511987654321".to_owned()],
            emails: vec![],
            company: None,
        },
        RichContent::Buttons {
            text: text(),
            choices: vec![choice()],
        },
        RichContent::QuickReplies {
            text: text(),
            choices: vec![choice()],
        },
        RichContent::List {
            text: text(),
            button: "Menu".to_owned(),
            sections: vec![ListSection {
                title: None,
                choices: vec![choice()],
            }],
        },
        RichContent::Cards {
            text: None,
            cards: vec![Card {
                title: "Bread".to_owned(),
                text: None,
                image: Some(attachment()),
                choices: vec![choice()],
            }],
        },
        RichContent::Form {
            text: text(),
            questions: vec![FormQuestion {
                id: "mail".to_owned(),
                label: "E-mail".to_owned(),
                input: "email".to_owned(),
                required: true,
                choices: vec![],
            }],
        },
        RichContent::Template {
            name: "order_sent".to_owned(),
            language: "pt_BR".to_owned(),
            text: text(),
            header: None,
            footer: Some("Bye".to_owned()),
            choices: vec![],
        },
        RichContent::Email(Box::new(Email {
            subject: "Hello".to_owned(),
            text: text(),
            to: vec![Mailbox {
                name: None,
                address: "a@example.com".to_owned(),
            }],
            ..Email::default()
        })),
        RichContent::Rating {
            score: 4,
            best: 5,
            text: None,
        },
        RichContent::Deleted {
            by: Some("Lívia".to_owned()),
            at: Timestamp::from_millis(5_000),
        },
    ]
}

#[test]
fn every_kind_is_read_as_it_is_written_and_passes_untouched_through_a_message() {
    for content in one_of_each() {
        let rich = Rich::of(&content);
        assert_eq!(rich.read(), content);
        let wire = serde_json::to_string(&Content::Rich(rich.clone())).unwrap();
        assert_eq!(wire, rich.fields().as_json());
        assert_eq!(
            serde_json::from_str::<Content>(&wire).unwrap(),
            Content::Rich(rich)
        );
    }
}

#[test]
fn what_lacks_a_field_is_shown_by_its_text() {
    let rich: Rich = serde_json::from_str(r#"{"kind":"buttons","text":"Well?"}"#).unwrap();
    assert_eq!(
        rich.read(),
        RichContent::Unknown {
            kind: "buttons".to_owned(),
            text: Some("Well?".to_owned())
        }
    );
}
