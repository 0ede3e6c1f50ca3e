//! One WebSocket, as four kinds of news and one verb. Dropping it closes it and ends the news.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// What a socket tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SocketNews {
    Opened,
    Text(String),
    /// It is closed, with this code; also when it never opened.
    Closed(u16),
}

pub struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Begins to open a socket; `None` when the browser refuses the address.
    pub fn open(url: &str, tell: impl Fn(SocketNews) + Clone + 'static) -> Option<Self> {
        let socket = WebSocket::new(url).ok()?;
        let opened = Closure::<dyn FnMut()>::new({
            let tell = tell.clone();
            move || tell(SocketNews::Opened)
        });
        let message = Closure::<dyn FnMut(MessageEvent)>::new({
            let tell = tell.clone();
            move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    tell(SocketNews::Text(text));
                }
            }
        });
        let closed = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            tell(SocketNews::Closed(event.code()));
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Some(Self {
            socket,
            _opened: opened,
            _message: message,
            _closed: closed,
        })
    }

    /// Sends a text. What can't be sent is lost; the link's death is noticed by its silence.
    pub fn send(&self, text: &str) {
        if self.socket.ready_state() == WebSocket::OPEN {
            let _ = self.socket.send_with_str(text);
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
