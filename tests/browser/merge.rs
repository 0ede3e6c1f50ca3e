//! K5: two contacts who are one person become one, and two again.

use recado_protocol::ConversationId;
use recado_tests::agent::{ADMIN, AGENT, Agent, SUPERVISOR, panel};
use recado_tests::api::PASSWORD;
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, beginning, button, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

fn window() -> Thing {
    thing("dialog", "Merge contacts")
}

/// Two visitors have written and are known by name; the supervisor has the first one's conversation open.
async fn two(stage: &Stage, device: &Device) -> (Agent, [ConversationId; 2]) {
    let api = stage.api(SUPERVISOR).await;
    let mut ids = Vec::new();
    for (text, known) in [
        (
            "hello",
            json!({ "revision": 1, "name": "Ana Lima", "phone": "+5581999992210", "comment": "rye" }),
        ),
        (
            "me again",
            json!({ "revision": 1, "name": "Aninha Lima", "email": "ana@example.test", "comment": "wheat" }),
        ),
    ] {
        let id = stage.visitor_api().await.write(text).await.conversation;
        api.put(&id, "contact", known).await;
        ids.push(id);
    }
    let name = format!("Marina {}", device.language);
    let marina = stage.agent_at(&name, device).await;
    marina.page.open(&format!("/c/{}?view=all", ids[0])).await;
    // On a phone the conversation has the whole screen.
    marina.tries_to_sign_in(SUPERVISOR, PASSWORD).await;
    let [first, second] = ids.try_into().expect("there are two");
    (marina, [first, second])
}

async fn opens_window(agent: &Agent) {
    agent.page.press(&[panel(), button("Edit contact")]).await;
    agent
        .page
        .press(&[panel(), button("Merge with another contact")])
        .await;
    agent.page.shows(&[window()]).await;
}

/// How many conversations the panel counts.
async fn counts(agent: &Agent, count: u64) {
    let heading = [panel(), button(&format!("Conversations {count}"))];
    agent.page.shows(&heading).await;
}

#[test]
fn two_contacts_become_one_by_keys_and_two_again() {
    play(Scene::nobody_wrote(), async |stage| {
        let (marina, ids) = two(stage, &Device::desk()).await;
        let admin = stage.api(ADMIN).await;
        for (id, name) in [("plan", "Plan"), ("size", "Size")] {
            admin
                .define(json!({ "id": id, "name": name, "kind": "text" }))
                .await;
        }
        for (id, attribute, value) in [
            (&ids[0], "plan", "Gold"),
            (&ids[1], "plan", "Basic"),
            (&ids[1], "size", "size 41"),
        ] {
            let value = json!({ "attribute": attribute, "value": value, "revision": 0 });
            let values = json!({ "values": [value] });
            admin.put(id, "attributes", values).await;
        }
        marina.opens_section("Attributes").await;
        let rafael = stage.agent("Rafael").await;
        rafael.page.open(&format!("/c/{}?view=all", ids[1])).await;
        rafael.signs_in(AGENT).await;
        rafael.page.says(&[panel()], "Aninha Lima").await;
        // Whoever may not merge is not offered it.
        rafael
            .page
            .keys(&[panel(), button("Edit contact")], Key::Enter)
            .await;
        rafael.page.shows(&[panel(), button("Cancel")]).await;
        rafael
            .page
            .shows_no(&[panel(), button("Merge with another contact")])
            .await;
        rafael
            .page
            .keys(&[panel(), button("Cancel")], Key::Enter)
            .await;
        marina
            .page
            .keys(&[panel(), button("Edit contact")], Key::Enter)
            .await;
        let open = [panel(), button("Merge with another contact")];
        marina.page.keys(&open, Key::Enter).await;
        let search = [window(), thing("combobox", "Search the other contact")];
        marina.page.keys(&search, "lima").await;
        // The contact itself is nobody to merge with.
        marina
            .page
            .shows_no(&[window(), beginning("option", "Ana Lima")])
            .await;
        marina
            .page
            .shows(&[window(), beginning("option", "Aninha Lima")])
            .await;
        marina.page.keys(&search, Key::Down).await;
        marina.page.keys(&search, Key::Enter).await;
        let name = [
            window(),
            thing("group", "Name"),
            thing("radio", "Aninha Lima"),
        ];
        marina.page.shows(&name).await;
        marina
            .page
            .says(&[window()], "2 conversations come together")
            .await;
        marina.page.says(&[window()], "+5581999992210").await;
        marina.page.says(&[window()], "ana@example.test").await;
        // Attributes are kept as they are shown, and chosen where they differ.
        let plan = |value| [window(), thing("group", "Plan"), thing("radio", value)];
        assert!(marina.page.shows(&plan("Gold")).await.checked);
        marina.page.says(&[window()], "size 41").await;
        marina.page.keys(&plan("Basic"), Key::Space).await;
        marina.page.keys(&name, Key::Space).await;
        marina
            .page
            .keys(&[window(), button("Merge")], Key::Enter)
            .await;
        marina.page.shows_no(&[window()]).await;
        counts(&marina, 2).await;
        marina.page.says(&[panel()], "Aninha Lima").await;
        marina.page.says(&[panel()], "ana@example.test").await;
        for value in ["Basic", "size 41"] {
            marina.page.says(&[panel()], value).await;
        }
        // A colleague's page follows.
        counts(&rafael, 2).await;
        rafael.page.says(&[panel()], "+5581999992210").await;

        marina.page.press(&[button("Undo")]).await;
        counts(&marina, 1).await;
        marina.page.says(&[panel()], "Ana Lima").await;
        marina.page.says(&[panel()], "Gold").await;
        marina.page.stops_saying(&[panel()], "size 41").await;
        counts(&rafael, 1).await;
        rafael.page.stops_saying(&[panel()], "+5581999992210").await;
        marina
            .page
            .says(&[any("status")], "They are two contacts again")
            .await;
    });
}

#[test]
fn nobody_is_merged_before_it_is_confirmed_and_a_change_meanwhile_is_shown() {
    play(Scene::nobody_wrote(), async |stage| {
        let (marina, ids) = two(stage, &Device::desk()).await;
        opens_window(&marina).await;
        let search = [window(), thing("combobox", "Search the other contact")];
        marina.page.write(&search, "aninha").await;
        let found = [window(), beginning("option", "Aninha Lima")];
        marina.page.press(&found).await;
        marina
            .page
            .press(&[window(), button("Choose somebody else")])
            .await;
        marina.page.press(&found).await;
        marina.page.shows(&[window(), button("Merge")]).await;
        let api = stage.api(AGENT).await;
        let edit = json!({ "revision": 2, "comment": "barley" });
        api.put(&ids[1], "contact", edit).await;
        marina.page.press(&[window(), button("Merge")]).await;
        // The preview is what is there now, and nothing was done.
        let barley = [
            window(),
            thing("group", "Comment"),
            thing("radio", "barley"),
        ];
        marina.page.shows(&barley).await;
        assert_ne!(
            api.conversation(&ids[0]).await.contact.id,
            api.conversation(&ids[1]).await.contact.id
        );
        marina.page.choose(&barley).await;
        marina.page.press(&[window(), button("Merge")]).await;
        marina.page.shows_no(&[window()]).await;
        until_equal("what is kept", Some("barley".to_owned()), async || {
            Ok(api.conversation(&ids[0]).await.contact.comment)
        })
        .await;
        let place = [panel(), button("Edit contact")];
        until_equal("where the focus is", true, async || {
            let script = "return arguments[0][0] === document.activeElement";
            marina.page.ask_of::<bool>(&place, script).await
        })
        .await;
        // Whoever missed the news can take it back from where it was done.
        marina.page.reload().await;
        marina.is_up_to_date().await;
        marina.page.keys(&place, Key::Enter).await;
        let form = thing("form", "Edit contact");
        marina
            .page
            .says(
                &[panel(), form.clone()],
                "Aninha Lima and Ana Lima are one contact now",
            )
            .await;
        marina.page.press(&[panel(), form, button("Undo")]).await;
        counts(&marina, 1).await;
        marina
            .page
            .says(&[any("status")], "They are two contacts again")
            .await;
        marina.page.keys(&place, Key::Enter).await;
        marina
            .page
            .shows(&[panel(), button("Merge with another contact")])
            .await;
        marina
            .page
            .stops_saying(&[panel()], "are one contact now")
            .await;
    });
}

#[test]
fn the_window_is_read_by_everybody() {
    play(Scene::nobody_wrote(), async |stage| {
        let mut found = Vec::new();
        let desk = Device::desk();
        for device in [
            desk.clone(),
            desk.dark().in_portuguese(),
            Device::phone(390, 844),
        ] {
            let (marina, _) = two(stage, &device).await;
            let name = format!("{} {}", device.language, device.width);
            if device.width < 720 {
                marina.page.press(&[button("Show customer")]).await;
            }
            opens_window(&marina).await;
            let search = [window(), thing("combobox", "Search the other contact")];
            marina.page.write(&search, "aninha").await;
            marina
                .page
                .shows_some(&[window(), beginning("option", "Aninha Lima")])
                .await;
            marina.page.settle().await;
            found.extend(audit(&marina.page, &format!("merge search {name}")).await);
            marina
                .page
                .ask_of::<bool>(
                    &[window()],
                    "arguments[0][0].querySelector('.merge__one').click(); return true",
                )
                .await
                .expect("somebody was found");
            marina.page.shows(&[window(), button("Merge")]).await;
            marina.page.settle().await;
            found.extend(audit(&marina.page, &format!("merge preview {name}")).await);
        }
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    });
}
