//! The first message: a text, with a subject where it is a mail, or an approved template.

use std::rc::Rc;

use leptos::prelude::*;
use recado_protocol::message::rich::email::{Email, Mailbox};
use recado_protocol::prepared::Template;
use recado_protocol::{OutgoingContent, Rich, RichContent};
use send_wrapper::SendWrapper;

use super::draft::Way;
use crate::inbox::composer::{Stock, filled, fitting, stock};
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, live, memo};
use crate::session::Session;
use crate::ui::{GrowingTextarea, TextField, unique_id};

/// What is written so far.
#[derive(Clone, Copy)]
pub struct FirstMessage {
    session: Session,
    pub subject: RwSignal<String>,
    pub text: RwSignal<String>,
    template: RwSignal<Option<Template>>,
    values: RwSignal<Vec<RwSignal<String>>>,
}

impl FirstMessage {
    pub fn new(session: Session) -> Self {
        Self {
            session,
            subject: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            template: RwSignal::new(None),
            values: RwSignal::new(Vec::new()),
        }
    }

    /// What is to be sent; `None` while something is missing. Reactive.
    pub fn content(self, way: &Way, address: &str) -> Option<OutgoingContent> {
        if way.templates_only {
            let template = self.template.get()?;
            let values: Vec<String> = self.values.get().iter().map(RwSignal::get).collect();
            let whole = filled(&template, &values);
            return whole.missing.is_empty().then(|| {
                OutgoingContent::Rich(Rich::of(&RichContent::Template {
                    name: template.name,
                    language: template.language,
                    text: whole.text,
                    header: template.header,
                    footer: template.footer,
                    choices: template.choices,
                }))
            });
        }
        let text = self.text.with(|text| text.trim().to_owned());
        if text.is_empty() {
            return None;
        }
        if !way.is_email() {
            return Some(OutgoingContent::Text { text });
        }
        let subject = self.subject.with(|subject| subject.trim().to_owned());
        let email = Email {
            subject,
            text,
            to: vec![Mailbox {
                name: None,
                address: address.to_owned(),
            }],
            ..Email::default()
        };
        Some(OutgoingContent::Rich(Rich::of(&RichContent::Email(
            Box::new(email),
        ))))
    }
}

/// What a variable stands for, where that is known.
pub type Known = Rc<dyn Fn(&str) -> Option<String>>;

/// The fields for it.
pub fn fields(message: FirstMessage, way: &Way, known: Known) -> AnyView {
    if way.templates_only {
        return templates(message, way, known);
    }
    let subject = way
        .is_email()
        .then(|| view! { <TextField label=Key::EmailSubject value=message.subject /> });
    view! {
        {subject}
        <div class="field new-conversation__text">
            <span class="field__label" aria-hidden="true">{t(Key::NewText)}</span>
            <GrowingTextarea
                label=Key::NewText
                value=message.text
                on_input=move |(text,): (String,)| message.text.set(text)
            />
        </div>
    }
}

fn templates(message: FirstMessage, way: &Way, known: Known) -> AnyView {
    let all = stock::<Template>(message.session);
    let kind = way.channel.kind.clone();
    let offered = memo(move || all.with(|all| fitting(all.items(), Some(&kind))));
    let is_missing = memo(move || all.with(|all| matches!(all, Stock::Missing)));
    let (group, known) = (unique_id("new-template"), SendWrapper::new(known));
    let choices = live(move || {
        let templates = offered.get();
        if templates.is_empty() {
            let why = if is_missing.get() {
                Key::PreparedMissing
            } else {
                Key::TemplatesNone
            };
            return view! { <p role="status">{t(why)}</p> };
        }
        let choices: Vec<AnyView> = templates
            .into_iter()
            .map(|template| choice(message, template, group.clone(), (*known).clone()))
            .collect();
        view! {
            <fieldset class="new-conversation__channels">
                <legend class="field__label">{t(Key::NewTemplate)}</legend>
                {choices}
            </fieldset>
        }
    });
    view! {
        <p class="new-conversation__hint">{t(Key::NewTemplatesOnly)}</p>
        {choices}
        {live(move || message.template.get().map(|template| template_fields(message, template)))}
    }
}

/// Its fields begin with what is known when it is chosen.
fn choice(message: FirstMessage, template: Template, group: String, known: Known) -> AnyView {
    let name = template.name.replace('_', " ");
    let language = template.language.clone();
    let template = StoredValue::new(template);
    let choose = move |_| {
        let template = template.get_value();
        let values = template.fields.iter().map(|field| {
            let value = field.variable.as_deref().and_then(|name| known(name));
            RwSignal::new(value.unwrap_or_default())
        });
        message.values.set(values.collect());
        message.template.set(Some(template));
    };
    view! {
        <label class="new-conversation__channel">
            <input type="radio" name=group on:change=choose />
            <span>{name}</span>
            <span class="choices__detail">{language}</span>
        </label>
    }
}

fn template_fields(message: FirstMessage, template: Template) -> AnyView {
    let values = message.values.get_untracked();
    let fields: Vec<AnyView> = template
        .fields
        .iter()
        .zip(values)
        .map(|(field, value)| {
            let label = Signal::stored(field.label.clone());
            view! { <TextField label value /> }
        })
        .collect();
    let preview = Signal::derive(move || {
        let values: Vec<String> = message.values.get().iter().map(RwSignal::get).collect();
        filled(&template, &values).text
    });
    view! {
        {fields}
        <section class="new-conversation__preview" aria-label=t(Key::ComposerPreview)>
            <p dir="auto">{preview}</p>
        </section>
    }
}
