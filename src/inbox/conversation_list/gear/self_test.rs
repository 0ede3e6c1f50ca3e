//! Whether news really reaches this person: the browser, its permission and the system behind it, the sound.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::locale::{Key, t};
use crate::markup::view;
use crate::notification::probe::{self, Outcome};
use crate::reactive::{RwSignal, Signal};
use crate::ui::{Button, ButtonKind, Dialog, Icon, small_icon};

/// How far the test is.
#[derive(Clone, Copy)]
struct Test {
    browser: RwSignal<Option<Outcome>>,
    permission: RwSignal<Option<Outcome>>,
    system: RwSignal<Option<Outcome>>,
    sound: RwSignal<Option<Outcome>>,
}

/// The window of the test.
#[component]
pub fn SelfTest(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open on_close=move || open.set(false) title=Key::TestTitle class="self-test">
            {content()}
        </Dialog>
    }
}

fn content() -> AnyView {
    let test = Test {
        browser: RwSignal::new(None),
        permission: RwSignal::new(None),
        system: RwSignal::new(None),
        sound: RwSignal::new(None),
    };
    let run = move || {
        spawn_local(async move { test.run().await });
    };
    view! {
        <p>{t(Key::TestHint)}</p>
        <div role="status">
            <ul class="self-test__steps">
                {step(Key::TestBrowser, test.browser)}
                {step(Key::TestPermission, test.permission)}
                {step(Key::TestSystem, test.system)}
                {step(Key::TestSound, test.sound)}
            </ul>
        </div>
        <div class="choices__buttons">
            <Button label=Key::TestRun kind=ButtonKind::Primary on_press=run />
        </div>
    }
}

fn step(name: Key, outcome: RwSignal<Option<Outcome>>) -> AnyView {
    let icon = move || match outcome.get() {
        Some(Outcome::Works) => small_icon(Icon::Check),
        Some(_) => small_icon(Icon::Warning),
        None => small_icon(Icon::Clock),
    };
    let is_wrong = Signal::derive(move || !matches!(outcome.get(), None | Some(Outcome::Works)));
    let is_right = Signal::derive(move || matches!(outcome.get(), Some(Outcome::Works)));
    let words = move || {
        t(match outcome.get() {
            None => Key::TestNotYet,
            Some(Outcome::Works) => Key::TestWorks,
            Some(Outcome::Missing) => Key::TestMissing,
            Some(Outcome::Refused) => Key::TestRefused,
            Some(Outcome::NotAsked) => Key::TestNotAsked,
            Some(Outcome::Silent) => Key::TestSilent,
        })
    };
    view! {
        <li
            class="self-test__step"
            class=("self-test__step--right", is_right)
            class=("self-test__step--wrong", is_wrong)
        >
            {icon}
            <span class="self-test__name">{t(name)}</span>
            <span class="self-test__words">{words}</span>
        </li>
    }
}

impl Test {
    async fn run(self) {
        for part in [self.browser, self.permission, self.system, self.sound] {
            part.set(None);
        }
        let sound = probe::sound().await;
        set(self.sound, sound);
        let browser = probe::browser();
        set(self.browser, browser);
        if browser != Outcome::Works {
            set(self.permission, Outcome::Missing);
            set(self.system, Outcome::Missing);
            return;
        }
        let permission = probe::permission().await;

        set(self.permission, permission);
        let system = if permission == Outcome::Works {
            probe::system(&t(Key::TestTitle), &t(Key::TestExample)).await
        } else {
            permission
        };
        set(self.system, system);
    }
}

/// The window may be gone by now.
fn set(part: RwSignal<Option<Outcome>>, outcome: Outcome) {
    part.try_update(|part| *part = Some(outcome));
}
