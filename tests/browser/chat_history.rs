//! C1: long conversations: where they open, and how far back they go.

use std::collections::HashSet;

use recado_protocol::{BaseView, Content, Message};
use recado_tests::agent::{AGENT, Agent, chat, log};
use recado_tests::page::{beginning, button};
use recado_tests::waiting::{Look, until, until_equal};
use recado_tests::{Scene, play};

/// The demo's longest conversations have about two thousand messages.
const LONG: u64 = 1_500;
/// More of them than this are not made for one screen.
const MOST_MESSAGES: usize = 250;

#[test]
fn older_messages_come_while_one_scrolls_up_to_the_beginning() {
    play(Scene::demo(20), async |stage| {
        let api = stage.api(AGENT).await;
        let all = api.conversations(BaseView::All).await;
        let long = all
            .iter()
            .find(|record| record.conversation.last_position > LONG);
        let long = &long
            .expect("the demo has a long conversation")
            .conversation
            .id;
        let messages = api.messages(long).await;
        let written: Vec<String> = messages
            .iter()
            .filter(|m| !is_system(m))
            .map(time)
            .collect();

        let livia = stage.agent("Lívia").await;
        livia.page.open(&format!("/c/{long}")).await;
        livia.signs_in(AGENT).await;
        until("messages", async || in_page(&livia).await).await;
        let mut read = HashSet::new();
        loop {
            until("messages everywhere", async || is_full(&livia).await).await;
            let page = until("messages", async || in_page(&livia).await).await;
            assert!(
                page.times.len() < MOST_MESSAGES,
                "{} messages are made",
                page.times.len()
            );
            let first = written.iter().position(|time| *time == page.times[0]);
            let first =
                first.unwrap_or_else(|| panic!("nobody wrote anything at {}", page.times[0]));
            let there: Vec<&String> = page.times.iter().collect();
            let expected: Vec<&String> = written.iter().skip(first).take(there.len()).collect();
            assert_eq!(there, expected, "a part of the history is not in order");
            read.extend(page.times);
            if page.is_at_top && read.contains(&written[0]) {
                break;
            }
            scroll_up(&livia).await;
        }
        livia.log_says("The conversation began here").await;
        let missing = written.iter().filter(|time| !read.contains(*time)).count();
        assert_eq!(missing, 0, "of {} messages", written.len());
    });
}

#[test]
fn the_scroll_bar_leads_anywhere_in_a_long_conversation() {
    play(Scene::demo(20), async |stage| {
        let api = stage.api(AGENT).await;
        let all = api.conversations(BaseView::All).await;
        let long = all
            .iter()
            .find(|record| record.conversation.last_position > LONG);
        let long = &long
            .expect("the demo has a long conversation")
            .conversation
            .id;
        let messages = api.messages(long).await;

        let livia = stage.agent("Lívia").await;
        livia.page.open(&format!("/c/{long}")).await;
        livia.signs_in(AGENT).await;
        until("messages", async || in_page(&livia).await).await;
        // What is unread is counted on the button that leads to the newest.
        read_to_the_end(&livia).await;
        until_equal("its unread messages", 0, async || {
            Ok(api.conversation(long).await.conversation.unread_count)
        })
        .await;
        for part in [0.5, 0.1, 0.8, 0.0, 0.3] {
            scroll_to(&livia, part).await;
            until(&format!("what stands at {part}"), async || {
                is_full(&livia).await?;
                let page = in_page(&livia).await?;
                let first = messages.iter().position(|m| time(m) == page.times[0]);
                let first = first.ok_or("nobody wrote then")?;
                let there = first as f64 / messages.len() as f64;
                if (there - part).abs() < 0.06 {
                    Ok(())
                } else {
                    Err(format!("the page begins at {there}"))
                }
            })
            .await;
        }
        livia
            .page
            .shows(&[chat(), button("Go to the latest messages")])
            .await;
        livia
            .page
            .press(&[chat(), button("Go to the latest messages")])
            .await;
        until("the newest message", async || {
            let page = in_page(&livia).await?;
            let newest = messages.iter().rev().find(|m| !is_system(m)).map(time);
            if page.times.last() == newest.as_ref() {
                Ok(())
            } else {
                Err(format!("{:?} is the last", page.times.last()))
            }
        })
        .await;
    });
}

#[test]
fn it_opens_at_the_first_unread_message_and_reading_to_the_end_clears_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let api = stage.api(AGENT).await;
        let visitor = stage.visitor_api().await;
        visitor.write("message 0").await;
        let conversation = api
            .conversations(BaseView::All)
            .await
            .remove(0)
            .conversation
            .id;
        api.write(&conversation, "an answer").await;
        for number in 1..=60 {
            visitor.write(&format!("message {number}.")).await;
        }

        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.tab_counts("Unread", 1).await;
        livia.opens_row("message 60.").await;
        livia.log_says("60 new").await;
        until("the first unread message to be on the screen", async || {
            let seen = on_screen(&livia).await?;
            let is_first = seen.iter().any(|text| text.contains("message 1."));
            let is_last = seen.iter().any(|text| text.contains("message 60."));
            if is_first && !is_last {
                Ok(())
            } else {
                Err(format!("{seen:?}"))
            }
        })
        .await;
        until(
            "what is on the screen to be read, and no more",
            async || {
                let unread = api
                    .conversation(&conversation)
                    .await
                    .conversation
                    .unread_count;
                let seen = on_screen(&livia).await?;
                let last: u32 = seen.last().and_then(|text| number_in(text)).unwrap_or(0);
                // The last one may be on the screen in part only.
                let is_right = unread < 60 && unread.abs_diff(60 - last) <= 1;
                if is_right {
                    Ok(())
                } else {
                    Err(format!("{unread} unread, on the screen {seen:?}"))
                }
            },
        )
        .await;

        read_to_the_end(&livia).await;
        livia.tab_counts("Unread", 0).await;
        until_equal("the backend's count", 0, async || {
            Ok(api.counts().await.unread)
        })
        .await;
        livia.reads("message 60.").await;
    });
}

#[test]
fn a_message_is_not_read_while_nobody_can_see_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let api = stage.api(AGENT).await;
        let visitor = stage.visitor_api().await;
        visitor.write("the first").await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("the first").await;
        livia.tab_counts("Unread", 0).await;

        livia.page.minimize().await;
        visitor.write("the second").await;
        livia.reads("the second").await;
        livia.tab_counts("Unread", 1).await;
        visitor.write("the third").await;
        livia.reads("the third").await;
        livia.sees_row("2 unread messages").await;
        assert_eq!(api.counts().await.unread, 1);

        livia.page.restore().await;
        livia.tab_counts("Unread", 0).await;
        until_equal("the backend's count", 0, async || {
            Ok(api.counts().await.unread)
        })
        .await;
    });
}

#[test]
fn a_reader_further_up_keeps_the_place_and_is_told_of_news() {
    play(Scene::nobody_wrote(), async |stage| {
        let visitor = stage.visitor_api().await;
        for number in 1..=50 {
            visitor.write(&format!("message {number}.")).await;
        }
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("message 50.").await;
        livia.reads("message 1.").await;
        read_to_the_end(&livia).await;
        livia.tab_counts("Unread", 0).await;
        scroll_up(&livia).await;
        until("messages everywhere", async || is_full(&livia).await).await;
        let before = on_screen(&livia).await.expect("messages are on the screen");
        visitor.write("one more").await;
        let news = [chat(), beginning("button", "1 new message")];
        livia.page.shows(&news).await;
        assert_eq!(
            on_screen(&livia).await.expect("messages are on the screen"),
            before
        );
        livia.tab_counts("Unread", 1).await;

        livia.page.press(&news).await;
        livia.reads("one more").await;
        livia.tab_counts("Unread", 0).await;
        livia
            .page
            .shows_no(&[chat(), button("Go to the latest messages")])
            .await;
    });
}

fn number_in(text: &str) -> Option<u32> {
    text.split("message ")
        .nth(1)?
        .split('.')
        .next()?
        .parse()
        .ok()
}

fn is_system(message: &Message) -> bool {
    matches!(message.content, Content::System { .. })
}

fn time(message: &Message) -> String {
    message.at.to_rfc3339()
}

/// What of the log is in the page.
struct InPage {
    /// When each message was written, in the order of the page.
    times: Vec<String>,
    is_at_top: bool,
}

async fn in_page(agent: &Agent) -> Look<InPage> {
    let script = "const log = arguments[0][0];
        const times = [...log.querySelectorAll('article')].map((message) => message.querySelector('time').dateTime);
        return [times, log.scrollTop <= 0];";
    let (times, is_at_top): (Vec<String>, bool) = agent.page.ask_of(&log(), script).await?;
    if times.is_empty() {
        Err("no message".to_owned())
    } else {
        Ok(InPage { times, is_at_top })
    }
}

/// The messages of which something is on the screen, from the top.
async fn on_screen(agent: &Agent) -> Look<Vec<String>> {
    let script = "const log = arguments[0][0];
        const edge = log.getBoundingClientRect();
        return [...log.querySelectorAll('article')].filter((message) => {
            const box = message.getBoundingClientRect();
            return box.bottom > edge.top + 1 && box.top < edge.bottom - 1;
        }).map((message) => message.innerText);";
    agent.page.ask_of(&log(), script).await
}

/// Whether messages are all over the screen, and nothing is still to come there.
async fn is_full(agent: &Agent) -> Look<()> {
    let script = "const log = arguments[0][0];
        const edge = log.getBoundingClientRect();
        const boxes = [...log.querySelectorAll('article')].map((message) => message.getBoundingClientRect());
        const near = 0.3 * edge.height;
        const above = log.scrollTop < near || boxes.some((box) => box.top < edge.top + near && box.bottom > edge.top);
        return above && boxes.some((box) => box.bottom > edge.bottom - near);";
    if agent.page.ask_of::<bool>(&log(), script).await? {
        Ok(())
    } else {
        Err("a part of the screen is without messages".to_owned())
    }
}

/// Drags the scroll bar to a part of its way.
async fn scroll_to(agent: &Agent, part: f64) {
    let script = format!(
        "const log = arguments[0][0]; log.scrollTop = {part} * (log.scrollHeight - log.clientHeight); return true;"
    );
    agent
        .page
        .ask_of::<bool>(&log(), &script)
        .await
        .expect("the log can be scrolled");
}

/// Scrolls up by most of what can be seen.
async fn scroll_up(agent: &Agent) {
    let script =
        "const log = arguments[0][0]; log.scrollBy(0, -0.7 * log.clientHeight); return true;";
    agent
        .page
        .ask_of::<bool>(&log(), script)
        .await
        .expect("the log can be scrolled");
}

async fn read_to_the_end(agent: &Agent) {
    until("the end of the log", async || {
        let script = "const log = arguments[0][0];
            log.scrollTop = log.scrollHeight;
            return log.scrollHeight - log.clientHeight - log.scrollTop;";
        match agent.page.ask_of::<f64>(&log(), script).await? {
            left if left < 2.0 => Ok(()),
            left => Err(format!("{left} px are left")),
        }
    })
    .await;
}
