//! Approved templates: chosen from the list, filled in, looked at, and sent.

mod fitting;
mod form;

use leptos::prelude::*;
use recado_protocol::Feature;
use recado_protocol::prepared::Template;

use super::Desk;
use super::prepared::{Stock, stock};
use super::window::takes_templates;
use crate::later::{self, Form};
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, live, memo, shown_while};
use crate::ui::{EmptyState, Icon, IconButton, unique_id};
pub use fitting::{filled, fitting};
use form::template_form;

/// The templates of one composer.
#[derive(Clone, Copy)]
pub struct Templates {
    desk: Desk,
    open: RwSignal<bool>,
}

impl Templates {
    pub(super) fn of(desk: Desk) -> Self {
        Self {
            desk,
            open: RwSignal::new(false),
        }
    }

    pub fn show(self) {
        self.open.set(true);
    }

    /// Whether this conversation has any. Reactive.
    pub fn are_offered(self) -> bool {
        let writing = self.desk.writing;
        let session = writing.session();
        session.can(&Feature::TEMPLATES) && takes_templates(session, &writing.conversation())
    }
}

/// The button that opens the window.
pub fn templates_button(templates: Templates) -> AnyView {
    shown_while(
        move || templates.are_offered() && !templates.desk.writing.is_note(),
        move || {
            view! {
                <IconButton
                    icon=Icon::Template
                    label=Key::ComposerTemplates
                    on_press=move || templates.show()
                />
            }
        },
    )
}

/// The window, which stands outside of the composer: it has a form of its own.
pub fn templates_dialog(templates: Templates) -> AnyView {
    let (open, title) = (templates.open, Key::ComposerTemplates);
    later::window(open, title, "dialog--wide", Form::Templates(templates))
}

/// What stands in that window.
#[component]
pub fn TemplatesContent(templates: Templates) -> impl IntoView {
    let writing = templates.desk.writing;
    let session = writing.session();
    let all = stock::<Template>(session);
    let kind = writing.channel.kind;
    let offered = memo(move || {
        let kind = kind.get();
        all.with(|all| fitting(all.items(), kind.as_ref()))
    });
    let is_missing = memo(move || all.with(|all| matches!(all, Stock::Missing)));
    let is_coming = memo(move || all.with(|all| matches!(all, Stock::Asked)));
    let chosen = RwSignal::new(None::<usize>);
    live(move || {
        if is_missing.get() {
            return nothing(Key::PreparedMissing);
        }
        if is_coming.get() {
            return view! { <p role="status">{t(Key::MainLoading)}</p> };
        }
        let templates_here = offered.get();
        if templates_here.is_empty() {
            return nothing(Key::TemplatesNone);
        }
        let form = live(move || {
            let template = offered.with(|all| all.get(chosen.get()?).cloned())?;
            Some(template_form(templates, template))
        });
        view! {
            <div class="templates">
                <fieldset class="templates__list">
                    <legend class="visually-hidden">{t(Key::TemplatesChoose)}</legend>
                    {choices(&templates_here, chosen)}
                </fieldset>
                <div class="templates__form">
                    {form}
                    {move || chosen.get().is_none().then(|| view! { <p class="templates__hint">{t(Key::TemplatesChoose)}</p> })}
                </div>
            </div>
        }
    })
}

fn choices(all: &[Template], chosen: RwSignal<Option<usize>>) -> AnyView {
    let group = unique_id("template");
    let choice = |(index, template): (usize, &Template)| {
        view! {
            <label class="templates__choice">
                <input
                    type="radio"
                    class="templates__radio"
                    name=group.clone()
                    prop:checked=move || chosen.get() == Some(index)
                    on:change=move |_| chosen.set(Some(index))
                />
                <span class="templates__name">{template.name.replace('_', " ")}</span>
                <span class="templates__language">{template.language.clone()}</span>
            </label>
        }
    };
    let choices: Vec<AnyView> = all.iter().enumerate().map(choice).collect();
    view! { {choices} }
}

fn nothing(title: Key) -> AnyView {
    view! { <EmptyState icon=Icon::Template title=title hint=Key::TemplatesNoneHint /> }
}
