//! The chat on a customer's site.

use recado_protocol::BaseView;
use recado_tests::agent::AGENT;
use recado_tests::api::DEMO_CHANNEL;
use recado_tests::page::{any, button, textbox, thing};
use recado_tests::visitor::{Visitor, launcher};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

#[test]
fn nothing_but_the_loader_is_loaded_before_the_visitor_shows_interest() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor("Ana").await;
        ana.comes_to_the_site().await;
        until("the page to be at rest", async || {
            match ana
                .page
                .ask::<String>("return document.readyState")
                .await?
                .as_str()
            {
                "complete" => Ok(()),
                state => Err(state.to_owned()),
            }
        })
        .await;
        assert_eq!(widget_files(&ana), ["/widget/widget.js"]);
        ana.page.shows_no(&[any("iframe")]).await;

        ana.page.point_at(&launcher()).await;
        loads_app(&ana).await;
        assert!(
            asked_api(&ana).is_empty(),
            "a pointer begins no visit: {:?}",
            asked_api(&ana)
        );
    });
}

#[test]
fn the_keyboards_focus_shows_interest_too() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor("Ana").await;
        ana.comes_to_the_site().await;
        assert_eq!(widget_files(&ana), ["/widget/widget.js"]);
        ana.page.keys(&launcher(), Key::Enter).await;
        loads_app(&ana).await;
        ana.looks_into_chat().await;
        ana.sends("by keyboard").await;
        ana.reads_just(&["by keyboard"]).await;
        ana.page.type_keys(Key::Escape).await;
        ana.page.leave_frames().await;
        ana.launcher_is("Open chat").await;
    });
}

#[test]
fn a_returning_visitor_finds_the_conversation_again() {
    play(Scene::nobody_wrote(), async |stage| {
        let (ana, api) = talking(stage).await;
        let conversation = api.conversations(BaseView::All).await.remove(0);
        api.write(&conversation.conversation.id, "the answer").await;
        ana.reads_just(&["the first", "the answer"]).await;

        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.reads_just(&["the first", "the answer"]).await;
        ana.sends("the second").await;
        ana.reads_just(&["the first", "the answer", "the second"])
            .await;
        assert_eq!(api.conversations(BaseView::All).await.len(), 1);
    });
}

#[test]
fn what_is_being_written_outlives_a_reload_of_the_site_and_ends_with_sending() {
    play(Scene::nobody_wrote(), async |stage| {
        let (ana, _) = talking(stage).await;
        ana.page.write(&[textbox("Message")], "half a sen").await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        has_written(&ana, "half a sen").await;
        ana.sends("tence").await;
        ana.reads_just(&["the first", "half a sentence"]).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.reads_just(&["the first", "half a sentence"]).await;
        has_written(&ana, "").await;
    });
}

#[test]
fn a_text_is_counted_near_the_limit_and_not_sent_above_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let (ana, _) = talking(stage).await;
        pastes(&ana, 9_999).await;
        ana.page.says(&[any("main")], "1 character left").await;
        ana.page.type_keys("yz").await;
        ana.page.says(&[any("main")], "1 character too many").await;
        ana.page.type_keys(Key::Enter).await;
        ana.page.type_keys(Key::Backspace).await;
        ana.page.says(&[any("main")], "0 characters left").await;
        ana.reads_just(&["the first"]).await;
        ana.page.type_keys(Key::Enter).await;
        has_written(&ana, "").await;
        ana.reads_just(&["the first", "xxx"]).await;
    });
}

#[test]
fn a_long_message_is_folded_until_somebody_wants_the_rest() {
    play(Scene::nobody_wrote(), async |stage| {
        let (ana, api) = talking(stage).await;
        let conversation = api.conversations(BaseView::All).await.remove(0);
        let text = format!("{}and the end.", "word after word ".repeat(300));
        api.write(&conversation.conversation.id, &text).await;
        ana.reads("word after word").await;
        let message = [thing("log", "Messages"), any("article")];
        ana.page.stops_saying(&message, "and the end.").await;
        ana.page
            .press(&[thing("log", "Messages"), button("Show all")])
            .await;
        ana.page.says(&message, "and the end.").await;
        ana.page.shows_no(&[button("Show all")]).await;
    });
}

async fn has_written(visitor: &Visitor, text: &str) {
    until_equal("what is being written", text.to_owned(), async || {
        let field = visitor.page.one(&[textbox("Message")]).await?;
        Ok(field.value.unwrap_or_default())
    })
    .await;
}

/// Puts so many letters into the field at once.
async fn pastes(visitor: &Visitor, letters: usize) {
    let script = format!(
        "const field = arguments[0][0];
        field.focus();
        document.execCommand('insertText', false, 'x'.repeat({letters}));"
    );
    let done = visitor
        .page
        .ask_of::<()>(&[textbox("Message")], &script)
        .await;
    done.expect("the field takes a text");
}

#[test]
fn the_launcher_counts_what_is_unread_while_the_window_is_closed() {
    play(Scene::nobody_wrote(), async |stage| {
        let (ana, api) = talking(stage).await;
        ana.closes_chat().await;
        ana.launcher_is("Open chat").await;
        let conversation = api.conversations(BaseView::All).await.remove(0);
        let id = conversation.conversation.id;
        api.write(&id, "one").await;
        ana.launcher_is("Open chat, 1 unread").await;
        api.note(&id, "not for the visitor").await;
        api.write(&id, "two").await;
        ana.launcher_is("Open chat, 2 unread").await;

        ana.comes_to_the_site().await;
        ana.launcher_is("Open chat, 2 unread").await;
        ana.opens_chat().await;
        ana.reads_just(&["the first", "one", "two"]).await;
        ana.closes_chat().await;
        ana.launcher_is("Open chat").await;
    });
}

#[test]
fn what_is_written_without_a_network_goes_out_once() {
    play(Scene::nobody_wrote(), async |stage| {
        let (ana, api) = talking(stage).await;
        ana.network.cut();
        ana.page.says(&[any("status")], "No connection").await;
        ana.sends("are you there?").await;
        ana.sends("hello?").await;
        ana.page
            .says(&[any("status")], "No connection. 2 messages wait")
            .await;
        ana.network.mend();
        ana.page
            .stops_saying(&[any("status")], "No connection")
            .await;
        let said = ["the first", "are you there?", "hello?"];
        ana.reads_just(&said).await;
        let conversation = api
            .conversations(BaseView::All)
            .await
            .remove(0)
            .conversation
            .id;
        until_equal(
            "what the backend has",
            said.map(str::to_owned).to_vec(),
            async || {
                let messages = api.messages(&conversation).await;
                Ok(messages
                    .iter()
                    .filter_map(|m| m.content.text().map(str::to_owned))
                    .collect())
            },
        )
        .await;
    });
}

#[test]
fn what_waits_survives_a_reload() {
    play(Scene::nobody_wrote(), async |stage| {
        let (ana, _) = talking(stage).await;
        ana.network.cut_api();
        ana.page.says(&[any("status")], "No connection").await;
        ana.sends("kept here").await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.reads("kept here").await;
        ana.network.mend();
        ana.reads_just(&["the first", "kept here"]).await;
    });
}

#[test]
fn on_a_phone_the_window_fills_the_screen_and_can_be_closed() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor_at("Ana", &Device::phone(390, 844)).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        let window = ana.page.shows(&[any("main")]).await;
        assert_eq!((window.width, window.height), (390.0, 844.0));
        ana.sends("from a phone").await;
        ana.reads_just(&["from a phone"]).await;
        ana.closes_chat().await;
    });
}

#[test]
fn a_channel_that_does_not_exist_says_so() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor("Ana").await;
        ana.page
            .open("/widget/index.html#channel=not-a-channel")
            .await;
        ana.page.says(&[any("alert")], "no channel is called").await;
        ana.page.open("/demo-site/").await;
        ana.page
            .open(&format!("/widget/index.html#channel={DEMO_CHANNEL}"))
            .await;
        ana.page.shows(&[thing("log", "Messages")]).await;
        ana.page.shows_no(&[button("Close chat")]).await;
    });
}

#[test]
fn a_visitor_sees_what_is_answered_and_who_reacted() {
    play(Scene::nobody_wrote(), async |stage| {
        let (ana, api) = talking(stage).await;
        let id = api.conversations(BaseView::All).await.remove(0);
        let id = id.conversation.id;
        let first = api.messages(&id).await.remove(0).id;
        let reaction = format!("messages/{first}/reactions/👍");
        api.put(&id, &reaction, serde_json::json!({})).await;
        ana.reads_just(&["👍"]).await;
        api.reply(&id, &first, "the answer").await;
        ana.reads_just(&["the first", "the answer"]).await;
        ana.reads_just(&["👍", "the first"]).await;
        // None of it asks for more than the start.
        assert_eq!(extras(&ana), Vec::<String>::new());
    });
}

/// A visitor who has said "the first", and an agent's API.
async fn talking(stage: &Stage) -> (Visitor, recado_tests::api::AgentApi) {
    let ana = stage.visitor("Ana").await;
    ana.comes_to_the_site().await;
    ana.opens_chat().await;
    ana.sends("the first").await;
    ana.reads_just(&["the first"]).await;
    let api = stage.api(AGENT).await;
    until("the message to be stored", async || {
        match api.counts().await.all {
            1 => Ok(()),
            n => Err(format!("{n} conversations")),
        }
    })
    .await;
    (ana, api)
}

/// What of the widget was asked for, in order.
fn widget_files(visitor: &Visitor) -> Vec<String> {
    let asked = visitor.network.asked().into_iter();
    asked
        .map(|asked| asked.path)
        .filter(|path| path.starts_with("/widget/"))
        .collect()
}

/// What was asked for that a conversation of plain texts does without.
fn extras(visitor: &Visitor) -> Vec<String> {
    let is_extra = |path: &String| path.contains("/extras-") || path.contains("/later-");
    let mut files = widget_files(visitor);
    files.retain(is_extra);
    files
}

fn asked_api(visitor: &Visitor) -> Vec<String> {
    let asked = visitor.network.asked().into_iter();
    asked
        .map(|asked| asked.path)
        .filter(|path| path.starts_with("/api/"))
        .collect()
}

async fn loads_app(visitor: &Visitor) {
    until("the widget's app to be loaded", async || {
        let files = widget_files(visitor);
        let has_app = files.iter().any(|path| path.ends_with(".wasm"));
        if has_app {
            Ok(())
        } else {
            Err(format!("{files:?}"))
        }
    })
    .await;
}
