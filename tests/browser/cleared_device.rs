//! Signing out and clearing the device: nothing of the account stays, whatever the tabs.

use std::collections::BTreeMap;

use recado_tests::agent::{AGENT, AGENT_2, Agent, sign_in_form};
use recado_tests::page::{button, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Scene, play};

/// What a device remembers of whoever sits at it, and not of an account.
const OF_THE_DEVICE: [&str; 6] = [
    "recado.theme",
    "recado.language",
    "recado.list-width",
    "recado.customer-put-away",
    "recado.notifies",
    "recado.rings",
];

async fn databases(agent: &Agent) -> Result<Vec<String>, String> {
    let script = "const done = arguments[arguments.length - 1];
        indexedDB.databases().then((all) => done(all.map((it) => it.name)));";
    agent.page.ask_and_wait(script, Vec::new()).await
}

async fn kept(agent: &Agent) -> Result<BTreeMap<String, String>, String> {
    agent
        .page
        .ask("return Object.fromEntries(Object.entries(localStorage))")
        .await
}

#[test]
fn nothing_of_the_account_stays_on_a_cleared_device() {
    play(Scene::nobody_wrote(), async |stage| {
        let visitor = stage.visitor_api().await;
        let conversation = visitor.write("good morning").await.conversation;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("good morning").await;
        livia.sends("something private").await;
        livia.reads_delivery("something private", "Sent").await;
        let first = livia.page.opens_tab().await;
        livia.page.open(&format!("/c/{conversation}")).await;
        livia.is_up_to_date().await;
        livia.writes("a private draft").await;
        livia.page.type_keys(thirtyfour::Key::Control + "k").await;
        let palette = [thing("dialog", "Command palette")];
        livia.page.shows(&palette).await;
        livia.page.type_keys("something private").await;
        livia.page.type_keys(thirtyfour::Key::Enter).await;
        livia.page.shows_no(&palette).await;
        let rafael = stage.api(AGENT_2).await;
        rafael
            .note(&conversation, "@Lívia Martins, this is private")
            .await;
        livia.reads("this is private").await;
        until("something to be kept", async || {
            match databases(&livia).await?.len() {
                0 => Err("no database".to_owned()),
                _ => Ok(()),
            }
        })
        .await;
        livia.page.turns_to_tab(first).await;

        livia
            .chooses_in_my_menu("menuitem", "Sign out and clear this device")
            .await;
        livia
            .page
            .press(&[button("Sign out and clear this device")])
            .await;
        livia.page.shows(&[sign_in_form()]).await;
        until_equal("the databases", Vec::<String>::new(), async || {
            databases(&livia).await
        })
        .await;
        let names: Vec<String> = kept(&livia).await.unwrap_or_default().into_keys().collect();
        let of_the_account: Vec<&String> = names
            .iter()
            .filter(|name| !OF_THE_DEVICE.contains(&name.as_str()))
            .collect();
        assert!(of_the_account.is_empty(), "{of_the_account:?}");

        // Who signs in again begins with nothing, also in a tab that was open then.
        livia.signs_in(AGENT).await;
        livia.page.open(&format!("/c/{conversation}")).await;
        livia.reads("something private").await;
        livia.has_written("").await;
    });
}
