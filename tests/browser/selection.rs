//! L8: several rows at once.

use recado_protocol::{BaseView, ConversationStatus};
use recado_tests::agent::{AGENT, Agent, list};
use recado_tests::api::AgentApi;
use recado_tests::page::{Thing, any, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

fn bar() -> Thing {
    thing("toolbar", "Selected conversations")
}

async fn counts_selected(agent: &Agent, count: u32) {
    agent
        .page
        .says(&[bar(), any("status")], &format!("{count} selected"))
        .await;
}

async fn status_of(api: &AgentApi, text: &str) -> ConversationStatus {
    let found = api
        .find(BaseView::All, |record| {
            let last = record.conversation.last_message.as_ref();
            last.is_some_and(|last| last.text == text)
        })
        .await;
    found.expect("it is there").conversation.status
}

async fn all_are(api: &AgentApi, texts: &[&str], status: ConversationStatus) {
    for text in texts {
        until_equal(format!("the status of {text}"), status, async || {
            Ok(status_of(api, text).await)
        })
        .await;
    }
}

#[test]
fn rows_are_selected_by_mouse_and_resolved_together() {
    play(Scene::demo(20), async |stage| {
        let api = stage.api(AGENT).await;
        for text in ["one", "two", "three", "four"] {
            stage.visitor_api().await.write(text).await;
        }
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.sees_on_top("four").await;
        livia.presses_row_holding("four", Key::Control).await;
        counts_selected(&livia, 1).await;
        livia.presses_row_holding("two", Key::Shift).await;
        counts_selected(&livia, 3).await;
        livia.presses_row_holding("three", Key::Control).await;
        counts_selected(&livia, 2).await;
        livia.page.press(&[bar(), button("Resolve")]).await;
        livia.page.shows_no(&[bar()]).await;
        all_are(&api, &["four", "two"], ConversationStatus::Resolved).await;
        all_are(&api, &["three", "one"], ConversationStatus::Open).await;
        let news = [region("Notifications"), any("status")];
        livia.page.says(&news, "2 conversations").await;
        livia
            .page
            .press(&[region("Notifications"), button("Undo")])
            .await;
        all_are(&api, &["four", "two"], ConversationStatus::Open).await;
        // The key does to the selected ones what the bar does.
        livia.presses_row_holding("one", Key::Control).await;
        livia.presses_row_holding("three", Key::Control).await;
        counts_selected(&livia, 2).await;
        livia.page.keys(&list(), "e").await;
        livia.page.shows_no(&[bar()]).await;
        all_are(&api, &["one", "three"], ConversationStatus::Resolved).await;
        all_are(&api, &["four", "two"], ConversationStatus::Open).await;
    });
}

#[test]
fn keys_select_and_everything_that_the_filter_shows_too() {
    play(Scene::demo(60), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("Unread").await;
        let unread = api.counts().await.unread;
        livia.list_holds(unread).await;
        livia.page.keys(&list(), Key::Home).await;
        livia.page.keys(&list(), "x").await;
        counts_selected(&livia, 1).await;
        livia.page.keys(&list(), Key::Shift + Key::Down).await;
        counts_selected(&livia, 2).await;
        livia.page.keys(&list(), Key::Escape).await;
        livia.page.shows_no(&[bar()]).await;

        livia.page.keys(&list(), Key::Control + "a").await;
        counts_selected(&livia, u32::try_from(unread).expect("a few")).await;
        livia.page.keys(&list(), "x").await;
        counts_selected(&livia, u32::try_from(unread).expect("a few") - 1).await;
        livia.page.press(&[bar(), button("More actions")]).await;
        livia.page.press(&[thing("menuitem", "Mark as read")]).await;
        livia.list_holds(1).await;
        until_equal("what is unread", 1, async || Ok(api.counts().await.unread)).await;
        livia
            .page
            .press(&[region("Notifications"), button("Undo")])
            .await;
        livia.list_holds(unread).await;
        assert_eq!(api.counts().await.unread, unread);
    });
}

#[test]
fn what_one_row_refuses_is_told_by_its_name() {
    play(Scene::demo(20), async |stage| {
        let api = stage.api(AGENT).await;
        stage.visitor_api().await.write("one").await;
        let full = stage.visitor_api().await.write("full").await.conversation;
        let labels: Vec<String> = (0..20).map(|number| format!("l{number}")).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let record = api.set_labels(&full, &labels).await.record;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.sees_on_top("full").await;
        livia.presses_row_holding("full", Key::Control).await;
        livia.presses_row_holding("one", Key::Control).await;
        counts_selected(&livia, 2).await;
        livia.page.press(&[bar(), button("More actions")]).await;
        livia.page.press(&[thing("menuitem", "Add a label…")]).await;
        let label = thing("dialog", "Label 2 conversations");
        livia.page.shows(std::slice::from_ref(&label)).await;
        // Whoever thinks better of it still has what they selected.
        livia.presses_escape().await;
        livia.page.shows_no(std::slice::from_ref(&label)).await;
        counts_selected(&livia, 2).await;
        livia.page.keys(&list(), "l").await;
        let field = [label.clone(), textbox("New label")];
        until_equal("that the field is written in", true, async || {
            let script = "return document.activeElement === arguments[0][0]";
            livia.page.ask_of::<bool>(&field, script).await
        })
        .await;
        livia.page.says(std::slice::from_ref(&label), "l19").await;
        livia.page.type_keys("vip").await;
        livia.page.shows_no(&[label.clone(), button("l19")]).await;
        livia.page.type_keys(Key::Enter).await;
        livia.page.shows_no(&[label]).await;
        let alert = [region("Notifications"), any("alert")];
        livia
            .page
            .says(&alert, &format!("Not changed: {}.", record.contact.name))
            .await;
        livia.sees_row("vip").await;
    });
}

#[test]
fn a_finger_that_rests_on_a_row_selects_it_and_further_ones_join() {
    play(Scene::demo(20), async |stage| {
        let livia = stage.agent_at("Lívia", &Device::phone(390, 844)).await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let rest = "const rows = arguments[0][0].querySelectorAll('[role=option]');
            const at = (row, kind) => row.dispatchEvent(new PointerEvent(kind,
                { bubbles: true, pointerType: 'touch' }));
            at(rows[0], 'pointerdown'); return true;";
        assert_eq!(livia.page.ask_of::<bool>(&list(), rest).await, Ok(true));
        counts_selected(&livia, 1).await;
        let tap = "const row = arguments[0][0].querySelectorAll('[role=option]')[0];
            row.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, pointerType: 'touch' }));
            row.click();
            const other = arguments[0][0].querySelectorAll('[role=option]')[1];
            for (const kind of ['pointerdown', 'pointerup'])
                other.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerType: 'touch' }));
            other.click(); return true;";
        assert_eq!(livia.page.ask_of::<bool>(&list(), tap).await, Ok(true));
        counts_selected(&livia, 2).await;
        livia.page.press(&[bar(), button("Clear selection")]).await;
        livia.page.shows_no(&[bar()]).await;
    });
}

#[test]
fn a_row_that_is_resolved_under_the_keyboard_says_that_it_does_not_belong_there_any_more() {
    play(Scene::nobody_wrote(), async |stage| {
        for text in ["one", "two", "three"] {
            stage.visitor_api().await.write(text).await;
        }
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("Pending").await;
        livia.sees_on_top("three").await;
        livia.page.keys(&list(), Key::Down).await;
        livia.page.keys(&list(), "e").await;
        let leaving = "No longer in this list";
        livia.page.says(&[region("Conversations")], leaving).await;
    });
}

#[test]
fn what_can_be_taken_back_is_taken_back_in_the_drawer_of_a_phone_too() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("stop writing to me").await;
        let livia = stage.agent_at("Lívia", &Device::phone(390, 844)).await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("stop writing to me").await;
        livia.page.press(&[button("Show customer")]).await;
        let drawer = thing("dialog", "Customer");
        let privacy = [drawer.clone(), button("Privacy")];
        livia.page.press(&privacy).await;
        let block = [
            drawer.clone(),
            thing("checkbox", "Block notifications to this contact"),
        ];
        livia.page.press(&block).await;
        let undo = [region("Notifications"), button("Undo")];
        livia.page.press(&undo).await;
        until_equal("whether they are blocked", false, async || {
            let script = "return arguments[0][0].checked";
            livia.page.ask_of::<bool>(&block, script).await
        })
        .await;
        livia.presses_escape().await;
        livia.page.shows_no(&[drawer]).await;
    });
}
