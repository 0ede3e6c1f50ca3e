//! The layout while nothing is known yet: the real one, with the shapes of what will come.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::prelude::*;

use crate::inbox::list_width;
use crate::locale::Key;
use crate::ui::{Icon, SkeletonRows, icon};

/// More rows than any window shows.
const ROWS: usize = 16;

#[component]
pub fn ShellSkeleton() -> impl IntoView {
    let width = list_width::remembered();
    view! {
        <div class="shell">
            <div class="rail" aria-hidden="true">
                <span class="rail__brand">{icon(Icon::Chat)}</span>
                <span class="rail__item">{icon(Icon::Inbox)}</span>
            </div>
            <div class="inbox">
                <main
                    class="inbox__main"
                    aria-busy="true"
                    style=("--list-width", Signal::derive(move || format!("{width}px")))
                >
                    <section
                        class="conversation-list"
                        aria-label=Key::ListConversations
                    >
                        <header class="conversation-list__head">
                            <h1 class="conversation-list__title">
                                {Key::ListConversations}
                            </h1>
                        </header>
                        <div class="conversation-list__filters"></div>
                        <div class="conversation-list__panel">
                            <p class="visually-hidden" role="status">
                                {Key::MainLoading}
                            </p>
                            <SkeletonRows count=ROWS />
                        </div>
                        <footer class="conversation-list__foot"></footer>
                    </section>
                    <div class="list-divider"></div>
                    <div class="inbox__chat"></div>
                </main>
            </div>
        </div>
    }
}
