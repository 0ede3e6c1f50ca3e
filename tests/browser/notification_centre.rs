//! N3: what has happened to the own work: it is kept behind the bell, leads to the very message, and is told only
//! as far as the person wants.

use recado_protocol::{Problem, ProblemKind, Timestamp};
use recado_tests::agent::{AGENT, AGENT_2, Agent};
use recado_tests::audit::audit;
use recado_tests::page::{Thing, any, button, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn centre() -> Thing {
    thing("dialog", "Notification centre")
}

fn bell() -> [Thing; 2] {
    [thing("navigation", "Main"), button("Notification centre")]
}

async fn bell_says(agent: &Agent, text: &str) {
    let what = format!("the bell of {}", agent.page.who());
    until_equal(what, text.to_owned(), async || {
        Ok(agent.page.one(&bell()).await?.description)
    })
    .await;
}

async fn icon(agent: &Agent) -> Result<String, String> {
    let script = "return document.querySelector('link[rel=icon]').getAttribute('href')";
    agent.page.ask(script).await
}

#[test]
fn mentions_assignments_what_comes_back_and_failures_stand_behind_the_bell() {
    play(Scene::nobody_wrote(), async |stage| {
        let rafael = stage.api(AGENT_2).await;
        let livia_api = stage.api(AGENT).await;
        let ana = stage.visitor_api().await;
        let of_ana = ana.write("ana begins").await.conversation;
        let of_bento = stage.visitor_api().await.write("bento begins").await;
        let of_bento = of_bento.conversation;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        bell_says(&livia, "").await;
        until_equal("the icon", "favicon-unread.svg".to_owned(), async || {
            icon(&livia).await
        })
        .await;

        let me = &livia_api.me;
        rafael.note(&of_ana, "somebody else").await;
        let note = rafael
            .note(&of_ana, &format!("@{} do you know her?", me.name))
            .await;
        bell_says(&livia, "1 unread notification").await;
        rafael.assign(&of_bento, Some(me.id.clone())).await;
        bell_says(&livia, "2 unread notifications").await;
        // What I do myself is no news, and neither is what is another's.
        livia_api.note(&of_ana, &format!("@{}", me.name)).await;
        rafael.assign(&of_ana, Some(rafael.me.id.clone())).await;
        let soon = SystemTime::now() + Duration::from_secs(2);
        let soon = soon
            .duration_since(UNIX_EPOCH)
            .expect("it is later")
            .as_millis();
        let soon = Timestamp::from_millis(i64::try_from(soon).expect("it is not so late"));
        rafael
            .put(&of_bento, "snooze", json!({ "until": soon.to_rfc3339() }))
            .await;
        bell_says(&livia, "3 unread notifications").await;

        // After a reload all of it is there; the newest first, and a press leads to the very message.
        livia.page.reload().await;
        livia.is_up_to_date().await;
        bell_says(&livia, "3 unread notifications").await;
        livia.page.press(&bell()).await;
        let entries = [centre(), any("listitem")];
        until_equal("the entries", 3, async || {
            Ok(livia.page.all(&entries).await?.len())
        })
        .await;
        let all = livia.page.all(&entries).await.unwrap_or_default();
        for (entry, words) in
            all.iter()
                .zip(["Back from snooze", "Assigned to me", "do you know her?"])
        {
            assert!(entry.text.contains(words), "{}", entry.text);
        }
        let mention = all
            .iter()
            .position(|it| it.text.contains("do you know her?"));
        let mention = mention.expect("it is the last");
        let script =
            format!("arguments[0][{mention}].querySelector('button').click(); return true");
        livia
            .page
            .ask_of::<bool>(&entries, &script)
            .await
            .expect("the entry is there");
        let note = note.message.expect("a note was written").id;
        livia
            .page
            .is_at(&format!("/c/{of_ana}/m/{note}?view=all"))
            .await;
        livia.reads("do you know her?").await;
        bell_says(&livia, "2 unread notifications").await;

        // A message that was refused.
        let problem = Problem::new(ProblemKind::ChannelClosed, "The channel is closed.");
        livia.network.answer_next("POST", "/messages", &problem);
        livia.sends("a refused one").await;
        livia.page.press(&bell()).await;
        livia.page.says(&entries, "Message not sent").await;
        livia
            .page
            .press(&[centre(), button("Mark all as read")])
            .await;
        bell_says(&livia, "").await;
        let script = "return arguments[0].length";
        let left = livia.page.ask_of::<usize>(&entries, script).await;
        assert_eq!(left, Ok(4));
        livia
            .page
            .press(&[centre(), button("Notification settings")])
            .await;
        livia
            .page
            .shows(&[thing("dialog", "Notification settings")])
            .await;
        livia.page.shows_no(&[centre()]).await;
    });
}

/// A browser that notes what it is told.
const BROWSER: &str = "
    globalThis.told = [];
    globalThis.Notification = class {
        static get permission() { return 'granted'; }
        static async requestPermission() { return 'granted'; }
        constructor(title, { body }) { globalThis.told.push(`${title}: ${body}`); }
        close() {}
    };";

async fn is_told(agent: &Agent, expected: &[String]) {
    let what = format!("what {} is told", agent.page.who());
    until_equal(what, expected.to_vec(), async || {
        agent.page.ask("return globalThis.told").await
    })
    .await;
}

#[test]
fn what_comes_into_a_silent_queue_is_not_told() {
    play(Scene::nobody_wrote(), async |stage| {
        let (ana, bia) = (stage.visitor_api().await, stage.visitor_api().await);
        let of_ana = ana.write("ana begins").await.conversation;
        bia.write("bia begins").await;
        let api = stage.api(AGENT).await;
        api.set_labels(&of_ana, &["newsletter"]).await;
        let livia = stage.agent("Lívia").await;
        livia.page.prepares(BROWSER).await;
        livia.comes_in(AGENT).await;
        livia.page.open("/inbox/all?label=newsletter").await;
        livia.is_up_to_date().await;
        livia.saves_queue("Newsletter").await;
        livia.opens_filter("All").await;
        livia
            .chooses_in_my_menu("menuitem", "Notification settings")
            .await;
        for name in ["Desktop notifications", "Newsletter"] {
            let dialog = thing("dialog", "Notification settings");
            livia.page.choose(&[dialog, thing("checkbox", name)]).await;
        }
        livia.presses_escape().await;
        ana.write("of no interest").await;
        livia.sees_on_top("of no interest").await;
        bia.write("of interest").await;
        livia.sees_on_top("of interest").await;
        until_equal("what is told", vec!["of interest".to_owned()], async || {
            let told = "return globalThis.told.map(it => it.split(': ').at(-1))";
            livia.page.ask::<Vec<String>>(told).await
        })
        .await;
    });
}

#[test]
fn only_what_is_wanted_is_told_and_nothing_in_quiet_hours() {
    play(Scene::nobody_wrote(), async |stage| {
        let rafael = stage.api(AGENT_2).await;
        let me = stage.api(AGENT).await.me;
        let ana = stage.visitor_api().await;
        let of_ana = ana.write("ana begins").await.conversation;
        let name = rafael.conversation(&of_ana).await.contact.name;
        let livia = stage.agent("Lívia").await;
        livia.page.prepares(BROWSER).await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let settings = || thing("dialog", "Notification settings");
        livia
            .chooses_in_my_menu("menuitem", "Notification settings")
            .await;
        let nobodys = "Messages in conversations of nobody";
        livia
            .page
            .choose(&[settings(), thing("checkbox", "Desktop notifications")])
            .await;
        livia
            .page
            .choose(&[settings(), thing("checkbox", nobodys)])
            .await;
        livia.presses_escape().await;
        livia.page.shows_no(&[settings()]).await;

        ana.write("nobody wants to know").await;
        livia.sees_on_top("nobody wants to know").await;
        let said = format!("@{} look", me.name);
        rafael.note(&of_ana, &said).await;
        let mut told = vec![format!("Mention of me: {name}: {said}")];
        is_told(&livia, &told).await;
        rafael.assign(&of_ana, Some(me.id.clone())).await;
        told.push(format!("Assigned to me: {name}: nobody wants to know"));
        until_equal("how much is told", 2, async || {
            livia
                .page
                .ask::<usize>("return globalThis.told.length")
                .await
        })
        .await;
        ana.write("now it is yours").await;
        told.push(format!("{name}: now it is yours"));
        until_equal("the last that is told", told[2].clone(), async || {
            livia
                .page
                .ask::<String>("return globalThis.told.at(-1)")
                .await
        })
        .await;

        // All day is quiet: it still stands behind the bell.
        livia
            .chooses_in_my_menu("menuitem", "Notification settings")
            .await;
        let quiet = "No notifications and no sound in these hours";
        livia
            .page
            .choose(&[settings(), thing("checkbox", quiet)])
            .await;
        for (field, time) in [("From", "00:00"), ("To", "23:59")] {
            let script = format!(
                "const field = arguments[0][0]; field.value = '{time}';
                 field.dispatchEvent(new Event('change', {{ bubbles: true }})); return true"
            );
            livia
                .page
                .ask_of::<bool>(&[settings(), textbox(field)], &script)
                .await
                .expect("the field is there");
        }
        livia.presses_escape().await;
        livia.page.shows_no(&[settings()]).await;
        rafael
            .note(&of_ana, &format!("@{} in the night", me.name))
            .await;
        bell_says(&livia, "3 unread notifications").await;
        let now = livia
            .page
            .ask::<usize>("return globalThis.told.length")
            .await;
        assert_eq!(now, Ok(3));
    });
}

#[test]
fn the_windows_of_the_notifications_are_read_by_everybody() {
    play(Scene::demo(20), async |stage| {
        let mut found = Vec::new();
        let me = stage.api(AGENT).await.me;
        let rafael = stage.api(AGENT_2).await;
        let of_ana = stage.visitor_api().await.write("ana begins").await;
        let of_ana = of_ana.conversation;
        for device in [
            Device::desk(),
            Device::desk().dark().in_portuguese(),
            Device::phone(390, 844),
        ] {
            let name = format!("{} {}", device.language, device.width);
            let livia = stage.agent_at(&format!("Lívia {name}"), &device).await;
            livia.comes_in(AGENT).await;
            livia.page.press(&bell()).await;
            livia.page.shows(&[centre()]).await;
            livia.page.settle().await;
            found.extend(audit(&livia.page, &format!("empty centre {name}")).await);
            rafael
                .note(
                    &of_ana,
                    &format!("@{} can you look at this one, please?", me.name),
                )
                .await;
            livia.page.shows_some(&[centre(), any("listitem")]).await;
            livia.page.settle().await;
            found.extend(audit(&livia.page, &format!("centre {name}")).await);
            livia.presses_escape().await;
            livia
                .chooses_in_my_menu("menuitem", "Notification settings")
                .await;
            livia
                .page
                .shows(&[thing("dialog", "Notification settings")])
                .await;
            livia.page.settle().await;
            found.extend(audit(&livia.page, &format!("settings {name}")).await);
        }
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    });
}
