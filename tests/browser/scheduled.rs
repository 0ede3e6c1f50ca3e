//! P11: messages that go out later.

use recado_protocol::{BaseView, Timestamp};
use recado_tests::agent::{AGENT, AGENT_2, Agent, log};
use recado_tests::page::{Thing, button, region, thing};
use recado_tests::visitor::Visitor;
use recado_tests::{Scene, Stage, play};

#[test]
fn a_scheduled_message_is_shown_to_the_team_moved_and_sent_now() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        livia.writes("see you **tomorrow**").await;
        livia.chooses_way("menuitem", "Send later…").await;
        let dialog = thing("dialog", "Send later");
        livia
            .page
            .press(&[dialog, starting("button", "In an hour")])
            .await;
        livia.has_written("").await;
        livia.page.says(&[scheduled()], "see you tomorrow").await;
        livia.is_up_to_date().await;

        let rafael = stage.agent("Rafael").await;
        rafael.comes_in(AGENT_2).await;
        rafael.opens_filter("All").await;
        rafael.opens_row("hello").await;
        rafael.page.says(&[scheduled()], "see you tomorrow").await;

        livia
            .page
            .press(&[scheduled(), button("Change the time")])
            .await;
        let dialog = thing("dialog", "Change the time");
        livia
            .page
            .press(&[dialog, starting("button", "Tomorrow morning")])
            .await;
        livia.is_up_to_date().await;
        livia.page.says(&[scheduled()], "9:00").await;
        ana.reads_just(&["hello"]).await;
        rafael.page.press(&[scheduled(), button("Send now")]).await;
        ana.reads_just(&["hello", "see you tomorrow"]).await;
        livia.page.shows_no(&[scheduled()]).await;
        livia
            .reads_once_in_order(&["hello", "see you tomorrow"])
            .await;
    });
}

#[test]
fn a_scheduled_message_that_is_called_off_is_in_the_composer_again() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        livia.writes("better not").await;
        livia.chooses_way("menuitem", "Send later…").await;
        let dialog = thing("dialog", "Send later");
        livia
            .page
            .press(&[dialog, starting("button", "Tomorrow morning")])
            .await;
        livia.is_up_to_date().await;
        livia.page.press(&[scheduled(), button("Call off")]).await;
        livia.has_written("better not").await;
        livia.page.shows_no(&[scheduled()]).await;
        livia.is_up_to_date().await;
        livia.page.reload().await;
        livia.is_up_to_date().await;
        livia.page.shows_no(&[scheduled()]).await;
        ana.reads_just(&["hello"]).await;
    });
}

#[test]
fn it_goes_out_in_time_also_when_the_backend_was_down() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        let api = stage.api(AGENT).await;
        let all = api.conversations(BaseView::All).await;
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .expect("it is after 1970");
        let now = i64::try_from(now.as_millis()).expect("the year is not 292 million");
        let send_at = Timestamp::from_millis(now + 6_000);
        api.schedule(&all[0].conversation.id, "right on time", send_at)
            .await;
        livia.page.says(&[scheduled()], "right on time").await;
        stage.backend.kill();
        stage.backend.restart().await;
        ana.reads_just(&["hello", "right on time"]).await;
        livia.reads("right on time").await;
        livia.page.shows_no(&[scheduled()]).await;
        livia.page.stops_saying(&log(), "Goes out in").await;
    });
}

fn scheduled() -> Thing {
    region("Scheduled messages")
}

fn starting(role: &str, name: &str) -> Thing {
    recado_tests::page::beginning(role, name)
}

/// A visitor has written, and an agent has it before them.
async fn ana_writes(stage: &Stage) -> (Agent, Visitor) {
    let livia = stage.agent("Lívia").await;
    let ana = stage.visitor("Ana").await;
    livia.comes_in(AGENT).await;
    ana.comes_to_the_site().await;
    ana.opens_chat().await;
    ana.sends("hello").await;
    livia.opens_filter("All").await;
    livia.opens_row("hello").await;
    livia.reads("hello").await;
    (livia, ana)
}

#[test]
fn a_scheduled_message_takes_its_files_along_and_gives_them_back_when_called_off() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = ana_writes(stage).await;
        let desk = tempfile::TempDir::new().expect("a folder can be made");
        let file = desk.path().join("list.txt");
        std::fs::write(&file, "eggs, flour").expect("a file can be written");
        let tray = [
            thing("list", "Attached files"),
            recado_tests::page::any("listitem"),
        ];
        livia.page.choose_files(&[file]).await;
        livia.page.says(&tray, "list.txt").await;
        livia.writes("the list, tomorrow").await;
        livia.chooses_way("menuitem", "Send later…").await;
        let later = thing("dialog", "Send later");
        livia
            .page
            .press(&[later.clone(), starting("button", "Tomorrow morning")])
            .await;
        livia.has_written("").await;
        livia.page.says(&[scheduled()], "the list, tomorrow").await;
        livia.page.says(&[scheduled()], "list.txt").await;
        livia.is_up_to_date().await;
        livia.page.shows_no(&tray).await;

        livia.page.press(&[scheduled(), button("Call off")]).await;
        livia.has_written("the list, tomorrow").await;
        livia.page.says(&tray, "list.txt").await;
        livia.is_up_to_date().await;

        livia.chooses_way("menuitem", "Send later…").await;
        livia
            .page
            .press(&[later, starting("button", "In an hour")])
            .await;
        livia.page.says(&[scheduled()], "list.txt").await;
        livia.is_up_to_date().await;
        ana.reads_just(&["hello"]).await;
        livia.page.press(&[scheduled(), button("Send now")]).await;
        ana.reads_just(&["hello", "the list, tomorrow"]).await;
        livia.page.shows_no(&[scheduled()]).await;
        let line = livia.reads("the list, tomorrow").await;
        assert!(line.text.contains("list.txt"), "{line}");
    });
}
