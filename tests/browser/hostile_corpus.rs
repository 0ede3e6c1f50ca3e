//! Hundreds of texts that were made to do harm, in every field that shows what others wrote.

use std::time::{Duration, Instant};

use recado_protocol::message::rich::{Card, Choice, FormQuestion, ListSection};
use recado_protocol::{BaseView, ConversationId, OutgoingContent, Rich, RichContent};
use recado_tests::agent::{AGENT, chat};
use recado_tests::page::{Page, any};
use recado_tests::waiting::until;
use recado_tests::{Scene, play};

use crate::hostile_text::is_unharmed;

/// The texts, each as JSON on a line of its own.
const TEXTS: &str = include_str!("../hostile/texts.jsonl");
/// Longest title that the backend takes, in characters.
const TITLE_CHARS: usize = 80;
/// Choices of one message.
const CHOICES: usize = 12;
/// The agent looks into the history around every so manieth message; what is drawn around it is
/// more than what is on the screen.
const STEP: usize = 20;
/// A page that shows them answers within this time, on a machine that does other things besides.
const RESPONSIVE: Duration = Duration::from_secs(5);

/// Counts what the page's policy kept from happening.
pub const WATCH: &str = "addEventListener('securitypolicyviolation', event =>
    (window.__violations ??= []).push(event.violatedDirective + ' ' + event.blockedURI))";

/// All of them.
pub fn texts() -> Vec<String> {
    TEXTS
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is a JSON text"))
        .collect()
}

/// A text cut to the length of a title.
pub fn title(text: &str) -> String {
    let title: String = text.chars().take(TITLE_CHARS).collect();
    if title.trim().is_empty() {
        "blank".to_owned()
    } else {
        title
    }
}

fn choices(texts: &[String]) -> Vec<Choice> {
    texts
        .iter()
        .enumerate()
        .map(|(number, text)| Choice {
            id: number.to_string(),
            title: title(text),
            description: Some(title(text)),
            url: None,
        })
        .collect()
}

/// One message of each kind that a live chat carries, with these texts in all of their fields.
fn kinds(texts: &[String]) -> Vec<RichContent> {
    let text = || title(&texts[0]);
    vec![
        RichContent::Buttons {
            text: text(),
            choices: choices(texts),
        },
        RichContent::QuickReplies {
            text: text(),
            choices: choices(texts),
        },
        RichContent::List {
            text: text(),
            button: text(),
            sections: vec![ListSection {
                title: Some(text()),
                choices: choices(texts),
            }],
        },
        RichContent::Cards {
            text: Some(text()),
            cards: texts
                .iter()
                .map(|text| Card {
                    title: title(text),
                    text: Some(title(text)),
                    image: None,
                    choices: Vec::new(),
                })
                .collect(),
        },
        RichContent::Form {
            text: text(),
            questions: texts
                .iter()
                .enumerate()
                .map(|(number, text)| FormQuestion {
                    id: number.to_string(),
                    label: title(text),
                    input: String::new(),
                    required: false,
                    choices: Vec::new(),
                })
                .collect(),
        },
        RichContent::ContactCard {
            text: text(),
            phones: vec![text()],
            emails: vec![text()],
            company: Some(text()),
        },
    ]
}

#[test]
fn nothing_of_the_corpus_runs_leaves_or_stops_the_page() {
    play(Scene::nobody_wrote(), async |stage| {
        let texts = texts();
        assert!(texts.len() >= 300, "{} texts", texts.len());
        let ana = stage.visitor("Ana").await;
        ana.page.prepares(WATCH).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.sends("hello").await;
        let api = stage.api(AGENT).await;
        let with_ana = loop {
            if let Some(record) = api.conversations(BaseView::All).await.pop() {
                break record.conversation.id;
            }
        };
        for text in &texts {
            api.write(&with_ana, text).await;
        }
        for some in texts.chunks(CHOICES) {
            for content in kinds(some) {
                let content = OutgoingContent::Rich(Rich::of(&content));
                api.send(&with_ana, content).await;
            }
        }
        api.write(&with_ana, "the last of ours").await;
        ana.reads("the last of ours").await;
        stays_quiet(&ana.page).await;

        let customer = stage.visitor_api().await;
        let mut theirs = None;
        for text in &texts {
            theirs = Some(customer.write(text).await.conversation);
        }
        let livia = stage.agent("Lívia").await;
        livia.page.prepares(WATCH).await;
        livia.comes_in(AGENT).await;
        for conversation in [with_ana].into_iter().chain(theirs) {
            looks_through(
                &livia.page,
                &api.messages(&conversation).await,
                &conversation,
            )
            .await;
        }
    });
}

async fn looks_through(
    page: &Page,
    messages: &[recado_protocol::Message],
    conversation: &ConversationId,
) {
    for message in messages.iter().step_by(STEP) {
        page.open(&format!("/c/{conversation}/m/{}", message.id))
            .await;
        until(format!("{} is there", message.id), async || {
            match page.all(&[chat(), any("article")]).await?.len() {
                0 => Err("no message".to_owned()),
                _ => Ok(()),
            }
        })
        .await;
        stays_quiet(page).await;
    }
}

/// It answers at once, runs nothing and asked nobody else for anything.
pub async fn stays_quiet(page: &Page) {
    let asked = Instant::now();
    is_unharmed(page).await;
    assert!(asked.elapsed() < RESPONSIVE, "{:?}", asked.elapsed());
    let violations = page
        .ask::<Vec<String>>("return window.__violations ?? []")
        .await;
    assert_eq!(violations, Ok(vec![]));
    let elsewhere = "return performance.getEntriesByType('resource').map(entry => entry.name)
        .filter(name => /^https?:/.test(name) && !name.startsWith(location.origin))";
    assert_eq!(page.ask::<Vec<String>>(elsewhere).await, Ok(vec![]));
}
