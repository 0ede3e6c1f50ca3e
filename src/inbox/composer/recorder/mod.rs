//! A voice note: recorded, paused, listened to, thrown away or sent.

mod take;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::attachment::WAVEFORM_BARS;
use send_wrapper::SendWrapper;
use web_sys::Url;

use super::attachments::Attachments;
use crate::browser::recorder::{NoRecording, Recorder};
use crate::inbox::chat::player::{Played, peaks, player};
use crate::locale::{Key, play_time, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live};
use crate::session::uploads::{Chosen, Uploads};
use crate::ui::{Button, ButtonKind, Icon, IconButton};
use take::Take;

pub use take::is_kept;

/// How often the level is read, in milliseconds.
const TICK_MS: u32 = 100;

/// Where a voice note stands.
#[derive(Clone, PartialEq, Debug)]
enum Stage {
    /// The browser asks the person for the microphone.
    Asking,
    Recording,
    Paused,
    /// Paused, and what was recorded so far can be listened to at this address.
    Heard(String),
    Failed(NoRecording),
}

/// The recorder, in the place of the tray while a voice note is made.
#[component]
pub fn VoiceRecorder(attachments: Attachments, open: RwSignal<bool>) -> impl IntoView {
    let desk = Desk {
        attachments,
        open,
        stage: RwSignal::new(Stage::Asking),
        level: RwSignal::new(0),
        passed_ms: RwSignal::new(0),
        works: SendWrapper::new(Rc::default()),
    };
    match Take::of(&attachments.conversation()) {
        Some(kept) => desk.go_on_with(kept, Stage::Paused),
        None => desk.begin(),
    }
    let (leaving, stopping) = (desk.clone(), desk.clone());
    let escape = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        let is_meant = event.key() == "Escape" && !event.default_prevented();
        if is_meant && stopping.stage.get_untracked() == Stage::Recording {
            event.prevent_default();
            stopping.set_paused(true);
        }
    });
    on_cleanup(move || {
        escape.remove();
        leaving.leave();
    });
    let stage = desk.stage;
    view! {
        <div class="recorder" role="group" aria-label=Key::ComposerVoice>
            {live(move || content(&desk, &stage.get()))}
        </div>
    }
}

/// What the recorder works with.
#[derive(Clone)]
struct Desk {
    attachments: Attachments,
    open: RwSignal<bool>,
    stage: RwSignal<Stage>,
    level: RwSignal<u8>,
    passed_ms: RwSignal<u64>,
    works: SendWrapper<Rc<Works>>,
}

#[derive(Default)]
struct Works {
    take: RefCell<Option<Rc<Take>>>,
    ticking: RefCell<Option<IntervalHandle>>,
    /// Where what was recorded can be listened to.
    address: RefCell<Option<String>>,
}

impl Desk {
    fn begin(&self) {
        let this = self.clone();
        spawn_local(async move {
            let begun = Recorder::begin().await;
            // Given up while the browser asked.
            if this.open.try_get_untracked() != Some(true) {
                return;
            }
            match begun {
                Ok(recorder) => {
                    let conversation = this.attachments.conversation();
                    let take = Take::begin(this.attachments.session, conversation, recorder);
                    this.go_on_with(take, Stage::Recording);
                }
                Err(why) => this.stage.set(Stage::Failed(why)),
            }
        });
    }

    fn go_on_with(&self, take: Rc<Take>, stage: Stage) {
        self.passed_ms.set(take.passed_ms());
        self.works.take.replace(Some(take));
        self.stage.set(stage);
        self.tick();
    }

    fn take(&self) -> Option<Rc<Take>> {
        self.works.take.borrow().clone()
    }

    /// Reads the level from time to time.
    fn tick(&self) {
        let this = self.clone();
        let read = move || {
            if let Some(take) = this.take()
                && this.stage.try_get_untracked() == Some(Stage::Recording)
            {
                this.level.set(take.look());
                this.passed_ms.set(take.passed_ms());
            }
        };
        let ticking = set_interval_with_handle(read, Duration::from_millis(TICK_MS.into()));
        self.works.ticking.replace(ticking.ok());
    }

    fn set_paused(&self, paused: bool) {
        if let Some(take) = self.take() {
            take.look();
            take.set_paused(paused);
        }
        self.stage.set(if paused {
            Stage::Paused
        } else {
            Stage::Recording
        });
        self.forget_address();
    }

    /// Pauses, to listen to what was recorded.
    fn listen(&self) {
        self.set_paused(true);
        let this = self.clone();
        spawn_local(async move {
            let Some(take) = this.take() else {
                return;
            };
            let recording = take.recorder.so_far().await;
            // It went on meanwhile, or was sent.
            if this.stage.try_get_untracked() != Some(Stage::Paused) {
                return;
            }
            let address = recording
                .and_then(|recording| Url::create_object_url_with_blob(&recording.bytes).ok());
            match address {
                Some(address) => {
                    this.works.address.replace(Some(address.clone()));
                    this.stage.set(Stage::Heard(address));
                }
                None => this.fail(),
            }
        });
    }

    /// Nothing was recorded.
    fn fail(&self) {
        self.discard();
        // Whoever looked at it has gone.
        self.stage
            .try_update(|stage| *stage = Stage::Failed(NoRecording::Unavailable));
    }

    fn send(&self) {
        let Some(take) = self.take() else {
            return;
        };
        if self.stage.get_untracked() == Stage::Recording {
            take.look();
        }
        let this = self.clone();
        spawn_local(async move {
            let Some(recording) = take.recorder.finish().await else {
                this.fail();
                return;
            };
            let chosen = Chosen {
                name: format!("{}.{}", t(Key::MediaVoice), recording.ending),
                media_type: recording.media_type,
                bytes: recording.bytes,
                voice: true,
                duration_ms: Some(take.passed_ms()),
                waveform: peaks(&take.levels(), WAVEFORM_BARS),
            };
            take.forget();
            let uploads = Uploads::of(this.attachments.session);
            uploads.send_alone(&take.conversation, chosen);
            // Another conversation is open meanwhile.
            if this.open.try_update(|open| *open = false).is_some() {
                this.attachments.show();
            }
        });
    }

    /// Throws it away.
    fn discard(&self) {
        if let Some(take) = self.works.take.take() {
            take.forget();
        }
    }

    fn forget_address(&self) {
        if let Some(address) = self.works.address.take() {
            // It is this page's own address.
            let _ = Url::revoke_object_url(&address);
        }
    }

    /// Leaves the recording as it is, but paused.
    fn leave(&self) {
        if let Some(ticking) = self.works.ticking.take() {
            ticking.clear();
        }
        self.forget_address();
        let is_running = self.stage.try_get_untracked() == Some(Stage::Recording);
        if let Some(take) = self.works.take.take().filter(|_| is_running) {
            take.look();
            take.set_paused(true);
        }
    }
}

fn content(desk: &Desk, stage: &Stage) -> AnyView {
    let (open, discarding) = (desk.open, desk.clone());
    let discard = view! {
        <IconButton
            icon=Icon::Trash
            label=Key::RecorderDiscard
            on_press=move || {
                discarding.discard();
                open.set(false);
            }
        />
    };
    match stage {
        Stage::Asking => view! { {discard} <span role="status">{t(Key::RecorderAsking)}</span> },
        Stage::Failed(why) => {
            let sentence = t(match why {
                NoRecording::Denied => Key::RecorderDenied,
                NoRecording::Unavailable => Key::RecorderUnavailable,
            });
            view! { {discard} <span role="alert">{sentence}</span> }
        }
        Stage::Recording => running(desk, false, discard),
        Stage::Paused => running(desk, true, discard),
        Stage::Heard(address) => heard(desk, address.clone(), discard),
    }
}

fn running(desk: &Desk, is_paused: bool, discard: AnyView) -> AnyView {
    let (level, passed) = (desk.level, desk.passed_ms);
    let listening = desk.clone();
    // A voice fills a small part of what a microphone can carry: the root of it is what is heard.
    let shown = move || {
        let level = if is_paused { 0 } else { level.get() };
        (u32::from(level) * 255).isqrt().to_string()
    };
    view! {
        {discard}
        <span class="recorder__time tabular" role="timer">
            {move || play_time(passed.get() / 1_000)}
        </span>
        <meter
            class="recorder__level"
            min="0"
            max="255"
            prop:value=shown
            aria-label=Key::RecorderLevel
        ></meter>
        {go_on(desk, is_paused)}
        <IconButton
            icon=Icon::Play
            label=Key::RecorderListen
            on_press=move || listening.listen()
        />
        {send(desk)}
    }
}

/// What was recorded so far, to be listened to.
fn heard(desk: &Desk, address: String, discard: AnyView) -> AnyView {
    let levels = desk.take().map(|take| take.levels()).unwrap_or_default();
    let played = Played {
        source: Signal::stored(Some(address)),
        length_ms: desk.passed_ms.get_untracked(),
        waveform: levels,
        plays_at_once: true,
    };
    let player = player(played, text(Key::RecorderListen), None, || ());
    view! {
        {discard}
        {player}
        {go_on(desk, true)}
        {send(desk)}
    }
}

fn go_on(desk: &Desk, is_paused: bool) -> AnyView {
    let pausing = desk.clone();
    let (icon, label) = if is_paused {
        (Icon::Microphone, Key::RecorderResume)
    } else {
        (Icon::Pause, Key::RecorderPause)
    };
    view! { <IconButton icon=icon label=label on_press=move || pausing.set_paused(!is_paused) /> }
}

fn send(desk: &Desk) -> AnyView {
    let sending = desk.clone();
    view! {
        <Button
            label=Key::RecorderSend
            icon=Icon::Send
            kind=ButtonKind::Primary
            on_press=move || sending.send()
        />
    }
}
