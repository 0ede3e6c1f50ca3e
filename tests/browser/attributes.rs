//! K7: the attributes of a person: defined by an administrator, given by agents, and where a visitor came from.

use recado_tests::agent::{ADMIN, AGENT, AGENT_2, Agent, panel};
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, beginning, button, region, textbox, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

fn in_panel(part: Thing) -> [Thing; 2] {
    [panel(), part]
}

fn form(part: Thing) -> [Thing; 3] {
    [panel(), thing("form", "Edit attributes"), part]
}

fn window(part: Thing) -> [Thing; 2] {
    [thing("dialog", "Manage attributes"), part]
}

fn conflict() -> Thing {
    region("Somebody changed this before your edit arrived")
}

/// Opens the section by keys, where it is closed.
async fn opens_attributes(agent: &Agent) {
    let heading = in_panel(button("Attributes"));
    if !agent.page.shows(&heading).await.expanded {
        agent.page.keys(&heading, Key::Enter).await;
    }
}

/// One of each kind.
async fn defined(stage: &Stage) {
    let admin = stage.api(ADMIN).await;
    let choices = json!([{ "id": "gold", "name": "Gold" }, { "id": "basic", "name": "Basic" }]);
    for attribute in [
        json!({ "id": "nick", "name": "Nickname", "kind": "text" }),
        json!({ "id": "points", "name": "Points", "kind": "number" }),
        json!({ "id": "since", "name": "Since", "kind": "date" }),
        json!({ "id": "plan", "name": "Plan", "kind": "list", "choices": choices }),
        json!({ "id": "site", "name": "Site", "kind": "link" }),
        json!({ "id": "vip", "name": "Important", "kind": "checkbox" }),
    ] {
        admin.define(attribute).await;
    }
}

/// A visitor has written, and the agent has it open with its attributes.
async fn at_desk(stage: &Stage, name: &str, email: &str, device: &Device) -> Agent {
    let agent = stage.agent_at(name, device).await;
    agent.comes_in(email).await;
    agent.opens_filter("All").await;
    agent.opens_row("good morning").await;
    if device.is_phone {
        agent.page.press(&[button("Show customer")]).await;
    }
    opens_attributes(&agent).await;
    agent
}

async fn two_agents(stage: &Stage) -> (Agent, Agent) {
    stage.visitor_api().await.write("good morning").await;
    defined(stage).await;
    let desk = Device::desk();
    let livia = at_desk(stage, "Lívia", AGENT, &desk).await;
    let rafael = at_desk(stage, "Rafael", AGENT_2, &desk).await;
    (livia, rafael)
}

/// Chooses an entry of a select by its first letters.
async fn picks(agent: &Agent, field: &str, letters: &str) {
    agent
        .page
        .keys(&form(thing("combobox", field)), letters)
        .await;
}

#[test]
fn each_kind_is_given_in_its_place_and_a_colleague_sees_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael) = two_agents(stage).await;
        let page = &livia.page;
        page.keys(&in_panel(button("Edit attributes")), Key::Enter)
            .await;
        let first = page.shows(&form(textbox("Nickname"))).await;
        assert!(first.focused);
        page.shows_no(&form(button("Save"))).await;
        page.write(&form(textbox("Nickname")), "Bia").await;
        page.write(&form(textbox("Points")), "forty").await;
        page.write(&form(textbox("Site")), "javascript:alert(1)")
            .await;
        page.press(&form(button("Save"))).await;
        page.says(&[panel()], "A number of at most 15 digits.")
            .await;
        page.says(&[panel()], "begins with https://").await;
        page.rewrite(&form(textbox("Points")), "1,234.5").await;
        page.rewrite(&form(textbox("Site")), "https://bia.example/a?b=c")
            .await;
        picks(&livia, "Plan", "Gold").await;
        page.press(&form(thing("checkbox", "Important"))).await;
        page.keys(&form(textbox("Since")), "11292026").await;
        page.keys(&form(textbox("Nickname")), Key::Enter).await;
        page.shows_no(&form(button("Save"))).await;
        for agent in [&livia, &rafael] {
            for text in ["Bia", "1,234.5", "Nov 29, 2026", "Gold", "Yes"] {
                agent.page.says(&[panel()], text).await;
            }
            let link = in_panel(thing("link", "https://bia.example/a?b=c"));
            agent.page.shows(&link).await;
        }
        let link = in_panel(thing("link", "https://bia.example/a?b=c"));
        let target: Vec<String> = page
            .ask_of(
                &link,
                "const [link] = arguments[0]; return [link.target, link.rel, link.href]",
            )
            .await
            .unwrap();
        assert_eq!(
            target,
            ["_blank", "noopener noreferrer", "https://bia.example/a?b=c"]
        );
        until("the focus to come back", async || {
            match page
                .one(&in_panel(button("Edit attributes")))
                .await?
                .focused
            {
                true => Ok(()),
                false => Err("it is elsewhere".to_owned()),
            }
        })
        .await;
        page.reload().await;
        livia.is_up_to_date().await;
        opens_attributes(&livia).await;
        page.says(&[panel()], "Bia").await;
        // Escape takes back what was not saved, and an empty field takes a value away.
        page.press(&in_panel(button("Edit attributes"))).await;
        page.rewrite(&form(textbox("Nickname")), "Bibi").await;
        page.keys(&form(textbox("Nickname")), Key::Escape).await;
        page.stops_saying(&[panel()], "Bibi").await;
        page.press(&in_panel(button("Edit attributes"))).await;
        page.rewrite(&form(textbox("Nickname")), " ").await;
        page.press(&form(button("Save"))).await;
        rafael.page.stops_saying(&[panel()], "Bia").await;
    });
}

#[test]
fn half_a_date_is_none_and_takes_none_away() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = two_agents(stage).await;
        let page = &livia.page;
        let begin = in_panel(button("Edit attributes"));
        page.press(&begin).await;
        page.keys(&form(textbox("Since")), "11292026").await;
        page.press(&form(button("Save"))).await;
        page.says(&[panel()], "Nov 29, 2026").await;
        page.press(&begin).await;
        page.keys(&form(textbox("Since")), Key::Backspace).await;
        page.press(&form(button("Save"))).await;
        page.says(&[panel()], "A date that is in the calendar.")
            .await;
        page.press(&form(button("Cancel"))).await;
        page.says(&[panel()], "Nov 29, 2026").await;
    });
}

#[test]
fn numbers_and_days_are_written_as_the_language_has_them() {
    play(Scene::nobody_wrote(), async |stage| {
        let written = stage.visitor_api().await.write("good morning").await;
        defined(stage).await;
        let api = stage.api(AGENT).await;
        let values = json!({ "values": [
            { "attribute": "points", "value": "1234.5", "revision": 0 },
            { "attribute": "since", "value": "2026-11-29", "revision": 0 },
            { "attribute": "vip", "value": "false", "revision": 0 },
        ] });
        api.put(&written.conversation, "attributes", values).await;
        let livia = at_desk(stage, "Lívia", AGENT, &Device::desk().in_portuguese()).await;
        for text in ["1.234,5", "29 nov 2026", "Não"] {
            livia.page.says(&[panel()], text).await;
        }
        livia.page.press(&in_panel(button("Edit attributes"))).await;
        let points = form(textbox("Points"));
        let shown = livia.page.shows(&points).await;
        assert_eq!(shown.value.as_deref(), Some("1234,5"));
        livia.page.rewrite(&points, "2.000,25").await;
        livia.page.press(&form(button("Save"))).await;
        livia.page.says(&[panel()], "2.000,25").await;
        until_equal(
            "the number in the backend",
            "2000.25".to_owned(),
            async || {
                let known = api.attributes(&written.conversation).await;
                let points = known
                    .values
                    .into_iter()
                    .find(|it| it.attribute.as_str() == "points");
                Ok(points.map(|it| it.value).unwrap_or_default())
            },
        )
        .await;
    });
}

#[test]
fn a_value_given_without_a_network_is_shown_at_once_and_saved_later() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael) = two_agents(stage).await;
        livia.page.shows(&in_panel(button("Edit attributes"))).await;
        livia.network.cut();
        gives(&livia, "Bia").await;
        livia.page.says(&[panel()], "Bia").await;
        livia.network.mend();
        livia.is_up_to_date().await;
        rafael.page.says(&[panel()], "Bia").await;
        livia.page.shows_no(&in_panel(conflict())).await;
    });
}

#[test]
fn attributes_that_were_seen_are_there_without_a_network_and_others_come_with_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor_api().await;
        ana.write("good evening").await;
        let (livia, _) = two_agents(stage).await;
        gives(&livia, "Bia").await;
        livia.page.says(&[panel()], "Bia").await;
        livia.is_up_to_date().await;
        livia
            .page
            .keys(&in_panel(button("Attributes")), Key::Enter)
            .await;
        livia.opens_row("good evening").await;
        livia.reads("good evening").await;
        livia.network.cut();
        livia.chip_says("Server unreachable").await;
        opens_attributes(&livia).await;
        let waits = "There is no connection. This is loaded by itself when it is back.";
        livia.page.says(&in_panel(any("status")), waits).await;
        livia.opens_row("good morning").await;
        livia.reads("good morning").await;
        opens_attributes(&livia).await;
        livia.page.says(&[panel()], "Bia").await;
        livia.opens_row("good evening").await;
        livia.reads("good evening").await;
        opens_attributes(&livia).await;
        livia.page.says(&in_panel(any("status")), waits).await;
        livia.network.mend();
        livia.page.shows(&in_panel(button("Edit attributes"))).await;
        livia.page.stops_saying(&[panel()], waits).await;
    });
}

#[test]
fn a_value_that_a_colleague_gave_first_is_shown_beside_mine() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael) = two_agents(stage).await;
        for (mine, button_name) in [("Bia", "Take theirs"), ("Bea", "Keep mine")] {
            let theirs = format!("Bibi {mine}");
            livia.page.shows(&in_panel(button("Edit attributes"))).await;
            livia.network.cut();
            gives(&livia, mine).await;
            livia.page.says(&[panel()], mine).await;
            gives(&rafael, &theirs).await;
            rafael.is_up_to_date().await;
            livia.network.mend();
            livia.page.says(&in_panel(conflict()), mine).await;
            livia.page.says(&in_panel(conflict()), &theirs).await;
            // It waits as long as it has to.
            livia.page.reload().await;
            opens_attributes(&livia).await;
            livia.page.says(&in_panel(conflict()), &theirs).await;
            let choice = [panel(), conflict(), button(button_name)];
            livia.page.keys(&choice, Key::Enter).await;
            livia.page.shows_no(&in_panel(conflict())).await;
            let kept = if button_name == "Keep mine" {
                mine
            } else {
                theirs.as_str()
            };
            for agent in [&livia, &rafael] {
                agent.page.says(&[panel()], kept).await;
            }
        }
        livia.is_up_to_date().await;
    });
}

#[test]
fn an_administrator_defines_by_keys_and_mouse_and_everybody_has_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let written = stage.visitor_api().await.write("good morning").await;
        let desk = Device::desk();
        let livia = at_desk(stage, "Lívia", AGENT, &desk).await;
        livia
            .page
            .says(&[panel()], "No attributes are defined yet.")
            .await;
        livia
            .page
            .shows_no(&in_panel(button("Manage attributes")))
            .await;
        let admin = at_desk(stage, "Paula", ADMIN, &desk).await;
        let page = &admin.page;
        // By keys: a list with two choices.
        page.keys(&in_panel(button("Manage attributes")), Key::Enter)
            .await;
        page.keys(&window(button("New attribute")), Key::Enter)
            .await;
        page.keys(&window(button("Create")), Key::Enter).await;
        page.says(&window(thing("form", "New attribute")), "Give it a name.")
            .await;
        page.write(&window(textbox("Name of the attribute")), "Plan")
            .await;
        page.keys(&window(thing("combobox", "Kind")), "List").await;
        page.keys(&window(button("Add a choice")), Key::Enter).await;
        page.write(&window(textbox("Choice 1")), "Gold").await;
        page.keys(&window(textbox("Choice 1")), Key::Enter).await;
        page.write(&window(textbox("Choice 2")), "Basic").await;
        page.keys(&window(button("Create")), Key::Enter).await;
        page.shows(&window(button("Edit Plan"))).await;
        // By mouse: a text.
        page.press(&window(button("New attribute"))).await;
        page.write(&window(textbox("Name of the attribute")), "plan")
            .await;
        page.press(&window(button("Create"))).await;
        page.says(
            &window(thing("form", "New attribute")),
            "There is an attribute of this name already.",
        )
        .await;
        page.rewrite(&window(textbox("Name of the attribute")), "Nickname")
            .await;
        page.press(&window(button("Create"))).await;
        page.keys(&window(button("Move Nickname up")), Key::Enter)
            .await;
        let down = window(button("Move Nickname down"));
        let has_focus = async || Ok(page.one(&down).await?.focused);
        until_equal("whether the way back has the focus", true, has_focus).await;
        until("the new order", async || {
            let all = page.all(&window(any("listitem"))).await?;
            let is_first = all
                .first()
                .is_some_and(|one| one.spoken.contains("Nickname"));
            if is_first {
                Ok(())
            } else {
                Err(format!("{all:?}"))
            }
        })
        .await;
        // Everybody has them at once.
        livia.page.press(&in_panel(button("Edit attributes"))).await;
        livia.page.write(&form(textbox("Nickname")), "Bia").await;
        picks(&livia, "Plan", "Gold").await;
        livia.page.press(&form(button("Save"))).await;
        livia.page.says(&[panel()], "Gold").await;
        livia.is_up_to_date().await;

        // A choice that somebody has is taken away only after it was said.
        page.keys(&window(beginning("button", "Close")), Key::Enter)
            .await;
        page.press(&in_panel(button("Manage attributes"))).await;
        page.press(&window(button("Edit Plan"))).await;
        page.press(&window(button("Remove choice 1"))).await;
        page.says(
            &window(any("status")),
            "Saving takes a choice from 1 customer.",
        )
        .await;
        page.keys(&window(textbox("Name of the attribute")), Key::Escape)
            .await;
        page.shows(&window(button("Edit Plan"))).await;
        // Archived, it stays where it is; deleted, it is gone.
        page.press(&window(button("Archive Plan"))).await;
        page.shows(&window(button("Restore Plan"))).await;
        livia.page.reload().await;
        opens_attributes(&livia).await;
        livia.page.press(&in_panel(button("Edit attributes"))).await;
        livia.page.shows_no(&form(thing("combobox", "Plan"))).await;
        livia.page.press(&form(button("Cancel"))).await;
        livia.page.says(&[panel()], "Gold").await;
        page.press(&window(button("Delete Plan"))).await;
        // Escape is for the question, and not for the window.
        page.shows(&window(thing("group", "Delete Plan"))).await;
        page.type_keys(Key::Escape).await;
        page.shows_no(&window(thing("group", "Delete Plan"))).await;
        page.press(&window(button("Delete Plan"))).await;
        page.says(
            &window(thing("group", "Delete Plan")),
            "1 customer has a value",
        )
        .await;
        page.press(&window(button("Delete for good"))).await;
        page.shows_no(&window(button("Edit Plan"))).await;
        livia.page.stops_saying(&[panel()], "Gold").await;
        let known = stage
            .api(AGENT)
            .await
            .attributes(&written.conversation)
            .await;
        assert_eq!((known.attributes.len(), known.values.len()), (1, 1));
    });
}

#[test]
fn names_and_values_are_never_markup() {
    play(Scene::nobody_wrote(), async |stage| {
        let written = stage.visitor_api().await.write("good morning").await;
        let markup = "<img src=x onerror=document.title='run'>";
        let admin = stage.api(ADMIN).await;
        let choices = json!([{ "id": "a", "name": markup }]);
        for (id, kind) in [("text", "text"), ("list", "list")] {
            let name = format!("{id} {markup}");
            let choices = if kind == "list" { &choices } else { &json!([]) };
            admin
                .define(json!({ "id": id, "name": name, "kind": kind, "choices": choices }))
                .await;
        }
        let values = json!({ "values": [
            { "attribute": "text", "value": markup, "revision": 0 },
            { "attribute": "list", "value": "a", "revision": 0 },
        ] });
        admin.put(&written.conversation, "attributes", values).await;
        let paula = at_desk(stage, "Paula", ADMIN, &Device::desk()).await;
        paula
            .page
            .says(&[panel()], &format!("text {markup} {markup}"))
            .await;
        paula.page.press(&in_panel(button("Edit attributes"))).await;
        paula.page.press(&form(button("Cancel"))).await;
        paula
            .page
            .press(&in_panel(button("Manage attributes")))
            .await;
        paula.page.says(&window(any("listitem")), markup).await;
        let title: String = paula.page.ask("return document.title").await.unwrap();
        assert!(!title.contains("run"), "{title}");
    });
}

#[test]
fn attributes_are_read_by_everybody() {
    play(Scene::nobody_wrote(), async |stage| {
        let written = stage.visitor_api().await.write("good morning").await;
        defined(stage).await;
        let values = json!({ "values": [
            { "attribute": "nick", "value": "Bia", "revision": 0 },
            { "attribute": "site", "value": "https://a-long-address.example/with/a/path/that/has/no/place/in/a/line", "revision": 0 },
        ] });
        let api = stage.api(ADMIN).await;
        api.put(&written.conversation, "attributes", values).await;
        let mut found = Vec::new();
        for device in [Device::desk(), Device::phone(390, 844).dark()] {
            let name = format!("Paula {}", found.len());
            let paula = at_desk(stage, &name, ADMIN, &device).await;
            paula.page.says(&[panel()], "Bia").await;
            found.extend(audit(&paula.page, "attributes").await);
            paula.page.press(&in_panel(button("Edit attributes"))).await;
            paula.page.shows(&form(textbox("Nickname"))).await;
            found.extend(audit(&paula.page, "attributes being edited").await);
            paula.page.press(&form(button("Cancel"))).await;
            paula
                .page
                .press(&in_panel(button("Manage attributes")))
                .await;
            paula.page.press(&window(button("Edit Plan"))).await;
            paula.page.shows(&window(textbox("Choice 1"))).await;
            found.extend(audit(&paula.page, "definitions").await);
        }
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    });
}

async fn gives(agent: &Agent, nickname: &str) {
    agent.page.press(&in_panel(button("Edit attributes"))).await;
    agent
        .page
        .rewrite(&form(textbox("Nickname")), nickname)
        .await;
    agent.page.press(&form(button("Save"))).await;
    agent.page.shows_no(&form(button("Save"))).await;
}
