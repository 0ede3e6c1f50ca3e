//! C7: what can be done to a message: answering, reacting, copying, sending on, sending again, pinning,
//! changing, taking back, and looking at all that is known of it.

use recado_protocol::{BaseView, ChannelKind, ConversationId};
use recado_tests::agent::{AGENT, AGENT_2, Agent, SUPERVISOR, chat, composer, log};
use recado_tests::model::{Behaviour, Model};
use recado_tests::page::{Thing, any, beginning, button, region, textbox, thing};
use recado_tests::visitor::Visitor;
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

const BY_ME: &str = "👍 by You";

#[test]
fn an_answer_quotes_what_it_answers_and_leads_back_to_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        let api = stage.api(AGENT).await;
        let id = only_conversation(stage).await;
        let first = api.messages(&id).await.remove(0);
        for n in 1..=120 {
            api.write(&id, &format!("filler {n:03}")).await;
        }
        livia.page.open(&format!("/c/{id}/m/{}", first.id)).await;
        livia.chooses_action("hello", "Reply to").await;
        livia.page.says(&[answered()], "hello").await;
        livia.writes("good morning to you").await;
        livia.presses_send().await;
        livia.page.shows_no(&[answered()]).await;
        livia.is_up_to_date().await;
        ana.reads("good morning to you").await;

        livia.page.open(&format!("/c/{id}")).await;
        let answer = livia.reads("good morning to you").await;
        let quote = [chat(), thing("article", &answer.name), any("button")];
        let quote = until("the quote", async || {
            let all = livia.page.all(&quote).await?;
            let found = all.iter().find(|it| it.name.contains("hello"));
            found.map(|it| it.name.clone()).ok_or(format!("{all:?}"))
        })
        .await;
        let quote = [chat(), thing("log", "Messages"), button(&quote)];
        livia.page.press(&quote).await;
        shows_highlighted(&livia, "hello").await;
    });
}

#[test]
fn what_is_answered_is_kept_with_the_draft_until_it_is_taken_away() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = ana_writes(stage).await;
        livia.chooses_action("hello", "Reply to").await;
        livia.page.says(&[answered()], "hello").await;
        let field = livia.page.one(&composer(textbox("Message"))).await;
        assert!(field.expect("there is a field").focused);
        livia.writes("a moment").await;
        livia.is_up_to_date().await;
        livia.page.reload().await;
        livia.has_written("a moment").await;
        livia.page.says(&[answered()], "hello").await;
        livia
            .page
            .press(&[answered(), button("Don't quote it")])
            .await;
        livia.page.shows_no(&[answered()]).await;
        livia.page.reload().await;
        livia.has_written("a moment").await;
        livia.page.shows_no(&[answered()]).await;
    });
}

#[test]
fn reactions_are_counted_joined_and_taken_back_by_mouse_and_by_key() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        let rafael = stage.agent("Rafael").await;
        rafael.comes_in(AGENT_2).await;
        rafael.opens_filter("All").await;
        rafael.opens_row("hello").await;

        livia.chooses_action("hello", "👍").await;
        is_pressed(&livia, BY_ME).await;
        let by_livia = [
            chat(),
            thing("log", "Messages"),
            button("👍 by Lívia Martins"),
        ];
        rafael.page.press(&by_livia).await;
        let both = "👍 by Lívia Martins, You";
        is_pressed(&rafael, both).await;
        let chip = [chat(), thing("log", "Messages"), button(both)];
        rafael.page.says(&chip, "2").await;

        // The Tab key leads to the newest message, the arrows to those before it.
        ana.sends("are you there?").await;
        livia.reads("are you there?").await;
        // On the way there is the reaction.
        livia.page.keys(&log(), Key::Tab).await;
        livia.page.type_keys(Key::Tab).await;
        livia.page.type_keys(Key::Up).await;
        livia.page.type_keys(Key::Enter).await;
        livia
            .page
            .shows(&[any("menu"), thing("menuitem", "👍")])
            .await;
        livia.page.type_keys(Key::Enter).await;
        livia.page.shows_no(&[any("menu")]).await;
        let rafaels = [
            chat(),
            thing("log", "Messages"),
            button("👍 by Rafael Teixeira"),
        ];
        livia.page.shows(&rafaels).await;

        livia.network.cut();
        livia.chooses_action("hello", "🙏").await;
        is_pressed(&livia, "🙏 by You").await;
        livia.network.mend();
        let seen = [
            chat(),
            thing("log", "Messages"),
            button("🙏 by Lívia Martins"),
        ];
        rafael.page.shows(&seen).await;
    });
}

#[test]
fn a_reaction_can_be_any_emoji_of_the_picker() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = ana_writes(stage).await;
        livia.chooses_action("hello", "More…").await;
        let picker = thing("dialog", "Emoji");
        let search = [picker.clone(), any("searchbox")];
        livia.page.write(&search, "rocket").await;
        livia.page.press(&[picker.clone(), button("rocket")]).await;
        livia.page.shows_no(&[picker]).await;
        is_pressed(&livia, "🚀 by You").await;
    });
}

#[test]
fn a_copied_link_opens_at_the_message_for_a_colleague_and_nowhere_else() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = ana_writes(stage).await;
        let allowed = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        let allowed = livia
            .page
            .command("Browser.grantPermissions", allowed)
            .await;
        allowed.expect("the browser knows these permissions");
        livia.chooses_action("hello", "Copy text").await;
        until_equal("the text that was copied", "hello".to_owned(), async || {
            clipboard(&livia).await
        })
        .await;
        livia.chooses_action("hello", "Copy link").await;
        let id = only_conversation(stage).await;
        let link = until("the link that was copied", async || {
            let link = clipboard(&livia).await?;
            let place = link.find("/c/").map(|at| link[at..].to_owned());
            place.ok_or(link)
        })
        .await;
        assert!(link.starts_with(&format!("/c/{id}/m/")), "{link}");

        let rafael = stage.agent("Rafael").await;
        rafael.page.open(&link).await;
        rafael.signs_in(AGENT_2).await;
        shows_highlighted(&rafael, "hello").await;
        let hidden = link.replace(id.as_str(), "not-for-rafael");
        rafael.page.open(&hidden).await;
        rafael
            .page
            .says(&[chat()], "This conversation was not found")
            .await;
        rafael.page.shows_no(&log()).await;
    });
}

#[test]
fn a_message_goes_on_to_two_with_a_comment_and_says_from_where() {
    play(Scene::demo(60), async |stage| {
        let api = stage.api(AGENT).await;
        let all = api.conversations(BaseView::All).await;
        let named = |name: &str| all.iter().filter(|it| it.contact.name == name).count();
        let mut live = all.iter().filter(|record| {
            let channel = record.conversation.channel.as_str();
            let takes = ["demo-telegram", "demo-whatsapp"].contains(&channel)
                && !record.conversation.blocked_by_customer;
            takes && named(&record.contact.name) == 1
        });
        let (from, first) = (live.next().expect("one"), live.next().expect("two"));
        let second = live.next().expect("three");
        let origin = api
            .write(&from.conversation.id, "the price list of May")
            .await;
        let device = Device::desk().in_portuguese();
        let livia = stage.agent_at("Lívia", &device).await;
        livia
            .page
            .open(&format!("/c/{}", from.conversation.id))
            .await;
        livia.signs_in(AGENT).await;
        livia
            .chooses_action("the price list of May", "Forward")
            .await;
        let dialog = thing("dialog", "Forward message");
        for record in [first, second] {
            let search = [dialog.clone(), thing("searchbox", "Search people")];
            livia.page.rewrite(&search, &record.contact.name).await;
            let row = beginning("checkbox", &record.contact.name);
            livia.page.press(&[dialog.clone(), row]).await;
        }
        let comment = [dialog.clone(), textbox("Comment (optional)")];
        livia.page.write(&comment, "as you asked").await;
        livia
            .page
            .press(&[dialog.clone(), button("Encaminhar para 2")])
            .await;
        let results = [dialog.clone(), thing("list", "Recipients"), any("listitem")];
        until("both to be sent", async || {
            let lines = livia.page.all(&results).await?;
            let sent = lines.iter().filter(|it| it.spoken.contains("Enviada"));
            match (lines.len(), sent.count()) {
                (2, 2) => Ok(()),
                _ => Err(format!("{lines:?}")),
            }
        })
        .await;
        for record in [first, second] {
            let messages = api.messages(&record.conversation.id).await;
            let [.., comment, message] = messages.as_slice() else {
                panic!("too few: {messages:?}")
            };
            let texts = (comment.content.text(), message.content.text());
            assert_eq!(texts, (Some("as you asked"), Some("the price list of May")));
            let forwarded = message.read_more().forwarded.map(|it| it.message);
            assert_eq!(forwarded, origin.message.as_ref().map(|it| it.id.clone()));
        }
        livia
            .page
            .open(&format!("/c/{}", first.conversation.id))
            .await;
        livia.log_says("Encaminhada de Lívia Martins").await;
    });
}

#[test]
fn a_message_that_is_sent_again_is_another_and_leads_to_the_first() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        livia.sends("we open at nine").await;
        livia.is_up_to_date().await;
        livia.chooses_action("we open at nine", "Resend").await;
        livia.is_up_to_date().await;
        ana.reads_just(&["hello", "we open at nine", "we open at nine"])
            .await;
        let again = [chat(), thing("log", "Messages"), button("Sent again")];
        livia.page.press(&again).await;
        let id = only_conversation(stage).await;
        let messages = stage.api(AGENT).await.messages(&id).await;
        let ours: Vec<_> = messages
            .iter()
            .filter(|it| it.content.text() == Some("we open at nine"))
            .collect();
        assert_eq!(ours.len(), 2);
        assert_eq!(ours[1].read_more().resent.as_ref(), Some(&ours[0].id));
        // What the customer wrote is not ours to send again.
        livia.opens_actions("hello").await;
        livia.page.shows(&entry("Copy link")).await;
        livia.page.shows_no(&entry("Resend")).await;
    });
}

#[test]
fn pinned_messages_stand_above_the_log_and_lead_to_their_places() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        ana.sends("my address is Rua 7").await;
        livia.reads("my address is Rua 7").await;
        let bar = region("Pinned messages");
        livia.chooses_action("hello", "Pin").await;
        livia.page.says(std::slice::from_ref(&bar), "hello").await;
        livia.network.cut();
        livia.chooses_action("my address is Rua 7", "Pin").await;
        livia
            .page
            .says(std::slice::from_ref(&bar), "my address is Rua 7")
            .await;
        livia.network.mend();
        livia.is_up_to_date().await;

        let rafael = stage.agent("Rafael").await;
        rafael.comes_in(AGENT_2).await;
        rafael.opens_filter("All").await;
        rafael.opens_row("Rua 7").await;
        let place = |n: u8| format!("{n} of 2");
        rafael
            .page
            .says(std::slice::from_ref(&bar), &place(2))
            .await;
        let message = [bar.clone(), beginning("button", "my address")];
        rafael.page.press(&message).await;
        shows_highlighted(&rafael, "my address is Rua 7").await;
        rafael
            .page
            .says(std::slice::from_ref(&bar), &place(1))
            .await;
        rafael.page.press(&[bar.clone(), button("Unpin")]).await;
        rafael
            .page
            .stops_saying(std::slice::from_ref(&bar), "of 2")
            .await;
        livia
            .page
            .stops_saying(std::slice::from_ref(&bar), "of 2")
            .await;
        livia.chooses_action("my address is Rua 7", "Unpin").await;
        livia.page.shows_no(std::slice::from_ref(&bar)).await;
        livia.page.press(&[button("Undo")]).await;
        livia.page.says(&[bar], "my address is Rua 7").await;
    });
}

#[test]
fn a_message_is_changed_and_taken_back_and_only_who_leads_sees_what_it_was() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        livia.sends("we open at zeven").await;
        ana.reads("we open at zeven").await;
        livia.chooses_action("we open at zeven", "Edit").await;
        let dialog = thing("dialog", "Edit message");
        let field = [dialog.clone(), textbox("New text")];
        // Whoever opens it can write at once.
        until_equal("that the field is written in", true, async || {
            let script = "return document.activeElement === arguments[0][0]";
            livia.page.ask_of::<bool>(&field, script).await
        })
        .await;
        livia.page.type_keys(Key::Control + "a").await;
        livia.page.type_keys("we open at seven").await;
        livia.page.keys(&field, Key::Control + Key::Enter).await;
        livia.page.shows_no(&[dialog]).await;
        ana.reads_just(&["hello", "we open at seven"]).await;
        let line = livia.reads("we open at seven").await;
        assert!(line.text.contains("edited"), "{line}");

        livia.chooses_action("we open at seven", "Delete").await;
        let dialog = thing("dialog", "Delete this message?");
        livia.page.press(&[dialog.clone(), button("Delete")]).await;
        ana.reads_just(&["hello", "This message was deleted."])
            .await;
        livia.reads("Lívia Martins deleted this message").await;
        livia.is_up_to_date().await;
        let details = thing("dialog", "Message details");
        livia
            .chooses_action("deleted this message", "Details")
            .await;
        livia
            .page
            .says(std::slice::from_ref(&details), "Lívia Martins")
            .await;
        let title = thing("heading", "What it said before");
        livia.page.shows_no(&[details.clone(), title.clone()]).await;

        let lead = stage.agent("Helena").await;
        lead.comes_in(SUPERVISOR).await;
        lead.opens_filter("All").await;
        lead.opens_row("Deleted message").await;
        lead.chooses_action("deleted this message", "Details").await;
        lead.page.shows(&[details.clone(), title]).await;
        lead.page
            .says(std::slice::from_ref(&details), "we open at zeven")
            .await;
        lead.page.says(&[details], "we open at seven").await;
    });
}

#[test]
fn details_say_when_a_message_was_written_sent_and_read_and_its_ids() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _ana) = ana_writes(stage).await;
        livia.sends("good morning").await;
        livia.reads_delivery("good morning", "Read").await;
        livia.chooses_action("good morning", "Details").await;
        let details = [thing("dialog", "Message details")];
        let words = [
            "Lívia Martins",
            "Channel",
            "Written",
            "Sent",
            "Read",
            "Message ID",
            "Conversation ID",
        ];
        for words in words {
            livia.page.says(&details, words).await;
        }
        livia.presses_escape().await;
        livia.page.shows_no(&details).await;
        let id = only_conversation(stage).await;
        let message = stage.api(AGENT).await.messages(&id).await.remove(1);
        let states: Vec<String> = message
            .read_more()
            .track
            .into_iter()
            .map(|it| it.state)
            .collect();
        assert_eq!(states.first().map(String::as_str), Some("queued"));
        assert_eq!(states.last().map(String::as_str), Some("read"));
        assert!(states.contains(&"sent".to_owned()), "{states:?}");
    });
}

#[test]
fn what_a_channel_cannot_do_is_not_offered_and_notes_still_can_be_changed() {
    play(Scene::demo(60), async |stage| {
        let api = stage.api(AGENT).await;
        let channels = api.snapshot().await.channels;
        let sms = channels.iter().find(|it| it.kind == ChannelKind::Sms);
        let sms = sms.expect("the demo has such a channel").id.clone();
        let found = api
            .find(BaseView::All, |record| record.conversation.channel == sms)
            .await;
        let id = found
            .expect("the demo has such a conversation")
            .conversation
            .id;
        api.write(&id, "to be there at four").await;
        api.note(&id, "she is a regular").await;
        let livia = stage.agent("Lívia").await;
        livia.page.open(&format!("/c/{id}")).await;
        livia.signs_in(AGENT).await;
        livia.opens_actions("to be there at four").await;
        livia.page.shows(&entry("Pin")).await;
        for word in ["Edit", "Delete", "👍", "Translate"] {
            livia.page.shows_no(&entry(word)).await;
        }
        livia.presses_escape().await;
        livia.opens_actions("she is a regular").await;
        for word in ["Edit", "Delete", "👍"] {
            livia.page.shows(&entry(word)).await;
        }
        livia.page.shows_no(&entry("Resend")).await;
    });
}

#[test]
fn a_message_is_translated_beneath_its_text_and_nothing_is_sent() {
    let model = Model::start(Behaviour::Waits("good", " morning"));
    let url = model.url().to_owned();
    play(Scene::nobody_wrote().helped_by(&url), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        livia.chooses_action("hello", "Translate").await;
        let translation = [chat(), thing("log", "Messages"), any("note")];
        livia.page.says(&translation, "good").await;
        model.goes_on();
        livia.page.says(&translation, "good morning").await;
        ana.reads_just(&["hello"]).await;
    });
}

#[test]
fn a_long_press_opens_the_menu_on_a_phone() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent_at("Lívia", &Device::phone(390, 844)).await;
        let ana = stage.visitor("Ana").await;
        livia.comes_in(AGENT).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.sends("hello").await;
        livia.opens_filter("All").await;
        livia.opens_row("hello").await;
        livia.reads("hello").await;
        livia.page.settle().await;
        let article = livia
            .page
            .one(&[chat(), thing("log", "Messages"), any("article")])
            .await;
        let article = article.expect("there is one message");
        let finger = json!([{ "x": article.left + 24.0, "y": article.top + 20.0 }]);
        let down = json!({ "type": "touchStart", "touchPoints": finger });
        let down = livia.page.command("Input.dispatchTouchEvent", down).await;
        down.expect("the screen can be touched");
        livia.page.shows(&entry("Copy text")).await;
        let up = json!({ "type": "touchEnd", "touchPoints": [] });
        let up = livia.page.command("Input.dispatchTouchEvent", up).await;
        up.expect("the finger can be lifted");
        livia.page.press(&entry("👍")).await;
        is_pressed(&livia, BY_ME).await;
    });
}

/// What the next message answers.
fn answered() -> Thing {
    thing("group", "In reply to")
}

fn entry(name: &str) -> [Thing; 2] {
    [any("menu"), thing("menuitem", name)]
}

/// A visitor has written, and an agent has it before them.
async fn ana_writes(stage: &Stage) -> (Agent, Visitor) {
    let livia = stage.agent("Lívia").await;
    let ana = stage.visitor("Ana").await;
    livia.comes_in(AGENT).await;
    ana.comes_to_the_site().await;
    ana.opens_chat().await;
    ana.sends("hello").await;
    livia.opens_filter("All").await;
    livia.opens_row("hello").await;
    livia.reads("hello").await;
    (livia, ana)
}

async fn only_conversation(stage: &Stage) -> ConversationId {
    let api = stage.api(AGENT).await;
    let all = api.conversations(BaseView::All).await;
    let [one] = all.as_slice() else {
        panic!("not one conversation: {all:?}")
    };
    one.conversation.id.clone()
}

/// Waits until a reaction is there that this agent has joined.
async fn is_pressed(agent: &Agent, name: &str) {
    let chip = [chat(), thing("log", "Messages"), button(name)];
    let script = "return arguments[0][0].getAttribute('aria-pressed')";
    until_equal(name, "true".to_owned(), async || {
        agent.page.ask_of::<String>(&chip, script).await
    })
    .await;
}

/// Waits until the eye is drawn to the message with this text, and it is in view.
async fn shows_highlighted(agent: &Agent, text: &str) {
    let script = "const row = document.querySelector('.log-row--highlighted');
        const log = document.querySelector('.log__scroller')?.getBoundingClientRect();
        const at = row?.getBoundingClientRect();
        return at && at.top >= log.top && at.bottom <= log.bottom ? row.textContent : ''";
    until(format!("\"{text}\" to be highlighted"), async || {
        let shown = agent.page.ask::<String>(script).await?;
        if shown.contains(text) {
            Ok(())
        } else {
            Err(shown)
        }
    })
    .await;
}

async fn clipboard(agent: &Agent) -> Result<String, String> {
    let script =
        "navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))";
    agent.page.ask_and_wait(script, Vec::new()).await
}
