//! K10: what a person has allowed, and what is held of them.

use recado_protocol::{BaseView, Problem, ProblemKind};
use recado_tests::agent::{ADMIN, AGENT, AGENT_2, SUPERVISOR, chat, composer, panel};
use recado_tests::api::PASSWORD;
use recado_tests::audit::audit;
use recado_tests::page::{any, beginning, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use serde_json::json;
use thirtyfour::Key;

/// From now on what is saved is only noted: its name and its first bytes.
const NOTE_DOWNLOADS: &str = "
    const make = URL.createObjectURL, click = HTMLElement.prototype.click;
    URL.createObjectURL = blob => {
        blob.slice(0, 2).text().then(text => { window.saved = text; });
        return make.call(URL, blob);
    };
    HTMLElement.prototype.click = function () {
        if (this.download) window.savedAs = this.download; else click.call(this);
    };
    return true;";

#[test]
fn an_opt_out_is_heard_noted_and_taken_back_with_its_history() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor_api().await;
        let id = ana.write("hello").await.conversation;
        let livia = stage.agent("Lívia").await;
        livia.page.open(&format!("/c/{id}?view=all")).await;
        livia.signs_in(AGENT).await;
        livia.opens_section("Privacy").await;
        livia.page.says(&[panel()], "Neither noted").await;
        ana.write("SAIR").await;
        livia
            .log_says("The customer opted out of messages that they have not asked for")
            .await;
        livia.page.says(&[panel()], "Wrote “SAIR”").await;
        livia.page.says(&[panel()], "Opted out").await;
        ana.write("voltar").await;
        livia.page.says(&[panel()], "Wrote “voltar”").await;
        livia.page.says(&[panel()], "Opted in").await;

        // An agent notes a refusal, and nothing else.
        let note = [panel(), button("Note an opt-in or opt-out")];
        livia.page.keys(&note, Key::Enter).await;
        let form = thing("form", "Note an opt-in or opt-out");
        let opted_in = [form.clone(), thing("radio", "Opted in")];
        livia.page.shows_no(&opted_in).await;
        livia
            .page
            .says(std::slice::from_ref(&form), "Opted out")
            .await;
        let how = [form.clone(), thing("textbox", "How it was given")];
        livia.page.keys(&how, Key::Enter).await;
        livia.page.says(&[panel()], "Say how it was given.").await;
        livia.page.write(&how, "a slip").await;
        livia.page.keys(&how, Key::Enter).await;
        livia.page.says(&[panel()], "a slip (noted by").await;
        let news = region("Notifications");
        livia
            .page
            .says(std::slice::from_ref(&news), "Opted out · Every channel")
            .await;
        livia.page.press(&[news, button("Undo")]).await;
        livia.page.stops_saying(&[panel()], "a slip").await;
        livia.page.keys(&note, Key::Enter).await;
        livia.page.write(&how, "on the phone").await;
        livia.page.keys(&how, Key::Enter).await;
        livia
            .page
            .says(&[panel()], "on the phone (noted by Lívia Martins)")
            .await;
        livia.page.stops_saying(&[panel()], "Opted in\n").await;

        // A supervisor, by mouse on a dark screen, sees it and takes it back; the agent's page follows.
        let bruno = stage
            .agent_at("Bruno", &Device::desk().dark().in_portuguese())
            .await;
        bruno.page.open(&format!("/c/{id}?view=all")).await;
        bruno.tries_to_sign_in(SUPERVISOR, PASSWORD).await;
        bruno.opens_section("Privacy").await;
        bruno.page.says(&[panel()], "on the phone").await;
        bruno.page.press(&note).await;
        bruno.page.choose(&opted_in).await;
        bruno.page.write(&how, "form 12").await;
        bruno.page.settle().await;
        let found = audit(&bruno.page, "privacy").await;
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
        bruno.page.press(&[form, button("Save")]).await;
        livia.page.says(&[panel()], "form 12 (noted by").await;
        bruno.page.says(&[panel()], "form 12").await;
    });
}

#[test]
fn everything_is_exported_and_a_person_is_erased_on_every_page() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor_api().await;
        let id = ana.write("I live in Zanzibar").await.conversation;
        let api = stage.api(AGENT).await;
        let known = json!({ "revision": 1, "name": "Ana Lima", "phone": "+5581999992210" });
        api.put(&id, "contact", known).await;
        let rafael = stage.agent("Rafael").await;
        rafael.page.open(&format!("/c/{id}?view=all")).await;
        rafael.signs_in(AGENT).await;
        rafael.reads("I live in Zanzibar").await;
        // Another page has it too, and is away while it happens.
        let away = stage.agent("Lívia").await;
        away.page.open(&format!("/c/{id}?view=all")).await;
        away.signs_in(AGENT_2).await;
        away.reads("I live in Zanzibar").await;
        // What was written and not sent tells of her too, and so does what was refused.
        away.turns_to("Internal note").await;
        away.writes("call Zanzibar").await;
        away.is_up_to_date().await;
        let problem = Problem::new(ProblemKind::Forbidden, "");
        rafael.network.answer_next("POST", "/messages", &problem);
        rafael.sends("the ferry to Zanzibar").await;
        rafael
            .reads_delivery("the ferry to Zanzibar", "Not sent")
            .await;
        rafael.writes("Zanzibar has").await;
        rafael.page.press(&[panel(), button("Insights")]).await;
        rafael.page.says(&[panel()], "I live in Zanzibar").await;
        rafael.opens_section("Privacy").await;
        rafael
            .page
            .shows(&[panel(), button("Note an opt-in or opt-out")])
            .await;
        for name in ["Export everything", "Erase this person"] {
            rafael.page.shows_no(&[panel(), button(name)]).await;
        }
        away.network.cut();

        let admin = stage.agent("Admin").await;
        admin.page.open(&format!("/c/{id}?view=all")).await;
        admin.tries_to_sign_in(ADMIN, PASSWORD).await;
        admin.opens_section("Privacy").await;
        admin
            .page
            .ask::<bool>(NOTE_DOWNLOADS)
            .await
            .expect("it is a script");
        let export = [panel(), button("Export everything")];
        admin.page.press(&export).await;
        until_equal("what is saved", "Ana-Lima.zip PK".to_owned(), async || {
            admin
                .page
                .ask::<String>("return window.savedAs + ' ' + window.saved")
                .await
        })
        .await;
        admin
            .page
            .says(&[region("Notifications")], "Saved: Ana-Lima.zip")
            .await;
        assert!(admin.page.shows(&export).await.focused);

        let erase = [panel(), button("Erase this person")];
        admin.page.keys(&erase, Key::Enter).await;
        let window = thing("dialog", "Erase this person?");
        admin
            .page
            .says(
                std::slice::from_ref(&window),
                "The text of 1 message or note",
            )
            .await;
        let confirm = [window.clone(), button("Erase for good")];
        let name = [window.clone(), thing("textbox", "Type Ana Lima to confirm")];
        admin.page.write(&name, "Ana").await;
        until_equal("whether it can be pressed", true, async || {
            Ok(admin.page.one(&confirm).await?.disabled)
        })
        .await;
        admin.page.settle().await;
        let found = audit(&admin.page, "erasing").await;
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
        admin.page.rewrite(&name, "Ana Lima").await;
        admin.page.keys(&name, Key::Enter).await;
        admin.page.shows_no(std::slice::from_ref(&window)).await;

        away.network.mend();
        for agent in [&admin, &rafael, &away] {
            for gone in ["Zanzibar", "Ana Lima", "99999-2210", "+5581999992210"] {
                agent.page.stops_saying(&[any("main")], gone).await;
            }
            agent.page.says(&[panel()], "Erased ").await;
            // Nothing can be written to nobody, not even a note.
            agent.page.says(&[chat()], "This person was erased").await;
            agent.page.says(&[chat()], "Archived").await;
            agent
                .page
                .shows_no(&[chat(), button("Take out of the archive")])
                .await;
            for closed in [textbox("Message"), thing("radio", "Internal note")] {
                agent.page.shows_no(&composer(closed)).await;
            }
            // There is nothing to be done but to read.
            for gone in ["Resolve", "Unassigned"] {
                agent.page.shows_no(&[chat(), button(gone)]).await;
            }
            let of_panel = [
                "Edit contact",
                "Note an opt-in or opt-out",
                "Erase this person",
            ];
            for gone in of_panel {
                agent.page.shows_no(&[panel(), button(gone)]).await;
            }
            agent.page.shows_no(&[panel(), textbox("Comment")]).await;
            agent
                .page
                .press(&[chat(), button("Conversation actions")])
                .await;
            agent.page.shows(&[thing("menuitem", "Copy link")]).await;
            for gone in ["Archive", "Take out of the archive", "Assign…", "Delete…"] {
                agent.page.shows_no(&[thing("menuitem", gone)]).await;
            }
            agent.presses_escape().await;
            agent.page.type_keys(Key::Control + "k").await;
            let palette = thing("dialog", "Command palette");
            agent
                .page
                .says(&[palette.clone(), any("option")], "Copy link")
                .await;
            for gone in ["Resolve or", "Assign", "Edit contact", "Export", "Write"] {
                let gone = [palette.clone(), beginning("option", gone)];
                agent.page.shows_no(&gone).await;
            }
            agent.presses_escape().await;
        }
        // What the pages keep on the device has lost it too: what was said, what was begun, and what was refused.
        for agent in [&rafael, &away] {
            agent.page.reload().await;
            agent.is_up_to_date().await;
            agent.page.says(&[panel()], "Erased ").await;
            agent.page.stops_saying(&[any("main")], "Zanzibar").await;
            until_equal("what the device keeps of it", false, async || {
                let kept = agent.page.everything_kept().await?;
                Ok(kept.contains("Zanzibar") || kept.contains("Ana Lima"))
            })
            .await;
        }
    });
}

#[test]
fn the_page_of_an_erased_visitor_begins_anew() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor("Ana").await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.sends("I live in Zanzibar").await;
        let admin = stage.agent("Admin").await;
        admin.page.open("/?view=all").await;
        admin.tries_to_sign_in(ADMIN, PASSWORD).await;
        admin.opens_row("Zanzibar").await;
        admin.sends("a warm place").await;
        ana.reads("a warm place").await;
        admin.opens_section("Privacy").await;
        admin
            .page
            .press(&[panel(), button("Erase this person")])
            .await;
        let window = thing("dialog", "Erase this person?");
        let api = stage.api(AGENT).await;
        let known = api.conversations(BaseView::All).await;
        let name = &known[0].contact.name;
        let field = [
            window.clone(),
            thing("textbox", &format!("Type {name} to confirm")),
        ];
        admin.page.write(&field, name.as_str()).await;
        admin.page.keys(&field, Key::Enter).await;
        admin.page.shows_no(&[window]).await;
        ana.reads_just(&[]).await;
        // Whoever writes again is somebody new.
        ana.sends("me again").await;
        ana.reads_just(&["me again"]).await;
        until_equal("the conversations", 1, async || {
            Ok(api.conversations(BaseView::All).await.len())
        })
        .await;
        admin.opens_row("me again").await;
        admin.page.says(&[panel()], "Visitor ").await;
    });
}
