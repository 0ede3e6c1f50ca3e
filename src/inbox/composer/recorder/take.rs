//! What is recorded. It belongs to its conversation, not to what is on the screen: whoever looks at another
//! conversation finds it paused when they come back. It ends when it is sent or thrown away, or with the sign-in.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use recado_protocol::ConversationId;

use super::TICK_MS;
use crate::browser::clock;
use crate::browser::recorder::Recorder;
use crate::reactive::effect;
use crate::session::{Phase, Session};

thread_local! {
    /// All that were neither sent nor thrown away.
    static TAKES: RefCell<Vec<Rc<Take>>> = const { RefCell::new(Vec::new()) };
    /// What looks after them as long as the page lives.
    static KEEPER: RefCell<Option<Owner>> = const { RefCell::new(None) };
}

pub struct Take {
    pub conversation: ConversationId,
    pub recorder: Recorder,
    levels: RefCell<Vec<u8>>,
    passed_ms: Cell<u64>,
    /// The time of the last look, in milliseconds; none while it is paused.
    looked_at: Cell<Option<i64>>,
}

/// Whether something was recorded for a conversation that is neither sent nor thrown away.
pub fn is_kept(conversation: &ConversationId) -> bool {
    Take::of(conversation).is_some()
}

impl Take {
    pub fn of(conversation: &ConversationId) -> Option<Rc<Self>> {
        TAKES.with_borrow(|takes| {
            let mut takes = takes.iter();
            takes.find(|it| it.conversation == *conversation).cloned()
        })
    }

    pub fn begin(session: Session, conversation: ConversationId, recorder: Recorder) -> Rc<Self> {
        let take = Rc::new(Self {
            conversation,
            recorder,
            levels: RefCell::default(),
            passed_ms: Cell::new(0),
            looked_at: Cell::new(Some(clock::now().millis())),
        });
        TAKES.with_borrow_mut(|takes| takes.push(Rc::clone(&take)));
        look_after_all(session);
        take
    }

    pub fn forget(&self) {
        let forgotten = TAKES.with_borrow_mut(|takes| {
            let at = takes.iter().position(|it| std::ptr::eq(&**it, self));
            at.map(|at| takes.swap_remove(at))
        });
        drop(forgotten);
    }

    pub fn set_paused(&self, paused: bool) {
        let now = clock::now().millis();
        self.looked_at.set((!paused).then_some(now));
        self.recorder.set_paused(paused);
    }

    /// How loud it was since the last look, which is remembered.
    pub fn look(&self) -> u8 {
        let now = clock::now().millis();
        let Some(before) = self.looked_at.replace(Some(now)) else {
            self.looked_at.set(None);
            return 0;
        };
        let level = self.recorder.level();
        // The looks are rare in a page that is not on the screen.
        let passed = self.passed_ms.get() + now.saturating_sub(before).unsigned_abs();
        self.passed_ms.set(passed);
        let looks = usize::try_from(passed / u64::from(TICK_MS)).unwrap_or(usize::MAX);
        let mut levels = self.levels.borrow_mut();
        if levels.len() < looks {
            levels.resize(looks, level);
        } else if let Some(last) = levels.last_mut() {
            *last = level.max(*last);
        }
        level
    }

    pub fn passed_ms(&self) -> u64 {
        self.passed_ms.get()
    }

    pub fn levels(&self) -> Vec<u8> {
        self.levels.borrow().clone()
    }
}

/// A page that is left asks first, and with the sign-in everything ends.
fn look_after_all(session: Session) {
    if KEEPER.with_borrow(Option::is_some) {
        return;
    }
    window_event_listener(ev::beforeunload, |event| {
        if TAKES.with_borrow(|takes| !takes.is_empty()) {
            event.prevent_default();
        }
    });
    let keeper = Owner::default();
    keeper.with(|| {
        effect(move || {
            if session.phase() != Phase::Ready {
                drop(TAKES.take());
            }
        });
    });
    KEEPER.replace(Some(keeper));
}
