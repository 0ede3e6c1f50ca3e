//! The window: the channel, who is written to, and the first message.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::command::NewMessage;
use recado_protocol::first::{AddressKind, NewConversation, Reached};
use recado_protocol::prepared::variables::Facts;
use recado_protocol::{Contact, ContactId, ConversationRecord, Fields, MessageId, WriteAnswer};

use super::draft::{Way, ways};
use super::message::{FirstMessage, fields};
use super::recipient::{barrier_words, known as known_talk, look_up};
use crate::browser::clock;
use crate::locale::{Key, channel_kind_name, failure_sentence, t, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, live, memo};
use crate::session::{Session, use_session};
use crate::shell::{Address, use_address};
use crate::ui::{
    Button, ButtonKind, Dialog, FieldKind, Icon, Notice, NoticeTone, TextField, channel_badge,
    close_for_good, unique_id,
};

/// What is being written.
#[derive(Clone, Copy)]
struct Writing {
    session: Session,
    place: Address,
    open: RwSignal<bool>,
    way: RwSignal<Option<Way>>,
    address: RwSignal<String>,
    name: RwSignal<String>,
    message: FirstMessage,
    /// Who is behind the address, and which address that was.
    reached: RwSignal<Option<(String, Reached)>>,
    wrong: RwSignal<Option<String>>,
    failure: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
    /// The message that was tried, and its id: the same again is no second one.
    tried: StoredValue<Option<(String, MessageId)>>,
}

thread_local! {
    /// What stood in the fields when the window was closed without sending: it begins with that the next time.
    static KEPT: Cell<[String; 4]> = Cell::default();
    static KEPT_WAY: Cell<Option<Way>> = const { Cell::new(None) };
}

/// The window, open from the beginning.
#[component]
pub fn NewConversationForm(open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let writing = Writing {
        session,
        place: use_address(),
        open,
        way: RwSignal::new(KEPT_WAY.take()),
        address: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        message: FirstMessage::new(session),
        reached: RwSignal::new(None),
        wrong: RwSignal::new(None),
        failure: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        tried: StoredValue::new(None),
    };
    let shown = RwSignal::new(true);
    let written = [
        writing.address,
        writing.name,
        writing.message.subject,
        writing.message.text,
    ];
    for (field, kept) in written.iter().zip(KEPT.take()) {
        field.set(kept);
    }
    let close = move || {
        KEPT.set(written.map(|field| field.get_untracked()));
        KEPT_WAY.set(writing.way.get_untracked());
        close_for_good(shown, move || open.set(false));
    };
    view! {
        <Dialog open=shown on_close=close title=Key::ListNewConversation class="new-conversation">
            {form(writing)}
        </Dialog>
    }
}

fn form(writing: Writing) -> AnyView {
    let ways = untrack(|| ways(writing.session));
    if ways.is_empty() {
        return view! { <p>{t(Key::NewNoChannel)}</p> };
    }
    let group = unique_id("new-channel");
    let choices: Vec<AnyView> = ways
        .into_iter()
        .map(|way| channel(writing, way, group.clone()))
        .collect();
    view! {
        <form
            class="new-conversation__form"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                writing.submit();
            }
        >
            <fieldset class="new-conversation__channels">
                <legend class="field__label">{t(Key::NewChannel)}</legend>
                {choices}
            </fieldset>
            {live(move || writing.way.get().map(|way| rest(writing, &way)))}
        </form>
    }
}

fn channel(writing: Writing, way: Way, group: String) -> AnyView {
    let (name, kind) = (
        way.channel.name.clone(),
        channel_kind_name(&way.channel.kind),
    );
    let badge = channel_badge(&way.channel.kind);
    let of_kept = writing.way.get_untracked().map(|kept| kept.channel.id);
    let is_kept = of_kept.as_ref() == Some(&way.channel.id);
    let way = StoredValue::new(way);
    view! {
        <label class="new-conversation__channel">
            <input
                type="radio"
                name=group
                prop:checked=is_kept
                on:change=move |_| {
                    writing.forget();
                    writing.way.set(Some(way.get_value()));
                }
            />
            {badge}
            <span class="choices__name truncate" dir="auto">{name}</span>
            <span class="choices__detail">{kind}</span>
        </label>
    }
}

/// What the channel asks for.
fn rest(writing: Writing, way: &Way) -> AnyView {
    let (label, hint, _) = way.words();
    let kind = match way.words().0 {
        Key::NewPhone => FieldKind::Phone,
        Key::NewEmail => FieldKind::Email,
        _ => FieldKind::Text,
    };
    let error: Signal<Option<String>> = writing.wrong.into();
    let who = writing.who();
    let known = Rc::new({
        let way = way.clone();
        move |name: &str| writing.known(&way, name)
    });
    let failure = live(move || {
        let failure = writing.failure.get()?;
        Some(view! { <Notice tone=NoticeTone::Danger>{failure}</Notice> })
    });
    view! {
        <div on:focusout=move |_| writing.left()>
            <TextField label kind value=writing.address error />
            <p class="new-conversation__hint">{t(hint)}</p>
        </div>
        {who}
        {fields(writing.message, way, known)}
        <div role="alert">{failure}</div>
        <div class="choices__buttons">
            <Button
                label=Key::NewSend
                icon=Icon::Send
                kind=ButtonKind::Primary
                submit=true
                disabled=writing.is_busy
            />
        </div>
    }
}

impl Writing {
    /// Another channel calls people by something else.
    fn forget(self) {
        self.reached.set(None);
        self.wrong.set(None);
        self.failure.set(None);
    }

    /// The address as it is kept, where it is one; else what is wrong is said.
    fn checked(self) -> Option<(Way, String)> {
        let way = self.way.get_untracked()?;
        let text = self.address.get_untracked();
        let address = way.address.read(&text);
        self.wrong.set(match &address {
            Some(_) => None,
            None => Some(t(way.words().2)),
        });
        Some((way, address?))
    }

    /// The field is left: whoever is behind the address shows.
    fn left(self) {
        if self.address.with_untracked(String::is_empty) {
            return;
        }
        if let Some((way, address)) = self.checked() {
            spawn_local(async move {
                self.reach(&way, &address).await;
            });
        }
    }

    /// Who is behind an address; `None` when nobody could be asked, which is said.
    async fn reach(self, way: &Way, address: &str) -> Option<Reached> {
        let known = self.reached.try_get_untracked()?;
        let known = known.filter(|(of, _)| of == address);
        let answer = match known {
            Some((_, reached)) => Ok(reached),
            None => look_up(self.session, way, address).await,
        };
        match answer {
            Ok(reached) => {
                let pair = Some((address.to_owned(), reached.clone()));
                self.reached.try_update(|known| *known = pair)?;
                self.wrong
                    .try_update(|wrong| *wrong = reached.barrier.map(barrier_words))?;
                Some(reached)
            }
            Err(reason) => {
                self.failure.try_update(|it| *it = Some(reason))?;
                None
            }
        }
    }

    /// Who is behind what stands in the field now, as far as that is known. Reactive.
    fn found(self) -> (Option<ConversationRecord>, Option<Contact>) {
        let address = self.way.get().and_then(|way| {
            let text = self.address.get();
            way.address.read(&text)
        });
        let reached = self.reached.get();
        let reached = reached.filter(|(of, _)| Some(of) == address.as_ref());
        reached
            .map(|(_, reached)| (reached.conversation, reached.contact))
            .unwrap_or_default()
    }

    /// What a variable stands for in the first message, as far as it is known by now.
    fn known(self, way: &Way, variable: &str) -> Option<String> {
        let (_, found) = untrack(|| self.found());
        let contact = found.unwrap_or_else(|| {
            let address = way.address.read(&self.address.get_untracked());
            let of = |kind| address.clone().filter(|_| way.address == kind);
            Contact {
                id: ContactId::new(""),
                name: self.name.get_untracked(),
                handle: of(AddressKind::Handle),
                company: None,
                phone: of(AddressKind::Phone),
                email: of(AddressKind::Email),
                avatar_url: None,
                comment: None,
                created_at: clock::now(),
                revision: 0,
            }
        });
        self.session.peek(|store| {
            let company = contact.company.as_ref().and_then(|id| store.company(id));
            let facts = Facts {
                contact: &contact,
                company: company.map(|company| company.name.as_str()),
                agent: store.me(),
                conversation: None,
                channel: Some(&way.channel.name),
                for_team: false,
            };
            facts.value(variable)
        })
    }

    /// Who it is, or what they are to be called.
    fn who(self) -> AnyView {
        let found = memo(move || self.found());
        live(move || {
            let (conversation, contact) = found.get();
            if let Some(record) = conversation {
                let id = record.conversation.id.clone();
                return Some(known_talk(&record, move || self.show(id.clone())));
            }
            Some(match contact {
                Some(contact) => {
                    let words = t_with(Key::NewKnownContact, &[("name", &contact.name)]);
                    view! { <p class="new-conversation__known" role="status">{words}</p> }
                }
                None => view! { <TextField label=Key::NewName value=self.name /> },
            })
        })
    }

    fn show(self, id: recado_protocol::ConversationId) {
        let here = self.place.place_now().unwrap_or_default();
        self.open.set(false);
        self.place.go(&here.with_conversation(Some(id)));
    }

    fn submit(self) {
        self.failure.set(None);
        let Some((way, address)) = self.checked() else {
            return;
        };
        let Some(content) = untrack(|| self.message.content(&way, &address)) else {
            self.failure.set(Some(t(Key::NewMessageMissing)));
            return;
        };
        self.is_busy.set(true);
        let was_known = self
            .reached
            .with_untracked(|known| known.as_ref().is_some_and(|(of, _)| *of == address));
        spawn_local(async move {
            let reached = self.reach(&way, &address).await;
            let is_free = reached.is_some_and(|it| {
                // Whoever turns out to be known is shown first.
                let is_news = !was_known && it.contact.is_some();
                it.barrier.is_none() && it.conversation.is_none() && !is_news
            });
            if is_free {
                self.send(way, address, content).await;
            }
            self.is_busy.try_update(|is_busy| *is_busy = false);
        });
    }

    async fn send(self, way: Way, address: String, content: recado_protocol::OutgoingContent) {
        let Some(name) = self.name.try_update(|name| name.trim().to_owned()) else {
            return;
        };
        let mut new = NewConversation {
            channel: way.channel.id,
            address,
            name: Some(name).filter(|name| !name.is_empty()),
            message: NewMessage {
                id: MessageId::new(""),
                content,
                more: None,
            },
        };
        let what = Fields::of(&new).as_json().to_owned();
        let tried = self.tried.try_get_value().flatten();
        let id = tried.filter(|(before, _)| *before == what).map_or_else(
            || MessageId::make(clock::now(), self.session.random()),
            |(_, id)| id,
        );
        self.tried.set_value(Some((what, id.clone())));
        new.message.id = id;
        let answer = self.session.call("conversations", &Fields::of(&new)).await;
        match answer {
            Ok(fields) => {
                if let Some(WriteAnswer { record, .. }) = fields.read() {
                    self.show(record.conversation.id);
                }
            }
            Err(failure) => self.tell(&failure),
        }
    }

    fn tell(self, failure: &Failure) {
        let words = failure_sentence(failure, Key::NewOffline);
        self.failure.try_update(|it| *it = Some(words));
    }
}
