//! P9: several things in one step: seen before, done, taken back, and explained where they fail.

use recado_protocol::{ConversationRecord, ConversationStatus, Priority};
use recado_tests::agent::{AGENT, Agent, composer, log};
use recado_tests::page::{any, button, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

/// A visitor of the live chat has written, and the agent looks at it.
async fn opens_live_chat(stage: &Stage, livia: &Agent) -> ConversationRecord {
    let visitor = stage.visitor_api().await;
    let id = visitor.write("hello there").await.conversation;
    let named = serde_json::json!({ "revision": 1, "name": "Ana Lima" });
    stage.api(AGENT).await.put(&id, "contact", named).await;
    let is_live =
        |record: &ConversationRecord| record.conversation.channel.as_str() == "demo-live-chat";
    livia.opens_where(stage, is_live).await
}

#[test]
fn a_macro_says_what_it_will_do_does_it_and_takes_it_back() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        let record = opens_live_chat(stage, &livia).await;
        livia.page.press(&composer(button("Macros"))).await;
        let dialog = || thing("dialog", "Macros");
        livia
            .page
            .says(
                &[dialog()],
                "Reply: Obrigado pelo contato, Ana. Até a próxima!",
            )
            .await;
        livia
            .page
            .says(&[dialog()], "Add the label resolvido-rápido")
            .await;
        livia.page.says(&[dialog()], "Snooze for 1 day").await;
        livia
            .page
            .says(&[dialog()], "Assign to Rafael Teixeira")
            .await;
        livia
            .page
            .press(&[dialog(), button("Run: Agradecer e resolver")])
            .await;
        livia.page.shows_no(&[dialog()]).await;
        livia.reads("Obrigado pelo contato, Ana.").await;
        livia.sees_resolved().await;
        let api = stage.api(AGENT).await;
        let id = &record.conversation.id;
        let done = api.conversation(id).await.conversation;
        assert_eq!(done.labels, ["resolvido-rápido"]);
        assert_eq!(done.assignee, Some(api.me.id.clone()));

        livia.page.press(&[button("Undo")]).await;
        livia.sees_unresolved().await;
        let back = async || {
            let now = api.conversation(id).await.conversation;
            Ok((now.status, now.labels, now.assignee))
        };
        let before = (ConversationStatus::Open, Vec::new(), None);
        until_equal("the conversation", before, back).await;
    });
}

#[test]
fn what_a_macro_says_can_be_called_back_for_the_moment_of_its_channel() {
    play(Scene::nobody_wrote(), async |stage| {
        let channel = stage.channel("demo-whatsapp").await;
        channel.customer_writes("Ana", "Oi!").await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in_to(AGENT, "Oi!").await;
        let runs = async |name: &str| {
            livia.page.press(&composer(button("Macros"))).await;
            let run = button(&format!("Run: {name}"));
            livia.page.press(&[thing("dialog", "Macros"), run]).await;
        };
        runs("Aguardar cliente").await;
        let waits = [thing("region", "Scheduled messages")];
        livia.page.says(&waits, "Fico no aguardo, Ana.").await;
        livia.page.press(&[button("Undo")]).await;
        livia
            .page
            .says(&[any("status")], "The macro is taken back.")
            .await;
        livia.page.shows_no(&waits).await;

        runs("Escalate to Rafael").await;
        livia.log_says("asks for help with").await;
        livia.page.press(&[button("Undo")]).await;
        livia.page.stops_saying(&log(), "asks for help with").await;

        // Who wants no moment has none, and is told what stays.
        livia.writes("a draft").await;
        livia
            .chooses_way("menuitemcheckbox", "A moment to undo after Send")
            .await;
        livia.presses_escape().await;
        runs("Agradecer e resolver").await;
        channel
            .receives("Obrigado pelo contato, Ana. Até a próxima!")
            .await;
        livia.page.press(&[button("Undo")]).await;
        livia
            .page
            .says(&[any("status")], "except for the reply")
            .await;
        assert_eq!(channel.received().len(), 1);
    });
}

#[test]
fn a_macro_that_fails_says_which_step_and_nothing_is_changed() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        let record = opens_live_chat(stage, &livia).await;
        livia
            .page
            .keys(&composer(button("Macros")), Key::Enter)
            .await;
        let dialog = || thing("dialog", "Macros");
        // What can be known before is said before.
        livia
            .page
            .says(&[dialog()], "{{contact.company}} is not known")
            .await;
        livia
            .page
            .says(&[dialog()], "Assign to a colleague who has left")
            .await;
        let cannot = [dialog(), button("Run: Send invoice notice")];
        assert!(livia.page.shows(&cannot).await.disabled);
        livia
            .page
            .keys(&[dialog(), button("Run: Hand over to Clara")], Key::Enter)
            .await;
        livia
            .page
            .says(&[any("alert")], "Hand over to Clara was not run. Step 2")
            .await;
        livia
            .page
            .says(&[any("alert")], "Nothing was changed")
            .await;
        livia.page.shows_no(&[button("Undo")]).await;
        let now = stage
            .api(AGENT)
            .await
            .conversation(&record.conversation.id)
            .await;
        assert_eq!(now.conversation.labels, Vec::<String>::new());
    });
}

#[test]
fn a_macro_waits_for_the_network_in_portuguese() {
    play(Scene::nobody_wrote(), async |stage| {
        let device = Device::desk().in_portuguese();
        let livia = stage.agent_at("Lívia", &device).await;
        let record = opens_live_chat(stage, &livia).await;
        livia.page.press(&composer(button("Macros"))).await;
        let dialog = || thing("dialog", "Macros");
        livia
            .page
            .says(&[dialog()], "Definir a prioridade: Urgente")
            .await;
        // Nothing but the macro is to wait.
        let unread = async || Ok(stage.api(AGENT).await.counts().await.unread);
        until_equal("what is unread", 0, unread).await;
        livia.network.cut();
        livia
            .page
            .press(&[dialog(), button("Executar: Escalate to Rafael")])
            .await;
        livia.chip_counts(1).await;
        livia.network.mend();
        let api = stage.api(AGENT).await;
        let priority = async || {
            let now = api.conversation(&record.conversation.id).await;
            Ok(now.conversation.priority)
        };
        until_equal("the priority", Some(Priority::Urgent), priority).await;
        livia.log_says("asks for help with").await;
        livia.is_up_to_date().await;
    });
}
