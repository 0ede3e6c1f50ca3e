//! Reads out what others write while the chat is open.

use recado_protocol::{Author, Message, Preview};

use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, preview_text, t_count, t_with};
use crate::ui::use_toaster;

/// More messages than this at once are only counted.
const MOST_READ_OUT: usize = 2;

/// Tells those who listen to the page about new messages of the open conversation.
pub fn tell_news(open: OpenConversation, news: &[Message]) {
    if news.is_empty() {
        return;
    }
    let toaster = use_toaster();
    if news.len() > MOST_READ_OUT {
        toaster.announce(t_count(Key::ChatNewMessages, news.len() as u64));
        return;
    }
    for message in news {
        let Some(preview) = Preview::of(message) else {
            continue;
        };
        let text = preview_text(&preview, None);
        toaster.announce(match &message.author {
            // A colleague's name is in the text already.
            Author::Agent { .. } | Author::Bot { .. } => text,
            author => {
                let name = open.name_of(author);
                t_with(Key::RowColleague, &[("name", &name), ("text", &text)])
            }
        });
    }
}
