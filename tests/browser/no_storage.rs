//! A browser that keeps nothing, or no more: everything works, and it is said what may be lost.

use recado_protocol::ConversationId;
use recado_tests::agent::{AGENT, Agent};
use recado_tests::page::any;
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, Stage, play};

const NOT_KEPT: &str = "This browser refuses to keep data";

#[test]
fn without_a_database_it_works_and_says_what_a_reload_would_lose() {
    play(Scene::nobody_wrote(), async |stage| {
        works_without(
            stage,
            "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };",
        )
        .await;
    });
}

#[test]
fn a_database_that_never_opens_is_not_waited_for() {
    play(Scene::nobody_wrote(), async |stage| {
        works_without(
            stage,
            "IDBFactory.prototype.open = () => Object.create(IDBOpenDBRequest.prototype, {
                addEventListener: { value: () => {} }, onsuccess: { writable: true },
                onerror: { writable: true }, onupgradeneeded: { writable: true },
                onblocked: { writable: true } });",
        )
        .await;
    });
}

/// What a browser does that was told to block all data of sites: nothing is kept, and a lock is
/// refused when it is asked for, not before.
#[test]
fn with_all_data_blocked_it_works() {
    play(Scene::nobody_wrote(), async |stage| {
        works_without(
            stage,
            "const no = () => { throw new DOMException('', 'SecurityError'); };
            IDBFactory.prototype.open = no;
            Object.defineProperty(window, 'localStorage', { get: no });
            LockManager.prototype.request = async () => no();",
        )
        .await;
    });
}

/// A busy device: what it keeps it keeps, but it says so later than anybody waits.
#[test]
fn a_database_that_answers_late_disturbs_nothing() {
    play(Scene::nobody_wrote(), async |stage| {
        let visitor = stage.visitor_api().await;
        let conversation = visitor.write("good morning").await.conversation;
        let livia = stage.agent("Lívia").await;
        livia
            .page
            .prepares(
                "for (const [kind, event] of [[IDBRequest, 'success'], [IDBTransaction, 'complete']])
                    Object.defineProperty(kind.prototype, 'on' + event, { set(act) {
                        if (act) this.addEventListener(event, now => setTimeout(() => act.call(this, now), 900));
                    } });",
            )
            .await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("good morning").await;
        livia.sends("late but kept").await;
        livia.reads_delivery("late but kept", "Sent").await;
        livia.page.reload().await;
        let said = ["good morning", "late but kept"];
        livia.reads_once_in_order(&said).await;
        livia.is_up_to_date().await;
        said_once(stage, &conversation, &said).await;
        let console = livia.page.console().await;
        assert!(!console.contains("closure invoked"), "{console}");
    });
}

#[test]
fn when_the_disk_is_full_it_is_said_and_what_was_written_goes_out() {
    play(Scene::nobody_wrote(), async |stage| {
        // The browser looks at what is left only now and then.
        let (livia, conversation) = in_a_conversation(stage, Some(1)).await;
        livia.network.cut();
        livia.chip_says("Server unreachable").await;
        livia.sends("with a full disk").await;
        livia.page.says(&[any("alert")], NOT_KEPT).await;
        livia.chip_says("Server unreachable: 1 queued").await;
        livia.network.mend();
        livia.is_up_to_date().await;
        said_once(stage, &conversation, &["good morning", "with a full disk"]).await;

        // There is room again: what is written is kept.
        livia.page.may_keep(None).await;
        livia.network.cut_api();
        livia.chip_says("Server unreachable").await;
        livia.sends("with room").await;
        livia.chip_says("Server unreachable: 1 queued").await;
        livia.page.reload().await;
        livia.chip_says("Server unreachable: 1 queued").await;
        livia.network.mend();
        livia.is_up_to_date().await;
        let said = ["good morning", "with a full disk", "with room"];
        livia.reads_once_in_order(&said).await;
        said_once(stage, &conversation, &said).await;
    });
}

async fn works_without(stage: &Stage, script: &str) {
    let visitor = stage.visitor_api().await;
    let conversation = visitor.write("good morning").await.conversation;
    let livia = stage.agent("Lívia").await;
    livia.page.prepares(script).await;
    livia.comes_in(AGENT).await;
    livia.page.stops_saying(&[any("alert")], NOT_KEPT).await;
    livia.opens_filter("All").await;
    livia.opens_row("good morning").await;
    livia.sends("nothing is kept here").await;
    livia.reads_delivery("nothing is kept here", "Sent").await;
    livia.page.says(&[any("alert")], NOT_KEPT).await;
    visitor.write("I see").await;
    let said = ["good morning", "nothing is kept here", "I see"];
    livia.reads_once_in_order(&said).await;

    livia.network.cut();
    livia.chip_says("Server unreachable").await;
    livia.sends("without a network").await;
    livia.network.mend();
    livia.is_up_to_date().await;
    let said = [
        "good morning",
        "nothing is kept here",
        "I see",
        "without a network",
    ];
    livia.reads_once_in_order(&said).await;
    said_once(stage, &conversation, &said).await;
}

/// Lívia in a conversation in which the visitor has said "good morning", and nothing is on its way.
async fn in_a_conversation(stage: &Stage, room: Option<u64>) -> (Agent, ConversationId) {
    let conversation = stage.visitor_api().await.write("good morning").await;
    let livia = stage.agent("Lívia").await;
    livia.page.may_keep(room).await;
    livia.comes_in(AGENT).await;
    livia.opens_filter("All").await;
    livia.opens_row("good morning").await;
    let api = stage.api(AGENT).await;
    until_equal("what is unread", 0, async || Ok(api.counts().await.unread)).await;
    livia.is_up_to_date().await;
    (livia, conversation.conversation)
}

async fn said_once(stage: &Stage, conversation: &ConversationId, said: &[&str]) {
    let messages = stage.api(AGENT).await.messages(conversation).await;
    let texts: Vec<&str> = messages.iter().filter_map(|m| m.content.text()).collect();
    assert_eq!(texts, said);
}
