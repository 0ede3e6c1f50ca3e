//! The head of a mail is kept beside the draft of its text.

use leptos::task::spawn_local;
use recado_protocol::Fields;

use super::{EmailHead, Head};

/// Where writing it down is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Progress {
    #[default]
    Kept,
    /// The last change is being written.
    Writing,
    /// It has changed since.
    Changed,
}

impl EmailHead {
    /// Keeps what it is now, one write after the other.
    pub(super) fn keep(self, head: Option<Head>) {
        let before = self.keeping.get_value();
        self.keeping.set_value(if before == Progress::Kept {
            Progress::Writing
        } else {
            Progress::Changed
        });
        if before != Progress::Kept {
            return;
        }
        let name = self.name();
        let session = self.session;
        spawn_local(async move {
            let mut head = head;
            loop {
                let text = head.map(|head| Fields::of(&head).as_json().to_owned());
                session.keep_beside_drafts(&name, text).await;
                // The composer may have left the page meanwhile.
                match self.keeping.try_get_value() {
                    Some(Progress::Changed) => self.keeping.set_value(Progress::Writing),
                    Some(_) => return self.keeping.set_value(Progress::Kept),
                    None => return,
                }
                let is_touched = self.is_touched.get_value();
                head = is_touched.then(|| self.head.get_untracked()).flatten();
            }
        });
    }

    /// Takes back what was kept, unless the person has begun anew meanwhile.
    pub(super) fn take_back(self) {
        let name = self.name();
        let session = self.session;
        spawn_local(async move {
            let kept = session.kept_beside_drafts(&name).await;
            let head: Option<Head> = kept.and_then(|text| Fields::from_json(text).read());
            if let Some(head) = head
                && self.is_touched.try_get_value() == Some(false)
            {
                self.is_touched.set_value(true);
                self.head.set(Some(head));
            }
        });
    }

    fn name(self) -> String {
        format!("head {}", self.conversation.get_value())
    }
}
