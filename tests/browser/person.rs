//! K1, K4, K5, K6: the person behind a conversation: all conversations by channel, all files by sort, and what
//! is blocked.

use std::path::PathBuf;

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, AGENT_2, Agent, chat, composer, panel};
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, beginning, button, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

const PICTURE: &[u8] = include_bytes!("media/square.png");

#[test]
fn all_conversations_of_a_person_stand_by_channel() {
    play(Scene::nobody_wrote(), async |stage| {
        let api = stage.api(AGENT).await;
        let mut talks = Vec::new();
        for channel in ["demo-whatsapp", "demo-sms"] {
            let begun = api.begin(channel, "+5511987654321", "good morning").await;
            talks.push(begun.record.conversation);
        }
        assert_eq!(talks[0].contact, talks[1].contact);
        api.put(&talks[1].id, "archived", json!(true)).await;
        let channels = api.snapshot().await.channels;
        let livia = stage.agent("Lívia").await;
        livia
            .page
            .open(&format!("/c/{}?view=all", talks[0].id))
            .await;
        livia.signs_in(AGENT).await;
        let link = |id: &str| format!("a[href^='/c/{id}']");
        for talk in &talks {
            let channel = channels.iter().find(|it| it.id == talk.channel);
            let name = &channel.expect("it has a channel").name;
            let script = format!(
                "const link = arguments[0][0].querySelector(\"{}\");
                 return link ? link.closest('.talks__channel').querySelector('.talks__head').innerText : ''",
                link(talk.id.as_str())
            );
            until_equal("the channel of a conversation", name.clone(), async || {
                let said = livia.page.ask_of::<String>(&[panel()], &script).await?;
                Ok(said.trim().to_owned())
            })
            .await;
        }
        livia.page.says(&[panel()], "· Archived").await;
        let other = talks.iter().find(|talk| talk.channel != talks[0].channel);
        let other = &other.expect("there are two channels").id;
        let script = format!(
            "arguments[0][0].querySelector(\"{}\").click(); return true",
            link(other.as_str())
        );
        livia
            .page
            .ask_of::<bool>(&[panel()], &script)
            .await
            .expect("the link is there");
        livia.page.is_at(&format!("/c/{other}?view=all")).await;
    });
}

#[test]
fn all_files_stand_by_sort_and_lead_to_their_message() {
    play(Scene::nobody_wrote(), async |stage| {
        let folder = tempfile::TempDir::new().expect("a folder can be made");
        let livia = conversation(stage, &Device::desk()).await;
        let files = [("square.png", PICTURE), ("list.txt", b"eggs".as_slice())];
        let files: Vec<PathBuf> = files
            .iter()
            .map(|(name, bytes)| {
                let path = folder.path().join(name);
                std::fs::write(&path, bytes).expect("a file can be written");
                path
            })
            .collect();
        livia.page.shows(&composer(button("Attach"))).await;
        livia.page.choose_files(&files).await;
        livia.writes("as promised").await;
        livia.presses_send().await;
        livia.reads_delivery("as promised", "Sent").await;

        livia.opens_section("Attachments").await;
        let picture = [
            panel(),
            beginning("link", "Go to the message with square.png"),
        ];
        livia.page.shows(&picture).await;
        let text = [
            panel(),
            beginning("link", "Go to the message with list.txt"),
        ];
        livia.page.shows_no(&text).await;
        livia.page.choose(&[panel(), thing("radio", "Files")]).await;
        livia.page.shows(&text).await;
        livia.page.shows_no(&picture).await;
        livia.page.choose(&[panel(), thing("radio", "Films")]).await;
        livia
            .page
            .says(
                &[panel(), any("status")],
                "None of this kind was exchanged.",
            )
            .await;
        livia
            .page
            .choose(&[panel(), thing("radio", "Pictures")])
            .await;
        livia.page.keys(&picture, Key::Enter).await;
        until_equal("whether it leads to a message", true, async || {
            Ok(livia.page.address().await?.contains("/m/"))
        })
        .await;
        livia.reads("as promised").await;
    });
}

#[test]
fn what_is_blocked_leaves_a_line_and_is_seen_by_a_colleague() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = conversation(stage, &Device::desk()).await;
        livia.opens_section("Privacy").await;
        let notifications = [
            panel(),
            thing("checkbox", "Block notifications to this contact"),
        ];
        let customer = [panel(), thing("checkbox", "Block this customer")];
        livia.page.shows(&notifications).await;
        livia.page.choose(&notifications).await;
        livia
            .log_says("Lívia Martins blocked notifications to the customer")
            .await;
        livia.page.choose(&customer).await;
        livia.log_says("Lívia Martins blocked the customer").await;

        let rafael = stage.agent("Rafael").await;
        rafael.comes_in(AGENT_2).await;
        rafael.opens_filter("All").await;
        rafael.opens_row("Visitor").await;
        rafael.opens_section("Privacy").await;
        let is_ticked = async |agent: &Agent, path: &[Thing]| {
            let facts = agent.page.one(path).await?;
            Ok(facts.checked)
        };
        until_equal("what a colleague sees", true, async || {
            is_ticked(&rafael, &customer).await
        })
        .await;
        rafael.page.choose(&customer).await;
        until_equal("what a colleague sees", false, async || {
            is_ticked(&rafael, &customer).await
        })
        .await;
        let api = stage.api(AGENT).await;
        let all = api.conversations(BaseView::All).await;
        assert_eq!(all.len(), 1);
        livia.page.reload().await;
        livia.is_up_to_date().await;
        livia.opens_section("Privacy").await;
        until_equal("what is kept of it", (true, false), async || {
            Ok((
                is_ticked(&livia, &notifications).await?,
                is_ticked(&livia, &customer).await?,
            ))
        })
        .await;
    });
}

#[test]
fn a_blocked_customer_is_marked_as_such_and_unblocked_where_one_would_write() {
    play(Scene::nobody_wrote(), async |stage| {
        let api = stage.api(AGENT).await;
        let mut talks = Vec::new();
        for channel in ["demo-whatsapp", "demo-sms"] {
            let begun = api.begin(channel, "+5511987654321", "good morning").await;
            talks.push(begun.record.conversation.id);
        }
        let livia = stage.agent("Lívia").await;
        livia.page.open(&format!("/c/{}?view=all", talks[0])).await;
        livia.signs_in(AGENT).await;
        let rafael = stage.agent("Rafael").await;
        rafael.page.open(&format!("/c/{}?view=all", talks[1])).await;
        rafael.signs_in(AGENT_2).await;
        rafael.page.shows(&composer(textbox("Message"))).await;

        livia.opens_section("Privacy").await;
        let customer = [panel(), thing("checkbox", "Block this customer")];
        livia.page.shows(&customer).await;
        livia.page.choose(&customer).await;
        // Also in the conversation on the other channel, and without asking for it.
        for agent in [&livia, &rafael] {
            agent.page.says(&[chat()], "Blocked ·").await;
            agent.page.says(&[panel()], "Blocked").await;
            let form = [thing("form", "Composer")];
            agent
                .page
                .says(&form, "The team has blocked this customer.")
                .await;
            agent.page.shows_no(&composer(textbox("Message"))).await;
        }
        rafael
            .page
            .keys(&composer(button("Unblock")), Key::Enter)
            .await;
        rafael
            .log_says("Rafael Teixeira unblocked the customer")
            .await;
        for agent in [&livia, &rafael] {
            agent.page.shows(&composer(textbox("Message"))).await;
            agent.page.stops_saying(&[chat()], "Blocked ·").await;
            agent.page.shows_no(&composer(button("Unblock"))).await;
        }
    });
}

#[test]
fn a_section_that_is_opened_at_the_foot_of_the_panel_is_seen() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = conversation(stage, &Device::of(1440, 700)).await;
        let heading = [panel(), button("Privacy")];
        livia.page.shows(&heading).await;
        // By keys it is reached at the foot.
        let at_foot = "
            arguments[0][0].scrollIntoView({ block: 'end' });
            arguments[0][0].focus({ preventScroll: true });
            return true";
        until_equal("whether it has the focus", true, async || {
            livia.page.ask_of::<bool>(&heading, at_foot).await
        })
        .await;
        livia.page.type_keys(Key::Enter).await;
        let room = "
            const panel = arguments[0][0].closest('aside').getBoundingClientRect();
            return panel.bottom - arguments[0][0].getBoundingClientRect().bottom > 200";
        until_equal("whether there is room below it", true, async || {
            livia.page.ask_of::<bool>(&heading, room).await
        })
        .await;
        livia
            .page
            .shows(&[panel(), thing("checkbox", "Block this customer")])
            .await;
    });
}

#[test]
fn the_persons_sections_are_read_by_everybody() {
    play(Scene::nobody_wrote(), async |stage| {
        let mut found = Vec::new();
        for device in [Device::desk(), Device::desk().dark().in_portuguese()] {
            let livia = conversation(stage, &device).await;
            for section in ["Attachments", "Privacy"] {
                livia.opens_section(section).await;
            }
            livia
                .page
                .shows(&[panel(), thing("checkbox", "Block this customer")])
                .await;
            livia.page.settle().await;
            found.extend(audit(&livia.page, &format!("sections {}", device.language)).await);
        }
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    });
}

/// A visitor has written, and the agent has the conversation open.
async fn conversation(stage: &Stage, device: &Device) -> Agent {
    stage.visitor_api().await.write("hello").await;
    let livia = stage
        .agent_at(&format!("Lívia {}", device.language), device)
        .await;
    livia.comes_in(AGENT).await;
    livia.opens_filter("All").await;
    livia.opens_row("hello").await;
    livia.reads("hello").await;
    livia
}
