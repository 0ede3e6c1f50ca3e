//! A player: play and pause, how loud it is from beginning to end, where it is, how fast it goes.
//! One plays at a time.

use std::cell::RefCell;

use leptos::ev::Event;
use leptos::html::Audio;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlMediaElement};

use crate::locale::{Key, in_tenths, play_time, t, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live};
use crate::ui::{Icon, icon};

/// How fast a sound can go, in tenths.
const SPEEDS: [u32; 3] = [10, 15, 20];
/// How many bars are drawn, and how loud they are where nothing is known of that.
const BARS: usize = 36;
const FLAT: [u8; BARS] = [90; BARS];
/// The room of a bar and of all bars, in the units of the drawing.
const BAR: usize = 4;
const HIGH: u32 = 28;

thread_local! {
    static PLAYING: RefCell<Option<HtmlMediaElement>> = const { RefCell::new(None) };
}

/// Whatever else plays stops: called with the event of what begins to.
pub fn play_alone(event: &Event) {
    let Some(element) = event.current_target() else {
        return;
    };
    let element: HtmlMediaElement = element.unchecked_into();
    let before = PLAYING.replace(Some(element.clone()));
    if let Some(before) = before.filter(|before| *before != element) {
        // Refused only for one that does not play.
        let _ = before.pause();
    }
}

/// The player of one sound.
#[derive(Clone, Copy)]
struct Player {
    audio: NodeRef<Audio>,
    is_playing: RwSignal<bool>,
    /// Where it is, in milliseconds.
    at: RwSignal<u64>,
    /// How long it is, as far as anybody knows.
    length: RwSignal<u64>,
    speed: RwSignal<usize>,
    failed: RwSignal<bool>,
}

impl Player {
    fn toggle(self) {
        let Some(audio) = self.audio.get_untracked() else {
            return;
        };
        if self.is_playing.get_untracked() {
            // Refused only for one that does not play.
            let _ = audio.pause();
        } else if let Ok(begun) = audio.play() {
            let failed = self.failed;
            leptos::task::spawn_local(async move {
                // Also when it was paused before it began, which is no failure.
                if let Err(error) = wasm_bindgen_futures::JsFuture::from(begun).await {
                    let name = js_sys::Error::from(error).name();
                    failed.set(name == "NotSupportedError");
                }
            });
        }
    }

    /// Plays what was just drawn, and takes the focus along.
    fn begin(self) {
        let Some(audio) = self.audio.try_get_untracked().flatten() else {
            return;
        };
        let button = audio.next_element_sibling();
        if let Some(button) = button.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // What can't take the focus leaves it where it was.
            let _ = button.focus();
        }
        self.toggle();
    }

    fn follow(self) {
        let Some(audio) = self.audio.get_untracked() else {
            return;
        };
        self.at.set(millis(audio.current_time()));
        let length = audio.duration();
        // A recording that was never closed says that it has no end.
        if length.is_finite() && length > 0.0 {
            self.length.set(millis(length));
        }
    }

    fn go_to(self, at: u64) {
        if let Some(audio) = self.audio.get_untracked() {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of a sound")]
            audio.set_current_time(at as f64 / 1_000.0);
        }
        self.at.set(at);
    }

    fn next_speed(self) {
        let speed = (self.speed.get_untracked() + 1) % SPEEDS.len();
        self.speed.set(speed);
        self.set_speed();
    }

    fn set_speed(self) {
        if let Some(audio) = self.audio.get_untracked() {
            audio.set_playback_rate(f64::from(SPEEDS[self.speed.get_untracked()]) / 10.0);
        }
    }
}

/// What a player plays.
pub struct Played {
    pub source: Signal<Option<String>>,
    pub length_ms: u64,
    /// How loud it is from beginning to end; empty where nobody knows.
    pub waveform: Vec<u8>,
    pub plays_at_once: bool,
}

/// A player by a name. What stands beside the speed is of whoever draws it; `mend` is called when the sound
/// can't be had.
pub fn player(
    played: Played,
    label: Signal<String>,
    beside: Option<AnyView>,
    mend: impl Fn() + 'static,
) -> AnyView {
    let player = Player {
        audio: NodeRef::new(),
        is_playing: RwSignal::new(false),
        at: RwSignal::new(0),
        length: RwSignal::new(played.length_ms),
        speed: RwSignal::new(0),
        failed: RwSignal::new(false),
    };
    if played.plays_at_once {
        request_animation_frame(move || player.begin());
    }
    let times = move || {
        let length = play_time(player.length.get().div_ceil(1_000));
        match player.at.get() {
            0 => length,
            at => format!("{} / {length}", play_time(at / 1_000)),
        }
    };
    let failure = move || {
        let failed = player.failed.get();
        failed.then(|| view! { <span class="sound__failed">{t(Key::MediaUnplayable)}</span> })
    };
    view! {
        <div class="sound" role="group" aria-label=label>
            {audio(player, played.source, mend)}
            {play_button(player, played.source)}
            {seeker(player, &played.waveform)}
            {speed_button(player)}
            {beside}
            <span class="sound__times tabular">{times} " " {failure}</span>
        </div>
    }
}

/// What makes the sound. It has no face of its own.
fn audio(player: Player, source: Signal<Option<String>>, mend: impl Fn() + 'static) -> AnyView {
    view! {
        <audio
            node_ref=player.audio
            preload="none"
            src=move || source.get()
            on:play=move |event: Event| {
                play_alone(&event);
                player.set_speed();
                player.is_playing.set(true);
            }
            on:pause=move |_| player.is_playing.set(false)
            on:ended=move |_| {
                player.is_playing.set(false);
                player.go_to(0);
            }
            on:timeupdate=move |_| player.follow()
            on:loadedmetadata=move |_| player.follow()
            on:error=move |_| mend()
        ></audio>
    }
}

fn play_button(player: Player, source: Signal<Option<String>>) -> AnyView {
    let cannot = Signal::derive(move || source.with(Option::is_none));
    let label = Signal::derive(move || {
        t(if player.is_playing.get() {
            Key::MediaPause
        } else {
            Key::MediaPlay
        })
    });
    view! {
        <button
            type="button"
            class="sound__play"
            aria-label=label
            title=label
            disabled=cannot
            on:click=move |_| player.toggle()
        >
            {live(move || icon(if player.is_playing.get() { Icon::Pause } else { Icon::Play }))}
        </button>
    }
}

/// The bars, those that have been heard in another colour, and the slider over them.
fn seeker(player: Player, waveform: &[u8]) -> AnyView {
    let bars = if waveform.is_empty() {
        FLAT.to_vec()
    } else {
        peaks(waveform, BARS)
    };
    let (path, wide) = (drawn(&bars), bars.len() * BAR);
    let heard_path = path.clone();
    let area = format!("0 0 {wide} {HIGH}");
    let heard_area = area.clone();
    let heard = move || {
        let percent = player.at.get() * 100 / player.length.get().max(1);
        format!("{}%", percent.min(100))
    };
    let words = move || {
        let at = play_time(player.at.get() / 1_000);
        let all = play_time(player.length.get().div_ceil(1_000));
        t_with(Key::MediaPositionOf, &[("at", &at), ("all", &all)])
    };
    let go = move |event: Event| {
        if let Ok(at) = event_target_value(&event).parse() {
            player.go_to(at);
        }
    };
    view! {
        <div class="sound__seek">
            <svg class="sound__bars" viewBox=area preserveAspectRatio="none" aria-hidden="true">
                <path d=path />
            </svg>
            <div class="sound__heard" style=("width", heard) aria-hidden="true">
                <svg
                    class="sound__bars"
                    viewBox=heard_area
                    preserveAspectRatio="none"
                    aria-hidden="true"
                >
                    <path d=heard_path />
                </svg>
            </div>
            <input
                class="sound__slider"
                type="range"
                min="0"
                max=move || player.length.get().max(1).to_string()
                step="100"
                prop:value=move || player.at.get().to_string()
                aria-label=Key::MediaPosition
                aria-valuetext=words
                on:input=go
            />
        </div>
    }
}

fn speed_button(player: Player) -> AnyView {
    let speed = move || {
        let speed = in_tenths(SPEEDS[player.speed.get()].into());
        format!("{speed}×")
    };
    let label = move || t_with(Key::MediaSpeed, &[("n", &speed())]);
    view! {
        <button
            type="button"
            class="sound__speed tabular"
            aria-label=label
            title=label
            on:click=move |_| player.next_speed()
        >
            {speed}
        </button>
    }
}

/// The loudest of each even part beside the loudest of all, in so many parts at most.
pub fn peaks(levels: &[u8], most: usize) -> Vec<u8> {
    let loudest = u32::from(levels.iter().copied().max().unwrap_or(0).max(1));
    let count = levels.len().min(most);
    let part = |at: usize| {
        let (from, to) = (at * levels.len() / count, (at + 1) * levels.len() / count);
        let peak = levels[from..to].iter().copied().max().unwrap_or(0);
        u8::try_from(u32::from(peak) * 255 / loudest).unwrap_or(u8::MAX)
    };
    (0..count).map(part).collect()
}

/// Bars around the middle of the drawing, as one path.
fn drawn(bars: &[u8]) -> String {
    let bar = |(at, loud): (usize, &u8)| {
        let high = (u32::from(*loud) * HIGH / 255).clamp(2, HIGH);
        let top = (HIGH - high) / 2;
        format!("M{} {top}v{high}", at * BAR + BAR / 2)
    };
    bars.iter().enumerate().map(bar).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "seconds of a sound, which are never negative"
)]
fn millis(seconds: f64) -> u64 {
    (seconds * 1_000.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_around_the_middle() {
        assert_eq!(drawn(&[255, 0]), "M2 0v28M6 13v2");
    }
    #[test]
    fn a_waveform_has_as_many_bars_as_it_may_and_loses_no_peak() {
        assert_eq!(peaks(&[], 64), Vec::<u8>::new());
        assert_eq!(peaks(&[1, 2], 64), [127, 255]);
        let mut levels = vec![0; 1_000];
        levels[999] = 200;
        let bars = peaks(&levels, 64);
        assert_eq!((bars.len(), bars.last()), (64, Some(&255)));
    }
}
