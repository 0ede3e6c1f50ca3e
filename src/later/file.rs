//! The files of code, each fetched once; what was not to be had can be asked for again.

use std::time::Duration;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;

#[cfg(feature = "split")]
use super::{
    fetch_about, fetch_actions, fetch_desk, fetch_forms, fetch_list, fetch_merge, fetch_panels,
    fetch_records, fetch_sign_in, fetch_tools,
};
use crate::locale::Key;
#[cfg(feature = "split")]
use crate::locale::fetch_the_rest;
use crate::markup::view;
use crate::reactive::{RwSignal, live};
use crate::ui::{Button, Icon, Notice, NoticeTone};

/// A file of code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum File {
    Panels,
    SignIn,
    Tools,
    Forms,
    Actions,
    List,
    Desk,
    About,
    Records,
    Merge,
}

/// How far a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Progress {
    Wanted,
    Asked,
    Here,
    Failed,
}

thread_local! {
    /// Made by [`start`], so that it lives as long as the page.
    static PROGRESS: [RwSignal<Progress>; 10] = File::EVERY.map(|_| new_file());
}

fn new_file() -> RwSignal<Progress> {
    RwSignal::new(if cfg!(feature = "split") {
        Progress::Wanted
    } else {
        Progress::Here
    })
}

/// Fetches what is nearly always wanted when the browser has nothing else to do: a press on a button then
/// need not wait.
pub fn fetch_when_idle() {
    let fetch = || {
        // What was wanted before and did not come waits for the person.
        if File::Panels.progress().get_untracked() == Progress::Wanted {
            File::Panels.fetch();
        }
    };
    // Safari has no such callback.
    if request_idle_callback_with_handle(fetch).is_err() {
        set_timeout(fetch, Duration::from_secs(1));
    }
}

/// Whether what nearly everybody wants next is here. Reactive.
pub fn panels_are_here() -> bool {
    File::Panels.progress().get() == Progress::Here
}

/// Has to be called where the page begins.
pub fn start() {
    PROGRESS.with(|_| ());
}

/// Fetches again what could not be had.
pub fn fetch_failed() {
    for file in File::EVERY {
        if file.progress().get_untracked() == Progress::Failed {
            file.fetch();
        }
    }
}

impl File {
    const EVERY: [Self; 10] = [
        Self::Panels,
        Self::SignIn,
        Self::Tools,
        Self::Forms,
        Self::Actions,
        Self::List,
        Self::Desk,
        Self::About,
        Self::Records,
        Self::Merge,
    ];

    fn progress(self) -> RwSignal<Progress> {
        PROGRESS.with(|all| all[self as usize])
    }

    fn fetch(self) {
        let progress = self.progress();
        if matches!(progress.get_untracked(), Progress::Asked | Progress::Here) {
            return;
        }
        progress.set(Progress::Asked);
        spawn_local(async move {
            progress.set(if self.fetch_all().await {
                Progress::Here
            } else {
                Progress::Failed
            });
        });
    }

    /// The file's code, and the texts that it shows; whether all of it is here.
    #[cfg(feature = "split")]
    async fn fetch_all(self) -> bool {
        use futures_util::future::join;

        let code = async {
            match self {
                Self::SignIn => fetch_sign_in().await,
                Self::Panels => fetch_panels().await,
                Self::Tools => fetch_tools().await,
                Self::Forms => fetch_forms().await,
                Self::Actions => fetch_actions().await,
                Self::List => fetch_list().await,
                Self::Desk => fetch_desk().await,
                Self::About => fetch_about().await,
                Self::Records => fetch_records().await,
                Self::Merge => fetch_merge().await,
            }
        };
        // The sign-in page has its texts from the beginning.
        if self == Self::SignIn {
            return code.await.is_ok();
        }
        let (code, texts) = join(code, fetch_the_rest()).await;
        code.is_ok() && texts.is_ok()
    }

    #[cfg(not(feature = "split"))]
    async fn fetch_all(self) -> bool {
        true
    }
}

/// Something that a file draws, or why it is not there.
pub fn part(
    file: File,
    way_back: Option<UnsyncCallback<()>>,
    draw: impl Fn() -> Option<AnyView> + Send + 'static,
) -> AnyView {
    file.fetch();
    let way_back = SendWrapper::new(way_back);
    let progress = file.progress();
    live(move || match progress.get() {
        Progress::Here => draw(),
        Progress::Failed => Some(failure(file, *way_back)),
        Progress::Wanted | Progress::Asked => Some(waiting()),
    })
}

fn waiting() -> AnyView {
    view! {
        <div class="later" aria-busy="true">
            <p class="visually-hidden" role="status">{Key::MainLoading}</p>
        </div>
    }
}

fn failure(file: File, way_back: Option<UnsyncCallback<()>>) -> AnyView {
    let back =
        way_back.map(|way_back| view! { <Button label=Key::ChatBackToList on_press=way_back /> });
    view! {
        <div class="later">
            <Notice tone=NoticeTone::Danger>{Key::MainPartMissing}</Notice>
            <Button label=Key::ActionRetry icon=Icon::Retry on_press=move || file.fetch() />
            {back}
        </div>
    }
}
