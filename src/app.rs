//! From an empty page to the inbox.

use crate::markup::view;
use crate::reactive::{RwSignal, effect, live, memo};
use leptos::ev;
use leptos::mount::mount_to_body;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;

use crate::config::{self, Config, ConfigError};
use crate::keyboard;
use crate::later;
use crate::locale::{self, Key, t};
use crate::session::{Phase, provide_session};
use crate::shell::{Shell, ShellSkeleton, base_path, focus_inbox, provide_address, provide_layout};
use crate::start::ConfigFailure;
use crate::theme::provide_theme;
use crate::ui::{ToastRegion, provide_toaster, use_toaster};

/// Puts the app on the page.
pub fn start() {
    console_error_panic_hook::set_once();
    locale::start(None);
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    provide_theme();
    provide_toaster();
    provide_layout();
    offer_newer_page();
    later::start();
    keyboard::start();
    let base = base_path();
    view! {
        <Router base=base.clone()>
            <Page base />
        </Router>
    }
}

/// A newer page may be kept on this device already: the person says when to change to it.
fn offer_newer_page() {
    let toaster = use_toaster();
    window_event_listener(
        ev::Custom::<web_sys::Event>::new("recado-newer-page"),
        move |_| {
            toaster.keep_offering(t(Key::ToastNewerPage), t(Key::ToastNewerPageTake), || {
                if let Ok(taken) = web_sys::Event::new("recado-take-newer-page") {
                    // Nobody can prevent it.
                    let _ = window().dispatch_event(&taken);
                }
            });
        },
    );
}

/// Everything that the page ever shows; first of all it finds out what this installation is.
#[component]
fn Page(base: String) -> impl IntoView {
    provide_address(base);
    let configuration = RwSignal::new(Configuration::Loading);
    let load = move || {
        configuration.set(Configuration::Loading);
        spawn_local(async move {
            let loaded = config::load().await;
            if let Ok(config) = &loaded {
                locale::start(config.language.as_deref());
            }
            configuration.set(loaded.map_or_else(Configuration::Failed, Configuration::Loaded));
        });
    };
    load();
    view! {
        {move || match configuration.get() {
            Configuration::Loading => view! { <ShellSkeleton /> },
            Configuration::Failed(error) => view! { <ConfigFailure error on_retry=load /> },
            Configuration::Loaded(config) => view! { <Installation config /> },
        }}
        <ToastRegion />
    }
}

/// How far the page is with `config.json`.
#[derive(Clone)]
enum Configuration {
    Loading,
    Failed(ConfigError),
    Loaded(Config),
}

/// The app of one installation: what it shows follows from where the person stands.
#[component]
fn Installation(config: Config) -> impl IntoView {
    document().set_title(&config.brand);
    let session = provide_session(config);
    // A link that was opened while signed out still stands in the address: signing in shows it.
    let phase = memo(move || session.phase());
    let mut was_signed_out = false;
    effect(move || {
        let phase = phase.get();
        if phase == Phase::Ready && was_signed_out {
            focus_inbox();
        }
        if phase != Phase::Starting {
            later::fetch_when_idle();
        }
        was_signed_out = matches!(phase, Phase::SignedOut(_));
    });
    live(move || match phase.get() {
        Phase::Starting => view! { <ShellSkeleton /> },
        Phase::SignedOut(farewell) => later::sign_in(farewell),
        Phase::Ready => view! { <Shell /> },
    })
}
