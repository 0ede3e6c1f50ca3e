//! X3: axe finds nothing at WCAG 2.2 AA, in both themes and both languages, on any screen.

use recado_protocol::{BaseView, ConversationStatus, Problem, ProblemKind};
use recado_tests::agent::{AGENT, AGENT_2, Agent, SUPERVISOR, chat, composer, list, sign_in_form};
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, beginning, button, textbox, thing};
use recado_tests::visitor::launcher;
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

#[test]
fn the_pages_before_the_inbox() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        let mut found = Vec::new();
        for device in dressed(&Device::desk()) {
            let livia = stage.agent_at(&named("Lívia", &device), &device).await;
            let screen = |words: &str| named(words, &device);
            livia.page.open("/").await;
            livia.page.shows(&[sign_in_form()]).await;
            found.extend(audit(&livia.page, &screen("sign-in")).await);
            livia.page.press(&[sign_in_form(), button("Sign in")]).await;
            livia
                .page
                .says(&[sign_in_form()], "Enter your password.")
                .await;
            found.extend(audit(&livia.page, &screen("sign-in with empty fields")).await);
            livia.tries_to_sign_in(AGENT, "wrong").await;
            livia.page.shows(&[sign_in_form(), any("alert")]).await;
            found.extend(audit(&livia.page, &screen("sign-in that failed")).await);
            livia.signs_in(AGENT).await;

            livia.network.cut_api();
            livia.page.reload().await;
            livia.chip_says("Server unreachable").await;
            found.extend(audit(&livia.page, &screen("offline from the start")).await);

            let file = stage.dist().join("config.json");
            let kept = std::fs::read(&file).expect("it was built");
            std::fs::write(&file, "{").expect("the test's own copy is writable");
            for ending in ["json.br", "json.gz"] {
                // Small files may have no compressed copy.
                let _ = std::fs::remove_file(file.with_extension(ending));
            }
            livia.page.reload().await;
            livia.page.says(&[any("alert")], "config.json").await;
            found.extend(audit(&livia.page, &screen("broken configuration")).await);
            std::fs::write(&file, kept).expect("the test's own copy is writable");
        }
        nothing_in(&found);
    });
}

#[test]
fn the_inbox_at_a_desk() {
    play(Scene::demo(40), async |stage| {
        let story = a_bit_of_everything(stage).await;
        let mut found = Vec::new();
        for device in dressed(&Device::desk()) {
            let livia = stage.agent_at(&named("Lívia", &device), &device).await;
            let screen = |words: &str| named(words, &device);
            livia.comes_in(AGENT).await;
            livia.opens_filter("All").await;
            found.extend(audit(&livia.page, &screen("list")).await);
            livia.page.open(&story).await;
            livia.reads("the note").await;
            livia.turns_to("Internal note").await;
            livia.writes("half a note").await;
            found.extend(audit(&livia.page, &screen("chat and note")).await);
            livia.turns_to("Reply").await;
            let problem = Problem::new(ProblemKind::ChannelClosed, "The channel is closed.");
            livia.network.answer_next("POST", "/messages", &problem);
            livia.sends("a refused one").await;
            livia
                .page
                .shows(&[thing("log", "Messages"), button("Discard")])
                .await;
            found.extend(audit(&livia.page, &screen("chat with a refused message")).await);
            for (place, name) in menus() {
                livia.page.press(&[place, button(name)]).await;
                livia.page.shows(&[any("menu")]).await;
                found.extend(audit(&livia.page, &screen(name)).await);
                livia.presses_escape().await;
                livia.page.shows_no(&[any("menu")]).await;
            }
            livia.opens_my_menu().await;
            livia.page.shows(&[any("menu")]).await;
            found.extend(audit(&livia.page, &screen("my menu")).await);
            livia.presses_escape().await;
            livia
                .page
                .press(&[thing("log", "Messages"), button("Discard")])
                .await;
            livia.is_up_to_date().await;

            livia.network.cut();
            livia.chip_says("Server unreachable").await;
            livia.sends("without a network").await;
            // Its name changes with the message: only then is it pressed by its name.
            livia.chip_counts(1).await;
            livia.opens_outbox().await;
            found.extend(audit(&livia.page, &screen("what waits")).await);
            livia.presses_escape().await;
            found.extend(audit(&livia.page, &screen("offline")).await);
            livia.network.mend();
            livia.page.open("/inbox/unread?channel=demo-api").await;
            livia.is_up_to_date().await;
            found.extend(audit(&livia.page, &screen("narrowed list")).await);
            livia.page.open("/nowhere").await;
            livia.page.shows(&[any("heading")]).await;
            found.extend(audit(&livia.page, &screen("no such page")).await);
        }
        nothing_in(&found);
    });
}

#[test]
fn what_opens_from_the_list() {
    play(Scene::demo(40), async |stage| {
        let mut found = Vec::new();
        for device in dressed(&Device::desk()) {
            let beatriz = stage.agent_at(&named("Beatriz", &device), &device).await;
            let page = &beatriz.page;
            let screen = |words: &str| named(words, &device);
            beatriz.comes_in(SUPERVISOR).await;
            beatriz.opens_filter("All").await;
            page.keys(&list(), Key::Home).await;
            page.keys(&list(), Key::Control + "a").await;
            page.shows(&[thing("toolbar", "Selected conversations")])
                .await;
            found.extend(audit(page, &screen("selected rows")).await);
            page.keys(&list(), Key::Escape).await;
            for entry in ["Assign…", "Add a label…", "Snooze…", "Delete…"] {
                page.keys(&list(), Key::Shift + Key::F10).await;
                let menu = thing("menu", "Conversation actions");
                page.shows(std::slice::from_ref(&menu)).await;
                found.extend(audit(page, &screen("row menu")).await);
                page.press(&[menu, thing("menuitem", entry)]).await;
                page.shows(&[any("dialog")]).await;
                found.extend(audit(page, &screen(entry)).await);
                beatriz.presses_escape().await;
                page.shows_no(&[any("dialog")]).await;
            }
            for entry in ["Mark all as read", "Test notifications…"] {
                let gear = [thing("region", "Conversations"), button("Inbox options")];
                page.press(&gear).await;
                let menu = thing("menu", "Inbox options");
                page.press(&[menu, beginning("menuitem", entry)]).await;
                page.shows(&[any("dialog")]).await;
                found.extend(audit(page, &screen(entry)).await);
                beatriz.presses_escape().await;
                page.shows_no(&[any("dialog")]).await;
            }
            page.press(&[button("New conversation")]).await;
            for channel in ["SMS", "WhatsApp Suporte"] {
                page.choose(&[any("dialog"), beginning("radio", channel)])
                    .await;
                page.shows(&[any("dialog"), textbox("Phone number")]).await;
                found.extend(audit(page, &screen(channel)).await);
            }
        }
        nothing_in(&found);
    });
}

#[test]
fn the_inbox_in_a_narrow_window() {
    play(Scene::demo(40), async |stage| {
        let story = a_bit_of_everything(stage).await;
        let mut found = Vec::new();
        for device in dressed(&Device::of(1000, 800)) {
            let livia = stage.agent_at(&named("Lívia", &device), &device).await;
            let screen = |words: &str| named(words, &device);
            livia.comes_in(AGENT).await;
            livia.opens_filter("All").await;
            livia.page.open(&story).await;
            livia.reads("the note").await;
            found.extend(audit(&livia.page, &screen("narrow chat")).await);
            opens_customer(&livia).await;
            found.extend(audit(&livia.page, &screen("customer's drawer")).await);
        }
        nothing_in(&found);
    });
}

#[test]
fn the_inbox_on_a_phone() {
    play(Scene::demo(40), async |stage| {
        let story = a_bit_of_everything(stage).await;
        let mut found = Vec::new();
        for device in dressed(&Device::phone(390, 844)) {
            let livia = stage.agent_at(&named("Lívia", &device), &device).await;
            let screen = |words: &str| named(words, &device);
            livia.comes_in(AGENT).await;
            livia.opens_filter("All").await;
            found.extend(audit(&livia.page, &screen("phone's list")).await);
            livia.page.open(&story).await;
            livia.reads("the note").await;
            livia.page.shows(&composer(textbox("Message"))).await;
            found.extend(audit(&livia.page, &screen("phone's chat")).await);
            opens_customer(&livia).await;
            found.extend(audit(&livia.page, &screen("phone's customer")).await);
        }
        nothing_in(&found);
    });
}

#[test]
fn the_widget() {
    play(Scene::nobody_wrote(), async |stage| {
        let mut found = Vec::new();
        for device in dressed(&Device::desk()) {
            let ana = stage.visitor_at(&named("Ana", &device), &device).await;
            let screen = |words: &str| named(words, &device);
            ana.comes_to_the_site().await;
            found.extend(audit(&ana.page, &screen("site with a closed widget")).await);
            ana.opens_chat().await;
            found.extend(audit(&ana.page, &screen("widget without a message")).await);
            ana.sends("Good morning").await;
            ana.reads_just(&["Good morning"]).await;
            let api = stage.api(AGENT).await;
            let newest = api
                .conversations(BaseView::All)
                .await
                .remove(0)
                .conversation
                .id;
            api.write(&newest, "Good morning! See https://recado.example/help")
                .await;
            ana.reads("recado.example").await;
            found.extend(audit(&ana.page, &screen("widget with messages")).await);
            ana.network.cut();
            ana.sends("hello?").await;
            ana.page.says(&[any("status")], "No connection. ").await;
            found.extend(audit(&ana.page, &screen("widget without a network")).await);
            ana.network.mend();
            ana.reads_just(&["Good morning", "See https", "hello?"])
                .await;
            ana.page.type_keys(Key::Escape).await;
            ana.page.leave_frames().await;
            ana.page.shows(&launcher()).await;
            api.write(&newest, "one more thing").await;
            found.extend(audit(&ana.page, &screen("site with an unread message")).await);
        }
        nothing_in(&found);
    });
}

/// A device in light and dark, in English and Portuguese.
fn dressed(device: &Device) -> [Device; 4] {
    let light = device.clone();
    let dark = device.clone().dark();
    [
        light.clone(),
        dark.clone(),
        light.in_portuguese(),
        dark.in_portuguese(),
    ]
}

fn named(words: &str, device: &Device) -> String {
    let theme = if device.is_dark { "dark" } else { "light" };
    format!("{words} ({theme}, {})", device.language)
}

fn menus() -> [(Thing, &'static str); 2] {
    let list = || thing("region", "Conversations");
    [(list(), "More filters"), (list(), "Inbox options")]
}

/// A conversation with every kind of message, and a few more; gives its address.
async fn a_bit_of_everything(stage: &Stage) -> String {
    let (livia, rafael) = (stage.api(AGENT).await, stage.api(AGENT_2).await);
    let visitor = stage.visitor_api().await;
    let id = visitor
        .write("Where is my order? It should be at https://track.example/1")
        .await
        .conversation;
    livia.assign(&id, Some(livia.me.id.clone())).await;
    livia.write(&id, "It is on its way.").await;
    rafael.write(&id, "It left this morning.").await;
    livia.set_status(&id, ConversationStatus::Resolved).await;
    rafael.note(&id, "the note").await;
    visitor.write("It has come, thank you!").await;
    format!("/c/{id}?view=all")
}

async fn opens_customer(agent: &Agent) {
    agent.page.press(&[chat(), button("Show customer")]).await;
    agent
        .page
        .shows(&[thing("complementary", "Customer")])
        .await;
}

fn nothing_in(found: &[String]) {
    assert!(
        found.is_empty(),
        "axe found {}:\n{}",
        found.len(),
        found.join("\n")
    );
}
