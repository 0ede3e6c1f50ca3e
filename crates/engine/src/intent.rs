//! What a person can want.

use std::rc::Rc;

use recado_client::{Backend, Clock, LiveOrder};
use recado_protocol::http::{ConversationPage, MessageWindow};
use recado_protocol::live::Viewing;
use recado_protocol::{
    AgentId, AgentStatus, BaseView, Command, CommandEnvelope, CommandId, ConversationId,
    ConversationStatus, Fields, Filter, MessageId, OutgoingContent, Timestamp, Verb,
};
use recado_store::{Changes, DraftKey, Mode};

use crate::host::Host;
use crate::tabs::Said;
use crate::{Engine, Notice};

/// One thing that a view asks for.
#[derive(Clone, PartialEq, Debug)]
pub enum Intent {
    /// The person opened a conversation: its record and messages are needed, at the first unread
    /// message or at the end.
    Open(ConversationId),
    /// No conversation is open.
    Close,
    /// A second one while one is on its way is ignored.
    LoadMessages {
        conversation: ConversationId,
        window: MessageWindow,
    },
    /// Which list the person looks at. Its conditions and its order hold for every view.
    SetFilter(Filter),
    /// What is counted besides the views of the list.
    CountAlso(Vec<Filter>),
    /// Conversations that were asked for besides those of the account that are not archived.
    Take(ConversationPage),
    /// Blank text is ignored.
    SendMessage {
        conversation: ConversationId,
        mode: Mode,
        text: String,
    },
    /// Anything that can be sent, with what its sender says besides.
    Send {
        conversation: ConversationId,
        content: OutgoingContent,
        more: Option<Fields>,
    },
    /// As [`Intent::Send`], for a message whose id is known already: asked for twice, it is one.
    SendAs {
        message: MessageId,
        conversation: ConversationId,
        content: OutgoingContent,
        more: Option<Fields>,
    },
    /// See [`Command::Write`].
    Write {
        conversation: ConversationId,
        verb: Verb,
        resource: String,
        body: Option<Fields>,
    },
    SetDraft {
        key: DraftKey,
        text: String,
    },
    Typing {
        conversation: ConversationId,
        on: bool,
        note: bool,
    },
    /// The person looks at a conversation, or looks away. Said again while they look.
    Viewing {
        conversation: ConversationId,
        on: bool,
    },
    Assign {
        conversation: ConversationId,
        assignee: Option<AgentId>,
    },
    SetStatus {
        conversation: ConversationId,
        status: ConversationStatus,
    },
    /// The person has seen every message up to this position. A needless one is ignored.
    MarkRead {
        conversation: ConversationId,
        position: u64,
    },
    Retry(CommandId),
    Discard(CommandId),
    SetMyStatus(AgentStatus),
    /// Try the backend now.
    Reconnect,
}

impl<H: Host> Engine<H> {
    pub(crate) fn carry_out(self: &Rc<Self>, intent: Intent) {
        match intent {
            Intent::Open(conversation) => self.open_conversation(conversation),
            Intent::Close => {
                self.open.take();
                self.follow_reader();
            }
            Intent::LoadMessages {
                conversation,
                window,
            } => {
                self.load_messages(conversation, window);
            }
            Intent::SetFilter(filter) => {
                self.filter.replace(filter);
                self.follow_filters();
                self.follow_reader();
            }
            Intent::CountAlso(filters) => {
                self.counted.replace(filters);
                self.follow_filters();
            }
            Intent::Take(page) => self.step(|store| store.add_records(page.items)),
            Intent::SendMessage {
                conversation,
                mode,
                text,
            } => self.send_message(conversation, mode, text),
            Intent::Send {
                conversation,
                content,
                more,
            } => self.send(self.new_message_id(), conversation, content, more),
            Intent::SendAs {
                message,
                conversation,
                content,
                more,
            } => self.send(message, conversation, content, more),
            Intent::Write {
                conversation,
                verb,
                resource,
                body,
            } => self.issue(Command::Write {
                conversation,
                verb,
                resource,
                body,
            }),
            Intent::SetDraft { key, text } => {
                self.keep_draft(key.clone(), text.clone());
                self.step(|store| store.set_draft(key, text));
            }
            Intent::Typing {
                conversation,
                on,
                note,
            } => self.say_typing(conversation, on, note),
            Intent::Viewing { conversation, on } => {
                self.order(LiveOrder::Viewing(Viewing { conversation, on }));
            }
            Intent::Assign {
                conversation,
                assignee,
            } => {
                self.issue(Command::Assign {
                    conversation,
                    assignee,
                });
            }
            Intent::SetStatus {
                conversation,
                status,
            } => {
                self.issue(Command::SetStatus {
                    conversation,
                    status,
                });
            }
            Intent::MarkRead {
                conversation,
                position,
            } => self.mark_read(conversation, position),
            Intent::Retry(id) => {
                self.step(|store| store.retry(&id));
                self.tell_tabs(&Said::Retried(id.clone()));
                self.keep_state(id);
            }
            Intent::Discard(id) => self.discard(&id),
            Intent::SetMyStatus(status) => self.set_my_status(status),
            Intent::Reconnect => self.wake(),
        }
    }

    fn send_message(self: &Rc<Self>, conversation: ConversationId, mode: Mode, text: String) {
        if text.trim().is_empty() {
            return;
        }
        let content = match mode {
            Mode::Reply => OutgoingContent::Text { text },
            Mode::Note => OutgoingContent::Note { text },
        };
        self.send(self.new_message_id(), conversation, content, None);
    }

    fn send(
        self: &Rc<Self>,
        message: MessageId,
        conversation: ConversationId,
        content: OutgoingContent,
        more: Option<Fields>,
    ) {
        let id = CommandId::new(message.as_str());
        let command = Command::SendMessage {
            conversation,
            message,
            content,
            more,
        };
        self.keep_and_issue(CommandEnvelope {
            id,
            issued_at: self.not_before_the_newest(),
            command,
        });
    }

    fn issue(self: &Rc<Self>, command: Command) {
        let id = self.new_command_id();
        self.keep_and_issue(CommandEnvelope {
            id,
            issued_at: self.not_before_the_newest(),
            command,
        });
    }

    fn discard(self: &Rc<Self>, id: &CommandId) {
        self.step(|store| store.discard(id));
        self.tell_tabs(&Said::Discarded(id.clone()));
    }

    /// The time now, but on a clock that is behind the backend's the moment after the newest that is
    /// known: what is written last stands last, and its conversation first.
    fn not_before_the_newest(&self) -> Timestamp {
        let now = self.host.clock().now();
        let newest = self.store.borrow().newest_activity();
        newest.map_or(now, |newest| now.max(newest.plus_millis(1)))
    }

    fn new_command_id(&self) -> CommandId {
        CommandId::make(self.host.clock().now(), self.host.random())
    }

    fn new_message_id(&self) -> MessageId {
        MessageId::make(self.host.clock().now(), self.host.random())
    }

    fn mark_read(self: &Rc<Self>, conversation: ConversationId, position: u64) {
        let (needed, needless) = {
            let store = self.store.borrow();
            let shown = store.conversation(&conversation);
            let needed = shown.is_some_and(|shown| shown.read_position < position);
            (needed, store.outbox().needless_read_mark(&conversation))
        };
        if needed {
            if let Some(earlier) = needless {
                self.discard(&earlier);
            }
            self.issue(Command::MarkRead {
                conversation,
                position,
            });
        }
    }

    /// Opens the five views of the list's conditions and what is counted besides, and closes all others.
    fn follow_filters(self: &Rc<Self>) {
        let filter = self.filter.borrow();
        let tabs = BaseView::EVERY.map(|view| filter.in_view(view));
        let counted = self.counted.borrow();
        self.step(|store| {
            store.keep_views(|filter| tabs.contains(filter) || counted.contains(filter));
            store.open_views(tabs.to_vec());
            for filter in &*counted {
                store.open_views(vec![filter.clone()]);
            }
            Changes {
                views: true,
                counts: true,
                ..Changes::default()
            }
        });
    }

    /// What is being read stays in the list until the person leaves it.
    pub(crate) fn follow_reader(self: &Rc<Self>) {
        let (filter, open) = (self.filter.borrow().clone(), self.open.borrow().clone());
        self.step(|store| store.set_reading(&filter, open.as_ref()));
    }

    fn set_my_status(self: &Rc<Self>, status: AgentStatus) {
        let this = Rc::clone(self);
        let life = self.life.get();
        self.host.spawn(async move {
            let answer = this.host.backend().set_my_status(status).await;
            if this.life.get() != life {
                return;
            }
            match answer {
                Ok(me) => this.step(|store| store.set_me(me)),
                Err(_) => this.tell(Notice::StatusNotSet),
            }
        });
    }
}
