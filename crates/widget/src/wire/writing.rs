//! From the protocol's types to JSON.

use recado_protocol::{
    ClientFrame,
    visitor::{BeginVisit, NewVisitorMessage, Receipts, VisitContext, VisitorAnswer},
};

use crate::tray::{Tray, UploadState};

pub fn begin_visit(begin: &BeginVisit) -> String {
    Object::new()
        .text("channel", begin.channel.as_str())
        .some_text("token", begin.token.as_deref())
        .some_text("locale", begin.locale.as_deref())
        .end()
}

pub fn new_message(message: &NewVisitorMessage) -> String {
    let object = Object::new()
        .text("id", message.id.as_str())
        .text("text", &message.text);
    if message.attachments.is_empty() {
        return object.end();
    }
    let files = message.attachments.iter().map(|file| quoted(file.as_str()));
    object.raw("attachments", &array(files)).end()
}

/// The answer to a message of the team: one choice, or what was filled in.
pub fn answer(answer: &VisitorAnswer) -> String {
    let object = Object::new().text("id", answer.id.as_str());
    if let [choice] = answer.chosen.as_slice() {
        return object.raw("chosen", &array([quoted(choice)])).end();
    }
    let filled = answer.filled.iter().map(|filled| {
        let filled = Object::new()
            .text("question", &filled.question)
            .text("value", &filled.value);
        filled.end()
    });
    object.raw("filled", &array(filled)).end()
}

/// A question for the addresses of files.
pub fn ids(ids: &[&str]) -> String {
    let ids = ids.iter().map(|id| quoted(id));
    Object::new().raw("ids", &array(ids)).end()
}

/// What is kept of files that wait for their message.
pub fn tray(tray: &Tray) -> String {
    let files = tray.files.iter().filter_map(|file| {
        let object = Object::new()
            .text("key", &file.key)
            .text("name", &file.name)
            .text("type", &file.media_type)
            .number("size", file.size);
        match &file.state {
            UploadState::Done(id) => Some(object.text("file", id).end()),
            UploadState::Going(_) => Some(object.end()),
            UploadState::Failed(_) => None,
        }
    });
    array(files)
}

fn array(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    ["[", &items.join(","), "]"].concat()
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    quote(&mut out, text);
    out
}

pub fn receipts(receipts: Receipts) -> String {
    Object::new()
        .number("delivered", receipts.delivered)
        .number("read", receipts.read)
        .end()
}

pub fn visit_context(context: &VisitContext) -> String {
    Object::new()
        .text("page", &context.page)
        .text("referrer", &context.referrer)
        .text("language", &context.language)
        .end()
}

pub fn frame(frame: &ClientFrame) -> String {
    let (frame_type, data) = match frame {
        ClientFrame::Hello(hello) => {
            let data = Object::new()
                .text("token", &hello.token)
                .text("tab", &hello.tab);
            let data = match hello.cursor {
                Some(cursor) => data.number("cursor", cursor),
                None => data,
            };
            ("hello", Some(data))
        }
        ClientFrame::Ping => ("ping", None),
        ClientFrame::Typing(typing) => {
            let data = Object::new()
                .text("conversation", typing.conversation.as_str())
                .flag("on", typing.on)
                .flag("note", typing.note);
            ("typing", Some(data))
        }
        ClientFrame::Viewing(viewing) => {
            let data = Object::new()
                .text("conversation", viewing.conversation.as_str())
                .flag("on", viewing.on);
            ("viewing", Some(data))
        }
    };
    let whole = Object::new().text("type", frame_type);
    match data {
        Some(data) => whole.raw("data", &data.end()),
        None => whole,
    }
    .end()
}

/// An object that is being written.
struct Object(String);

impl Object {
    fn new() -> Self {
        Self(String::from("{"))
    }

    fn text(self, key: &str, value: &str) -> Self {
        let mut object = self.key(key);
        quote(&mut object.0, value);
        object
    }

    fn some_text(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    fn number(self, key: &str, value: u64) -> Self {
        self.raw(key, &value.to_string())
    }

    fn flag(self, key: &str, value: bool) -> Self {
        self.raw(key, if value { "true" } else { "false" })
    }

    /// A member whose value is JSON already.
    fn raw(self, key: &str, value: &str) -> Self {
        let mut object = self.key(key);
        object.0.push_str(value);
        object
    }

    fn key(mut self, key: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        quote(&mut self.0, key);
        self.0.push(':');
        self
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Writes a text in quotes (RFC 8259, section 7).
fn quote(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\0'..='\x1f' => {
                out.push_str("\\u00");
                out.push(HEX[c as usize >> 4].into());
                out.push(HEX[c as usize & 15].into());
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use recado_protocol::live::{Hello, Typing};
    use recado_protocol::message::more::Filled;

    use super::*;

    fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).expect(json)
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_by_the_protocol_as_the_same(
            text in any::<String>(),
            other in proptest::option::of(any::<String>()),
            number in any::<u64>(),
            on in any::<bool>(),
        ) {
            let begin = BeginVisit { channel: text.as_str().into(), token: other.clone(), locale: other };
            prop_assert_eq!(read::<BeginVisit>(&begin_visit(&begin)), begin);
            let message = NewVisitorMessage { id: "m".into(), text: text.clone(), attachments: Vec::new() };
            prop_assert_eq!(read::<NewVisitorMessage>(&new_message(&message)), message);
            let files = vec![number.to_string().as_str().into(), text.as_str().into()];
            let message = NewVisitorMessage { id: "m".into(), text: text.clone(), attachments: files };
            prop_assert_eq!(read::<NewVisitorMessage>(&new_message(&message)), message);
            let chosen = VisitorAnswer { id: "m".into(), chosen: vec![text.clone()], filled: Vec::new() };
            prop_assert_eq!(read::<VisitorAnswer>(&answer(&chosen)), chosen);
            let filled = vec![Filled { question: text.clone(), value: text.clone() }; 2];
            let filled = VisitorAnswer { id: "m".into(), chosen: Vec::new(), filled };
            prop_assert_eq!(read::<VisitorAnswer>(&answer(&filled)), filled);
            let marks = Receipts { delivered: number, read: number / 2 };
            prop_assert_eq!(read::<Receipts>(&receipts(marks)), marks);
            let context = VisitContext { page: text.clone(), referrer: text.clone(), language: text.clone() };
            prop_assert_eq!(read::<VisitContext>(&visit_context(&context)), context);
            for said in [
                ClientFrame::Ping,
                ClientFrame::Hello(Hello { token: text.clone(), cursor: Some(number), tab: String::new(), batches: false, brief: false }),
                ClientFrame::Hello(Hello { token: String::new(), cursor: None, tab: text.clone(), batches: false, brief: false }),
                ClientFrame::Typing(Typing { conversation: text.as_str().into(), on, note: false }),
            ] {
                prop_assert_eq!(read::<ClientFrame>(&frame(&said)), said);
            }
        }
    }
}
