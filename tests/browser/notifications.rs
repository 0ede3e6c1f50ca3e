//! N1: notifications and the sound: one for each message, whatever the number of tabs, and none for
//! what somebody is reading. What the browser would show is written down instead.

use recado_tests::agent::{AGENT, Agent};
use recado_tests::api::AgentApi;
use recado_tests::page::{any, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};

/// A browser whose person says ANSWER when asked. All tabs write into one list.
const BROWSER: &str = "
    const note = (name, said) => {
        const all = JSON.parse(localStorage.getItem(name) || '[]');
        localStorage.setItem(name, JSON.stringify([...all, said]));
    };
    globalThis.Notification = class {
        static get permission() { return localStorage.getItem('test permission') || 'default'; }
        static async requestPermission() {
            localStorage.setItem('test permission', 'ANSWER');
            return 'ANSWER';
        }
        constructor(title, { body, tag }) {
            this.tag = tag;
            note('test told', `${title}: ${body}`);
            globalThis.lastNotification = this;
        }
        close() { this.isClosed = true; }
    };
    OscillatorNode.prototype.start = () => note('test rings', 'ring');";

async fn listed(agent: &Agent, name: &str) -> Result<Vec<String>, String> {
    let script = format!("return JSON.parse(localStorage.getItem('test {name}') || '[]')");
    agent.page.ask(&script).await
}

async fn is_told(agent: &Agent, expected: &[String]) {
    let what = format!("what {} is told", agent.page.who());
    until_equal(what, expected.to_vec(), async || {
        listed(agent, "told").await
    })
    .await;
}

async fn name_of(api: &AgentApi, conversation: &recado_protocol::ConversationId) -> String {
    api.conversation(conversation).await.contact.name
}

#[test]
fn one_notification_and_one_sound_whatever_the_number_of_tabs() {
    play(Scene::nobody_wrote(), async |stage| {
        let api = stage.api(AGENT).await;
        let (ana, bento, clara) = (
            stage.visitor_api().await,
            stage.visitor_api().await,
            stage.visitor_api().await,
        );
        let of_ana = ana.write("ana begins").await.conversation;
        let of_bento = bento.write("bento begins").await.conversation;
        let of_clara = clara.write("clara begins").await.conversation;
        let agents = api.snapshot().await.agents;
        let me = &api.me.id;
        let another = agents.into_iter().find(|agent| agent.id != *me);
        let another = another.expect("the demo has more than one agent").id;
        api.assign(&of_clara, Some(another)).await;
        let name = name_of(&api, &of_ana).await;

        let livia = stage.agent("Lívia").await;
        let browser = BROWSER.replace("ANSWER", "granted");
        livia.page.prepares(&browser).await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        ana.write("before anybody asked").await;
        livia.sees_on_top("before anybody asked").await;
        livia
            .chooses_in_my_menu("menuitemcheckbox", "Desktop notifications")
            .await;
        livia
            .page
            .press(&[thing("menuitemcheckbox", "Sound")])
            .await;
        livia.presses_escape().await;
        // The sound can be heard at once by whoever switches it on.
        until_equal("the sounds", 1, async || {
            Ok(listed(&livia, "rings").await?.len())
        })
        .await;
        let leader = livia.page.opens_tab().await;
        livia.page.prepares(&browser).await;
        livia.page.open(&format!("/c/{of_bento}?view=all")).await;
        livia.is_up_to_date().await;
        livia.reads("bento begins").await;

        ana.write("the first").await;
        let mut told = vec![format!("{name}: the first")];
        is_told(&livia, &told).await;
        // It is on the screen of this tab, which does not lead.
        bento.write("read at once").await;
        livia.reads("read at once").await;
        // It is another agent's.
        clara.write("for another").await;
        livia.sees_on_top("for another").await;
        ana.write("the second").await;
        told.push(format!("{name}: the second"));
        is_told(&livia, &told).await;
        until_equal("the sounds", 3, async || {
            Ok(listed(&livia, "rings").await?.len())
        })
        .await;

        livia.page.turns_to_tab(leader).await;
        let message: String = livia
            .page
            .ask("lastNotification.onclick(); return lastNotification.tag")
            .await
            .expect("the leading tab has told it");
        livia
            .page
            .is_at(&format!("/c/{of_ana}/m/{message}?view=all"))
            .await;
        livia.reads("the second").await;
        // What is on this screen now is not told any more, and nothing was told twice.
        ana.write("seen").await;
        livia.reads("seen").await;
        bento.write("the last").await;
        livia.sees_on_top("the last").await;
        let now = listed(&livia, "told").await.unwrap_or_default();
        assert!(!now.iter().any(|it| it.contains("seen")), "{now:?}");
        assert_eq!(now[..2], told[..]);
    });
}

#[test]
fn a_browser_that_refuses_is_named_and_the_choice_taken_back() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia
            .page
            .prepares(&BROWSER.replace("ANSWER", "denied"))
            .await;
        livia.comes_in(AGENT).await;
        let refused = "This browser refuses notifications";
        livia.page.stops_saying(&[any("alert")], refused).await;
        livia
            .chooses_in_my_menu("menuitemcheckbox", "Desktop notifications")
            .await;
        livia.page.says(&[any("alert")], refused).await;
        livia.presses_escape().await;
        livia.opens_my_menu().await;
        let entry = [thing("menuitemcheckbox", "Desktop notifications")];
        let facts = livia.page.shows(&entry).await;
        assert!(!facts.checked);
        stage.visitor_api().await.write("good morning").await;
        livia.presses_escape().await;
        livia.opens_filter("All").await;
        livia.sees_row("good morning").await;
        is_told(&livia, &[]).await;
    });
}
