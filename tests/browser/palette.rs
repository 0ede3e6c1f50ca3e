//! X2: the palette finds people, messages and what can be done, and leads there, wherever it is.

use std::slice;

use recado_tests::agent::{ADMIN, AGENT, Agent, chat, panel};
use recado_tests::page::{any, beginning, button, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

#[test]
fn the_palette_finds_people_and_remembers_what_is_used() {
    play(Scene::demo(40), async |stage| {
        let zoe = stage.visitor_api().await;
        zoe.write("zanzibar parcel").await;
        let livia = stage
            .agent_at("Lívia", &Device::desk().in_portuguese())
            .await;
        livia.comes_in(AGENT).await;
        let palette = || thing("dialog", "Command palette");
        let field = [palette(), thing("combobox", "Command palette")];
        livia.page.type_keys(Key::Control + "k").await;
        livia.page.has_focus(&field).await;
        livia.page.type_keys("zanzibar").await;
        livia
            .page
            .says(&[palette(), any("option")], "zanzibar")
            .await;
        livia.page.type_keys(Key::Enter).await;
        livia.reads("zanzibar parcel").await;

        // Without accents and by a part of the name; the buttons and menus of the screen are there too.
        for wanted in [
            "espanol",
            "anexar",
            "sem responsável",
            "Diagnóstico",
            "atribut",
            "ordenar",
        ] {
            livia.page.type_keys(Key::Control + "k").await;
            livia.page.has_focus(&field).await;
            livia.page.type_keys(wanted).await;
            livia.page.shows_some(&[palette(), any("option")]).await;
            livia.page.type_keys(Key::Escape).await;
            livia.page.shows_no(&[palette()]).await;
        }
        livia.page.type_keys(Key::Control + "k").await;
        livia.page.has_focus(&field).await;
        livia.page.type_keys("não lidas").await;
        livia.page.says(&[palette(), any("option")], "Unread").await;
        livia.page.type_keys(Key::Enter).await;
        livia.is_at_tab("Unread").await;
        livia.page.type_keys(Key::Control + "k").await;
        livia.page.has_focus(&field).await;
        until_equal("whether what was used comes first", true, async || {
            let options = livia.page.all(&[palette(), any("option")]).await?;
            Ok(options[0].text.contains("Não lidas"))
        })
        .await;
        livia.page.type_keys("nothing is called so").await;
        livia
            .page
            .says(&[palette(), any("status")], "Nothing found")
            .await;
    });
}

#[test]
fn the_palette_shows_what_it_finds_in_groups_and_keys_go_through_all_of_them() {
    play(Scene::demo(40), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        let zoe = stage.visitor_api().await;
        zoe.write("open the settings of my parcel").await;
        livia.opens_filter("All").await;
        livia.sees_row("open the settings of my parcel").await;
        let palette = thing("dialog", "Command palette");
        let in_group = |name: &str| [palette.clone(), thing("group", name), any("option")];
        livia.page.type_keys(Key::Control + "k").await;
        for group in ["Actions", "Queues", "Settings"] {
            livia.page.shows_some(&in_group(group)).await;
        }
        livia.page.shows_no(&in_group("People")).await;
        livia.page.type_keys("parcel").await;
        livia
            .page
            .says(&in_group("Conversations"), "settings of my parcel")
            .await;
        livia
            .page
            .rewrite(&[palette.clone(), any("combobox")], "una")
            .await;
        livia.page.says(&in_group("Queues"), "Unassigned").await;
        // Down from the last of a group leads to the first of the next, and around.
        let at = "
            const list = arguments[0][0].querySelector('[role=listbox]');
            const options = [...list.querySelectorAll('[role=option]')];
            return [options.length,
                options.findIndex(option => option.getAttribute('aria-selected') === 'true')]";
        let look = async || {
            livia
                .page
                .ask_of::<(usize, usize)>(slice::from_ref(&palette), at)
                .await
        };
        let (count, first) = look().await.expect("the palette is there");
        assert_eq!(first, 0);
        for place in (1..count).chain([0]) {
            livia.page.type_keys(Key::Down).await;
            until_equal("the option that is chosen", (count, place), look).await;
        }
        livia.page.type_keys(Key::Escape).await;
        livia.page.shows_no(slice::from_ref(&palette)).await;
        // What is of one kind has no groups.
        livia.page.type_keys("j").await;
        livia.page.type_keys("a").await;
        let assign = thing("dialog", "Assign");
        livia
            .page
            .shows_some(&[assign.clone(), any("option")])
            .await;
        livia.page.shows_no(&[assign, any("group")]).await;
    });
}

#[test]
fn the_palette_leads_to_what_is_folded_put_away_or_behind_a_menu() {
    play(Scene::nobody_wrote(), async |stage| {
        let otavio = reads_good_morning(stage, &Device::desk()).await;
        let page = &otavio.page;
        page.press(&[button("Close customer")]).await;
        page.shows_no(&[panel()]).await;
        takes(&otavio, "attrib", "Attributes").await;
        let manage = [panel(), button("Manage attributes")];
        page.shows(&manage).await;
        for (typed, name, window) in [
            ("merge", "Merge with another contact", "Merge contacts"),
            ("masking", "Masking rules", "Masking rules"),
            ("manage", "Manage attributes", "Manage attributes"),
            ("further", "Further filters…", "Filters"),
        ] {
            comes_to(&otavio, typed, name, window).await;
        }
        takes(&otavio, "archive", "Archive").await;
        let back = [chat(), button("Take out of the archive")];
        page.shows(&back).await;
        takes(&otavio, "out of the archive", "Take out of the archive").await;
        page.shows_no(&back).await;
    });
}

#[test]
fn the_palette_leads_to_what_is_not_on_a_phones_screen() {
    play(Scene::nobody_wrote(), async |stage| {
        let otavio = reads_good_morning(stage, &Device::phone(390, 844)).await;
        let page = &otavio.page;
        let drawer = [thing("dialog", "Customer")];
        // The list is behind the chat, and the customer is nowhere yet.
        for (typed, name, window) in [
            ("further", "Further filters…", "Filters"),
            ("test not", "Test notifications…", "Test notifications"),
            (
                "resolve all",
                "Mark all as resolved",
                "Resolve 1 conversation?",
            ),
            ("merge", "Merge with another contact", "Merge contacts"),
            ("erase", "Erase this person", "Erase this person?"),
        ] {
            comes_to(&otavio, typed, name, window).await;
            if !page.all(&drawer).await.expect("a look").is_empty() {
                page.press(&[drawer[0].clone(), button("Close")]).await;
                page.shows_no(&drawer).await;
            }
        }
        takes(&otavio, "block this", "Block this customer").await;
        otavio
            .page
            .has_focus(&[panel(), thing("checkbox", "Block this customer")])
            .await;
        page.press(&[drawer[0].clone(), button("Close")]).await;
        takes(&otavio, "new ticket", "New ticket").await;
        page.shows(&[panel(), textbox("Subject")]).await;
    });
}

/// An administrator who reads what a customer wrote.
async fn reads_good_morning(stage: &Stage, device: &Device) -> Agent {
    stage.visitor_api().await.write("Good morning").await;
    let otavio = stage.agent_at("Otávio", device).await;
    otavio.comes_in_to(ADMIN, "Good morning").await;
    otavio.reads("Good morning").await;
    otavio
}

/// Takes an entry, which leads to a window, and closes that.
async fn comes_to(agent: &Agent, text: &str, name: &str, window: &str) {
    takes(agent, text, name).await;
    let window = thing("dialog", window);
    agent.page.shows(slice::from_ref(&window)).await;
    agent.page.type_keys(Key::Escape).await;
    agent.page.shows_no(&[window]).await;
}

/// Finds something in the palette and takes it.
async fn takes(agent: &Agent, text: &str, name: &str) {
    let palette = thing("dialog", "Command palette");
    agent.page.type_keys(Key::Control + "k").await;
    agent
        .page
        .has_focus(&[palette.clone(), any("combobox")])
        .await;
    agent.page.type_keys(text).await;
    let option = [palette.clone(), beginning("option", name)];
    agent.page.shows_some(&option).await;
    agent.page.press(&option).await;
    agent.page.shows_no(&[palette]).await;
}
