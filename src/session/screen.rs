//! What the views look at: signals, and a trigger for every part of the replica.

use std::cell::{Cell, OnceCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::prelude::*;
use recado_engine::{Engine, LinkState, News, Notice, Phase, no_capabilities};
use recado_protocol::{Capabilities, Timestamp};

use super::page::Page;
use super::topics::{Topic, Topics};
use crate::browser::clock;
use crate::reactive::RwSignal;

/// While what was missed is coming, it is shown so often only, in milliseconds: drawing each part of it
/// would take longer than all of it takes to come.
const CATCHING_UP_EVERY_MS: i64 = 100;

/// The reactive side of the session.
pub struct Screen {
    pub topics: Topics,
    pub phase: RwSignal<Phase>,
    pub link: RwSignal<LinkState>,
    pub capabilities: RwSignal<Capabilities>,
    pub notices: RwSignal<Vec<Notice>>,
    engine: OnceCell<Weak<Engine<Page>>>,
    frame_is_due: Cell<bool>,
    drawn_at: Cell<Timestamp>,
}

impl Screen {
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            topics: Topics::default(),
            phase: RwSignal::new(Phase::Starting),
            link: RwSignal::new(LinkState::Connecting),
            capabilities: RwSignal::new(no_capabilities()),
            notices: RwSignal::new(Vec::new()),
            engine: OnceCell::new(),
            frame_is_due: Cell::new(false),
            drawn_at: Cell::new(Timestamp::default()),
        })
    }

    /// Shows what this engine has from now on.
    pub fn follow(&self, engine: &Rc<Engine<Page>>) {
        // There is one engine per screen, and it is set once.
        let _ = self.engine.set(Rc::downgrade(engine));
    }

    pub fn show(self: &Rc<Self>, news: News) {
        match news {
            News::Phase(phase) => self.phase.set(phase),
            News::Link(link) => {
                self.link.set(link);
                if self.frame_is_due.replace(false) {
                    self.draw_soon();
                }
            }
            News::Capabilities(capabilities) => self.capabilities.set(capabilities),
            News::Notice(notice) => self.notices.update(|all| all.push(notice)),
            News::Changed => self.draw_soon(),
            News::Lookup(id) => self.topics.fire(&Topic::Conversation(id)),
            News::History(id) => self.topics.fire(&Topic::Timeline(id)),
        }
    }

    fn draw_soon(self: &Rc<Self>) {
        if self.frame_is_due.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        let since = clock::now().millis_since(self.drawn_at.get());
        let is_catching_up = self.link.get_untracked() == LinkState::CatchingUp;
        if document().hidden() {
            // Hidden pages get no frames, but their title still counts what is unread.
            set_timeout(move || this.flush(), Duration::ZERO);
        } else if let Ok(wait) = u64::try_from(CATCHING_UP_EVERY_MS - since)
            && is_catching_up
        {
            set_timeout(move || this.flush(), Duration::from_millis(wait));
        } else {
            request_animation_frame(move || this.flush());
        }
    }

    /// Tells the views what changed since the last frame.
    pub fn flush(&self) {
        if !self.frame_is_due.replace(false) {
            return;
        }
        let Some(engine) = self.engine.get().and_then(Weak::upgrade) else {
            return;
        };
        self.drawn_at.set(clock::now());
        let mut changes = engine.take_changes();
        let mut notices: Vec<_> = std::mem::take(&mut changes.refused)
            .into_iter()
            .map(|(command, problem)| Notice::Refused { command, problem })
            .collect();
        let told = std::mem::take(&mut changes.told);
        notices.extend(told.into_iter().map(|it| Notice::Told(Box::new(it))));
        let arrived = std::mem::take(&mut changes.arrived);
        notices.extend(
            arrived
                .into_iter()
                .map(|(conversation, message)| Notice::Arrived {
                    conversation,
                    message,
                }),
        );
        // What the device had when it began it has looked through before.
        if !changes.erased.is_empty() && !changes.everything {
            notices.push(Notice::Erased);
        }
        self.topics.notify(&changes);
        if !notices.is_empty() {
            self.notices.update(|all| all.extend(notices));
        }
    }
}
