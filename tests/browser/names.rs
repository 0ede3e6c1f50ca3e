//! The names of the interface are a contract: what the browser itself computes is what is promised.

use recado_tests::agent::{chat, composer, list, log, sign_in_form};
use recado_tests::page::{Page, Thing, any, beginning, button, region, textbox, thing};
use recado_tests::visitor::{launcher, window};
use recado_tests::waiting::until;
use recado_tests::{Scene, play};

#[test]
fn the_sign_in_form_has_its_names() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.page.open("/").await;
        let form = sign_in_form;
        agrees(&livia.page, &[form()], "form", "Sign in").await;
        agrees(
            &livia.page,
            &[form(), textbox("E-mail")],
            "textbox",
            "E-mail",
        )
        .await;
        agrees(
            &livia.page,
            &[form(), textbox("Password")],
            "textbox",
            "Password",
        )
        .await;
        agrees(
            &livia.page,
            &[form(), button("Sign in")],
            "button",
            "Sign in",
        )
        .await;
    });
}

#[test]
fn the_four_sections_have_their_names() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent_with("Good morning").await;
        livia.reads("Good morning").await;
        let page = &livia.page;

        agrees(page, &[thing("navigation", "Main")], "navigation", "Main").await;
        agrees(page, &[thing("link", "Inbox")], "link", "Inbox").await;
        let conversations = || region("Conversations");
        agrees(page, &[conversations()], "region", "Conversations").await;
        agrees(
            page,
            &[conversations(), thing("searchbox", "Search")],
            "searchbox",
            "Search",
        )
        .await;
        agrees(
            page,
            &[conversations(), thing("tablist", "Filters")],
            "tablist",
            "Filters",
        )
        .await;
        for name in ["Mine", "Pending", "Unread", "All"] {
            agrees(page, &[conversations(), thing("tab", name)], "tab", name).await;
        }
        for name in ["More filters", "Inbox options"] {
            agrees(page, &[conversations(), button(name)], "button", name).await;
        }
        agrees(page, &list(), "listbox", "Conversations").await;

        agrees(page, &[chat()], "region", "Chat").await;
        agrees(page, &[chat(), button("Resolve")], "button", "Resolve").await;
        agrees(page, &log(), "log", "Messages").await;
        let [section, messages] = log();
        let article = [section, messages, any("article")];
        let name = page.shows(&article).await.name;
        agrees(page, &article, "article", &name).await;

        let card = || thing("complementary", "Customer");
        agrees(page, &[card()], "complementary", "Customer").await;
        for name in ["Profile", "Conversations"] {
            agrees(page, &[card(), beginning("button", name)], "button", name).await;
        }
        agrees(page, &[thing("form", "Composer")], "form", "Composer").await;
        for name in ["Reply", "Internal note"] {
            agrees(page, &composer(thing("radio", name)), "radio", name).await;
        }
        agrees(page, &composer(textbox("Message")), "textbox", "Message").await;
        for name in [
            "Record voice message",
            "Canned replies",
            "Articles",
            "Macros",
        ] {
            agrees(page, &composer(button(name)), "button", name).await;
        }
        livia.writes("x").await;
        agrees(page, &composer(button("Send")), "button", "Send").await;
    });
}

#[test]
fn the_widget_has_its_names() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor("Ana").await;
        ana.comes_to_the_site().await;
        agrees(&ana.page, &launcher(), "button", "Open chat").await;
        ana.page.press(&launcher()).await;
        let frame = ana.page.shows(&window()).await;
        assert_eq!(frame.name, "Chat");
        ana.looks_into_chat().await;
        agrees(&ana.page, &[thing("log", "Messages")], "log", "Messages").await;
        agrees(&ana.page, &[textbox("Message")], "textbox", "Message").await;
        agrees(&ana.page, &[button("Send")], "button", "Send").await;
        agrees(&ana.page, &[button("Close chat")], "button", "Close chat").await;
    });
}

/// Waits until the one thing of this role and name is one for the browser too.
async fn agrees(page: &Page, path: &[Thing], role: &str, name: &str) {
    until(
        format!("the browser to find {role} \"{name}\""),
        async || {
            let (its_role, its_name) = page.role_and_name(path).await?;
            let names = its_name == name || (role == "button" && its_name.starts_with(name));
            if its_role == role && names {
                Ok(())
            } else {
                Err(format!("{its_role} \"{its_name}\""))
            }
        },
    )
    .await;
}
