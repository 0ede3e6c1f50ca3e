//! X2: everything by keys alone: a whole day of work, keys of one's own, and no letter taken from somebody who types.

use recado_tests::agent::{AGENT, Agent, chat, composer, list, log, sign_in_form};
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, beginning, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

#[test]
fn a_day_by_keyboard_alone() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("Where is my order?").await;
        let ana = stage.visitor_api().await;
        ana.write("Good morning").await;
        let livia = stage.agent("Lívia").await;
        signs_in_by_keys(&livia).await;

        // The list: all of them, the second one, and the text to write in.
        goes_by_keys(&livia, "ga", "All").await;
        livia.list_holds(2).await;
        livia.page.type_keys("j").await;
        is_at_row(&livia, "Good morning").await;
        livia.page.type_keys("j").await;
        is_at_row(&livia, "Where is my order?").await;
        livia.page.type_keys("k").await;
        is_at_row(&livia, "Good morning").await;
        livia.page.type_keys(Key::Enter).await;
        livia.reads("Good morning").await;
        livia.page.type_keys("r").await;
        livia.page.has_focus(&composer(textbox("Message"))).await;
        livia.page.type_keys("Good morning to you, jkers").await;
        livia.has_written("Good morning to you, jkers").await;
        livia.page.type_keys(Key::Enter).await;
        livia.reads_delivery("Good morning to you", "Sent").await;

        // One level out, and a note.
        steps_out_to_log(&livia).await;
        livia.page.type_keys("n").await;
        livia.page.has_focus(&composer(textbox("Message"))).await;
        livia.page.type_keys("a regular").await;
        livia.page.type_keys(Key::Enter).await;
        livia.has_written("").await;
        livia.reads("a regular").await;

        // What is done to the conversation.
        steps_out_to_log(&livia).await;
        livia.page.type_keys("e").await;
        livia.sees_resolved().await;
        livia.page.type_keys("e").await;
        livia.sees_unresolved().await;
        livia.page.type_keys("a").await;
        picks(&livia, "Assign", "rafa").await;
        livia
            .page
            .shows(&[chat(), beginning("button", "Assigned to Rafael")])
            .await;
        livia.page.type_keys("l").await;
        picks(&livia, "Labels", "vip").await;
        livia.log_says("added the label vip").await;
        livia.page.type_keys("s").await;
        picks(&livia, "Snooze", "hour").await;
        livia.page.says(&[chat()], "Snoozed until").await;
        // From the list, what is done is done to the row.
        steps_out_to_list(&livia).await;
        livia.page.type_keys("j").await;
        is_at_row(&livia, "Where is my order?").await;
        livia.page.type_keys("a").await;
        picks(&livia, "Assign", "me").await;
        livia.page.type_keys("gm").await;
        livia.is_at_tab("Mine").await;
        livia.list_holds(1).await;
        livia.sees_row("Where is my order?").await;

        // Unread again.
        livia.page.type_keys("gu").await;
        livia.is_at_tab("Unread").await;
        livia.list_holds(1).await;
        livia.page.type_keys("ga").await;
        livia.is_at_tab("All").await;
        livia.page.type_keys("j").await;
        is_at_row(&livia, "Where is my order?").await;
        livia.page.type_keys("k").await;
        livia.page.type_keys("u").await;
        livia.tab_counts("Unread", 2).await;

        // Search, and send and resolve.
        livia.page.type_keys("/").await;
        let search = [region("Conversations"), thing("searchbox", "Search")];
        livia.page.has_focus(&search).await;
        livia.page.type_keys("order").await;
        livia.page.type_keys(Key::Enter).await;
        livia.reads("Where is my order?").await;
        livia.page.type_keys(Key::Escape).await;
        livia.page.has_focus(&list()).await;
        livia.page.type_keys("r").await;
        livia.page.has_focus(&composer(textbox("Message"))).await;
        livia.page.type_keys("On its way").await;
        livia.page.type_keys(Key::Control + Key::Enter).await;
        livia.reads_delivery("On its way", "Sent").await;
        livia.sees_resolved().await;

        // The palette and the sheet.
        livia.page.type_keys(Key::Control + "k").await;
        picks(&livia, "Command palette", "dark").await;
        let theme = "return document.documentElement.dataset.theme";
        until_equal("the theme", "dark".to_owned(), async || {
            livia.page.ask::<String>(theme).await
        })
        .await;
        steps_out_to_log(&livia).await;
        livia.page.type_keys("?").await;
        livia.page.shows(&sheet()).await;
        livia.page.type_keys(Key::Escape).await;
        livia.page.shows_no(&sheet()).await;
        // And out of the conversation.
        steps_out_to_list(&livia).await;
        livia.page.type_keys(Key::Escape).await;
        livia.page.is_at("/inbox/all").await;
        livia.page.type_keys(Key::Control + "k").await;
        picks(&livia, "Command palette", "Sign out").await;
        livia.page.shows(&[sign_in_form()]).await;
    });
}

#[test]
fn other_keys_are_chosen_on_the_sheet_and_stay() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent_with("Good morning").await;
        livia.reads("Good morning").await;
        livia.page.keys(&list(), "?").await;
        let status = |keys: &str| {
            let name = format!("Resolve or reopen: {keys}. Change");
            [thing("dialog", "Keyboard shortcuts"), button(&name)]
        };
        let says = [thing("dialog", "Keyboard shortcuts"), any("status")];
        for keys in [
            "Shift+↑ / Shift+↓",
            "Ctrl+A",
            "Break the line",
            "Shift+Enter",
            "Bold",
            "Ctrl+B",
            "Canned replies",
            "Mention somebody in a note",
        ] {
            livia.page.says(&sheet(), keys).await;
        }
        livia.page.keys(&status("E"), Key::Enter).await;
        livia.page.says(&says, "Press the new keys for").await;

        // Keys that others have are refused, and Alt is left to the keyboard.
        livia.page.type_keys("g").await;
        livia.page.type_keys("m").await;
        livia.page.says(&says, "G M is taken already: Mine").await;
        livia.page.type_keys("j").await;
        livia
            .page
            .says(&says, "J is taken already: Next conversation")
            .await;
        livia.page.type_keys(Key::Alt + "y").await;
        livia.page.says(&says, "Alt makes letters").await;
        // What copies everywhere goes on copying.
        livia.page.type_keys(Key::Control + "c").await;
        livia
            .page
            .says(&says, "Ctrl+C belongs to the browser")
            .await;
        livia.page.type_keys("y").await;
        livia.page.says(&says, "Resolve or reopen: now Y").await;
        livia.page.shows(&status("Y")).await;

        // What works while somebody types needs more than a letter.
        let palette = |keys: &str| {
            let name = format!("Command palette: {keys}. Change");
            [thing("dialog", "Keyboard shortcuts"), button(&name)]
        };
        livia.page.keys(&palette("Ctrl+K"), Key::Enter).await;
        livia.page.type_keys("p").await;
        livia.page.says(&says, "works while you type too").await;
        livia.page.type_keys(Key::Escape).await;
        livia.page.shows(&palette("Ctrl+K")).await;
        livia.page.type_keys(Key::Escape).await;
        livia.page.shows_no(&sheet()).await;

        livia.page.keys(&list(), "y").await;
        livia.sees_resolved().await;
        let button_keys = "return arguments[0][0].getAttribute('aria-keyshortcuts')";
        let reopen = [chat(), button("Reopen")];
        let keys = livia.page.ask_of::<String>(&reopen, button_keys).await;
        assert_eq!(keys, Ok("Y".to_owned()));

        livia.page.reload().await;
        livia.is_up_to_date().await;
        livia.reads("Good morning").await;
        livia.page.keys(&list(), "y").await;
        livia.sees_unresolved().await;
        livia.page.keys(&list(), "?").await;
        let dialog = || thing("dialog", "Keyboard shortcuts");
        livia
            .page
            .keys(&[dialog(), button("Reset all")], Key::Enter)
            .await;
        livia.page.shows(&status("E")).await;
        livia.page.type_keys(Key::Escape).await;
        livia.page.shows_no(&sheet()).await;
        livia.page.keys(&list(), "e").await;
        livia.sees_resolved().await;
    });
}

#[test]
fn no_letter_is_taken_from_somebody_who_types_and_half_a_sequence_does_nothing() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent_with("Good morning").await;
        livia.reads("Good morning").await;
        let letters = "/?jkernalsugmpx";
        livia
            .page
            .keys(&composer(textbox("Message")), letters)
            .await;
        livia.has_written(letters).await;
        livia.sees_unresolved().await;
        livia.page.shows_no(&[any("dialog")]).await;
        // A menu takes letters to find its entries.
        livia
            .page
            .keys(
                &[region("Conversations"), button("Inbox options")],
                Key::Enter,
            )
            .await;
        livia.page.shows(&[any("menu")]).await;
        livia.page.type_keys("e").await;
        livia.page.shows(&[any("menu")]).await;
        livia.presses_escape().await;
        livia.page.shows_no(&[any("menu")]).await;
        livia.sees_unresolved().await;

        // The first key of a sequence is shown, and forgotten when nothing follows.
        livia.page.keys(&list(), "g").await;
        let begun = async || {
            let script = "return document.querySelector('.keys-begun') !== null";
            livia.page.ask::<bool>(script).await
        };
        until_equal("whether the first key is shown", true, begun).await;
        until_equal("whether the first key is shown", false, begun).await;
        livia.page.keys(&list(), "m").await;
        livia.is_at_tab("All").await;

        // A keyboard of another script: the place of the key counts.
        let press = "arguments[0][0].dispatchEvent(new KeyboardEvent('keydown',
            { key: 'у', code: 'KeyE', bubbles: true, cancelable: true })); return true";
        livia
            .page
            .ask_of::<bool>(&list(), press)
            .await
            .expect("the list is there");
        livia.sees_resolved().await;
    });
}

#[test]
fn palette_and_sheet_are_read_by_everybody() {
    play(Scene::demo(20), async |stage| {
        let mut found = Vec::new();
        for device in [
            Device::desk(),
            Device::desk().dark().in_portuguese(),
            Device::phone(390, 844),
        ] {
            let livia = stage
                .agent_at(
                    &format!("Lívia {} {}", device.language, device.width),
                    &device,
                )
                .await;
            livia.comes_in(AGENT).await;
            livia.page.type_keys(Key::Control + "k").await;
            let palette = thing("dialog", "Command palette");
            livia
                .page
                .shows_some(&[palette.clone(), any("option")])
                .await;
            livia.page.settle().await;
            let name = format!("palette {} {}", device.language, device.width);
            found.extend(audit(&livia.page, &name).await);
            livia.page.type_keys(Key::Escape).await;
            livia.page.shows_no(&[palette]).await;
            livia.page.type_keys("?").await;
            livia.page.shows(&sheet()).await;
            livia.page.settle().await;
            let name = format!("sheet {} {}", device.language, device.width);
            found.extend(audit(&livia.page, &name).await);
        }
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    });
}

fn sheet() -> [Thing; 1] {
    [thing("dialog", "Keyboard shortcuts")]
}

async fn signs_in_by_keys(agent: &Agent) {
    agent.page.open("/").await;
    agent.page.shows(&[sign_in_form()]).await;
    let email = [sign_in_form(), textbox("E-mail")];
    tabs_to(agent, &email).await;
    agent.page.type_keys(AGENT).await;
    agent.page.type_keys(Key::Tab).await;
    agent.page.type_keys(recado_tests::api::PASSWORD).await;
    agent.page.type_keys(Key::Enter).await;
    agent.is_up_to_date().await;
    agent.page.has_focus(&list()).await;
}

async fn tabs_to(agent: &Agent, path: &[Thing]) {
    recado_tests::waiting::until("Tab to lead there", async || {
        if agent.page.one(path).await?.focused {
            return Ok(());
        }
        agent.page.type_keys(Key::Tab).await;
        Err("somewhere else".to_owned())
    })
    .await;
}

async fn goes_by_keys(agent: &Agent, keys: &str, tab: &str) {
    agent.page.type_keys(keys).await;
    agent.is_at_tab(tab).await;
}

/// Finds something in the window that is open, and takes the first of it.
async fn picks(agent: &Agent, window: &str, text: &str) {
    let window = thing("dialog", window);
    let field = [window.clone(), any("combobox")];
    agent.page.has_focus(&field).await;
    agent.page.type_keys(text).await;
    agent
        .page
        .shows_some(&[window.clone(), any("option")])
        .await;
    agent.page.type_keys(Key::Enter).await;
    agent.page.shows_no(&[window]).await;
}

async fn steps_out_to_log(agent: &Agent) {
    agent
        .page
        .keys(&composer(textbox("Message")), Key::Escape)
        .await;
    agent.page.has_focus(&log()).await;
}

async fn steps_out_to_list(agent: &Agent) {
    agent.page.type_keys(Key::Escape).await;
    agent.page.has_focus(&list()).await;
}

async fn is_at_row(agent: &Agent, text: &str) {
    let what = format!("whether the keyboard is at \"{text}\"");
    let script = "const id = arguments[0][0].getAttribute('aria-activedescendant');
        const row = id && document.getElementById(id); return row ? row.textContent : ''";
    until_equal(what, true, async || {
        let row = agent.page.ask_of::<String>(&list(), script).await?;
        Ok(row.contains(text))
    })
    .await;
}
