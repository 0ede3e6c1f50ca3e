//! L3: the further filters, with the views and with each other.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, AGENT_2, Agent, chat};
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, beginning, button, region, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

fn window() -> Thing {
    thing("dialog", "Filters")
}

/// Opens the window by the menu.
async fn opens_window(agent: &Agent) {
    agent.opens_more_filters().await;
    agent
        .page
        .press(&[any("menu"), thing("menuitem", "Further filters…")])
        .await;
    agent.page.shows(&[window()]).await;
}

fn counted(n: usize) -> String {
    format!("{n} conversation{}", if n == 1 { "" } else { "s" })
}

#[test]
fn what_is_ticked_in_the_window_narrows_every_view() {
    play(Scene::demo(300), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        opens_window(&livia).await;
        let of_aurora = api.listed("view=all&company=demo-aurora").await.len();
        let choice = |name: &str| [window(), thing("checkbox", name)];
        livia.page.choose(&choice("Casa Aurora Móveis")).await;
        livia.page.says(&[window()], &counted(of_aurora)).await;
        let two = "company=demo-aurora&company=demo-northern";
        livia.page.choose(&choice("Northern Lights Trading")).await;
        livia.page.choose(&choice("Open")).await;
        livia.page.choose(&choice("Unanswered")).await;
        let query = format!("{two}&status=open&answered=no");
        let listed = api.listed(&format!("view=all&{query}")).await;
        assert!(listed.len() > 1 && listed.len() < of_aurora * 2);
        livia.page.says(&[window()], &counted(listed.len())).await;
        livia.page.press(&[window(), button("Show")]).await;
        livia.page.shows_no(&[window()]).await;
        livia.page.is_at(&format!("/inbox/all?{query}")).await;
        livia.list_holds(listed.len() as u64).await;
        livia.sees_on_top(&listed[0].contact.name).await;
        for (tab, view) in [
            ("Pending", "pending"),
            ("Unread", "unread"),
            ("Mine", "mine"),
        ] {
            let listed = api.listed(&format!("view={view}&{query}")).await;
            livia.tab_counts(tab, listed.len() as u64).await;
        }

        // The address alone shows the same, and chips take it away again.
        livia.page.reload().await;
        livia.is_up_to_date().await;
        livia.list_holds(listed.len() as u64).await;
        let chip = |name: &str| [region("Conversations"), button(name)];
        livia.page.press(&chip("Remove filter: Open")).await;
        livia
            .page
            .is_at(&format!("/inbox/all?{two}&answered=no"))
            .await;
        let wider = api.listed(&format!("view=all&{two}&answered=no")).await;
        livia.list_holds(wider.len() as u64).await;
        livia.page.press(&chip("Clear")).await;
        livia.page.is_at("/inbox/all").await;
        livia.list_holds(api.counts().await.all).await;
        livia.page.back().await;
        livia.list_holds(wider.len() as u64).await;
    });
}

#[test]
fn every_condition_of_an_address_shows_what_the_backend_lists() {
    play(Scene::demo(300), async |stage| {
        let api = stage.api(AGENT).await;
        let some = api.conversations(BaseView::All).await;
        let label = some.iter().find_map(|it| it.conversation.labels.first());
        let label = label.expect("the demo has labels").replace(' ', "%20");
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        for query in [
            "company=none",
            "assignee=demo-agent&assignee=demo-agent-2",
            "assignee=none&kind=whatsapp&kind=telegram",
            &format!("label={label}"),
            "priority=urgent&priority=high",
            "status=snoozed",
            "archived=yes",
            "answered=no&archived=no&archived=yes",
            "team=none&priority=none&status=resolved",
        ] {
            let listed = api.listed(&format!("view=all&{query}")).await;
            assert!(!listed.is_empty(), "{query} shows nothing");
            livia.page.open(&format!("/inbox/all?{query}")).await;
            livia.list_holds(listed.len() as u64).await;
            livia.sees_on_top(&listed[0].contact.name).await;
        }
    });
}

#[test]
fn what_an_old_link_asks_for_and_nobody_knows_is_said_to_be_unknown() {
    play(Scene::demo(40), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia
            .page
            .open("/inbox/all?company=01a2&kind=pigeon&kind=telegram&label=gone")
            .await;
        let list = [region("Conversations")];
        for name in ["Company: unknown", "Messenger: unknown", "Telegram", "gone"] {
            livia.page.says(&list, name).await;
        }
        livia.page.stops_saying(&list, "pigeon").await;
        livia.page.stops_saying(&list, "01a2").await;
    });
}

#[test]
fn a_note_mentions_me_until_i_have_seen_it() {
    play(Scene::demo(120), async |stage| {
        let api = stage.api(AGENT).await;
        let rafael = stage.api(AGENT_2).await;
        let all = api.conversations(BaseView::All).await;
        let record = &all[3];
        let id = &record.conversation.id;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.page.open("/inbox/all?mentions=me").await;
        livia
            .page
            .says(&[region("Conversations")], "No conversation matches")
            .await;
        rafael.note(id, "@Lívia Martins, what do you think?").await;
        livia.list_holds(1).await;
        livia.opens_row(&record.contact.name).await;
        livia.reads("@Lívia Martins, what do you think?").await;
        livia.sees_row("No longer in this list").await;
        until_equal("who is mentioned", Vec::<String>::new(), async || {
            Ok(api.conversation(id).await.conversation.mentions)
        })
        .await;
        livia.page.back().await;
        livia
            .page
            .says(&[region("Conversations")], "No conversation matches")
            .await;
    });
}

#[test]
fn what_is_read_leaves_the_list_with_its_reader() {
    play(Scene::demo(120), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("Unread").await;
        let unread = api.conversations(BaseView::Unread).await;
        let count = unread.len() as u64;
        livia.list_holds(count).await;
        livia.page.type_keys("j").await;
        livia.page.type_keys(Key::Enter).await;
        livia.page.shows(&[chat()]).await;
        livia.tab_counts("Unread", count - 1).await;
        let leaving = livia.sees_row("No longer in this list").await;
        assert!(leaving.is_open && leaving.position == 1, "{leaving:?}");
        livia.list_holds(count).await;
        // The next one is where it was, under it.
        livia.page.type_keys(Key::Down).await;
        livia.page.type_keys(Key::Enter).await;
        livia.tab_counts("Unread", count - 2).await;
        livia.list_holds(count - 1).await;
        livia.opens_filter("Pending").await;
        livia.sees_no_row("No longer in this list").await;
    });
}

#[test]
fn the_window_is_used_by_keyboard_and_on_a_phone_and_axe_finds_nothing() {
    play(Scene::demo(120), async |stage| {
        let mut found = Vec::new();
        for device in [
            Device::desk(),
            Device::desk().dark(),
            Device::phone(390, 844),
            Device::phone(390, 844).dark(),
        ] {
            let theme = if device.is_dark { "dark" } else { "light" };
            let at = format!("{theme}, {} px", device.width);
            let livia = stage.agent_at(&format!("Lívia ({at})"), &device).await;
            livia.comes_in(AGENT).await;
            let more = [region("Conversations"), button("More filters")];
            livia.page.keys(&more, Key::Down).await;
            livia.page.shows(&[any("menu")]).await;
            found.extend(audit(&livia.page, &format!("menu, {at}")).await);
            livia.page.type_keys("f").await;
            livia.page.type_keys(Key::Enter).await;
            let search = [window(), thing("searchbox", "Find a filter")];
            livia.page.write(&search, "aurora").await;
            livia
                .page
                .shows_no(&[window(), thing("checkbox", "Open")])
                .await;
            let aurora = [window(), thing("checkbox", "Casa Aurora Móveis")];
            livia.page.keys(&aurora, " ").await;
            found.extend(audit(&livia.page, &format!("window, {at}")).await);
            livia.page.keys(&aurora, Key::Enter).await;
            livia.page.shows_no(&[window()]).await;
            livia.page.is_at("/inbox/mine?company=demo-aurora").await;
            let chip = [
                region("Conversations"),
                beginning("button", "Remove filter"),
            ];
            livia.page.shows(&chip).await;
            found.extend(audit(&livia.page, &format!("chips, {at}")).await);
            opens_window(&livia).await;
            livia.presses_escape().await;
            livia.page.shows_no(&[window()]).await;
            // The focus is back at what opened it.
            assert!(livia.page.shows(&more).await.focused);
        }
        assert!(found.is_empty(), "{found:#?}");
    });
}
