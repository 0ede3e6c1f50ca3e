//! K10: sensitive numbers are hidden from the team by rule, told to the customer, and revealed to who may.

use recado_protocol::{BaseView, ConversationId};
use recado_tests::agent::{ADMIN, AGENT, AGENT_2, Agent, panel};
use recado_tests::api::PASSWORD;
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, button, region, textbox, thing};
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

const CARD: &str = "card 4111 1111 1111 1111, please";
const MASKED: &str = "card ••••1111, please";
const REVEAL: &str = "Reveal hidden numbers";

/// What is to happen in 30 seconds happens when it is asked for.
const HOLD_TIME: &str = "
    const real = window.setTimeout;
    window.held = [];
    window.setTimeout = (then, ms, ...more) => {
        if (ms !== 30000) return real(then, ms, ...more);
        window.held.push(then);
        return real(() => {}, 2 ** 30);
    };";
const LET_TIME_PASS: &str = "window.held.splice(0).forEach(then => then()); return true;";

fn rules(part: Thing) -> [Thing; 2] {
    [thing("dialog", "Masking rules"), part]
}

/// Somebody who leads, at a conversation.
async fn admin_at(stage: &Stage, device: &Device, id: &ConversationId) -> Agent {
    let admin = stage.agent_at("Admin", device).await;
    admin.page.prepares(HOLD_TIME).await;
    admin.page.open(&format!("/c/{id}?view=all")).await;
    admin.tries_to_sign_in(ADMIN, PASSWORD).await;
    admin
}

async fn finds_nothing_hidden(agent: &Agent) {
    let kept = agent.page.everything_kept().await;
    let drawn = agent
        .page
        .ask("return document.documentElement.textContent");
    let drawn: Result<String, String> = drawn.await;
    let found = kept.and_then(|kept| Ok(format!("{kept} {}", drawn?)));
    let found = found.expect("the page can be looked through");
    assert!(found.contains("••••"), "the message is kept");
    assert!(!found.contains("4111 1111"), "{found}");
}

#[test]
fn a_customers_card_is_dots_for_the_team_and_who_may_reveal_it_is_noted() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor("Ana").await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.sends(CARD).await;
        ana.reads_just(&[CARD]).await;

        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.sees_row(MASKED).await;
        livia.opens_row(MASKED).await;
        livia.reads(MASKED).await;
        let search = [region("Conversations"), thing("searchbox", "Search")];
        livia.page.write(&search, "4111 1111").await;
        let list = [region("Conversations")];
        livia.page.says(&list, "Nothing was found").await;
        livia.presses_escape().await;
        livia.opens_actions(MASKED).await;
        let entry = |name: &str| [any("menu"), thing("menuitem", name)];
        livia.page.shows(&entry("Details")).await;
        livia.page.shows_no(&entry(REVEAL)).await;
        livia.presses_escape().await;

        // What the team writes reaches the customer whole, also when it is changed with the dots in it.
        livia.sends("charged 5105 1051 0510 5100").await;
        livia.reads("charged ••••5100").await;
        ana.reads("charged 5105 1051 0510 5100").await;
        livia.chooses_action("charged", "Edit").await;
        let edit = [thing("dialog", "Edit message"), textbox("New text")];
        livia.page.rewrite(&edit, "charged ••••5100 today").await;
        livia.page.keys(&edit, Key::Control + Key::Enter).await;
        livia.reads("charged ••••5100 today").await;
        ana.reads("charged 5105 1051 0510 5100 today").await;
        livia.chooses_action("charged", REVEAL).await;
        let shown = [thing("dialog", "What was written")];
        livia
            .page
            .says(&shown, "charged 5105 1051 0510 5100 today")
            .await;
        livia.presses_escape().await;
        livia.page.shows_no(&shown).await;

        let id = stage.api(AGENT).await.conversations(BaseView::All).await;
        let id = id[0].conversation.id.clone();
        let admin = admin_at(stage, &Device::desk(), &id).await;
        admin.reads(MASKED).await;
        admin.chooses_action(MASKED, REVEAL).await;
        admin.page.says(&shown, "4111 1111 1111 1111").await;
        admin.page.says(&shown, "The audit log notes").await;
        admin.page.settle().await;
        let found = audit(&admin.page, "revealed numbers").await;
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
        // It closes by itself, and nothing of it stays.
        let passed: Result<bool, String> = admin.page.ask(LET_TIME_PASS).await;
        assert_eq!(passed, Ok(true));
        admin.page.shows_no(&shown).await;
        admin.reads(MASKED).await;
        finds_nothing_hidden(&admin).await;
        // The edit, the agent's look and the administrator's.
        admin.opens_section("Privacy").await;
        admin
            .page
            .press(&[panel(), button("Erase this person")])
            .await;
        let asked = [thing("dialog", "Erase this person?")];
        admin.page.says(&asked, "3 entries of the audit log").await;
    });
}

#[test]
fn a_rule_is_made_tried_and_taken_away_by_keyboard_and_a_colleagues_page_follows() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor_api().await;
        let id = ana.write("my voucher V-77").await.conversation;
        ana.write(CARD).await;
        let livia = stage.agent("Lívia").await;
        livia.page.open(&format!("/c/{id}?view=all")).await;
        livia.signs_in(AGENT_2).await;
        livia.reads("my voucher V-77").await;
        livia.opens_section("Privacy").await;
        livia
            .page
            .shows(&[panel(), button("Note an opt-in or opt-out")])
            .await;
        livia
            .page
            .shows_no(&[panel(), button("Masking rules")])
            .await;
        livia.opens_section("Insights").await;
        livia.page.says(&[panel()], "my voucher V-77").await;

        let admin = admin_at(stage, &Device::desk().dark(), &id).await;
        admin.opens_section("Privacy").await;
        let page = &admin.page;
        page.keys(&[panel(), button("Masking rules")], Key::Enter)
            .await;
        page.keys(&rules(button("New rule")), Key::Enter).await;
        let name = rules(textbox("Name"));
        assert!(page.shows(&name).await.focused);
        page.type_keys(Key::Enter).await;
        page.says(&rules(thing("form", "New rule")), "Give it a name.")
            .await;
        let pattern = rules(textbox("Pattern (regular expression)"));
        page.write(&name, &"V".repeat(61)).await;
        page.write(&pattern, "V").await;
        page.keys(&pattern, Key::Enter).await;
        page.says(&rules(thing("form", "New rule")), "1 to 60 characters")
            .await;
        let described = page.shows(&name).await.description;
        assert!(described.contains("1 to 60 characters"), "{described}");
        // Its pattern can be tried all the same.
        page.write(&rules(textbox("Try a text")), "V").await;
        let result = rules(thing("status", "What the team would see"));
        page.says(&result, "••••").await;
        page.rewrite(&rules(textbox("Try a text")), "").await;
        page.rewrite(&name, "Vouchers").await;
        page.rewrite(&pattern, "(V-").await;
        page.keys(&pattern, Key::Enter).await;
        page.says(&rules(thing("form", "New rule")), "unclosed group")
            .await;
        let described = page.shows(&pattern).await.description;
        assert!(described.contains("unclosed group"), "{described}");
        page.rewrite(&pattern, r"V-\d+").await;
        // What is tried need not be kept.
        page.write(
            &rules(textbox("Try a text")),
            "is V-123 4111111111111111 good?",
        )
        .await;
        page.says(&result, "is •••• ••••1111 good?").await;
        // A text may have several lines.
        let tried = rules(textbox("Try a text"));
        page.keys(&tried, Key::Enter + "and V-9").await;
        page.says(&result, "is •••• ••••1111 good?\nand ••••").await;
        livia.reads("my voucher V-77").await;
        page.settle().await;
        let found = audit(page, "masking rules").await;
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
        page.keys(&pattern, Key::Enter).await;
        page.says(&rules(any("list")), r"V-\d+").await;
        assert!(page.shows(&rules(button("New rule"))).await.focused);
        livia.reads("my voucher ••••").await;
        livia.reads(MASKED).await;
        livia.page.says(&[panel()], "my voucher ••••").await;
        // A box that could not be kept shows what is.
        let cards = rules(thing("checkbox", "Card numbers"));
        admin.network.cut_api();
        page.keys(&cards, Key::Space).await;
        page.says(&[thing("dialog", "Masking rules")], "Not saved")
            .await;
        assert!(page.shows(&cards).await.checked);
        admin.network.mend();

        page.keys(&rules(thing("checkbox", "Card numbers")), Key::Space)
            .await;
        livia.reads(CARD).await;
        let cards = page.shows(&rules(thing("checkbox", "Card numbers"))).await;
        assert!(cards.focused, "a box that was changed keeps the focus");
        // What is being tried is tried anew.
        page.says(&result, "is •••• 4111111111111111 good?").await;
        page.keys(&rules(thing("checkbox", "Vouchers")), Key::Space)
            .await;
        livia.reads("my voucher V-77").await;
        page.keys(&rules(thing("checkbox", "Vouchers")), Key::Space)
            .await;
        livia.reads("my voucher ••••").await;
        // Who gives it up is where they were.
        let pencil = rules(button("Edit Vouchers"));
        page.keys(&pencil, Key::Enter).await;
        page.keys(&rules(button("Cancel")), Key::Enter).await;
        page.has_focus(&pencil).await;
        page.keys(&pencil, Key::Enter).await;
        page.rewrite(&pattern, r"voucher V-\d+").await;
        page.keys(&pattern, Key::Enter).await;
        livia.reads("my ••••").await;
        page.keys(&rules(button("Delete Vouchers")), Key::Enter)
            .await;
        livia.reads("my voucher V-77").await;
        page.keys(&[button("Undo")], Key::Enter).await;
        page.has_focus(&rules(button("New rule"))).await;
        page.says(&rules(any("list")), r"voucher V-\d+").await;
        livia.reads("my ••••").await;
        page.type_keys(Key::Escape).await;
        page.shows_no(&[thing("dialog", "Masking rules")]).await;
    });
}

#[test]
fn what_is_wrong_with_a_pattern_is_said_in_the_language_of_the_page() {
    play(Scene::nobody_wrote(), async |stage| {
        let id = stage.visitor_api().await.write("oi").await.conversation;
        let admin = admin_at(stage, &Device::desk().in_portuguese(), &id).await;
        admin.opens_section("Privacy").await;
        let page = &admin.page;
        page.press(&[button("Masking rules")]).await;
        let form = thing("form", "New rule");
        page.press(&[button("New rule")]).await;
        page.write(&[form.clone(), textbox("Name")], "Errada").await;
        let pattern = [form.clone(), textbox("Pattern (regular expression)")];
        for (tried, says) in [
            ("(?=a)", "Não é possível ler o padrão. “look-around"),
            (".*", "O padrão também encontra onde não há nada."),
        ] {
            page.rewrite(&pattern, tried).await;
            page.keys(&pattern, Key::Enter).await;
            page.says(std::slice::from_ref(&form), says).await;
            let said = page.shows(&pattern).await.description;
            assert!(!said.contains("servidor"), "{said}");
        }
    });
}

#[test]
fn in_arabic_on_a_phone_the_windows_fit_and_the_numbers_are_read_from_their_beginning() {
    play(Scene::nobody_wrote(), async |stage| {
        let id = stage.visitor_api().await.write(CARD).await.conversation;
        let phone = Device {
            language: "ar",
            ..Device::phone(390, 844)
        };
        let admin = admin_at(stage, &phone, &id).await;
        let page = &admin.page;
        admin.reads(MASKED).await;
        admin.chooses_action(MASKED, REVEAL).await;
        let shown = [thing("dialog", "What was written")];
        page.says(&shown, "4111 1111 1111 1111").await;
        page.settle().await;
        let fits = "const box = document.querySelector('dialog[open]').getBoundingClientRect();
            return box.left >= 0 && box.right <= innerWidth && document.documentElement.scrollWidth <= innerWidth;";
        assert_eq!(page.ask::<bool>(fits).await, Ok(true));
        page.press(&[thing("dialog", "What was written"), button("Close")])
            .await;
        page.shows_no(&shown).await;
        page.press(&[button("Show customer")]).await;
        admin.opens_section("Privacy").await;
        page.press(&[panel(), button("Masking rules")]).await;
        page.press(&rules(button("New rule"))).await;
        page.write(&rules(textbox("Name")), "Vouchers").await;
        page.write(&rules(textbox("Pattern (regular expression)")), r"V-\d+")
            .await;
        page.press(&rules(button("Save"))).await;
        page.write(&rules(textbox("Try a text")), "V-1").await;
        page.says(&rules(thing("status", "What the team would see")), "••••")
            .await;
        page.settle().await;
        let open = "const box = [...document.querySelectorAll('dialog[open]')].at(-1).getBoundingClientRect();
            return box.left >= 0 && box.right <= innerWidth && document.documentElement.scrollWidth <= innerWidth;";
        assert_eq!(page.ask::<bool>(open).await, Ok(true));
        let found = audit(page, "masking rules in Arabic").await;
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    });
}
