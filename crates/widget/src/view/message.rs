//! One message of the log.

use std::rc::Rc;

use recado_formatting::is_plain;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

use super::element::{add, attribute, button, element, set_text, show, within};
use crate::{
    browser::{
        clock::{self, TimeFormat},
        json, page,
    },
    fold,
    locale::{Locale, Text},
    outbox::Refusal,
    session::Session,
    timeline::{Row, RowState, RowText, Writer},
    wire::Json,
};

/// The name of the attribute by which a button says what it does with its message.
pub const WAY: &str = "data-way";
/// Answers it, by what the extras know of the button.
pub const CHOOSE: &str = "choose";
pub const RETRY: &str = "retry";
pub const DISCARD: &str = "discard";

/// How texts and times are written.
pub struct Words {
    pub session: Rc<Session>,
    pub locale: Locale,
    pub times: TimeFormat,
}

/// A message in the page, as it was drawn last.
pub struct MessageView {
    pub root: Element,
    pub row: Row,
    /// Whether the extras were missing for it.
    waits: bool,
    today: i64,
    day: Element,
    article: Element,
    bubble: Element,
    /// The line of time and state, or why it was refused and what to do.
    foot: Element,
}

impl MessageView {
    pub fn new(words: &Words, row: Row, today: i64) -> Self {
        let root = element("div", "log__row");
        let day = element("p", "log__day");
        let article = element("article", "");
        let bubble = element("div", "message__bubble");
        attribute(&bubble, "dir", "auto");
        let foot = element("div", "message__foot");
        add(&article, &bubble);
        add(&article, &foot);
        add(&root, &day);
        add(&root, &article);
        let mut view = Self {
            root,
            row,
            waits: false,
            today,
            day,
            article,
            bubble,
            foot,
        };
        view.draw_text(words);
        view.draw_rest(words);
        view
    }

    /// Draws what is new about the message.
    pub fn draw(&mut self, words: &Words, row: Row, today: i64) {
        if self.row == row && self.today == today && !self.waits {
            return;
        }
        self.today = today;
        let before = std::mem::replace(&mut self.row, row);
        let is_same = before.text == self.row.text
            && before.quote == self.row.quote
            && before.reactions == self.row.reactions
            && !self.waits;
        if !is_same {
            self.draw_text(words);
        }
        self.draw_rest(words);
    }

    fn draw_text(&mut self, words: &Words) {
        let (session, locale) = (&words.session, words.locale);
        let bubble = &self.bubble;
        self.waits = match &self.row.text {
            RowText::Text(text) => {
                let head = fold::head(text);
                let is_drawn = draw_words(session, bubble, head.unwrap_or(text));
                if head.is_some() {
                    self.offer_rest(session, text);
                }
                !is_drawn
            }
            RowText::Rich { content, answer } => match session.extras() {
                Some(extras) => {
                    let is_asked = self.row.state == RowState::Received;
                    if !extras.draw_rich(session, bubble, content, answer.as_deref(), is_asked) {
                        self.draw_sentence(locale.text(Text::Unsupported));
                    }
                    false
                }
                None => {
                    let text = json::parse(content).and_then(|json| json.get("text")?.text());
                    hold(session, bubble, &text.unwrap_or_default());
                    true
                }
            },
            RowText::Unsupported => self.draw_sentence(locale.text(Text::Unsupported)),
            RowText::Deleted => self.draw_sentence(locale.text(Text::Deleted)),
        };
        attribute(
            bubble,
            "aria-busy",
            if self.waits { "true" } else { "false" },
        );
        if let Some(quote) = &self.row.quote {
            let quoted = element("blockquote", "message__quote");
            set_text(&quoted, quote);
            // Refused only for a place that is not in the bubble.
            let _ = self
                .bubble
                .insert_before(&quoted, self.bubble.first_child().as_ref());
        }
        if !self.row.reactions.is_empty() {
            let reactions = element("div", "message__reactions");
            set_text(&reactions, &self.row.reactions);
            add(&self.bubble, &reactions);
        }
    }

    /// What stands in the place of a text. Nothing is to come.
    fn draw_sentence(&self, text: &str) -> bool {
        self.bubble.set_text_content(None);
        let sentence = element("em", "");
        set_text(&sentence, text);
        add(&self.bubble, &sentence);
        false
    }

    /// A button below the beginning of a long text.
    fn offer_rest(&self, session: &Rc<Session>, text: &str) {
        let rest = button("message__way message__rest");
        set_text(&rest, session.locale.text(Text::ShowAll));
        add(&self.bubble, &rest);
        let (session, bubble, text) = (session.clone(), self.bubble.clone(), text.to_owned());
        page::listen(&rest, "click", move |_: Event| {
            draw_words(&session, &bubble, &text);
            // The keyboard goes on from where the button was.
            attribute(&bubble, "tabindex", "-1");
            if let Some(bubble) = bubble.dyn_ref::<HtmlElement>() {
                let _ = bubble.focus();
            }
        });
    }

    fn draw_rest(&self, words: &Words) {
        let row = &self.row;
        if row.begins_day {
            set_text(&self.day, &day_heading(words, row, self.today));
        }
        show(&self.day, row.begins_day);
        self.article.set_class_name(class(row));
        let name = [
            writer(words.locale, &row.writer),
            ", ",
            &words.times.time(row.at),
        ]
        .concat();
        attribute(&self.article, "aria-label", &name);
        attribute(&self.article, "data-id", row.id.as_str());
        if row.state == RowState::Received {
            attribute(&self.article, "data-position", &row.position.to_string());
        }
        match &row.state {
            RowState::Refused(refusal) => self.draw_refusal(words.locale, refusal),
            _ if row.ends_run => set_text(&self.foot, &foot_words(words, row)),
            _ => set_text(&self.foot, ""),
        }
        show(&self.foot, row.ends_run);
    }

    fn draw_refusal(&self, locale: Locale, refusal: &Refusal) {
        let reason = match refusal {
            Refusal::ChannelClosed => locale.text(Text::RefusedClosed),
            Refusal::TooLong => locale.text(Text::RefusedTooLong),
            Refusal::Other(reason) => reason,
        };
        self.foot.set_text_content(None);
        let sentence = element("p", "message__refusal");
        attribute(&sentence, "role", "alert");
        add(&self.foot, &sentence);
        // Set when it is in the page, so that a screen reader says it.
        set_text(&sentence, &locale.fill(Text::Refused, reason));
        for (way, text) in [(RETRY, Text::Retry), (DISCARD, Text::Discard)] {
            let button = button("message__way");
            attribute(&button, WAY, way);
            set_text(&button, locale.text(text));
            add(&self.foot, &button);
        }
    }
}

/// Draws a text as its markup says. False when that has to wait for the extras.
fn draw_words(session: &Rc<Session>, place: &Element, text: &str) -> bool {
    if is_plain(text) {
        // As the extras draw it: room around a text is the bubble's.
        place.set_text_content(Some(text.trim_matches('\n')));
        return true;
    }
    match session.extras() {
        Some(extras) => {
            extras.draw_text(place, text, session.locale);
            true
        }
        None => {
            hold(session, place, text);
            false
        }
    }
}

/// Keeps the room of a text that can't be drawn as it should yet. Once it is known that this can take long, it can be
/// read as it was typed.
fn hold(session: &Session, place: &Element, text: &str) {
    place.set_text_content(None);
    let class = if session.lacks_extras() {
        ""
    } else {
        "message__held"
    };
    set_text(&within(place, "span", class), text);
}

fn class(row: &Row) -> &'static str {
    match (&row.writer, &row.state) {
        (Writer::Team(_), _) => "message",
        (Writer::Visitor, RowState::Waiting) => "message message--mine message--waiting",
        (Writer::Visitor, RowState::Refused(_)) => "message message--mine message--refused",
        (Writer::Visitor, _) => "message message--mine",
    }
}

/// `Today, 09:30`.
fn day_heading(words: &Words, row: &Row, today: i64) -> String {
    let day = match today - clock::day_of(row.at) {
        0 => words.locale.text(Text::Today).to_owned(),
        1 => words.locale.text(Text::Yesterday).to_owned(),
        _ => words.times.date(row.at),
    };
    let comma = if words.locale.is_right_to_left() {
        "، "
    } else {
        ", "
    };
    [&day, comma, &words.times.time(row.at)].concat()
}

/// `09:31 · Read` under the visitor's own, `Lívia · 09:30` under the team's.
fn foot_words(words: &Words, row: &Row) -> String {
    let time = words.times.time(row.at);
    let state = match (&row.state, &row.writer) {
        (RowState::Waiting, _) => Text::Waiting,
        (RowState::Sent, _) => Text::Sent,
        (RowState::Read, _) => Text::Read,
        (_, Writer::Team(Some(name))) if !name.is_empty() => {
            return [&words.locale.isolated(name), " · ", &time].concat();
        }
        _ => return time,
    };
    [&time, " · ", words.locale.text(state)].concat()
}

fn writer(locale: Locale, writer: &Writer) -> &str {
    match writer {
        Writer::Visitor => locale.text(Text::You),
        Writer::Team(Some(name)) if !name.is_empty() => name,
        Writer::Team(_) => locale.text(Text::Team),
    }
}
