//! The files that were exchanged with the person in every conversation, by their sort, each with the way to the message
//! in which it stands.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::ConversationId;
use recado_protocol::person::{Exchanged, ExchangedPage, FileSort};

use crate::browser::clock;
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, ago, file_size, full_date_time, t, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, live, memo};
use crate::session::{FileLink, Session, Topic, use_session};
use crate::shell::{Address, use_address};
use crate::ui::{Button, ButtonKind, Icon, Segmented, small_icon};

/// How far the list of one sort is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Progress {
    Asked,
    Here,
    Failed,
}

/// The files of one sort, as far as they were asked for.
#[derive(Clone, Copy)]
struct Gallery {
    session: Session,
    address: Address,
    conversation: StoredValue<ConversationId>,
    sort: RwSignal<FileSort>,
    items: RwSignal<Vec<Exchanged>>,
    next: RwSignal<Option<String>>,
    progress: RwSignal<Progress>,
    /// Counts the questions: an answer to an earlier one says nothing.
    asked: StoredValue<u32>,
}

/// The section's content.
#[component]
pub fn ExchangedFiles(conversation: ConversationId) -> impl IntoView {
    let gallery = Gallery {
        session: use_session(),
        address: use_address(),
        conversation: StoredValue::new(conversation),
        sort: RwSignal::new(FileSort::Pictures),
        items: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        progress: RwSignal::new(Progress::Asked),
        asked: StoredValue::new(0),
    };
    // What was erased elsewhere goes from here too.
    let known_as = memo(move || {
        let id = gallery.conversation.get_value();
        let topic = Topic::Conversation(id.clone());
        gallery.session.watch(topic, |store| {
            let conversation = store.conversation(&id)?;
            Some((conversation.archived, conversation.contact.clone()))
        })
    });
    effect(move || {
        // Only what is read is followed.
        let _ = known_as.get();
        gallery.items.set(Vec::new());
        untrack(|| gallery.ask(None));
    });
    gallery.session.again_when_back(
        move || gallery.progress.get() == Progress::Failed,
        move || gallery.ask(gallery.next.get()),
    );
    let sorts = [
        Key::FilesPictures,
        Key::FilesFilms,
        Key::FilesSounds,
        Key::FilesOthers,
    ];
    let selected = Signal::derive(move || {
        let mut all = FileSort::EVERY.iter();
        all.position(|sort| *sort == gallery.sort.get())
            .unwrap_or_default()
    });
    let choose = move |at: usize| {
        gallery.sort.set(FileSort::EVERY[at]);
        gallery.items.set(Vec::new());
        gallery.ask(None);
    };
    view! {
        <div class="exchanged">
            <Segmented
                label=Key::FilesSort
                options=sorts.map(text).into()
                selected=selected
                on_select=choose
            />
            {live(move || gallery.list())}
            {live(move || gallery.foot())}
        </div>
    }
}

impl Gallery {
    fn ask(self, cursor: Option<String>) {
        let question = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(question);
        self.progress.set(Progress::Asked);
        let conversation = self.conversation.get_value();
        let sort = self.sort.get_untracked();
        let mut resource = format!("conversations/{conversation}/files?sort={}", sort.word());
        if let Some(cursor) = cursor {
            resource.push_str("&cursor=");
            resource.push_str(&cursor);
        }
        spawn_local(async move {
            let answer = self.session.resource(&resource).await.ok();
            let page = answer.and_then(|fields| fields.read::<ExchangedPage>());
            if self.asked.try_get_value() != Some(question) {
                return;
            }
            match page {
                Some(page) => {
                    self.items.update(|items| items.extend(page.items));
                    self.next.set(page.next);
                    self.progress.set(Progress::Here);
                }
                None => self.progress.set(Progress::Failed),
            }
        });
    }

    fn list(self) -> AnyView {
        let sort = self.sort.get();
        let items: Vec<AnyView> = self
            .items
            .get()
            .into_iter()
            .map(|item| self.item(sort, item))
            .collect();
        let is_grid = sort == FileSort::Pictures;
        view! {
            <ul class="exchanged__list" class=("exchanged__list--grid", is_grid)>
                {items}
            </ul>
        }
    }

    fn foot(self) -> AnyView {
        match self.progress.get() {
            Progress::Asked => view! { <p role="status">{t(Key::MainLoading)}</p> },
            Progress::Failed => view! {
                <p role="status">{t(Key::FilesFailed)}</p>
                <Button
                    label=Key::ActionRetry
                    icon=Icon::Retry
                    on_press=move || self.ask(self.next.get_untracked())
                />
            },
            Progress::Here if self.items.with(Vec::is_empty) => {
                view! { <p role="status">{t(Key::FilesNone)}</p> }
            }
            Progress::Here => {
                let more = self.next.get().map(|next| {
                    view! {
                        <Button
                            label=Key::FilesMore
                            kind=ButtonKind::Quiet
                            on_press=move || self.ask(Some(next.clone()))
                        />
                    }
                });
                view! { {more} }
            }
        }
    }

    /// A file, which leads to its message.
    fn item(self, sort: FileSort, item: Exchanged) -> AnyView {
        let place = InboxPlace {
            message: Some(item.message),
            ..self
                .address
                .place_now()
                .unwrap_or_default()
                .with_conversation(Some(item.conversation))
        };
        let href = self.address.href(&place);
        let (name, at) = (item.attachment.name.clone(), item.at);
        let label = Signal::derive(move || {
            let when = ago(at, clock::minute().get());
            t_with(Key::FilesGoTo, &[("name", &name), ("when", &when)])
        });
        let title = move || full_date_time(at);
        if sort == FileSort::Pictures {
            let picture = self.picture(&item.attachment.file, item.attachment.colour);
            return view! {
                <li>
                    <a class="exchanged__picture" href=href aria-label=label title=title>
                        {picture}
                    </a>
                </li>
            };
        }
        let icon = match sort {
            FileSort::Films => Icon::Play,
            FileSort::Sounds => Icon::Microphone,
            FileSort::Pictures | FileSort::Files => Icon::File,
        };
        view! {
            <li>
                <a class="exchanged__file" href=href aria-label=label title=title>
                    {small_icon(icon)} <bdi class="exchanged__name truncate">{item.attachment.name}</bdi>
                    <span class="exchanged__size tabular">{file_size(item.attachment.size)}</span>
                </a>
            </li>
        }
    }

    fn picture(self, file: &recado_protocol::FileId, colour: Option<String>) -> AnyView {
        let (session, id) = (self.session, file.clone());
        let link = memo(move || session.file_link(&id));
        let image = live(move || match link.get() {
            FileLink::Here { url, small } => Some(view! {
                <img src=small.unwrap_or(url) alt="" decoding="async" draggable="false" />
            }),
            FileLink::Gone => Some(view! { <span>{t(Key::MediaGone)}</span> }),
            FileLink::Unreachable => Some(view! { <span>{t(Key::MediaUnreachable)}</span> }),
            FileLink::Asked => None,
        });
        view! {
            <span class="exchanged__frame" style=("--picture-colour", colour)>
                {image}
            </span>
        }
    }
}
