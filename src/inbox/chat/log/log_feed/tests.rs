use recado_protocol::http::{MessagePage, MessageWindow};
use recado_protocol::{ConversationStatus, Timestamp};

use super::*;

const ME: &str = "livia";
const NOW: Timestamp = Timestamp::from_millis(1_000);

fn conversation(last: u64, read: u64) -> Conversation {
    Conversation {
        id: "c".into(),
        channel: "site".into(),
        contact: "beatriz".into(),
        status: ConversationStatus::Open,
        snoozed_until: None,
        archived: false,
        answered: false,
        priority: None,
        assignee: None,
        team: None,
        labels: Vec::new(),
        waiting_since: None,
        customer_wrote_at: None,
        created_at: NOW,
        last_activity_at: NOW,
        last_message: None,
        last_position: last,
        read_position: read,
        unread_count: u32::try_from(last - read).unwrap(),
        resolution: None,
        blocked_by_customer: false,
        blocked: false,
        erased: false,
        deleted: false,
        mentions: Vec::new(),
        scheduled: None,
        pinned: None,
        revision: 1,
    }
}

fn customer(position: u64) -> Message {
    Message {
        id: format!("m{position}").into(),
        conversation: "c".into(),
        position,
        at: NOW,
        author: Author::Contact {
            id: "beatriz".into(),
        },
        content: Content::Text { text: "hi".into() },
        delivery: None,
        more: None,
        revision: 1,
    }
}

fn mine(position: u64) -> Message {
    Message {
        author: Author::Agent {
            id: ME.into(),
            name: "Lívia".into(),
        },
        ..customer(position)
    }
}

fn timeline(positions: std::ops::RangeInclusive<u64>) -> Timeline {
    let mut timeline = Timeline::default();
    let page = MessagePage {
        items: positions.map(customer).collect(),
        has_older: true,
        has_newer: false,
    };
    timeline.add_page(MessageWindow::Latest, page);
    timeline
}

struct Given {
    conversation: Conversation,
    timeline: Timeline,
    pending: Vec<Message>,
    is_loading: bool,
    is_seeking: bool,
    anchor: ScrollAnchor,
}

impl Given {
    fn new(last: u64, read: u64, timeline: Timeline) -> Self {
        let conversation = conversation(last, read);
        Self {
            conversation,
            timeline,
            pending: Vec::new(),
            is_loading: false,
            is_seeking: false,
            anchor: ScrollAnchor::End,
        }
    }

    fn feed(&self, feed: &mut LogFeed) -> Feed {
        feed.take(&Moment {
            conversation: &self.conversation,
            timeline: &self.timeline,
            pending: &self.pending,
            is_loading: self.is_loading,
            is_seeking: self.is_seeking,
            anchor: self.anchor,
            shown_start: None,
            view_height: 500.0,
        })
    }
}

fn opened(given: &Given) -> LogFeed {
    let mut feed = LogFeed::new(ME.into(), None);
    given.feed(&mut feed);
    feed
}

fn row(place: Place) -> Option<ScrollAnchor> {
    Some(ScrollAnchor::Row {
        place,
        below_top: 100.0,
    })
}

#[test]
fn it_opens_at_the_first_unread_message_of_the_customer() {
    let mut given = Given::new(20, 14, timeline(10..=20));
    given.timeline.add(Message {
        revision: 2,
        ..mine(15)
    });
    let mut feed = LogFeed::new(ME.into(), None);
    let first = given.feed(&mut feed);
    assert_eq!(first.run, Some(Run { start: 10, end: 20 }));
    assert_eq!(first.goes_to, row(Place::of_divider(16)));
    assert_eq!(feed.first_unread(), Some(16));
}

#[test]
fn it_opens_at_the_end_when_everything_is_read() {
    let given = Given::new(20, 20, timeline(10..=20));
    let mut feed = LogFeed::new(ME.into(), None);
    assert_eq!(given.feed(&mut feed).goes_to, Some(ScrollAnchor::End));
    assert_eq!(feed.first_unread(), None);
}

#[test]
fn it_waits_for_the_unread_messages_and_takes_what_there_is_when_they_do_not_come() {
    let mut given = Given::new(500, 100, timeline(500..=500));
    given.is_loading = true;
    let mut feed = LogFeed::new(ME.into(), None);
    assert_eq!(given.feed(&mut feed), Feed::default());
    given.is_loading = false;
    assert_eq!(
        given.feed(&mut feed).run,
        Some(Run {
            start: 500,
            end: 500
        })
    );
}

#[test]
fn a_link_waits_for_its_message_and_opens_there() {
    let mut given = Given::new(20, 20, timeline(10..=20));
    given.is_seeking = true;
    let mut feed = LogFeed::new(ME.into(), Some("m3".into()));
    assert_eq!(given.feed(&mut feed), Feed::default());
    let page = MessagePage {
        items: (1..=5).map(customer).collect(),
        has_older: false,
        has_newer: true,
    };
    given.timeline.add_page(MessageWindow::Around(3), page);
    given.is_seeking = false;
    let first = given.feed(&mut feed);
    assert_eq!(first.run, Some(Run { start: 1, end: 5 }));
    assert_eq!(first.goes_to, row(Place::of_message(3)));
}

#[test]
fn a_link_to_a_known_message_opens_there() {
    let given = Given::new(20, 18, timeline(10..=20));
    let mut feed = LogFeed::new(ME.into(), Some("m12".into()));
    assert_eq!(given.feed(&mut feed).goes_to, row(Place::of_message(12)));
    let mut feed = LogFeed::new(ME.into(), Some("elsewhere".into()));
    assert_eq!(given.feed(&mut feed).goes_to, row(Place::of_divider(19)));
}

#[test]
fn the_divider_stays_when_the_messages_are_read_and_goes_when_i_answer() {
    let mut given = Given::new(20, 18, timeline(10..=20));
    let mut feed = opened(&given);
    given.conversation = conversation(20, 20);
    assert_eq!(given.feed(&mut feed).goes_to, None);
    assert_eq!(feed.first_unread(), Some(19));
    given.pending = vec![mine(u64::MAX)];
    assert_eq!(given.feed(&mut feed).goes_to, Some(ScrollAnchor::End));
    assert_eq!(feed.first_unread(), None);
    assert_eq!(given.feed(&mut feed).goes_to, None, "once is enough");
}

#[test]
fn an_answer_that_was_placed_before_it_was_ever_seen_waiting_goes_to_the_end_too() {
    let mut given = Given::new(20, 20, timeline(10..=20));
    given.anchor = ScrollAnchor::Row {
        place: Place::of_message(12),
        below_top: 0.0,
    };
    let mut feed = opened(&given);
    given.timeline.add(mine(21));
    let fed = given.feed(&mut feed);
    assert_eq!(fed.goes_to, Some(ScrollAnchor::End));
    assert_eq!(fed.news, []);
}

#[test]
fn only_what_arrives_after_opening_is_news_and_only_once() {
    let mut given = Given::new(20, 20, timeline(15..=20));
    let mut feed = opened(&given);
    let older = MessagePage {
        items: (1..=14).map(customer).collect(),
        has_older: false,
        has_newer: true,
    };
    given.timeline.add_page(MessageWindow::Before(15), older);
    assert_eq!(given.feed(&mut feed).news, []);
    given.timeline.add(customer(21));
    assert_eq!(given.feed(&mut feed).news, [customer(21)]);
    assert_eq!(given.feed(&mut feed).news, []);
}

#[test]
fn a_reader_of_an_older_part_stays_there_while_the_newest_is_elsewhere() {
    let mut given = Given::new(20, 20, timeline(10..=20));
    let mut feed = opened(&given);
    given.anchor = ScrollAnchor::Row {
        place: Place::of_message(12),
        below_top: 0.0,
    };
    given.timeline.add(customer(40));
    assert_eq!(given.feed(&mut feed).run, Some(Run { start: 10, end: 20 }));
    given.anchor = ScrollAnchor::End;
    assert_eq!(given.feed(&mut feed).run, Some(Run { start: 40, end: 40 }));
}

#[test]
fn a_conversation_without_messages_opens_when_the_first_one_comes() {
    let mut given = Given::new(0, 0, Timeline::default());
    let mut feed = LogFeed::new(ME.into(), None);
    assert_eq!(given.feed(&mut feed).run, None);
    given.timeline.add(customer(1));
    assert_eq!(given.feed(&mut feed).run, Some(Run { start: 1, end: 1 }));
}

#[test]
fn who_came_by_a_link_stays_when_what_they_sent_elsewhere_comes_in() {
    let mut given = Given::new(20, 20, timeline(1..=20));
    let mut feed = LogFeed::new(ME.into(), Some("m3".into()));
    assert_eq!(given.feed(&mut feed).goes_to, row(Place::of_message(3)));
    given.timeline.add(mine(21));
    assert_eq!(given.feed(&mut feed).goes_to, None);
    given.pending = vec![mine(u64::MAX)];
    assert_eq!(given.feed(&mut feed).goes_to, Some(ScrollAnchor::End));
}
