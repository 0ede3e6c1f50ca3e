//! K7: the tickets of a person: made, found, linked, closed, and seen by a colleague at once.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, AGENT_2, Agent};
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, beginning, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

fn in_panel(what: Thing) -> [Thing; 2] {
    [thing("complementary", "Customer"), what]
}

fn ticket(number: u32) -> [Thing; 2] {
    in_panel(beginning("button", &format!("#{number}")))
}

/// Opens the section by keys, where it is closed.
async fn opens_tickets(agent: &Agent) {
    let heading = in_panel(button("Tickets"));
    if !agent.page.shows(&heading).await.expanded {
        agent.page.keys(&heading, Key::Enter).await;
    }
    agent.page.shows(&in_panel(button("New ticket"))).await;
}

/// A visitor has written this, and the agent has it open with its tickets.
async fn conversation(
    stage: &Stage,
    name: &str,
    email: &str,
    device: &Device,
    text: &str,
) -> Agent {
    let agent = stage.agent_at(name, device).await;
    agent.comes_in(email).await;
    agent.opens_filter("All").await;
    agent.opens_row(text).await;
    agent.reads(text).await;
    opens_tickets(&agent).await;
    agent
}

#[test]
fn a_ticket_is_made_and_closed_and_a_colleague_sees_it() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("my oven is cold").await;
        let desk = Device::desk();
        let livia = conversation(stage, "Lívia", AGENT, &desk, "my oven is cold").await;
        let rafael = conversation(stage, "Rafael", AGENT_2, &desk, "my oven is cold").await;
        let said = in_panel(any("status"));
        livia.page.says(&said, "There are no tickets yet.").await;

        let form = |what| {
            [
                thing("complementary", "Customer"),
                thing("form", "New ticket"),
                what,
            ]
        };
        livia
            .page
            .keys(&in_panel(button("New ticket")), Key::Enter)
            .await;
        let subject = livia.page.shows(&form(textbox("Subject"))).await;
        assert!(subject.focused);
        // What somebody said last is no subject.
        assert_eq!(subject.value.unwrap_or_default(), "");
        livia.page.keys(&form(button("Create")), Key::Enter).await;
        let has_focus = async || Ok(livia.page.one(&form(textbox("Subject"))).await?.focused);
        until_equal("whether what is wrong has the focus", true, has_focus).await;
        livia.page.keys(&form(textbox("Subject")), Key::Enter).await;
        livia
            .page
            .says(
                &[thing("complementary", "Customer")],
                "Say what it is about.",
            )
            .await;
        livia
            .page
            .rewrite(&form(textbox("Subject")), "The oven is cold")
            .await;
        livia
            .page
            .write(&form(textbox("Description")), "since noon")
            .await;
        livia.page.press(&form(button("Create"))).await;
        livia.page.says(&ticket(1), "The oven is cold").await;
        livia.page.shows_no(&form(button("Create"))).await;
        until_equal(
            "whether the focus comes back to where it was",
            true,
            async || {
                Ok(livia
                    .page
                    .one(&in_panel(button("New ticket")))
                    .await?
                    .focused)
            },
        )
        .await;

        rafael.page.says(&ticket(1), "Open").await;
        rafael.page.press(&ticket(1)).await;
        rafael
            .page
            .says(&[thing("complementary", "Customer")], "since noon")
            .await;
        // Another one, so that the closed one would stand in another place.
        let api = stage.api(AGENT).await;
        let all = api.conversations(BaseView::All).await;
        let body = serde_json::json!({ "subject": "The fan is loud" });
        api.post(&all[0].conversation.id, "tickets", body).await;
        rafael.page.keys(&ticket(2), Key::Enter).await;
        rafael
            .page
            .keys(&in_panel(button("Close #2")), Key::Enter)
            .await;
        livia.page.says(&ticket(2), "Closed").await;
        let reopen = rafael.page.shows(&in_panel(button("Reopen #2"))).await;
        assert!(reopen.focused);
        let undo = [region("Notifications"), button("Undo")];
        rafael.page.press(&undo).await;
        for agent in [&livia, &rafael] {
            agent.page.says(&ticket(2), "Open").await;
        }

        livia.page.keys(&ticket(1), Key::Enter).await;
        livia
            .page
            .keys(&in_panel(button("Unlink #1")), Key::Enter)
            .await;
        livia.page.shows_no(&ticket(1)).await;
        rafael.page.shows_no(&ticket(1)).await;
        livia
            .page
            .press(&[region("Notifications"), button("Undo")])
            .await;
        livia.page.shows(&ticket(1)).await;
        rafael.page.shows(&ticket(1)).await;
        livia.page.reload().await;
        livia.is_up_to_date().await;
        opens_tickets(&livia).await;
        livia.page.says(&ticket(2), "Open").await;
    });
}

#[test]
fn a_ticket_without_a_network_shows_at_once_and_is_made_later() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("hello").await;
        let livia = conversation(stage, "Lívia", AGENT, &Device::desk(), "hello").await;
        livia.network.cut();
        livia.page.press(&in_panel(button("New ticket"))).await;
        livia
            .page
            .write(&in_panel(textbox("Subject")), "hello")
            .await;
        livia.page.press(&in_panel(button("Create"))).await;
        livia
            .page
            .says(&[thing("complementary", "Customer")], "Being created…")
            .await;
        livia.network.mend();
        livia.page.says(&ticket(1), "hello").await;
        livia
            .page
            .stops_saying(&[thing("complementary", "Customer")], "Being created…")
            .await;
    });
}

#[test]
fn a_ticket_is_found_by_its_number_and_its_words() {
    play(Scene::nobody_wrote(), async |stage| {
        for (text, subject) in [
            ("bom dia", "Geladeira quebrada"),
            ("boa tarde", "Nota fiscal"),
        ] {
            let written = stage.visitor_api().await.write(text).await;
            let body = serde_json::json!({ "subject": subject });
            let api = stage.api(AGENT).await;
            api.post(&written.conversation, "tickets", body).await;
        }
        let device = Device::desk().in_portuguese();
        let livia = conversation(stage, "Lívia", AGENT, &device, "boa tarde").await;
        livia.page.shows(&ticket(2)).await;
        let query = in_panel(thing("combobox", "Number or words of the ticket"));
        let found = in_panel(beginning("option", "#1 Geladeira quebrada"));
        livia
            .page
            .keys(&in_panel(button("Link a ticket")), Key::Enter)
            .await;
        livia.page.write(&query, "nota").await;
        livia
            .page
            .says(
                &in_panel(any("status")),
                "Nenhum outro chamado foi encontrado.",
            )
            .await;
        for words in ["geladeira queb", "#1"] {
            livia.page.rewrite(&query, words).await;
            livia.page.shows(&found).await;
        }
        livia.page.keys(&query, Key::Down).await;
        livia.page.keys(&query, Key::Enter).await;
        livia.page.says(&ticket(1), "Geladeira quebrada").await;
        until_equal("whether the search is closed", true, async || {
            Ok(livia.page.all(&query).await?.is_empty())
        })
        .await;
    });
}

/// Two agents who look at the same ticket.
async fn two_at_a_ticket(stage: &Stage) -> (Agent, Agent) {
    let written = stage.visitor_api().await.write("my oven is cold").await;
    let body = serde_json::json!({ "subject": "The oven is cold", "priority": "low" });
    let api = stage.api(AGENT).await;
    api.post(&written.conversation, "tickets", body).await;
    let desk = Device::desk();
    let livia = conversation(stage, "Lívia", AGENT, &desk, "my oven is cold").await;
    let rafael = conversation(stage, "Rafael", AGENT_2, &desk, "my oven is cold").await;
    for agent in [&livia, &rafael] {
        agent.page.keys(&ticket(1), Key::Enter).await;
    }
    (livia, rafael)
}

fn edited(what: Thing) -> [Thing; 3] {
    [
        thing("complementary", "Customer"),
        thing("form", "Edit #1"),
        what,
    ]
}

/// Edits the subject by keys.
async fn edits(agent: &Agent, subject: &str) {
    agent
        .page
        .keys(&in_panel(button("Edit #1")), Key::Enter)
        .await;
    agent.page.shows_no(&edited(button("Save"))).await;
    agent
        .page
        .rewrite(&edited(textbox("Subject")), subject)
        .await;
    agent
        .page
        .keys(&edited(textbox("Subject")), Key::Enter)
        .await;
    agent.page.says(&ticket(1), subject).await;
}

#[test]
fn a_ticket_is_edited_in_its_place_and_a_colleague_sees_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael) = two_at_a_ticket(stage).await;
        let page = &livia.page;
        page.press(&in_panel(button("Edit #1"))).await;
        let subject = page.shows(&edited(textbox("Subject"))).await;
        assert_eq!(
            (subject.focused, subject.value.as_deref()),
            (true, Some("The oven is cold"))
        );
        page.write(&edited(textbox("Description")), "since noon")
            .await;
        page.keys(&edited(thing("combobox", "Priority")), "Urgent")
            .await;
        page.press(&edited(button("Save"))).await;
        for agent in [&livia, &rafael] {
            for text in ["since noon", "Priority: Urgent"] {
                agent
                    .page
                    .says(&[thing("complementary", "Customer")], text)
                    .await;
            }
        }
        // Escape takes back what was not saved.
        page.press(&in_panel(button("Edit #1"))).await;
        page.rewrite(&edited(textbox("Subject")), "Nothing").await;
        page.keys(&edited(textbox("Subject")), Key::Escape).await;
        page.says(&ticket(1), "The oven is cold").await;
        // Without a network it shows at once.
        livia.network.cut();
        edits(&livia, "The oven is hot").await;
        livia.network.mend();
        rafael.page.says(&ticket(1), "The oven is hot").await;
    });
}

#[test]
fn an_edit_of_a_ticket_that_a_colleagues_overtook_shows_both() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael) = two_at_a_ticket(stage).await;
        let conflict = || in_panel(region("Somebody changed this before your edit arrived"));
        livia.network.cut();
        edits(&livia, "Mine").await;
        edits(&rafael, "Theirs").await;
        rafael.is_up_to_date().await;
        livia.network.mend();
        livia.page.says(&conflict(), "Mine").await;
        livia.page.says(&conflict(), "Theirs").await;
        let [panel, region] = conflict();
        livia
            .page
            .keys(&[panel, region, button("Keep mine")], Key::Enter)
            .await;
        livia.page.shows_no(&conflict()).await;
        for agent in [&livia, &rafael] {
            agent.page.says(&ticket(1), "Mine").await;
        }
        livia.is_up_to_date().await;
    });
}

#[test]
fn the_tickets_are_read_by_everybody() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("my oven is cold").await;
        let mut found = Vec::new();
        for device in [Device::desk(), Device::phone(390, 844).dark()] {
            let name = format!("Lívia {}", found.len());
            let livia = stage.agent_at(&name, &device).await;
            livia.comes_in(AGENT).await;
            livia.opens_filter("All").await;
            livia.opens_row("my oven is cold").await;
            if device.is_phone {
                livia.page.press(&[button("Show customer")]).await;
            }
            opens_tickets(&livia).await;
            livia.page.press(&in_panel(button("New ticket"))).await;
            livia.page.shows(&in_panel(button("Create"))).await;
            found.extend(audit(&livia.page, "a new ticket").await);
            let subject = in_panel(textbox("Subject"));
            livia.page.write(&subject, "my oven is cold").await;
            livia.page.press(&in_panel(button("Create"))).await;
            livia.page.press(&ticket(1)).await;
            livia.page.press(&in_panel(button("Link a ticket"))).await;
            let query = in_panel(thing("combobox", "Number or words of the ticket"));
            livia.page.write(&query, "nothing of the kind").await;
            found.extend(audit(&livia.page, "a ticket and the search").await);
        }
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    });
}
