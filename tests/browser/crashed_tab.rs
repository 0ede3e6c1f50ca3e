//! The tab that has the live link and carries the outbox crashes: the other goes on in its place.

use std::time::{Duration, Instant};

use recado_tests::agent::{AGENT, Agent};
use recado_tests::waiting::until;
use recado_tests::{Scene, play};

/// The promise. Nothing but the lock that the crash sets free makes the other tab lead, and that
/// takes a fraction of it.
const TAKES_OVER_WITHIN: Duration = Duration::from_secs(2);

fn links(agent: &Agent) -> usize {
    let asked = agent.network.asked();
    let live = asked.iter().filter(|asked| asked.path.ends_with("/live"));
    live.count()
}

#[test]
fn the_other_tab_takes_over_and_what_was_on_its_way_goes_out_once() {
    play(Scene::nobody_wrote(), async |stage| {
        let visitor = stage.visitor_api().await;
        let conversation = visitor.write("good morning").await.conversation;
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        let leader = livia.page.opens_tab().await;
        livia.page.open(&format!("/c/{conversation}")).await;
        livia.is_up_to_date().await;
        livia.reads("good morning").await;
        assert_eq!(links(&livia), 1, "the first tab leads");

        // The backend has it, and the leader dies before it hears so.
        let mut held = livia.network.lose_next_answer("POST", "/messages");
        livia.sends("on its way").await;
        held.happens().await;
        livia.sends("behind it").await;
        let before = links(&livia);
        let crashed = Instant::now();
        livia.page.crashes_tab(&leader).await;
        until("the other tab to lead", async || {
            if links(&livia) > before {
                Ok(())
            } else {
                Err("no new link".to_owned())
            }
        })
        .await;
        let took = crashed.elapsed();
        drop(held);
        eprintln!("the other tab led after {} ms", took.as_millis());
        assert!(took < TAKES_OVER_WITHIN, "it took {took:?}");

        visitor.write("and now?").await;
        livia
            .reads_once_in_order(&["good morning", "on its way", "behind it", "and now?"])
            .await;
        livia.is_up_to_date().await;
        let messages = api.messages(&conversation).await;
        let mut texts: Vec<&str> = messages.iter().filter_map(|m| m.content.text()).collect();
        texts.sort_unstable();
        assert_eq!(
            texts,
            ["and now?", "behind it", "good morning", "on its way"]
        );
    });
}
