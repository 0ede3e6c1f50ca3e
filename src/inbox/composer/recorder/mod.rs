//! A voice note: recorded, paused, listened to, thrown away or sent.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::attachment::WAVEFORM_BARS;
use send_wrapper::SendWrapper;
use web_sys::Url;

use super::attachments::Attachments;
use crate::browser::recorder::{NoRecording, Recorder, Recording};
use crate::locale::{Key, play_time, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, live};
use crate::session::uploads::{Chosen, Uploads};
use crate::ui::{Button, ButtonKind, Icon, IconButton};

/// How often the level is read, in milliseconds.
const TICK_MS: u32 = 100;

/// Where a voice note stands.
#[derive(Clone, PartialEq, Debug)]
enum Stage {
    /// The browser asks the person for the microphone.
    Asking,
    Recording,
    Paused,
    /// It can be listened to at this address.
    Done(String),
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
    desk.begin();
    let closing = desk.clone();
    on_cleanup(move || closing.let_go());
    let stage = desk.stage;
    view! {
        <div class="recorder" role="group" aria-label=text(Key::ComposerVoice)>
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
    passed_ms: RwSignal<u32>,
    works: SendWrapper<Rc<Works>>,
}

#[derive(Default)]
struct Works {
    recorder: RefCell<Option<Recorder>>,
    recording: RefCell<Option<Recording>>,
    levels: RefCell<Vec<u8>>,
    ticking: RefCell<Option<IntervalHandle>>,
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
                    this.works.recorder.replace(Some(recorder));
                    this.stage.set(Stage::Recording);
                    this.tick();
                }
                Err(why) => this.stage.set(Stage::Failed(why)),
            }
        });
    }

    /// Reads the level from time to time.
    fn tick(&self) {
        let this = self.clone();
        let read = move || {
            if this.stage.try_get_untracked() != Some(Stage::Recording) {
                return;
            }
            let level = this.works.recorder.borrow().as_ref().map(Recorder::level);
            let level = level.unwrap_or(0);
            this.level.set(level);
            this.works.levels.borrow_mut().push(level);
            this.passed_ms.update(|passed| *passed += TICK_MS);
        };
        let ticking = set_interval_with_handle(read, Duration::from_millis(TICK_MS.into()));
        self.works.ticking.replace(ticking.ok());
    }

    fn set_paused(&self, paused: bool) {
        if let Some(recorder) = &*self.works.recorder.borrow() {
            recorder.set_paused(paused);
        }
        self.stage.set(if paused {
            Stage::Paused
        } else {
            Stage::Recording
        });
    }

    /// Ends the recording, to be listened to or to be sent at once.
    fn stop(&self, then_send: bool) {
        let recorder = self.works.recorder.take();
        let this = self.clone();
        spawn_local(async move {
            let recording = match recorder {
                Some(recorder) => recorder.finish().await,
                None => None,
            };
            let Some(recording) = recording else {
                this.stage.set(Stage::Failed(NoRecording::Unavailable));
                return;
            };
            let address = Url::create_object_url_with_blob(&recording.bytes);
            this.works.recording.replace(Some(recording));
            this.stage.set(Stage::Done(address.unwrap_or_default()));
            if then_send {
                this.send();
            }
        });
    }

    fn send(&self) {
        let Some(recording) = self.works.recording.take() else {
            return;
        };
        let chosen = Chosen {
            name: format!("{}.{}", t(Key::MediaVoice), recording.ending),
            media_type: recording.media_type,
            bytes: recording.bytes,
            voice: true,
            duration_ms: Some(u64::from(self.passed_ms.get_untracked())),
            waveform: bars(&self.works.levels.borrow()),
        };
        let uploads = Uploads::of(self.attachments.session);
        uploads.send_alone(&self.attachments.conversation(), chosen);
        self.attachments.show();
        self.open.set(false);
    }

    /// Lets go of the microphone and of what was recorded.
    fn let_go(&self) {
        self.works.recorder.take();
        self.works.recording.take();
        if let Some(ticking) = self.works.ticking.take() {
            ticking.clear();
        }
        if let Some(Stage::Done(address)) = self.stage.try_get_untracked() {
            // It is this page's own address.
            let _ = Url::revoke_object_url(&address);
        }
    }
}

fn content(desk: &Desk, stage: &Stage) -> AnyView {
    let open = desk.open;
    let discard = view! {
        <IconButton
            icon=Icon::Trash
            label=Key::RecorderDiscard
            on_press=move || open.set(false)
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
        Stage::Recording | Stage::Paused => running(desk, *stage == Stage::Paused, discard),
        Stage::Done(address) => {
            let sending = desk.clone();
            view! {
                {discard}
                <audio
                    class="recorder__listen"
                    controls=""
                    src=address.clone()
                    aria-label=text(Key::RecorderListen)
                ></audio>
                <Button
                    label=Key::RecorderSend
                    icon=Icon::Send
                    kind=ButtonKind::Primary
                    on_press=move || sending.send()
                />
            }
        }
    }
}

fn running(desk: &Desk, is_paused: bool, discard: AnyView) -> AnyView {
    let (level, passed) = (desk.level, desk.passed_ms);
    let (pausing, stopping, sending) = (desk.clone(), desk.clone(), desk.clone());
    let (icon, label) = if is_paused {
        (Icon::Microphone, Key::RecorderResume)
    } else {
        (Icon::Pause, Key::RecorderPause)
    };
    view! {
        {discard}
        <span class="tabular" role="timer">
            {move || play_time(u64::from(passed.get() / 1_000))}
        </span>
        <meter
            class="recorder__level"
            min="0"
            max="255"
            prop:value=move || if is_paused { String::from("0") } else { level.get().to_string() }
            aria-label=text(Key::RecorderLevel)
        ></meter>
        <IconButton icon=icon label=label on_press=move || pausing.set_paused(!is_paused) />
        <IconButton
            icon=Icon::Play
            label=Key::RecorderListen
            on_press=move || stopping.stop(false)
        />
        <Button
            label=Key::RecorderSend
            icon=Icon::Send
            kind=ButtonKind::Primary
            on_press=move || sending.stop(true)
        />
    }
}

/// The loudest of each even part beside the loudest of all, as many as a waveform may have.
fn bars(levels: &[u8]) -> Vec<u8> {
    let loudest = u32::from(levels.iter().copied().max().unwrap_or(0).max(1));
    let count = levels.len().min(WAVEFORM_BARS);
    let part = |at: usize| {
        let (from, to) = (at * levels.len() / count, (at + 1) * levels.len() / count);
        let peak = levels[from..to].iter().copied().max().unwrap_or(0);
        u8::try_from(u32::from(peak) * 255 / loudest).unwrap_or(u8::MAX)
    };
    (0..count).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waveform_has_as_many_bars_as_it_may_and_loses_no_peak() {
        assert_eq!(bars(&[]), Vec::<u8>::new());
        assert_eq!(bars(&[1, 2]), [127, 255]);
        let mut levels = vec![0; 1_000];
        levels[999] = 200;
        let bars = bars(&levels);
        assert_eq!((bars.len(), bars.last()), (WAVEFORM_BARS, Some(&255)));
    }
}
