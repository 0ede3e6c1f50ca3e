//! The replica and the database show the same, in the same order, whatever is asked of them.

use recado_protocol::event::Event;
use recado_protocol::http::{ConversationPage, Snapshot};
use recado_protocol::{
    AgentId, BaseView, ChannelKind, ChannelState, Company, Condition, Contact, Conversation,
    ConversationRecord, ConversationStatus, Counts, EventBody, Filter, Priority, Role, Sort, Team,
    Timestamp,
};
use recado_store::Store;
use rusqlite::Connection;

use crate::demo::Chance;
use crate::storage::{conversations, people, schema};

const CONVERSATIONS: u64 = 1_200;
const CONTACTS: u64 = 300;
const FILTERS: usize = 400;
/// How many records change between two filters.
const CHANGES: u64 = 12;

/// One account, in the database and in a replica.
struct Both {
    chance: Chance,
    sql: Connection,
    store: Store,
    me: AgentId,
    contacts: Vec<Contact>,
    conversations: Vec<Conversation>,
    seq: u64,
}

#[test]
fn the_replica_and_the_database_show_the_same() {
    let mut both = Both::new(7);
    for _ in 0..FILTERS {
        let filter = both.filter();
        let tabs = BaseView::EVERY.map(|view| filter.in_view(view));
        both.store.open_views(tabs.to_vec());
        let is_early = both.chance.percent(50);
        if is_early {
            both.agree_on(&filter);
        }
        for _ in 0..CHANGES {
            both.something_changes();
        }
        // A view that followed the changes, or one that is opened after them.
        both.agree_on(&filter);
        if both.chance.percent(80) {
            both.store.keep_views(|it| !tabs.contains(it));
        }
    }
    assert_eq!(both.store.audit(), Vec::<String>::new());
}

impl Both {
    fn new(seed: u64) -> Self {
        let mut sql = Connection::open_in_memory().unwrap();
        schema::migrations().to_latest(&mut sql).unwrap();
        let me = recado_protocol::Agent {
            id: "a0".into(),
            name: "Me".into(),
            email: None,
            avatar_url: None,
            role: Role::Agent,
            status: recado_protocol::AgentStatus::Available,
        };
        let mut both = Self {
            chance: Chance::new(seed),
            store: Store::new(me.clone()),
            me: me.id.clone(),
            sql,
            contacts: Vec::new(),
            conversations: Vec::new(),
            seq: 0,
        };
        for n in 0..4 {
            let agent = recado_protocol::Agent {
                id: format!("a{n}").into(),
                email: Some(format!("{n}@team.example")),
                ..me.clone()
            };
            people::add_agent(&both.sql, &agent, "none").unwrap();
            let (id, name) = (format!("t{n}"), "Team".to_owned());
            let team = Team {
                id: id.into(),
                name,
            };
            people::add_team(&both.sql, &team).unwrap();
            let company = Company {
                id: format!("o{n}").into(),
                name: format!("Company {n}"),
            };
            people::add_company(&both.sql, &company).unwrap();
        }
        let kinds = [
            ChannelKind::Whatsapp,
            ChannelKind::Whatsapp,
            ChannelKind::LiveChat,
            ChannelKind::Other("matrix".into()),
        ];
        for (n, kind) in kinds.into_iter().enumerate() {
            let channel = recado_protocol::Channel {
                id: format!("ch{n}").into(),
                kind,
                name: "Channel".into(),
                state: ChannelState::Active,
            };
            people::add_channel(&both.sql, &channel).unwrap();
        }
        for n in 0..CONTACTS {
            let contact = Contact {
                id: format!("p{n}").into(),
                name: "Somebody".into(),
                handle: None,
                company: both.maybe("o").map(Into::into),
                phone: None,
                email: None,
                avatar_url: None,
                comment: None,
                created_at: Timestamp::from_millis(0),
                revision: 1,
            };
            people::add_contact(&both.sql, &contact).unwrap();
            both.contacts.push(contact);
        }
        for n in 0..CONVERSATIONS {
            let contact = format!("p{}", both.chance.below(CONTACTS));
            let conversation = both.conversation(&format!("c{n}"), &contact);
            conversations::save(&both.sql, &conversation).unwrap();
            both.conversations.push(conversation);
        }
        both.load();
        both
    }

    /// The replica gets everything, the archive too.
    fn load(&mut self) {
        let all = Filter::of(BaseView::All)
            .with(Condition::Archived, "yes")
            .with(Condition::Archived, "no");
        let items = self.listed(&all);
        assert_eq!(items.len() as u64, CONVERSATIONS);
        let snapshot = Snapshot {
            me: self.store.me().clone(),
            agents: people::agents(&self.sql).unwrap(),
            teams: people::teams(&self.sql).unwrap(),
            companies: people::companies(&self.sql).unwrap(),
            channels: people::channels(&self.sql).unwrap(),
            counts: Counts::default(),
            conversations: ConversationPage { items, next: None },
            cursor: 0,
        };
        self.store.load_snapshot(snapshot);
    }

    fn maybe(&mut self, prefix: &str) -> Option<String> {
        let n = self.chance.below(6);
        (n < 4).then(|| format!("{prefix}{n}"))
    }

    /// Few different times, so that many are the same.
    fn time(&mut self) -> Timestamp {
        Timestamp::from_millis(1_790_000_000_000 + self.chance.between(0, 400) * 1_000)
    }

    fn conversation(&mut self, id: &str, contact: &str) -> Conversation {
        let statuses = [
            ConversationStatus::Open,
            ConversationStatus::Pending,
            ConversationStatus::Snoozed,
            ConversationStatus::Resolved,
        ];
        let priorities = [
            None,
            Some(Priority::Low),
            Some(Priority::Medium),
            Some(Priority::High),
            Some(Priority::Urgent),
        ];
        let labels = ["vip", "late", "ção", "%"];
        let labels = labels.into_iter().filter(|_| self.chance.percent(20));
        let labels = labels.map(str::to_owned).collect();
        let is_mentioned = self.chance.percent(15);
        let is_waiting = self.chance.percent(50);
        let waiting_since = is_waiting.then(|| self.time());
        Conversation {
            id: id.into(),
            channel: format!("ch{}", self.chance.below(4)).into(),
            contact: contact.into(),
            status: *self.chance.pick(&statuses),
            snoozed_until: None,
            archived: self.chance.percent(15),
            answered: self.chance.percent(50),
            priority: *self.chance.pick(&priorities),
            assignee: self.maybe("a").map(Into::into),
            team: self.maybe("t").map(Into::into),
            labels,
            mentions: if is_mentioned {
                vec!["a1".into(), "a0".into()]
            } else {
                vec!["a1".into()]
            },
            waiting_since,
            customer_wrote_at: None,
            created_at: self.time(),
            last_activity_at: self.time(),
            last_message: None,
            last_position: 3,
            read_position: 0,
            unread_count: u32::from(self.chance.percent(40)),
            resolution: None,
            blocked_by_customer: false,
            blocked: false,
            erased: false,
            deleted: false,
            scheduled: None,
            pinned: None,
            revision: 1,
        }
    }

    /// A conversation or a contact changes, in both.
    fn something_changes(&mut self) {
        self.seq += 1;
        let body = if self.chance.percent(25) {
            let at = usize::try_from(self.chance.below(CONTACTS)).unwrap();
            let before = self.contacts[at].clone();
            let mut contact = before.clone();
            contact.company = self.maybe("o").map(Into::into);
            contact.revision += 1;
            people::save_contact(&self.sql, &before, &contact).unwrap();
            self.contacts[at] = contact.clone();
            EventBody::Contact(Box::new(contact))
        } else {
            let at = usize::try_from(self.chance.below(CONVERSATIONS)).unwrap();
            let before = self.conversations[at].clone();
            let mut now = self.conversation(before.id.as_str(), before.contact.as_str());
            // What a conversation keeps for ever.
            now.channel = before.channel;
            now.created_at = before.created_at;
            now.revision = before.revision + 1;
            conversations::save(&self.sql, &now).unwrap();
            self.conversations[at] = now.clone();
            let of = |contact: &&Contact| contact.id == now.contact;
            let contact = self.contacts.iter().find(of).unwrap().clone();
            EventBody::Conversation(Box::new(ConversationRecord {
                conversation: now,
                contact,
            }))
        };
        self.store.apply(Event {
            seq: self.seq,
            at: Timestamp::from_millis(0),
            body,
        });
    }

    fn filter(&mut self) -> Filter {
        let mut filter = Filter::of(*self.chance.pick(&BaseView::EVERY));
        filter.sort = *self.chance.pick(&Sort::EVERY);
        for condition in Condition::EVERY {
            if !self.chance.percent(22) {
                continue;
            }
            let words: &[&str] = match condition {
                Condition::Channel => &["ch0", "ch1", "ch2", "ch9"],
                Condition::Kind => &["whatsapp", "live_chat", "matrix", "sms"],
                Condition::Company => &["o0", "o1", "o2", "none"],
                Condition::Assignee => &["a0", "a1", "a2", "none"],
                Condition::Team => &["t0", "t1", "t2", "none"],
                Condition::Label => &["vip", "late", "ção", "%", "none"],
                closed => closed.values(),
            };
            for _ in 0..self.chance.between(1, 3) {
                let word: &&str = self.chance.pick(words);
                filter = filter.with(condition, word);
            }
        }
        filter
    }

    fn listed(&self, filter: &Filter) -> Vec<ConversationRecord> {
        let mut items = Vec::new();
        let mut cursor = None;
        loop {
            let page = conversations::page(&self.sql, filter, &self.me, cursor.as_ref(), 190);
            let page = page.unwrap();
            items.extend(page.items);
            let Some(next) = page.next else { return items };
            cursor = Some(conversations::PageCursor::parse(&next).unwrap());
        }
    }

    fn agree_on(&self, filter: &Filter) {
        let listed = self.listed(filter);
        let listed: Vec<_> = listed.iter().map(|it| &it.conversation.id).collect();
        let view = self.store.view(filter).expect("it is open");
        let shown: Vec<_> = view.ids(0..usize::MAX).collect();
        assert_eq!(shown, listed, "{filter:?}");
        assert_eq!(self.store.tally(filter), listed.len() as u64, "{filter:?}");
        let counts = conversations::counts(&self.sql, filter, &self.me).unwrap();
        for view in BaseView::EVERY {
            let tab = filter.in_view(view);
            assert_eq!(self.store.count(&tab), counts.of(view), "{tab:?}");
        }
    }
}
