//! L1, L6: the list of conversations: as long as it takes, and quick all the same.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, Agent, list};
use recado_tests::page::{beginning, region, thing};
use recado_tests::waiting::{Look, until, until_equal};
use recado_tests::{Scene, play};
use thirtyfour::{Key, TypingData};

/// More rows than this are not made for one screen.
const MOST_ROWS: usize = 60;

#[test]
fn it_makes_the_rows_on_the_screen_and_says_how_many_there_are() {
    play(Scene::demo(600), async |stage| {
        let all = stage.api(AGENT).await.conversations(BaseView::All).await;
        let total = u32::try_from(all.len()).expect("a few hundred");
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.list_holds(u64::from(total)).await;
        let rows = livia.rows().await.expect("the list is there");
        assert!(rows.len() < MOST_ROWS, "{} rows are made", rows.len());
        for (row, record) in rows.iter().zip(&all) {
            assert!(
                row.text.contains(&record.contact.name),
                "{row:?} is not {}",
                record.contact.name
            );
        }

        scroll_to(&livia, "1000000").await;
        let last = all.last().expect("a few hundred");
        livia.sees_row(&last.contact.name).await;
        let rows = livia.rows().await.expect("the list is there");
        assert!(rows.len() < MOST_ROWS, "{} rows are made", rows.len());
        let positions: Vec<u32> = rows.iter().map(|row| row.position).collect();
        let first = positions[0];
        assert_eq!(positions, (first..=total).collect::<Vec<_>>());
        assert!(rows.iter().all(|row| row.of == total));
    });
}

#[test]
fn keys_go_through_it() {
    play(Scene::demo(600), async |stage| {
        let all = stage.api(AGENT).await.conversations(BaseView::All).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.list_holds(all.len() as u64).await;

        livia.page.type_keys("j").await;
        at(&livia, 1).await;
        let steps: [(TypingData, usize); 8] = [
            (Key::Down.into(), 2),
            ("j".into(), 3),
            ("k".into(), 2),
            (Key::Up.into(), 1),
            (Key::Up.into(), 1),
            (Key::End.into(), all.len()),
            (Key::Home.into(), 1),
            (Key::Down.into(), 2),
        ];
        for (key, place) in steps {
            livia.page.keys(&list(), key).await;
            at(&livia, place).await;
        }
        livia.page.keys(&list(), Key::Enter).await;
        livia.talks_with(&all[1].contact.name).await;
    });
}

#[test]
fn a_new_message_moves_its_row_to_the_top() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let (one, two) = (stage.visitor_api().await, stage.visitor_api().await);
        one.write("the first of one").await;
        livia.sees_on_top("the first of one").await;
        two.write("the first of two").await;
        livia.sees_on_top("the first of two").await;
        one.write("the second of one").await;
        livia.sees_on_top("the second of one").await;
        let rows = livia.rows().await.expect("the list is there");
        assert!(rows[1].text.contains("the first of two"), "{rows:#?}");
        assert!(rows[0].text.contains("2 unread messages"), "{rows:#?}");
    });
}

#[test]
fn rows_hold_still_under_the_pointer_until_it_leaves() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let one = stage.visitor_api().await;
        one.write("the first of one").await;
        livia.sees_on_top("the first of one").await;

        livia.page.point_at(&list()).await;
        stage.visitor_api().await.write("somebody new").await;
        let newer = [region("Conversations"), beginning("button", "1 newer")];
        until("what came to wait above", async || {
            // The hand is not quite still.
            let moves =
                "arguments[0][0].dispatchEvent(new PointerEvent('pointermove')); return true";
            livia.page.ask_of::<bool>(&list(), moves).await?;
            livia.page.one(&newer).await.map(drop)
        })
        .await;
        let rows = livia.rows().await.expect("the list is there");
        assert!(rows[0].text.contains("the first of one"), "{rows:#?}");

        livia.page.point_at(&[thing("navigation", "Main")]).await;
        livia.sees_on_top("somebody new").await;
        livia.page.shows_no(&newer).await;
    });
}

#[test]
fn a_reader_further_down_keeps_the_place() {
    play(Scene::demo(200), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        scroll_to(&livia, "3000").await;
        let before = until("rows in view", async || in_view(&livia).await).await;
        stage.visitor_api().await.write("somebody new").await;
        let newer = [region("Conversations"), beginning("button", "1 newer")];
        livia.page.shows(&newer).await;
        assert_eq!(in_view(&livia).await.expect("rows are in view"), before);

        livia.page.press(&newer).await;
        livia.sees_on_top("somebody new").await;
        livia.page.shows_no(&newer).await;
    });
}

/// Waits until the keyboard is at the row of this place, from 1.
async fn at(agent: &Agent, place: usize) {
    let what = format!("the row at which the keyboard of {} is", agent.page.who());
    until_equal(what, place.to_string(), async || {
        let script = "const id = arguments[0][0].getAttribute('aria-activedescendant');
            const row = id && document.getElementById(id);
            return row ? row.getAttribute('aria-posinset') : 'nowhere';";
        agent.page.ask_of(&list(), script).await
    })
    .await;
}

async fn scroll_to(agent: &Agent, top: &str) {
    let script = format!("arguments[0][0].scrollTop = {top}; return true;");
    assert_eq!(agent.page.ask_of::<bool>(&list(), &script).await, Ok(true));
}

/// The words of the first row that can be seen, and how far it is from the list's upper edge.
async fn in_view(agent: &Agent) -> Look<(String, f64)> {
    let script = "const list = arguments[0][0];
        const edge = list.getBoundingClientRect().top;
        const rows = [...list.querySelectorAll('[role=option]')]
            .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
        const row = rows.find((row) => row.getBoundingClientRect().bottom > edge);
        return [row.id, Math.round(row.getBoundingClientRect().top - edge)];";
    agent.page.ask_of(&list(), script).await
}
