//! What can be asked for.

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_protocol::assist::AssistTask;

use super::{Assist, Wish};
use crate::inbox::composer::length::outgoing;
use crate::locale::{Key, t, text};
use crate::ui::{MenuAlign, MenuEntry, menu_heading, menu_item, menu_separator, open_menu};

/// Into what a draft can be translated: the tag, and the name of the language in itself.
const LANGUAGES: [(&str, &str); 6] = [
    ("en", "English"),
    ("pt-BR", "Português (Brasil)"),
    ("es", "Español"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("it", "Italiano"),
];

/// The menu of the button "AI".
#[component]
pub fn AssistMenu(assist: Assist) -> impl IntoView {
    open_menu(
        text(Key::ComposerAi),
        assist.button,
        assist.is_menu_open,
        MenuAlign::Start,
        UnsyncCallback::new(move |()| entries(assist)),
    )
}

fn entries(assist: Assist) -> Vec<MenuEntry> {
    let about = |task: AssistTask| Wish {
        task,
        language: None,
        of_message: false,
    };
    let entry =
        move |key: Key, task: AssistTask| menu_item(t(key), move || assist.ask(about(task)));
    let translate_message = Wish {
        of_message: true,
        ..about(AssistTask::Translate)
    };
    let mut entries = vec![
        entry(Key::AssistSuggest, AssistTask::Suggest),
        entry(Key::AssistSummarise, AssistTask::Summarise),
        menu_item(t(Key::AssistTranslateMessage), move || {
            assist.ask(translate_message);
        }),
        menu_separator(),
        menu_heading(t(Key::AssistDraft)),
        entry(Key::AssistSpelling, AssistTask::Spelling),
        entry(Key::AssistFriendlier, AssistTask::Friendlier),
        entry(Key::AssistFormal, AssistTask::Formal),
        entry(Key::AssistShorter, AssistTask::Shorter),
        entry(Key::AssistLonger, AssistTask::Longer),
        menu_separator(),
        menu_heading(t(Key::AssistTranslate)),
    ];
    entries.extend(LANGUAGES.map(|(tag, name)| {
        let wish = Wish {
            language: Some(tag),
            ..about(AssistTask::Translate)
        };
        menu_item(name.to_owned(), move || assist.ask(wish))
    }));
    entries
}

impl Wish {
    /// Whether it is about the draft.
    pub(super) fn is_about_draft(self) -> bool {
        let is_about_all = matches!(self.task, AssistTask::Suggest | AssistTask::Summarise);
        !is_about_all && !self.of_message
    }
}

impl Assist {
    /// Asks, unless there is nothing to work on.
    pub(super) fn ask(self, wish: Wish) {
        let text = untrack(|| self.desk.writing.text());
        if wish.is_about_draft() && outgoing(&text).is_empty() {
            self.desk.toaster.notice(t(Key::AssistNeedsText));
            self.desk.focus();
            return;
        }
        let number = self
            .wish
            .with_untracked(|wish| wish.map_or(0, |(number, _)| number));
        self.wish.set(Some((number.wrapping_add(1), wish)));
    }
}
