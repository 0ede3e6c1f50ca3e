//! L4: filters that an agent keeps under names.

use recado_tests::agent::{AGENT, AGENT_2, Agent};
use recado_tests::page::{Thing, any, beginning, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};
use thirtyfour::Key;

fn queues() -> [Thing; 3] {
    [
        region("Conversations"),
        thing("group", "Queues"),
        any("button"),
    ]
}

/// Waits until the queues under the tabs are these, with their counts.
async fn keeps(agent: &Agent, wanted: &[&str]) {
    let what = format!("the queues of {}", agent.page.who());
    let wanted: Vec<_> = wanted.iter().map(|&it| it.to_owned()).collect();
    until_equal(what, wanted, async || {
        let all = agent.page.all(&queues()).await?;
        Ok(all.into_iter().map(|it| it.spoken).collect::<Vec<_>>())
    })
    .await;
}

/// Waits until the button of a queue says whether the list shows that.
async fn is_pressed(agent: &Agent, queue: &str, wanted: &str) {
    let [section, group, _] = queues();
    let button = [section, group, beginning("button", queue)];
    until_equal("whether a queue is shown", wanted.to_owned(), async || {
        let script = "return arguments[0][0].getAttribute('aria-pressed')";
        agent.page.ask_of::<String>(&button, script).await
    })
    .await;
}

#[test]
fn a_queue_is_saved_counted_renamed_moved_and_deleted() {
    play(Scene::demo(120), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        let query = "view=all&channel=demo-live-chat&answered=no";
        livia
            .page
            .open("/inbox/all?channel=demo-live-chat&answered=no")
            .await;
        livia.is_up_to_date().await;
        let chats = api.listed(query).await.len();
        livia.saves_queue("Chats").await;
        keeps(&livia, &[&format!("Chats {chats}")]).await;
        livia.list_holds(chats as u64).await;
        is_pressed(&livia, "Chats", "true").await;
        let link = livia.page.address().await.expect("the page has one");
        let path = link.split('?').next().expect("a path").to_owned();
        assert!(path.starts_with("/inbox/queue/"), "{link}");

        // It counts what comes, wherever the agent is.
        livia.opens_filter("Mine").await;
        livia.page.is_at("/inbox/mine").await;
        is_pressed(&livia, "Chats", "false").await;
        stage.visitor_api().await.write("somebody new").await;
        keeps(&livia, &[&format!("Chats {}", chats + 1)]).await;

        livia
            .page
            .open("/inbox/pending?priority=urgent&sort=waiting")
            .await;
        livia.is_up_to_date().await;
        let urgent = api.listed("view=pending&priority=urgent").await.len();
        livia.saves_queue("Urgent").await;
        let chats = format!("Chats {}", chats + 1);
        let urgent = |name: &str| format!("{name} {urgent}");
        keeps(&livia, &[&chats, &urgent("Urgent")]).await;

        // The bare link of a queue leads there, after a reload too.
        livia.page.open(&path).await;
        livia.is_up_to_date().await;
        livia.page.is_at(&link).await;
        livia.sees_on_top("somebody new").await;

        let window = thing("dialog", "Queues");
        let edits = async || {
            livia.opens_more_filters().await;
            livia
                .page
                .press(&[any("menu"), thing("menuitem", "Edit queues…")])
                .await;
            livia.page.shows(std::slice::from_ref(&window)).await;
        };
        edits().await;
        let focused = async |wanted: &str| {
            let place = [window.clone(), button(wanted)];
            let has_focus = async || Ok(livia.page.one(&place).await?.focused);
            until_equal(wanted.to_owned(), true, has_focus).await;
        };
        // At either end the way back takes the focus.
        let up = [window.clone(), button("Move Urgent up")];
        livia.page.keys(&up, Key::Enter).await;
        focused("Move Urgent down").await;
        livia.page.type_keys(Key::Enter).await;
        focused("Move Urgent up").await;
        livia.page.type_keys(Key::Enter).await;
        focused("Move Urgent down").await;
        livia
            .page
            .rewrite(&[window.clone(), textbox("Name of Urgent")], "Fires")
            .await;
        livia.page.press(&[window.clone(), button("Save")]).await;
        keeps(&livia, &[&urgent("Fires"), &chats]).await;
        livia.page.is_at(&link).await;

        edits().await;
        let delete = [window.clone(), button("Delete Chats")];
        livia.page.keys(&delete, Key::Enter).await;
        focused("Delete Fires").await;
        livia.page.press(&[window.clone(), button("Save")]).await;
        keeps(&livia, &[&urgent("Fires")]).await;
        livia.page.is_at("/inbox/all").await;
        livia.page.reload().await;
        livia.is_up_to_date().await;
        keeps(&livia, &[&urgent("Fires")]).await;

        // A colleague has queues of their own; a link with what is in it works for them too.
        let rafael = stage.agent("Rafael").await;
        rafael.comes_in(AGENT_2).await;
        rafael.page.open(&link).await;
        rafael.sees_on_top("somebody new").await;
        rafael.page.shows_no(&queues()).await;
        rafael.page.open(&path).await;
        rafael
            .page
            .says(
                &[region("Notifications")],
                "This queue is not there any more.",
            )
            .await;
        rafael.page.is_at("/inbox/mine").await;
    });
}

#[test]
fn a_queue_is_there_on_a_device_that_never_saw_it() {
    play(Scene::demo(20), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.page.open("/inbox/all?answered=no").await;
        livia.is_up_to_date().await;
        livia.saves_queue("Open questions").await;
        let at_home = stage.agent("Lívia at home").await;
        at_home.comes_in(AGENT).await;
        at_home
            .page
            .says(
                &[region("Conversations"), thing("group", "Queues")],
                "Open questions",
            )
            .await;
    });
}

#[test]
fn queues_are_there_without_a_network() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.page.open("/inbox/pending?sort=waiting").await;
        livia.is_up_to_date().await;
        livia.saves_queue("By waiting").await;
        livia.page.shows(&queues()).await;
        let path = livia.page.address().await.expect("the page has one");
        livia.page.open("/").await;
        livia.is_up_to_date().await;
        livia.network.cut_api();
        livia.page.reload().await;
        livia.chip_says("Server unreachable").await;
        livia.page.press(&queues()).await;
        livia.page.is_at(&path).await;
        livia.opens_more_filters().await;
        livia
            .page
            .press(&[any("menu"), thing("menuitem", "Save as a queue…")])
            .await;
        let window = thing("dialog", "New queue");
        let field = [window.clone(), textbox("Name of the queue")];
        livia.page.write(&field, "Another").await;
        livia.page.press(&[window.clone(), button("Save")]).await;
        livia
            .page
            .says(std::slice::from_ref(&window), "Not saved")
            .await;
        livia.network.mend();
        livia.is_up_to_date().await;
        livia.page.press(&[window.clone(), button("Save")]).await;
        livia.page.shows_no(&[window]).await;
        until_equal("how many queues there are", 2, async || {
            Ok(livia.page.all(&queues()).await?.len())
        })
        .await;
    });
}

#[test]
fn a_link_to_a_queue_that_is_gone_says_so_and_keeps_its_filters() {
    play(Scene::demo(40), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia
            .page
            .open("/inbox/queue/gone?view=all&label=vip")
            .await;
        let news = thing("region", "Notifications");
        livia
            .page
            .says(&[news], "This queue is not there any more.")
            .await;
        livia.page.is_at("/inbox/all?label=vip").await;
    });
}
