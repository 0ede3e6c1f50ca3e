//! L5: the orders of the list.

use recado_tests::agent::{AGENT, Agent};
use recado_tests::page::{any, thing};
use recado_tests::waiting::until;
use recado_tests::{Scene, play};
use serde_json::json;

async fn sorts_by(agent: &Agent, name: &str) {
    agent.opens_more_filters().await;
    agent
        .page
        .press(&[any("menu"), thing("menuitemradio", name)])
        .await;
    agent.page.shows_no(&[any("menu")]).await;
}

/// Waits until the rows that are made are these, from the top.
async fn lists(agent: &Agent, names: &[String]) {
    let what = format!("the order of the rows of {}", agent.page.who());
    until(what, async || {
        let rows = agent.rows().await?;
        let wrong = rows
            .iter()
            .zip(names)
            .find(|(row, name)| !row.text.contains(*name));
        match wrong {
            None if rows.len() > 5 => Ok(()),
            wrong => Err(format!("{wrong:?} of {} rows", rows.len())),
        }
    })
    .await;
}

#[test]
fn every_order_is_that_of_the_backend_and_stays_so() {
    play(Scene::demo(300), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let names = async |sort: &str| -> Vec<String> {
            let listed = api.listed(&format!("view=all&sort={sort}")).await;
            listed.into_iter().map(|it| it.contact.name).collect()
        };
        for (name, sort) in [
            ("Longest waiting", "waiting"),
            ("Newest", "created"),
            ("Priority", "priority"),
        ] {
            sorts_by(&livia, name).await;
            livia.page.is_at(&format!("/inbox/all?sort={sort}")).await;
            lists(&livia, &names(sort).await).await;
        }
        // The last becomes the first when it is the most urgent, and nobody loads anything anew.
        let listed = api.listed("view=all&sort=priority").await;
        let last = &listed.last().expect("a few hundred").conversation.id;
        api.put(last, "priority", json!({ "priority": "urgent" }))
            .await;
        lists(&livia, &names("priority").await).await;
        api.note(last, "something happens").await;
        lists(&livia, &names("priority").await).await;
        livia.sees_on_top("something happens").await;

        // The order goes along to another tab, survives a reload, and is taken away like a filter.
        livia.opens_filter("Pending").await;
        livia.page.is_at("/inbox/pending?sort=priority").await;
        livia.page.reload().await;
        livia.is_up_to_date().await;
        let pending = api.listed("view=pending&sort=priority").await;
        let pending: Vec<_> = pending.into_iter().map(|it| it.contact.name).collect();
        lists(&livia, &pending).await;
        sorts_by(&livia, "Latest activity").await;
        livia.page.is_at("/inbox/pending").await;
    });
}
