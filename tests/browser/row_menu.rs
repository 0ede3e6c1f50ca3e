//! L9, L12, K9: what is done to a conversation from its row.

use recado_protocol::{BaseView, Conversation, ConversationId, ConversationStatus};
use recado_tests::agent::{AGENT, Agent, SUPERVISOR, chat, list};
use recado_tests::api::AgentApi;
use recado_tests::page::{Thing, any, beginning, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};
use thirtyfour::Key;

/// Whether a conversation is as it should be.
type Is = fn(&Conversation) -> bool;

fn dialog(title: &str) -> Thing {
    thing("dialog", title)
}

/// Waits until the backend says something of a conversation.
async fn is_so(
    api: &AgentApi,
    id: &ConversationId,
    what: &str,
    is: impl Fn(&Conversation) -> bool,
) {
    until_equal(what.to_owned(), true, async || {
        Ok(is(&api.conversation(id).await.conversation))
    })
    .await;
}

async fn undoes(agent: &Agent) {
    let undo = [region("Notifications"), button("Undo")];
    agent.page.press(&undo).await;
    agent.page.shows_no(&undo).await;
}

#[test]
fn an_archived_row_leaves_and_comes_back() {
    play(Scene::demo(40), async |stage| {
        let api = stage.api(AGENT).await;
        let visitor = stage.visitor_api().await;
        let id = visitor.write("a question").await.conversation;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.sees_on_top("a question").await;
        livia.chooses_for_row("a question", "Archive").await;
        livia.sees_no_row("a question").await;
        is_so(&api, &id, "it to be archived", |it| it.archived).await;
        undoes(&livia).await;
        livia.sees_row("a question").await;
        is_so(&api, &id, "it to be back", |it| !it.archived).await;

        // Found by the search it says so, and its chat has the way back.
        livia.chooses_for_row("a question", "Archive").await;
        livia.sees_no_row("a question").await;
        let [section, field] = [region("Conversations"), thing("searchbox", "Search")];
        livia.page.write(&[section, field], "a question").await;
        let results = [
            region("Conversations"),
            thing("listbox", "Search results"),
            any("option"),
        ];
        livia.page.says(&results, "Archived").await;
        livia.page.press(&results).await;
        let back = [chat(), button("Take out of the archive")];
        livia.page.says(&[chat()], "Archived").await;
        livia.presses_escape().await;
        livia.page.press(&back).await;
        livia.page.shows_no(&back).await;
        is_so(&api, &id, "it to be back", |it| !it.archived).await;
        livia.opens_filter("All").await;
        livia.sees_row("a question").await;

        livia.chooses_for_row("a question", "Archive").await;
        livia.page.shows(&back).await;
        is_so(&api, &id, "it to be archived", |it| it.archived).await;
        visitor.write("another question").await;
        livia.sees_on_top("another question").await;
        livia.page.shows_no(&back).await;
    });
}

#[test]
fn the_menu_marks_resolves_assigns_labels_and_puts_off() {
    play(Scene::demo(40), async |stage| {
        let api = stage.api(AGENT).await;
        let visitor = stage.visitor_api().await;
        let id = visitor.write("a question").await.conversation;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let page = &livia.page;
        let steps: [(&str, &str, Is); 6] = [
            ("Mark as read", "read", |it| it.unread_count == 0),
            ("Mark as unread", "unread", |it| it.unread_count == 1),
            ("Mark as answered", "answered", |it| {
                it.answered && it.waiting_since.is_none()
            }),
            ("Mark as unanswered", "unanswered", |it| {
                !it.answered && it.waiting_since.is_some()
            }),
            ("Resolve", "resolved", |it| {
                it.status == ConversationStatus::Resolved
            }),
            ("Reopen", "open", |it| it.status == ConversationStatus::Open),
        ];
        for (entry, what, is) in steps {
            livia.chooses_for_row("a question", entry).await;
            is_so(&api, &id, what, is).await;
        }
        // Of what was done only the last is told, with whose conversation it was.
        let toasts = [region("Notifications"), button("Undo")];
        assert_eq!(page.all(&toasts).await.map(|all| all.len()), Ok(1));
        let name = api.conversation(&id).await.contact.name;
        page.says(
            &[region("Notifications")],
            &format!("{name}: Conversation reopened"),
        )
        .await;
        undoes(&livia).await;
        is_so(&api, &id, "resolved again", |it| {
            it.status == ConversationStatus::Resolved
        })
        .await;

        livia.chooses_for_row("a question", "Assign…").await;
        let assign = dialog("Assign the conversation");
        let rafael = [assign.clone(), beginning("button", "Rafael")];
        page.press(&rafael).await;
        page.shows_no(&[assign]).await;
        is_so(&api, &id, "assigned", |it| {
            it.assignee
                .as_ref()
                .is_some_and(|it| it.as_str() == "demo-agent-2")
        })
        .await;

        livia.chooses_for_row("a question", "Add a label…").await;
        let label = dialog("Label the conversation");
        let field = [label.clone(), textbox("New label")];
        page.write(&field, "padaria").await;
        page.press(&[label, button("Add")]).await;
        is_so(&api, &id, "labelled", |it| it.labels == ["padaria"]).await;
        livia.sees_row("padaria").await;

        livia.chooses_for_row("a question", "Snooze…").await;
        let snooze = dialog("Snooze the conversation");
        page.press(&[snooze.clone(), beginning("button", "Tomorrow")])
            .await;
        page.shows_no(&[snooze]).await;
        is_so(&api, &id, "snoozed", |it| it.snoozed_until.is_some()).await;
        // Resolving and taking that back leaves it snoozed until then.
        livia.opens_row("a question").await;
        livia.resolves().await;
        undoes(&livia).await;
        is_so(&api, &id, "snoozed again", |it| it.snoozed_until.is_some()).await;
        livia.chooses_for_row("a question", "Bring back now").await;
        is_so(&api, &id, "back", |it| {
            it.status == ConversationStatus::Open && it.snoozed_until.is_none()
        })
        .await;
    });
}

#[test]
fn the_keyboard_opens_the_menu_and_goes_on_in_the_list() {
    play(Scene::demo(40), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let first = api.conversations(BaseView::All).await.remove(0);
        livia.sees_on_top(&first.contact.name).await;
        let id = first.conversation.id;
        livia.page.keys(&list(), Key::Home).await;
        livia.page.keys(&list(), Key::Shift + Key::F10).await;
        let menu = thing("menu", "Conversation actions");
        livia.page.shows(std::slice::from_ref(&menu)).await;
        // Typing finds the entry.
        livia.page.type_keys("arch").await;
        livia.page.type_keys(Key::Enter).await;
        is_so(&api, &id, "archived", |it| it.archived).await;
        livia.page.shows_no(&[menu]).await;
        let focused = "return document.activeElement.id";
        until_equal("the focus", "conversations".to_owned(), async || {
            livia.page.ask(focused).await
        })
        .await;
    });
}

#[test]
fn the_head_of_the_chat_has_the_same_menu() {
    play(Scene::demo(20), async |stage| {
        let api = stage.api(AGENT).await;
        let visitor = stage.visitor_api().await;
        let id = visitor.write("a question").await.conversation;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("a question").await;
        let menu = [chat(), button("Conversation actions")];
        let entry = |name| {
            [
                thing("menu", "Conversation actions"),
                thing("menuitem", name),
            ]
        };
        livia.page.press(&menu).await;
        livia.page.press(&entry("Mark as answered")).await;
        is_so(&api, &id, "answered", |it| it.answered).await;
        livia.page.keys(&menu, Key::Enter).await;
        livia.page.keys(&entry("Archive"), Key::Enter).await;
        is_so(&api, &id, "archived", |it| it.archived).await;
        undoes(&livia).await;
        is_so(&api, &id, "it to be back", |it| !it.archived).await;
    });
}

#[test]
fn only_who_may_deletes_and_is_told_what_that_does() {
    play(Scene::demo(40), async |stage| {
        let visitor = stage.visitor_api().await;
        visitor.write("nothing but noise").await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row_menu("nothing but noise").await;
        livia.page.shows_no(&[thing("menuitem", "Delete…")]).await;
        livia.presses_escape().await;

        let beatriz = stage.agent("Beatriz").await;
        beatriz.comes_in(SUPERVISOR).await;
        beatriz.opens_filter("All").await;
        beatriz
            .chooses_for_row("nothing but noise", "Delete…")
            .await;
        let asks = dialog("Delete the conversation?");
        beatriz
            .page
            .says(std::slice::from_ref(&asks), "is blocked")
            .await;
        beatriz.page.press(&[asks.clone(), button("Cancel")]).await;
        beatriz.sees_row("nothing but noise").await;
        beatriz
            .chooses_for_row("nothing but noise", "Delete…")
            .await;
        beatriz.page.press(&[asks, button("Delete")]).await;
        beatriz.sees_no_row("nothing but noise").await;
        livia.sees_no_row("nothing but noise").await;
        undoes(&beatriz).await;
        livia.sees_row("nothing but noise").await;
    });
}

#[test]
fn a_deleted_conversation_is_only_read_until_it_is_restored() {
    play(Scene::nobody_wrote(), async |stage| {
        let visitor = stage.visitor_api().await;
        let id = visitor.write("nothing but noise").await.conversation;
        let at = format!("/c/{id}?view=all");
        let livia = stage.agent("Lívia").await;
        livia.page.open(&at).await;
        livia.signs_in(AGENT).await;
        livia.reads("nothing but noise").await;
        livia.writes("is it?").await;
        let beatriz = stage.agent("Beatriz").await;
        beatriz.page.open(&at).await;
        beatriz.signs_in(SUPERVISOR).await;
        beatriz.reads("nothing but noise").await;
        let actions = [chat(), button("Conversation actions")];
        beatriz.page.press(&actions).await;
        beatriz.page.press(&[thing("menuitem", "Delete…")]).await;
        let asks = dialog("Delete the conversation?");
        beatriz.page.press(&[asks, button("Delete")]).await;
        for agent in [&beatriz, &livia] {
            let page = &agent.page;
            page.says(&[chat()], "This conversation was deleted").await;
            for gone in [
                textbox("Message"),
                thing("radio", "Internal note"),
                button("Resolve"),
                button("Macros"),
                button("Unassigned"),
                button("Take out of the archive"),
            ] {
                page.shows_no(&[chat(), gone]).await;
            }
            page.press(&actions).await;
            page.shows(&[thing("menuitem", "Copy link")]).await;
            for gone in ["Archive", "Mark as answered", "Snooze…", "Delete…"] {
                page.shows_no(&[thing("menuitem", gone)]).await;
            }
            agent.presses_escape().await;
            agent.opens_actions("nothing but noise").await;
            page.shows(&[thing("menuitem", "Copy text")]).await;
            for gone in ["Reply", "Pin", "👍"] {
                page.shows_no(&[beginning("menuitem", gone)]).await;
            }
            agent.presses_escape().await;
            page.type_keys(Key::Control + "k").await;
            let palette = [dialog("Command palette"), any("option")];
            page.says(&palette, "Copy link").await;
            for gone in ["Resolve or reopen", "Assign", "Snooze", "Write a reply"] {
                let gone = [palette[0].clone(), beginning("option", gone)];
                page.shows_no(&gone).await;
            }
            agent.presses_escape().await;
        }
        let restore = [chat(), button("Restore")];
        livia.page.shows_no(&restore).await;
        beatriz.page.press(&restore).await;
        for agent in [&beatriz, &livia] {
            agent.page.shows(&[chat(), textbox("Message")]).await;
            agent.page.shows(&[chat(), button("Resolve")]).await;
            agent.page.stops_saying(&[chat()], "was deleted").await;
        }
        livia.has_written("is it?").await;
        visitor.write("sorry").await;
        livia.reads("sorry").await;
    });
}

#[test]
fn the_button_of_a_row_stands_where_the_pointer_is() {
    play(Scene::demo(40), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let visitor = stage.visitor_api().await;
        visitor.write("a question").await;
        livia.sees_on_top("a question").await;
        livia.page.point_at(&list()).await;
        let actions = [region("Conversations"), button("Conversation actions")];
        livia.page.press(&actions).await;
        livia.page.shows(&[any("menu")]).await;
        livia.presses_escape().await;
        livia.page.shows_no(&[any("menu")]).await;
    });
}

#[test]
fn the_window_of_a_choice_begins_with_the_first_one() {
    play(Scene::demo(40), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.page.keys(&list(), Key::Home).await;
        livia.page.keys(&list(), Key::Shift + Key::F10).await;
        livia
            .page
            .shows(&[thing("menu", "Conversation actions")])
            .await;
        livia.page.press(&[thing("menuitem", "Assign…")]).await;
        let first = [any("dialog"), beginning("button", "Assign to me")];
        until_equal("whether the first has the focus", true, async || {
            Ok(livia.page.one(&first).await?.focused)
        })
        .await;
    });
}
