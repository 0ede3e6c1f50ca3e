//! K2, K3: what is known of a customer is changed in its place, by one agent and by two at once.

use recado_protocol::{BaseView, Contact};
use recado_tests::agent::{AGENT, AGENT_2, Agent, panel};

use recado_tests::page::{Thing, any, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

#[test]
fn a_contact_is_edited_in_its_place_and_colleagues_see_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael) = two_agents(stage).await;
        livia.page.press(&customer(button("Edit contact"))).await;
        livia.page.shows_no(&form(button("Save"))).await;
        livia.page.rewrite(&form(textbox("Name")), "Ana Lima").await;
        livia
            .page
            .rewrite(&form(textbox("Company")), "Padaria Aurora")
            .await;
        livia
            .page
            .rewrite(&form(textbox("Phone")), "99999-2210")
            .await;
        livia.page.rewrite(&form(textbox("E-mail")), "ana").await;
        livia.page.press(&form(button("Save"))).await;
        livia
            .page
            .says(
                &customer(thing("form", "Edit contact")),
                "international form",
            )
            .await;
        livia
            .page
            .says(
                &customer(thing("form", "Edit contact")),
                "no e-mail address",
            )
            .await;

        livia
            .page
            .rewrite(&form(textbox("Phone")), "+55 (81) 99999-2210")
            .await;
        livia
            .page
            .rewrite(&form(textbox("E-mail")), "ana@example.test")
            .await;
        // By keyboard: Enter in a field saves.
        livia.page.keys(&form(textbox("E-mail")), Key::Enter).await;
        livia
            .page
            .shows_no(&customer(thing("form", "Edit contact")))
            .await;
        for agent in [&livia, &rafael] {
            for text in [
                "Ana Lima",
                "Padaria Aurora",
                "+5581999992210",
                "ana@example.test",
            ] {
                agent.page.says(&[panel()], text).await;
            }
        }
        rafael.sees_row("Ana Lima").await;
        let focused = livia.page.shows(&customer(button("Edit contact"))).await;
        assert!(focused.focused, "the focus comes back to where it was");
    });
}

#[test]
fn cancel_and_escape_take_an_edit_back() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = two_agents(stage).await;
        let before = contact(stage).await;
        livia.page.press(&customer(button("Edit contact"))).await;
        livia
            .page
            .rewrite(&form(textbox("Name")), "Somebody else")
            .await;
        livia.page.keys(&form(textbox("Name")), Key::Escape).await;
        livia
            .page
            .shows_no(&customer(thing("form", "Edit contact")))
            .await;
        livia.page.press(&customer(button("Edit contact"))).await;
        let name = livia.page.shows(&form(textbox("Name"))).await;
        assert_eq!(name.value.as_deref(), Some(before.name.as_str()));
        livia.page.press(&form(button("Cancel"))).await;
        livia.page.write(&customer(textbox("Comment")), "no").await;
        livia
            .page
            .keys(&customer(textbox("Comment")), Key::Escape)
            .await;
        livia.page.shows_no(&customer(button("Save"))).await;
        livia.is_up_to_date().await;
        assert_eq!(contact(stage).await, before);
    });
}

#[test]
fn what_was_begun_about_a_person_waits_while_others_are_looked_at() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("good morning").await;
        stage.visitor_api().await.write("good evening").await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("good morning").await;
        let page = &livia.page;
        let comment = customer(textbox("Comment"));
        page.write(&comment, "Likes rye bread").await;
        page.press(&customer(button("Edit contact"))).await;
        page.rewrite(&form(textbox("Company")), "Padaria Aurora")
            .await;
        livia.opens_row("good evening").await;
        livia.reads("good evening").await;
        page.shows_no(&customer(thing("form", "Edit contact")))
            .await;
        let empty = async || Ok(page.one(&comment).await?.value);
        until_equal("the comment on another", Some(String::new()), empty).await;

        livia.opens_row("good morning").await;
        livia.reads("good morning").await;
        let written = Some("Likes rye bread".to_owned());
        until_equal("the comment", written, async || {
            Ok(page.one(&comment).await?.value)
        })
        .await;
        page.press(&form(button("Save"))).await;
        page.says(&[panel()], "Padaria Aurora").await;
        // What was saved or given up does not come back.
        page.keys(&comment, Key::Escape).await;
        livia.opens_row("good evening").await;
        livia.reads("good evening").await;
        livia.opens_row("good morning").await;
        livia.reads("good morning").await;
        until_equal("the comment", Some(String::new()), empty).await;
        page.shows_no(&customer(thing("form", "Edit contact")))
            .await;
    });
}

#[test]
fn the_comment_is_for_the_team() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael) = two_agents(stage).await;
        livia
            .page
            .write(&customer(textbox("Comment")), "Likes rye bread")
            .await;
        livia.page.press(&customer(button("Save"))).await;
        livia.page.shows_no(&customer(button("Save"))).await;
        // What is written next is not written to the customer.
        livia.page.has_focus(&customer(textbox("Comment"))).await;
        let what = "the comment on the other screen".to_owned();
        until_equal(what, Some("Likes rye bread".to_owned()), async || {
            Ok(rafael.page.one(&customer(textbox("Comment"))).await?.value)
        })
        .await;
    });
}

#[test]
fn an_edit_without_a_network_is_shown_at_once_and_saved_later() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael) = two_agents(stage).await;
        livia.network.cut();
        renames(&livia, "Ana Lima").await;
        livia.page.says(&[panel()], "Ana Lima").await;
        livia.page.press(&customer(button("Edit contact"))).await;
        livia
            .page
            .rewrite(&form(textbox("Phone")), "+5581999992210")
            .await;
        livia.page.press(&form(button("Save"))).await;
        livia.page.says(&[panel()], "+5581999992210").await;
        livia.network.mend();
        livia.is_up_to_date().await;
        rafael.page.says(&[panel()], "Ana Lima").await;
        rafael.page.says(&[panel()], "+5581999992210").await;
        livia.page.shows_no(&[conflict()]).await;
    });
}

#[test]
fn an_edit_that_a_colleagues_overtook_shows_both_and_mine_can_be_kept() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael) = in_conflict(stage).await;
        // The choice waits as long as it has to.
        livia.page.reload().await;
        livia.page.says(&[conflict()], "Ana Lima").await;
        livia.page.says(&[conflict()], "Anita").await;
        livia.page.press(&[conflict(), button("Keep mine")]).await;
        livia.page.shows_no(&[conflict()]).await;
        until_equal("whether the focus stays in the panel", true, async || {
            let script = "return arguments[0][0].contains(document.activeElement)";
            livia.page.ask_of::<bool>(&[panel()], script).await
        })
        .await;
        rafael.page.says(&[panel()], "Ana Lima").await;
        livia.is_up_to_date().await;
        assert_eq!(contact(stage).await.name, "Ana Lima");
    });
}

#[test]
fn an_edit_that_a_colleagues_overtook_can_be_given_up() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = in_conflict(stage).await;
        livia
            .page
            .keys(&[conflict(), button("Take theirs")], Key::Enter)
            .await;
        livia.page.shows_no(&[conflict()]).await;
        // What was said of it goes with the choice.
        livia
            .page
            .stops_saying(&[any("alert")], "somebody else was first")
            .await;
        livia.page.says(&[panel()], "Anita").await;
        livia.is_up_to_date().await;
        livia.page.reload().await;
        livia.page.says(&[panel()], "Anita").await;
        livia.page.shows_no(&[conflict()]).await;
        assert_eq!(contact(stage).await.name, "Anita");
    });
}

#[test]
fn on_a_phone_in_portuguese_it_is_the_same() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("bom dia").await;
        let livia = stage
            .agent_at("Lívia", &Device::phone(390, 844).in_portuguese())
            .await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("bom dia").await;
        livia
            .page
            .press(&[region("Chat"), button("Show customer")])
            .await;
        renames(&livia, "Ana Lima").await;
        livia.page.says(&[panel()], "Ana Lima").await;
        until_equal(
            "the name in the backend",
            "Ana Lima".to_owned(),
            async || Ok(contact(stage).await.name),
        )
        .await;
    });
}

#[test]
fn a_number_that_somebody_else_has_is_said_and_a_name_turns_nothing_around() {
    play(Scene::nobody_wrote(), async |stage| {
        let api = stage.api(AGENT).await;
        let bia = stage.visitor_api().await.write("bom dia").await;
        let known = serde_json::json!({
            "revision": 1, "name": "Bia Souza", "phone": "+5581999992210", "email": "bia@padaria.test"
        });
        api.put(&bia.conversation, "contact", known).await;
        stage.visitor_api().await.write("good morning").await;
        let livia = stage.agent("Lívia").await;
        let page = &livia.page;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("good morning").await;
        page.keys(&customer(button("Edit contact")), Key::Enter)
            .await;
        let known = "This is Bia Souza, whom you know already.";
        for (field, text) in [
            ("Phone", "+55 81 99999-2210"),
            ("E-mail", "Bia@padaria.test"),
        ] {
            page.rewrite(&form(textbox(field)), text).await;
            page.says(&[panel()], known).await;
            page.rewrite(&form(textbox(field)), "").await;
            page.stops_saying(&[panel()], known).await;
        }
        // Turned around, what follows the name would be too.
        page.rewrite(&form(textbox("Name")), "Ana \u{202e}amiL")
            .await;
        page.keys(&form(textbox("Name")), Key::Enter).await;
        page.says(&[panel()], "Ana amiL").await;

        // Who is found by one name and renamed is shown by the other.
        page.write(
            &[region("Conversations"), thing("searchbox", "Search")],
            "bia",
        )
        .await;
        let found = [region("Conversations"), thing("listbox", "Search results")];
        page.says(&found, "Bia Souza").await;
        let renamed = serde_json::json!({ "revision": 2, "name": "Beatriz" });
        api.put(&bia.conversation, "contact", renamed).await;
        page.says(&found, "Beatriz").await;
        page.stops_saying(&found, "Bia Souza").await;
    });
}

/// Two agents who look at the same conversation.
async fn two_agents(stage: &Stage) -> (Agent, Agent) {
    stage.visitor_api().await.write("good morning").await;
    let (livia, rafael) = (stage.agent("Lívia").await, stage.agent("Rafael").await);
    for (agent, email) in [(&livia, AGENT), (&rafael, AGENT_2)] {
        agent.comes_in(email).await;
        agent.opens_filter("All").await;
        agent.opens_row("good morning").await;
        agent.page.shows(&customer(button("Edit contact"))).await;
    }
    (livia, rafael)
}

/// Two agents who changed the same name, one of them without a network.
async fn in_conflict(stage: &Stage) -> (Agent, Agent) {
    let (livia, rafael) = two_agents(stage).await;
    livia.network.cut();
    renames(&livia, "Ana Lima").await;
    livia.page.says(&[panel()], "Ana Lima").await;
    renames(&rafael, "Anita").await;
    rafael.is_up_to_date().await;
    livia.network.mend();
    livia
        .page
        .says(&[any("alert")], "somebody else was first")
        .await;
    livia.chip_says("1 not sent").await;
    livia.page.says(&[conflict()], "Ana Lima").await;
    livia.page.says(&[conflict()], "Anita").await;
    (livia, rafael)
}

async fn renames(agent: &Agent, name: &str) {
    agent.page.press(&customer(button("Edit contact"))).await;
    agent.page.rewrite(&form(textbox("Name")), name).await;
    agent.page.press(&form(button("Save"))).await;
    agent
        .page
        .shows_no(&customer(thing("form", "Edit contact")))
        .await;
}

/// The only contact as the backend has it.
async fn contact(stage: &Stage) -> Contact {
    let api = stage.api(AGENT).await;
    let all = api.conversations(BaseView::All).await;
    all.into_iter().next().expect("somebody wrote").contact
}

fn customer(part: Thing) -> [Thing; 2] {
    [panel(), part]
}

fn form(part: Thing) -> [Thing; 3] {
    [panel(), thing("form", "Edit contact"), part]
}

fn conflict() -> Thing {
    region("Somebody changed this before your edit arrived")
}
