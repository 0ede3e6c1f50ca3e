//! The fields of one template, how it will read, and the button that sends it.

use leptos::prelude::*;
use recado_protocol::prepared::Template;
use recado_protocol::{OutgoingContent, Rich, RichContent};

use super::Templates;
use super::fitting::filled;
use crate::inbox::composer::prepared;
use crate::locale::{Key, listed, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, memo};
use crate::session::Intent;
use crate::ui::{Button, ButtonKind, Icon, TextField};

/// The fields begin with what is known of the conversation.
pub fn template_form(templates: Templates, template: Template) -> AnyView {
    let writing = templates.desk.writing;
    let known = |variable: &Option<String>| {
        let variable = variable.as_deref()?;
        prepared::value(writing.session(), &writing.conversation(), variable)
    };
    let values: Vec<RwSignal<String>> = template
        .fields
        .iter()
        .map(|field| RwSignal::new(known(&field.variable).unwrap_or_default()))
        .collect();
    let fields: Vec<AnyView> = template
        .fields
        .iter()
        .zip(&values)
        .map(|(field, value)| {
            let (label, value) = (Signal::stored(field.label.clone()), *value);
            view! { <TextField label value /> }
        })
        .collect();
    let template = StoredValue::new(template);
    let whole = memo(move || {
        let values: Vec<String> = values.iter().map(RwSignal::get).collect();
        template.with_value(|template| filled(template, &values))
    });
    let missing = Signal::derive(move || whole.with(|whole| !whole.missing.is_empty()));
    let send = move || {
        if untrack(|| missing.get()) {
            return;
        }
        let text = whole.with_untracked(|whole| whole.text.clone());
        let content = template.with_value(|template| RichContent::Template {
            name: template.name.clone(),
            language: template.language.clone(),
            text,
            header: template.header.clone(),
            footer: template.footer.clone(),
            choices: template.choices.clone(),
        });
        writing.session().dispatch(Intent::Send {
            conversation: writing.conversation(),
            content: OutgoingContent::Rich(Rich::of(&content)),
            more: None,
        });
        templates.open.set(false);
    };
    view! {
        <form
            class="templates__fields"
            on:submit=move |event| {
                event.prevent_default();
                event.stop_propagation();
                send();
            }
        >
            {fields}
            <section class="templates__preview" aria-label=Key::ComposerPreview>
                {preview(template, move || whole.with(|whole| whole.text.clone()))}
            </section>
            <p class="templates__missing" role="status">
                {move || missing.get().then(|| still_missing(&whole.with(|whole| whole.missing.clone()), template))}
            </p>
            <Button
                label=Key::TemplatesSend
                icon=Icon::Send
                kind=ButtonKind::Primary
                submit=true
                disabled=missing
            />
        </form>
    }
}

fn preview(
    template: StoredValue<Template>,
    text: impl Fn() -> String + Send + Sync + 'static,
) -> AnyView {
    let (header, footer, choices) = template.with_value(|template| {
        let titles: Vec<String> = template.choices.iter().map(|it| it.title.clone()).collect();
        (template.header.clone(), template.footer.clone(), titles)
    });
    let text = Signal::derive(text);
    let choices: Vec<AnyView> = choices
        .into_iter()
        .map(|title| view! { <li class="templates__button" dir="auto">{title}</li> })
        .collect();
    view! {
        {header.map(|header| view! { <p class="templates__header" dir="auto">{header}</p> })}
        <p class="templates__text" dir="auto">{text}</p>
        {footer.map(|footer| view! { <p class="templates__footer" dir="auto">{footer}</p> })}
        <ul class="templates__buttons">{choices}</ul>
    }
}

/// Which fields are blank, by their labels.
fn still_missing(names: &[String], template: StoredValue<Template>) -> String {
    let labels = template.with_value(|template| {
        let label = |name: &String| {
            let field = template.fields.iter().find(|field| field.name == *name);
            field.map_or_else(|| name.clone(), |field| field.label.clone())
        };
        listed(&names.iter().map(label).collect::<Vec<_>>())
    });
    t_with(Key::TemplatesMissing, &[("fields", &labels)])
}
