//! C11: finding something in a conversation, and jumping to a day of it.

use recado_protocol::{BaseView, ConversationId, Message, Timestamp};
use recado_tests::agent::{AGENT, Agent, chat, composer};
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, button, textbox, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

const TITLE: &str = "Find in conversation";
/// The first message of [`long_talk`].
const OLD: &str = "Perdi o recibo do guarda-chuva lilás";
const NEW: &str = "O **recibo** está aqui";
/// More messages than are fetched with a conversation.
const LATER: u32 = 100;

fn bar(part: Thing) -> [Thing; 3] {
    [chat(), thing("search", TITLE), part]
}

fn field() -> [Thing; 3] {
    bar(thing("searchbox", TITLE))
}

fn status() -> [Thing; 3] {
    bar(any("status"))
}

/// A conversation in which a word stands in the first message, in a note and in the newest one.
async fn long_talk(stage: &Stage) -> ConversationId {
    let first = stage.visitor_api().await.write(OLD).await;
    let (id, api) = (first.conversation, stage.api(AGENT).await);
    for number in 1..=LATER {
        api.write(&id, &format!("Resposta {number}")).await;
    }
    api.note(&id, "sem RECIBOS até agora").await;
    api.write(&id, NEW).await;
    id
}

async fn opens(agent: &Agent, id: &ConversationId) {
    agent.page.open(&format!("/c/{id}")).await;
    agent.signs_in(AGENT).await;
    agent.page.shows(&[chat(), button(TITLE)]).await;
}

/// Waits until the message that stands out is the one with this text, and in view.
async fn looks_at(agent: &Agent, text: &str) {
    let script = "const row = document.querySelector('.log-row--highlighted');
        const log = document.querySelector('[role=log]').getBoundingClientRect();
        const place = row && row.getBoundingClientRect();
        return place && place.top >= log.top && place.bottom <= log.bottom ? row.innerText : ''";
    until(format!("\"{text}\" to stand out"), async || {
        let shown: String = agent.page.ask(script).await?;
        if shown.contains(text) {
            Ok(())
        } else {
            Err(shown)
        }
    })
    .await;
}

#[test]
fn what_is_loaded_is_found_at_once_and_older_messages_by_the_server() {
    play(Scene::demo(60), async |stage| {
        let id = long_talk(stage).await;
        let livia = stage.agent("Lívia").await;
        opens(&livia, &id).await;
        let page = &livia.page;
        page.press(&[chat(), button(TITLE)]).await;
        page.write(&field(), "recibo").await;
        looks_at(&livia, "está aqui").await;
        page.says(&status(), "1 of 3").await;
        let painted =
            "return ['found', 'found-current'].map((name) => CSS.highlights.get(name).size)";
        until_equal("what is painted", vec![1, 1], async || {
            page.ask::<Vec<u32>>(painted).await
        })
        .await;
        audit(page, "the bar to find something with").await;

        page.press(&bar(button("Next match"))).await;
        looks_at(&livia, "RECIBOS").await;
        page.says(&status(), "2 of 3").await;
        page.press(&bar(button("Next match"))).await;
        looks_at(&livia, OLD).await;
        page.says(&status(), "3 of 3").await;
        page.press(&bar(button("Next match"))).await;
        looks_at(&livia, "está aqui").await;
        page.press(&bar(button("Previous match"))).await;
        looks_at(&livia, OLD).await;

        page.rewrite(&field(), "guarda chuva").await;
        page.says(&status(), "1 of 1").await;
        looks_at(&livia, OLD).await;
        page.rewrite(&field(), "<b>xyzzy</b>").await;
        page.says(&status(), "No matches").await;
        page.press(&bar(button("Close find"))).await;
        page.shows_no(&field()).await;
        let left: u32 = page
            .ask("return CSS.highlights.get('found').size")
            .await
            .unwrap();
        assert_eq!(left, 0, "nothing stays marked");
    });
}

#[test]
fn it_works_from_the_keyboard_in_portuguese_and_without_a_network() {
    play(Scene::demo(60), async |stage| {
        let id = long_talk(stage).await;
        let device = Device::desk().in_portuguese();
        let livia = stage.agent_at("Lívia", &device).await;
        opens(&livia, &id).await;
        let page = &livia.page;
        page.keys(&composer(textbox("Message")), Key::Control + "f")
            .await;
        page.shows(&field()).await;
        page.type_keys("recibo").await;
        page.says(&status(), "1 de 3").await;
        page.type_keys(Key::Enter).await;
        looks_at(&livia, "RECIBOS").await;
        page.type_keys(Key::Shift + Key::Enter).await;
        looks_at(&livia, "está aqui").await;
        page.type_keys(Key::Escape).await;
        page.shows_no(&field()).await;
        let message = page.shows(&composer(textbox("Message"))).await;
        assert!(message.focused, "the focus is where it was");

        page.has_network(false).await;
        livia.chip_says("Offline").await;
        page.type_keys(Key::Control + "f").await;
        page.type_keys("recibo").await;
        page.says(&status(), "1 de 2 neste dispositivo").await;
        page.has_network(true).await;
    });
}

#[test]
fn where_the_browser_can_not_paint_words_messages_are_marked() {
    play(Scene::demo(60), async |stage| {
        let id = long_talk(stage).await;
        let livia = stage.agent("Lívia").await;
        let page = &livia.page;
        page.prepares("Object.defineProperty(CSS, 'highlights', { value: undefined })")
            .await;
        opens(&livia, &id).await;
        page.press(&[chat(), button(TITLE)]).await;
        page.write(&field(), "recibo").await;
        let marked =
            "return [...document.querySelectorAll('.message--found')].map((it) => it.innerText)";
        until("two messages to be marked", async || {
            let marked: Vec<String> = page.ask(marked).await?;
            match marked.as_slice() {
                [note, newest] if note.contains("RECIBOS") && newest.contains("aqui") => Ok(()),
                _ => Err(format!("{marked:?}")),
            }
        })
        .await;
        page.press(&bar(button("Close find"))).await;
        until_equal("what is marked", Vec::<String>::new(), async || {
            page.ask(marked).await
        })
        .await;
    });
}

/// The day, as it is typed into a date field by an American.
fn typed(at: Timestamp) -> String {
    let day = at.to_rfc3339();
    format!("{}{}{}", &day[5..7], &day[8..10], &day[..4])
}

fn day(at: Timestamp) -> String {
    at.to_rfc3339()[..10].to_owned()
}

/// The beginning of a text, as it is drawn.
fn beginning_of(message: &Message) -> Option<&str> {
    message.content.text()?.split(['*', '\n']).next()
}

fn day_field() -> [Thing; 3] {
    bar(textbox("Jump to date"))
}

#[test]
fn a_day_long_ago_is_fetched_from_the_server() {
    play(Scene::demo(60), async |stage| {
        let api = stage.api(AGENT).await;
        let all = api.conversations(BaseView::All).await;
        let longest = all.iter().max_by_key(|it| it.conversation.last_position);
        let id = &longest.expect("the demo has conversations").conversation.id;
        let messages = api.messages(id).await;
        let begins_day = |at: &usize| {
            day(messages[at - 1].at) < day(messages[*at].at)
                && beginning_of(&messages[*at]).is_some()
        };
        let at = (1..messages.len() / 2).rev().find(begins_day);
        let first = &messages[at.expect("it goes on for days")];
        let livia = stage.agent("Lívia").await;
        opens(&livia, id).await;
        livia.page.press(&[chat(), button(TITLE)]).await;
        livia.page.keys(&day_field(), typed(first.at)).await;
        looks_at(&livia, beginning_of(first).unwrap_or_default()).await;
    });
}

#[test]
fn a_silent_day_leads_to_what_was_said_next() {
    const DAY_MS: i64 = 86_400_000;
    play(Scene::demo(60), async |stage| {
        let id = long_talk(stage).await;
        let messages = stage.api(AGENT).await.messages(&id).await;
        let next = &messages[0];
        let livia = stage.agent("Lívia").await;
        opens(&livia, &next.conversation).await;
        let page = &livia.page;
        page.press(&[chat(), button(TITLE)]).await;
        page.keys(&day_field(), typed(next.at.plus_millis(-DAY_MS)))
            .await;
        page.keys(&day_field(), Key::Enter).await;
        looks_at(&livia, beginning_of(next).unwrap_or_default()).await;

        let tomorrow = "01012999";
        page.keys(&day_field(), tomorrow).await;
        page.keys(&day_field(), Key::Enter).await;
        page.says(&[any("status")], "Nothing was written on that day")
            .await;
    });
}
