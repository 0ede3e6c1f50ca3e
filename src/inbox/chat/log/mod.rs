//! The history of the conversation: a virtual list of rows of different heights, of which only
//! those near what is seen are in the page.

mod ends;
mod history;
mod jump;
mod log_feed;
mod log_page;
mod log_rows;
mod log_scroller;
mod news;
mod row_builder;
mod row_estimate;
mod row_heights;
mod row_window;
mod scroll_anchor;
mod seek;
mod seen;
mod separators;
mod skeleton;
mod to_latest;

use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, effect, shown_from_first};

use leptos::{callback::UnsyncCallback, ev, prelude::*};
use recado_protocol::{FileId, MessageId};
use recado_store::Timeline;
use rustc_hash::FxHashSet;

use super::actions::{LongPress, MessageActions, action_tools, begin_at_newest, go_by_key};
use super::calls::use_chat_calls;
use super::message::{MessageSetting, message_view};
use super::open_conversation::OpenConversation;
use crate::later::{self, About};
use crate::locale::Key;
use crate::session::{History, Topic};
use crate::ui::{KeyedRow, keyed_rows};
use ends::{foot, gap, head};
use history::HistoryLoader;
use jump::Jumps;
use log_feed::{LogFeed, Moment};
use log_rows::{Known, LogRow, RowKey};
use log_scroller::LogScroller;
use news::tell_news;
use seek::seek;
use seen::mark_seen;
use separators::{day_separator, unread_divider};
use to_latest::to_latest;

pub use skeleton::skeleton;

/// The messages of the open conversation.
#[component]
pub fn MessageLog(
    open: OpenConversation,
    /// The message that a link leads to.
    link: Option<MessageId>,
) -> impl IntoView {
    let scroller = LogScroller::new();
    let setting = MessageSetting {
        open,
        actions: MessageActions::new(open),
        unfolded: RwSignal::new(FxHashSet::default()),
        lightbox: RwSignal::new(None),
        before_folding: UnsyncCallback::new(move |()| scroller.stay()),
    };
    let unread = RwSignal::new(0);
    let highlighted = StoredValue::new(link.clone());
    let loader = HistoryLoader::new(open, scroller);
    let is_seeking = seek(open, link.clone());

    effect(move || scroller.start());
    let feed = LogFeed::new(open.me(), link);
    follow_store(open, scroller, loader, unread, feed, is_seeking);
    loader.load_near_ends();
    mark_seen(open, scroller);
    let calls = use_chat_calls();
    effect(move || {
        if calls.show_newest.get() > 0 {
            loader.go_to_latest();
        }
    });

    Jumps {
        loader,
        setting,
        highlighted,
    }
    .follow_calls();

    let finger = LongPress::new();
    let draw = move |row: LogRow| {
        let content = match &row.key {
            RowKey::Head => head(loader),
            RowKey::Day(_) => day_separator(row.at),
            RowKey::Unread => unread_divider(unread.into()),
            RowKey::Message(id) => message_view(id.clone(), setting),
            RowKey::Gap => gap(loader),
            RowKey::Foot => foot(open),
        };
        let is_highlighted = matches!(&row.key, RowKey::Message(id)
            if highlighted.with_value(|highlighted| highlighted.as_ref() == Some(id)));
        let key = row.key.clone();
        on_cleanup(move || scroller.page.remove_row(&key));
        let put = move |element: web_sys::Element| scroller.page.add_row(&row, element);
        view! {
            <div class="log-row" class=("log-row--highlighted", is_highlighted) use:put>
                {content}
            </div>
        }
    };
    let rows = move || {
        let keyed = |row: LogRow| KeyedRow::new(row.key.word(), move |_| draw(row.clone()));
        scroller.shown.get().into_iter().map(keyed).collect()
    };
    let is_loading = move || scroller.shown.with(Vec::is_empty);
    view! {
        <div class="log">
            <div
                class="log__scroller scroll"
                role="log"
                aria-label=Key::ChatMessages
                // Rows come and go as the reader scrolls; what is news is read out by `tell_news`.
                aria-live="off"
                aria-busy=move || is_loading().to_string()
                tabindex="0"
                node_ref=scroller.page.scroller
                on:scroll=move |_| scroller.scrolled()
                on:keydown=move |event| jump_by_key(&event, scroller, loader)
                on:focus=move |event| begin_at_newest(&event)
                on:pointerdown=move |event| finger.begin(&event)
                on:pointerup=move |_| finger.end()
                on:pointercancel=move |_| finger.end()
                on:contextmenu=move |event| finger.refuse_other(&event)
            >
                <div class="log__canvas" node_ref=scroller.page.canvas>
                    <div class="log__rows" node_ref=scroller.page.rows>
                        {keyed_rows(rows)}
                    </div>
                </div>
                {move || is_loading().then(skeleton)}
            </div>
            {to_latest(open, loader)}
            {lightbox(open, setting.lightbox)} {action_tools(setting.actions)}
        </div>
    }
}

/// The lightbox, from the first time that a picture is opened.
fn lightbox(open: OpenConversation, shown: RwSignal<Option<FileId>>) -> AnyView {
    shown_from_first(
        move || shown.with(Option::is_some),
        move || later::about(About::Lightbox { open, shown }),
    )
}

/// Home and End lead to where the log really begins and ends: the browser's own way would stop
/// where it was thought to, before the rows on the way there were measured.
fn jump_by_key(event: &ev::KeyboardEvent, scroller: LogScroller, loader: HistoryLoader) {
    if go_by_key(event) {
        event.prevent_default();
        return;
    }
    let is_for_log = event.target() == event.current_target();
    let has_modifier = event.shift_key() || event.alt_key() || event.ctrl_key() || event.meta_key();
    if !is_for_log || has_modifier {
        return;
    }
    match event.key().as_str() {
        "Home" => scroller.go_to_start(),
        "End" => loader.go_to_latest(),
        _ => return,
    }
    event.prevent_default();
}

/// Brings the rows in line with the replica whenever it changes.
fn follow_store(
    open: OpenConversation,
    scroller: LogScroller,
    loader: HistoryLoader,
    unread: RwSignal<u32>,
    feed: LogFeed,
    is_seeking: RwSignal<bool>,
) {
    let feed = StoredValue::new(feed);
    effect(move || {
        loader.track_jumps();
        let history = loader.history();
        let is_seeking = is_seeking.get();
        let id = open.id();
        open.record.with(|conversation| {
            let Some(conversation) = conversation else {
                return;
            };
            let news = open.session.watch(Topic::Timeline(id.clone()), |store| {
                let unknown = Timeline::default();
                let timeline = store.timeline(&id).unwrap_or(&unknown);
                let pending = store.pending_messages(&id);
                let is_unasked = history == History::Idle && store.timeline(&id).is_none();
                let is_loading = is_seeking
                    || history == History::Loading
                    || (is_unasked && conversation.last_position > 0);
                scroller.scrolled();
                let moment = Moment {
                    conversation,
                    timeline,
                    pending: &pending,
                    is_loading,
                    is_seeking,
                    anchor: scroller.anchor(),
                    shown_start: scroller.shown_start(),
                    view_height: scroller.page.view_height().unwrap_or_default(),
                };
                let (fed, first_unread, count) = feed.try_update_value(|feed| {
                    (feed.take(&moment), feed.first_unread(), feed.unread())
                })?;
                if unread.get_untracked() != count {
                    unread.set(count);
                }
                if fed.run.is_none() && is_loading && pending.is_empty() {
                    return None;
                }
                if let Some(anchor) = fed.goes_to {
                    scroller.hold(anchor);
                }
                let newest = timeline.latest_run().map_or(0, |run| run.end);
                let newest = newest.max(conversation.last_position);
                let was_rebuilt = scroller.refresh(&Known {
                    timeline,
                    run: fed.run,
                    pending: &pending,
                    first_unread,
                    newest,
                });
                if was_rebuilt {
                    loader.forget_asked();
                }
                Some(fed.news)
            });
            tell_news(open, &news.unwrap_or_default());
        });
    });
}
