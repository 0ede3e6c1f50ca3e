//! L7: the gear: everything that the list shows at once, and whether notifications work.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, Agent};
use recado_tests::page::{any, beginning, button, region, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};

async fn chooses(agent: &Agent, entry: &str) {
    let gear = [region("Conversations"), button("Inbox options")];
    agent.page.press(&gear).await;
    let menu = thing("menu", "Inbox options");
    agent
        .page
        .press(&[menu, beginning("menuitem", entry)])
        .await;
}

#[test]
fn everything_that_the_list_shows_is_resolved_and_taken_back() {
    play(Scene::demo(300), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("Pending").await;
        livia.opens_more_filters().await;
        livia
            .page
            .press(&[any("menu"), beginning("menuitemcheckbox", "WhatsApp Loja")])
            .await;
        livia.presses_escape().await;
        let pending = api.conversations(BaseView::Pending).await;
        let here = pending
            .iter()
            .filter(|it| it.conversation.channel.as_str() == "demo-whatsapp")
            .count() as u64;
        livia.list_holds(here).await;
        chooses(&livia, "Mark all as resolved").await;
        let asks = thing("dialog", &format!("Resolve {here} conversations?"));
        livia.page.press(&[asks.clone(), button("Cancel")]).await;
        livia.page.shows_no(std::slice::from_ref(&asks)).await;
        livia.list_holds(here).await;
        chooses(&livia, "Mark all as resolved").await;
        livia.page.press(&[asks.clone(), button("Resolve")]).await;
        livia.list_holds(0).await;
        let all = pending.len() as u64;
        until_equal("what is pending", all - here, async || {
            Ok(api.counts().await.pending)
        })
        .await;
        let undo = [region("Notifications"), button("Undo")];
        livia.page.press(&undo).await;
        livia.list_holds(here).await;
        until_equal("what is pending", all, async || {
            Ok(api.counts().await.pending)
        })
        .await;
        // Where resolved ones are shown too, they are not counted: nothing would become of them.
        livia.opens_filter("All").await;
        chooses(&livia, "Mark all as resolved").await;
        livia.page.press(&[asks, button("Cancel")]).await;
    });
}

/// A browser that has notifications which the person refuses, or allows and the system shows.
const BROWSER: &str = "
    globalThis.Notification = class extends EventTarget {
        static get permission() { return globalThis.said || 'default'; }
        static async requestPermission() { globalThis.said = 'ANSWER'; return 'ANSWER'; }
        constructor() {
            super();
            setTimeout(() => this.onshow?.(new Event('show')), 10);
        }
        close() {}
    };";

#[test]
fn the_test_says_what_works_and_what_does_not() {
    for (answer, said) in [("granted", "Works"), ("denied", "Refused")] {
        play(Scene::nobody_wrote(), async |stage| {
            let livia = stage.agent("Lívia").await;
            livia.comes_in(AGENT).await;
            let browser = BROWSER.replace("ANSWER", answer);
            let made = format!("{browser} return true;");
            assert_eq!(livia.page.ask::<bool>(&made).await, Ok(true));
            chooses(&livia, "Test notifications").await;
            let window = thing("dialog", "Test notifications");
            let run = [window.clone(), button("Run the test")];
            livia.page.press(&run).await;
            livia
                .page
                .says(std::slice::from_ref(&window), "Browser")
                .await;
            let steps = [window, any("listitem")];
            let what = "what the test says of the permission and the system";
            until_equal(what, (true, true), async || {
                let all = livia.page.all(&steps).await?;
                let has = |at: usize| all.get(at).is_some_and(|it| it.spoken.contains(said));
                Ok((has(1), has(2)))
            })
            .await;
        });
    }
}
