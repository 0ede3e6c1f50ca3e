//! The store against a plain model: any events, in any order, any number of times.

mod erasure;
mod message_edit;
mod optimism;
mod samples;
mod search;

use proptest::prelude::*;
use recado_protocol::http::{MessagePage, MessageWindow};
use recado_protocol::{
    BaseView, Condition, ConversationId, Event, EventBody, Filter, Sort, Timestamp,
};

use crate::{Changes, Run, Store, Timeline};
use samples::{Step, channel_filter, history, store_with};

/// The conversations of the random histories.
const CONVERSATIONS: [&str; 6] = ["c0", "c1", "c2", "c3", "c4", "c5"];

/// What a view must hold, computed from scratch.
fn fresh(store: &Store, filter: &Filter) -> Vec<ConversationId> {
    let mut matching: Vec<_> = store
        .base
        .keys()
        .filter_map(|id| store.conversation(id))
        .filter(|conversation| filter.matches(&store.surroundings().subject(conversation)))
        .collect();
    matching.sort_by_key(|it| std::cmp::Reverse((filter.sort.key(it), it.id.clone())));
    matching
        .into_iter()
        .map(|conversation| conversation.id.clone())
        .collect()
}

fn assert_every_view_is_fresh(store: &Store) {
    for (filter, view) in store.views.iter() {
        let held: Vec<_> = view.ids(0..usize::MAX).cloned().collect();
        assert_eq!(held, fresh(store, filter), "view {filter:?}");
        assert_eq!(
            view.len() as u64,
            store.count(filter),
            "count of {filter:?}"
        );
        for (rank, id) in held.iter().enumerate() {
            let conversation = store
                .conversation(id)
                .expect("a view holds known ones only");
            assert_eq!(view.rank_of(conversation), Some(rank));
        }
    }
}

fn shown(store: &Store) -> Vec<String> {
    let mut all: Vec<_> = store
        .base
        .keys()
        .map(|id| format!("{:?}", store.conversation(id)))
        .collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn indexes_and_counts_equal_a_computation_from_scratch(steps in history()) {
        let mut store = store_with(&[]);
        store.open_views(vec![channel_filter()]);
        store.open_views(vec![channel_filter().sorted(Sort::Waiting)]);
        for step in steps {
            step.take(&mut store);
            assert_every_view_is_fresh(&store);
        }
    }

    #[test]
    fn views_that_are_opened_late_hold_what_they_would_if_they_had_been_open(steps in history()) {
        let mut store = store_with(&[]);
        let asked = [
            (Condition::Status, "resolved"),
            (Condition::Status, "open"),
            (Condition::Assignee, "me"),
            (Condition::Assignee, "none"),
            (Condition::Answered, "yes"),
            (Condition::Archived, "yes"),
            (Condition::Label, "vip"),
        ];
        for step in steps {
            step.take(&mut store);
        }
        for (condition, value) in asked {
            let views = [BaseView::All, BaseView::Pending].map(Filter::of);
            store.open_views(views.map(|view| view.with(condition, value)).to_vec());
        }
        assert_every_view_is_fresh(&store);
        prop_assert_eq!(store.audit(), Vec::<String>::new());
    }

    #[test]
    fn events_that_come_together_leave_what_they_leave_one_by_one(
        steps in history(),
        known in prop::sample::subsequence(vec!["c0", "c1", "c2"], 0..3),
    ) {
        let mut together = store_with(&known);
        let mut one_by_one = store_with(&known);
        let mut waiting = Vec::new();
        // Of what the store says that it changed, the order is that of the screen's own frames.
        let mut changes = [Changes::default(), Changes::default()];
        for step in steps {
            let Step::Event(event) = step else {
                changes[0].fold(together.apply_all(std::mem::take(&mut waiting)));
                step.clone().take(&mut together);
                step.take(&mut one_by_one);
                continue;
            };
            waiting.push(event.clone());
            changes[1].fold(one_by_one.apply(event));
        }
        changes[0].fold(together.apply_all(waiting));
        prop_assert_eq!(&changes[0].conversations, &changes[1].conversations);
        prop_assert_eq!(&changes[0].arrived, &changes[1].arrived);
        prop_assert_eq!(shown(&together), shown(&one_by_one));
        prop_assert_eq!(together.cursor(), one_by_one.cursor());
        prop_assert_eq!(together.audit(), Vec::<String>::new());
    }

    #[test]
    fn applying_an_event_twice_changes_nothing(steps in history()) {
        let mut once = store_with(&[]);
        let mut twice = store_with(&[]);
        for step in steps {
            step.clone().take(&mut once);
            step.clone().take(&mut twice);
            if let Step::Event(event) = step {
                prop_assert!(twice.apply(event).is_empty());
            }
        }
        prop_assert_eq!(shown(&once), shown(&twice));
        prop_assert_eq!(once.cursor(), twice.cursor());
    }

    #[test]
    fn records_converge_whatever_order_they_come_in(steps in history(), turn in any::<prop::sample::Index>()) {
        let mut records: Vec<_> = steps.into_iter().filter_map(Step::record).collect();
        prop_assume!(!records.is_empty());
        let mut forward = store_with(&[]);
        for record in &records {
            forward.add_record(record.clone());
        }
        let middle = turn.index(records.len());
        records.rotate_left(middle);
        records.reverse();
        let mut shuffled = store_with(&[]);
        for record in &records {
            shuffled.add_record(record.clone());
        }
        prop_assert_eq!(shown(&forward), shown(&shuffled));
        assert_every_view_is_fresh(&shuffled);
    }
}

/// Everything that a replica shows: conversations, messages, and which of those are known.
fn everything(store: &Store) -> (Vec<String>, [Option<Timeline>; 6]) {
    let timelines = CONVERSATIONS.map(|id| store.timeline(&id.into()).cloned());
    (shown(store), timelines)
}

/// A replica in which every conversation of the histories was looked at.
fn store_that_reads_along() -> Store {
    let mut store = store_with(&[]);
    for id in CONVERSATIONS {
        store.add_messages(&id.into(), MessageWindow::Latest, MessagePage::default());
    }
    store
}

/// The events of a history, and the same twice over, in any order.
fn events_and_the_same_shuffled() -> impl Strategy<Value = (Vec<Event>, Vec<Event>)> {
    history().prop_flat_map(|steps| {
        let events: Vec<Event> = steps.into_iter().filter_map(Step::event).collect();
        let twice = [events.clone(), events.clone()].concat();
        (Just(events), Just(twice).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn events_in_any_order_any_number_of_times_make_one_replica((events, shuffled) in events_and_the_same_shuffled()) {
        let [mut forward, mut other] = [store_that_reads_along(), store_that_reads_along()];
        // With a place, what is older than the place is here already: it would not be looked at.
        forward.lose_place();
        other.lose_place();
        for event in events {
            forward.apply(event);
        }
        for event in shuffled {
            other.apply(event);
            prop_assert_eq!(other.audit(), Vec::<String>::new());
        }
        prop_assert_eq!(everything(&forward), everything(&other));
    }

    #[test]
    fn what_events_out_of_order_left_out_a_fresh_snapshot_mends((events, shuffled) in events_and_the_same_shuffled()) {
        let [mut forward, mut other] = [store_that_reads_along(), store_that_reads_along()];
        for event in events {
            forward.apply(event);
        }
        for event in shuffled {
            other.apply(event);
            prop_assert_eq!(other.audit(), Vec::<String>::new());
        }
        let mut fresh = samples::snapshot(&[], forward.cursor().unwrap_or_default());
        let records = CONVERSATIONS.iter().filter_map(|id| forward.record(&(*id).into()));
        fresh.conversations.items.extend(records);
        other.load_snapshot(fresh);
        prop_assert_eq!(shown(&forward), shown(&other));
        prop_assert_eq!(forward.cursor(), other.cursor());
        prop_assert_eq!(other.audit(), Vec::<String>::new());
    }

    #[test]
    fn commands_among_events_in_any_order_break_no_index(steps in history().prop_shuffle()) {
        let mut store = store_that_reads_along();
        store.open_views(vec![channel_filter()]);
        store.lose_place();
        for step in steps {
            step.take(&mut store);
            prop_assert_eq!(store.audit(), Vec::<String>::new());
        }
    }
}

#[test]
fn what_stops_matching_while_it_is_read_stays_until_the_reader_leaves() {
    let mut store = store_with(&["a", "b", "c"]);
    for (id, revision) in [("a", 2), ("b", 3), ("c", 4)] {
        samples::customer_writes(id, 50 + i64::try_from(revision).unwrap(), revision)
            .take(&mut store);
    }
    let unread = Filter::of(BaseView::Unread);
    let ids = |store: &Store| {
        let view = store.view(&unread).unwrap();
        view.ids(0..9).map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(ids(&store), ["c", "b", "a"]);
    let b = ConversationId::from("b");
    store.set_reading(&unread, Some(&b));
    let mut read = samples::record("b", 9);
    read.conversation.last_activity_at = Timestamp::from_millis(900);
    assert!(store.add_record(read.clone()).views);
    // It stays where it was, and is not counted.
    assert_eq!(ids(&store), ["c", "b", "a"]);
    assert_eq!(store.count(&unread), 2);
    let view = store.view(&unread).unwrap();
    assert_eq!(view.guest(), Some(&b));
    assert_eq!(view.rank_of(store.conversation(&b).unwrap()), Some(1));
    assert_eq!(store.audit(), Vec::<String>::new());

    // Another change leaves it there, and one by which it belongs again moves it.
    read.conversation.revision = 10;
    store.add_record(read.clone());
    assert_eq!(ids(&store), ["c", "b", "a"]);
    read.conversation.revision = 11;
    read.conversation.unread_count = 1;
    store.add_record(read.clone());
    assert_eq!(ids(&store), ["b", "c", "a"]);
    assert_eq!(store.count(&unread), 3);
    assert_eq!(store.view(&unread).unwrap().guest(), None);

    read.conversation.revision = 12;
    read.conversation.unread_count = 0;
    store.add_record(read);
    assert!(store.set_reading(&unread, None).views);
    assert_eq!(ids(&store), ["c", "a"]);
    assert_eq!(store.audit(), Vec::<String>::new());
}

#[test]
fn a_new_message_moves_its_conversation_to_the_top() {
    let mut store = store_with(&["a", "b", "c"]);
    samples::customer_writes("c", 50, 2).take(&mut store);
    let top: Vec<_> = store
        .view(&Filter::of(BaseView::All))
        .unwrap()
        .ids(0..1)
        .cloned()
        .collect();
    assert_eq!(top, [ConversationId::from("c")]);
}

#[test]
fn what_the_replica_does_not_hold_may_have_changed_with_an_event_that_it_does_not_know() {
    let mut store = store_with(&["a"]);
    let before = shown(&store);
    let changes = store.apply(Event {
        seq: 7,
        at: Timestamp::from_millis(0),
        body: EventBody::Unknown {
            event_type: "moon.landed".to_owned(),
        },
    });
    let told = Changes {
        directory: true,
        ..Changes::default()
    };
    assert_eq!((changes, shown(&store)), (told, before));
}

#[test]
fn events_after_a_lost_place_do_not_hide_the_gap_before_them() {
    let mut store = store_with(&["a"]);
    store.lose_place();
    samples::customer_writes("a", 50, 7).take(&mut store);
    assert_eq!(
        store.conversation(&"a".into()).unwrap().unread_count,
        1,
        "shown"
    );
    assert_eq!(store.cursor(), None, "but nothing to go on from");
    store.load_snapshot(samples::snapshot(&["a"], 9));
    assert_eq!(store.cursor(), Some(9));
}

#[test]
fn an_archived_conversation_that_was_asked_for_outlives_the_filling() {
    let mut store = store_with(&["a"]);
    let mut archived = samples::record("old", 1);
    archived.conversation.archived = true;
    store.add_record(archived);
    store.load_snapshot(samples::snapshot(&["a"], 9));
    assert!(store.conversation(&"old".into()).is_some());
    assert_eq!(store.count(&Filter::of(BaseView::All)), 1);
}

#[test]
fn a_message_that_comes_while_the_first_page_is_on_its_way_is_not_lost() {
    let mut store = store_with(&["a"]);
    let id = ConversationId::from("a");
    store.expect_messages(&id);
    samples::customer_writes("a", 50, 2).take(&mut store);
    assert!(store.timeline(&id).is_none(), "nothing is shown by halves");
    // The page was read before the message came.
    store.add_messages(&id, MessageWindow::Latest, MessagePage::default());
    let timeline = store.timeline(&id).unwrap();
    assert_eq!(timeline.latest_run(), Some(Run { start: 1, end: 1 }));

    store.load_snapshot(samples::snapshot(&["a"], 9));
    store.expect_messages(&id);
    samples::customer_writes("a", 60, 10).take(&mut store);
    store.add_messages(&id, MessageWindow::Latest, MessagePage::default());
    let timeline = store.timeline(&id).unwrap();
    assert_eq!(timeline.latest_run(), Some(Run { start: 1, end: 1 }));
}

#[test]
fn what_a_fresh_snapshot_no_longer_has_is_dropped() {
    let mut store = store_with(&["a", "b"]);
    store.load_snapshot(samples::snapshot(&["b"], 9));
    assert!(store.conversation(&"a".into()).is_none());
    assert_eq!(store.count(&Filter::of(BaseView::All)), 1);
    assert_every_view_is_fresh(&store);
}
