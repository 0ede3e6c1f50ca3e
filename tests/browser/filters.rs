//! L2: the filters and their counts.

use recado_protocol::{BaseView, ConversationRecord, ConversationStatus};
use recado_tests::agent::{AGENT, Agent};
use recado_tests::api::AgentApi;
use recado_tests::page::{any, beginning, button, region, thing};
use recado_tests::{Scene, play};

#[test]
fn the_tabs_count_what_the_backend_counts() {
    play(Scene::demo(300), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        let counts = api.counts().await;
        livia.tabs_agree_with(&counts).await;
        for (name, count) in [
            ("All", counts.all),
            ("Unread", counts.unread),
            ("Pending", counts.pending),
            ("Mine", counts.mine),
        ] {
            livia.opens_filter(name).await;
            livia.list_holds(count).await;
        }
        unassigned(&livia).await;
        livia.list_holds(counts.unassigned).await;
    });
}

#[test]
fn lists_and_counts_follow_assign_read_and_resolve() {
    play(Scene::demo(300), async |stage| {
        let api = stage.api(AGENT).await;
        let before = api.counts().await;
        let waiting = waiting_for_somebody(&api).await;
        let name = &waiting.contact.name;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        unassigned(&livia).await;
        livia.opens_row(name).await;
        livia.talks_with(name).await;

        livia.tab_counts("Unread", before.unread - 1).await;
        livia.takes().await;
        livia.tab_counts("Mine", before.mine + 1).await;
        // It stays for as long as it is read.
        livia.sees_row("No longer in this list").await;
        livia.list_holds(before.unassigned).await;
        livia.resolves().await;
        livia.tab_counts("Pending", before.pending - 1).await;
        livia.is_up_to_date().await;
        livia.tabs_agree_with(&api.counts().await).await;

        livia.opens_filter("Mine").await;
        livia.list_holds(before.mine + 1).await;
        livia.assigns("menuitemradio", "Rafael Teixeira").await;
        livia.tab_counts("Mine", before.mine).await;
        livia.sees_row("No longer in this list").await;
        livia.opens_filter("All").await;
        livia.opens_filter("Mine").await;
        livia.list_holds(before.mine).await;
        livia.sees_no_row("No longer in this list").await;
        livia.is_up_to_date().await;
        livia.tabs_agree_with(&api.counts().await).await;
    });
}

#[test]
fn counts_follow_what_colleagues_do() {
    play(Scene::demo(300), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("Pending").await;
        let waiting = waiting_for_somebody(&api).await.conversation.id;
        let before = api.counts().await;
        livia.tabs_agree_with(&before).await;

        api.assign(&waiting, Some(api.me.id.clone())).await;
        livia.tab_counts("Mine", before.mine + 1).await;
        api.set_status(&waiting, ConversationStatus::Resolved).await;
        livia.tab_counts("Pending", before.pending - 1).await;
        livia.list_holds(before.pending - 1).await;
        stage.visitor_api().await.write("somebody new").await;
        livia.tab_counts("All", before.all + 1).await;
        livia.sees_on_top("somebody new").await;
        livia.tabs_agree_with(&api.counts().await).await;
    });
}

#[test]
fn a_channel_instance_narrows_every_view() {
    play(Scene::demo(120), async |stage| {
        let api = stage.api(AGENT).await;
        let of_channel = |records: Vec<ConversationRecord>| {
            let records = records.into_iter();
            records
                .filter(|record| record.conversation.channel.as_str() == "demo-whatsapp")
                .count()
        };
        let all = of_channel(api.conversations(BaseView::All).await) as u64;
        let pending = of_channel(api.conversations(BaseView::Pending).await) as u64;

        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_more_filters().await;
        livia
            .page
            .press(&[any("menu"), beginning("menuitemcheckbox", "WhatsApp Loja")])
            .await;
        livia.presses_escape().await;
        livia.page.is_at("/inbox/all?channel=demo-whatsapp").await;
        livia.list_holds(all).await;
        livia.tab_counts("All", all).await;
        livia.tab_counts("Pending", pending).await;
        livia.opens_filter("Pending").await;
        livia.list_holds(pending).await;

        livia.page.reload().await;
        livia.is_up_to_date().await;
        livia
            .page
            .is_at("/inbox/pending?channel=demo-whatsapp")
            .await;
        livia.list_holds(pending).await;
        let chip = [region("Conversations"), beginning("button", "Remove")];
        livia.page.press(&chip).await;
        livia.page.is_at("/inbox/pending").await;
        livia.list_holds(api.counts().await.pending).await;
        livia.page.shows_no(&chip).await;
        livia
            .page
            .shows(&[region("Conversations"), button("More filters")])
            .await;
    });
}

async fn unassigned(agent: &Agent) {
    agent.opens_more_filters().await;
    agent
        .page
        .press(&[any("menu"), beginning("menuitemradio", "Unassigned")])
        .await;
    agent.page.shows_no(&[any("menu")]).await;
    agent
        .page
        .shows_no(&[thing("dialog", "Waiting to be sent")])
        .await;
}

/// An open conversation that nobody has and nobody has read, and whose customer writes in no other.
async fn waiting_for_somebody(api: &AgentApi) -> ConversationRecord {
    let unassigned = api.conversations(BaseView::Unassigned).await;
    let all = api.conversations(BaseView::All).await;
    let is_alone = |record: &ConversationRecord| {
        all.iter()
            .filter(|other| other.contact.name == record.contact.name)
            .count()
            == 1
    };
    let found = unassigned.into_iter().find(|record| {
        let conversation = &record.conversation;
        conversation.status == ConversationStatus::Open
            && conversation.unread_count > 0
            && conversation.last_position < 40
            && is_alone(record)
    });
    found.expect("the demo has customers that nobody has looked at")
}
