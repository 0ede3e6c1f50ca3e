//! L10: finding people and messages as one types, on this device and on the server.

use recado_protocol::folding::fold;
use recado_protocol::{BaseView, ConversationId, MessageId};
use recado_tests::agent::{AGENT, Agent, chat, list};
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, region, thing};
use recado_tests::waiting::until;
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

/// The first message of [`long_talk`].
const OLD: &str = "Perdi o recibo do guarda-chuva lilás";
/// More messages than are fetched with a conversation.
const LATER: u32 = 100;

fn field() -> [Thing; 2] {
    [region("Conversations"), thing("searchbox", "Search")]
}

fn results() -> [Thing; 2] {
    [region("Conversations"), thing("listbox", "Search results")]
}

/// A conversation whose first message is too old to be fetched with it.
async fn long_talk(stage: &Stage) -> (ConversationId, MessageId) {
    let first = stage.visitor_api().await.write(OLD).await;
    let api = stage.api(AGENT).await;
    for number in 1..=LATER {
        api.write(&first.conversation, &format!("Resposta {number}"))
            .await;
    }
    (first.conversation, first.id)
}

#[test]
fn a_person_is_found_without_accents_and_escape_gives_the_list_back() {
    play(Scene::demo(60), async |stage| {
        let all = stage.api(AGENT).await.conversations(BaseView::All).await;
        let names = all.iter().map(|record| &record.contact.name);
        let accented = |name: &&String| fold(name) != name.to_lowercase();
        let name = names.clone().find(accented);
        let name = name.expect("the demo has accents");

        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.list_holds(all.len() as u64).await;
        let page = &livia.page;
        page.type_keys("/").await;
        page.type_keys(fold(name)).await;
        page.says(&results(), name).await;
        page.type_keys(Key::Down).await;
        page.type_keys(Key::Enter).await;
        livia.talks_with(name).await;
        livia.presses_escape().await;
        page.shows_no(&results()).await;
        page.shows(&list()).await;
        page.write(&field(), "xyzzyx").await;
        page.says(&[region("Conversations")], "Nothing was found")
            .await;
    });
}

#[test]
fn an_old_message_is_found_by_the_server_and_opens_at_itself() {
    play(Scene::nobody_wrote(), async |stage| {
        let (conversation, message) = long_talk(stage).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.list_holds(1).await;
        let page = &livia.page;
        page.write(&field(), "RECIBO lilas").await;
        let [section, listbox] = results();
        let from_server = thing("group", "Earlier, from the server");
        page.shows(&[section, listbox, from_server]).await;
        page.says(&results(), OLD).await;
        page.keys(&field(), Key::Enter).await;
        page.is_at(&format!("/c/{conversation}/m/{message}?view=all"))
            .await;
        is_in_sight(&livia, OLD).await;
    });
}

#[test]
fn a_link_to_an_old_message_opens_there_and_one_to_no_message_says_so() {
    play(Scene::nobody_wrote(), async |stage| {
        let (conversation, message) = long_talk(stage).await;
        let livia = stage.agent("Lívia").await;
        livia
            .page
            .open(&format!("/c/{conversation}/m/{message}"))
            .await;
        livia.signs_in(AGENT).await;
        is_in_sight(&livia, OLD).await;
        livia.page.open(&format!("/c/{conversation}/m/none")).await;
        livia
            .page
            .says(&[region("Notifications")], "was not found")
            .await;
        livia.log_says(&format!("Resposta {LATER}")).await;
    });
}

#[test]
fn on_a_phone_results_stand_instead_of_the_list_and_everybody_can_read_them() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent_at("Lívia", &Device::phone(390, 844)).await;
        livia.comes_in(AGENT).await;
        livia.page.write(&field(), "an").await;
        livia.page.shows(&results()).await;
        livia.page.settle().await;
        let faults = audit(&livia.page, "search").await;
        assert!(faults.is_empty(), "{faults:#?}");
        livia.page.keys(&field(), Key::Enter).await;
        livia.page.shows(&[chat()]).await;
    });
}

/// Waits until a message stands in the part of the log that is seen.
async fn is_in_sight(livia: &Agent, text: &str) {
    let articles = || [chat(), thing("log", "Messages"), any("article")];
    until(format!("\"{text}\" to be in sight"), async || {
        let log = livia.page.one(&[chat(), thing("log", "Messages")]).await?;
        let all = livia.page.all(&articles()).await?;
        let found = all.iter().find(|article| article.spoken.contains(text));
        let found = found.ok_or_else(|| format!("{} other messages", all.len()))?;
        let is_seen = found.top >= log.top && found.top + found.height <= log.top + log.height;
        if is_seen {
            Ok(())
        } else {
            Err(format!("{found:?}"))
        }
    })
    .await;
}
