//! What is being written, and what of it is still wrong.

use recado_protocol::first::AddressKind;
use recado_protocol::{Channel, ChannelKind, ChannelState};
use recado_store::ordered;

use crate::locale::Key;
use crate::session::Session;

/// A channel through which people can be written to first.
#[derive(Clone, PartialEq, Debug)]
pub struct Way {
    pub channel: Channel,
    pub address: AddressKind,
    /// Whether it takes approved templates alone until the customer has written.
    pub templates_only: bool,
}

/// The ways that are open now, by name.
pub fn ways(session: Session) -> Vec<Way> {
    let channels: Vec<Channel> = session.peek(|store| store.channels().cloned().collect());
    let capabilities = session.capabilities();
    let ways: Vec<Way> = channels
        .into_iter()
        .filter(|channel| is_open(&channel.state))
        .filter_map(|channel| {
            let limits = capabilities.limits_of(&channel.kind);
            Some(Way {
                address: AddressKind::of(&channel.kind)?,
                templates_only: limits.answer_within.is_some(),
                channel,
            })
        })
        .collect();
    ordered(ways, |a, b| a.channel.name.cmp(&b.channel.name))
}

fn is_open(state: &ChannelState) -> bool {
    !matches!(state, ChannelState::Disabled | ChannelState::TokenExpired)
}

impl Way {
    /// What the field for the address is called, what stands under it, and what is wrong with what is none.
    pub fn words(&self) -> (Key, Key, Key) {
        match self.address {
            AddressKind::Phone => (Key::NewPhone, Key::NewPhoneHint, Key::NewPhoneWrong),
            AddressKind::Handle => (Key::NewHandle, Key::NewHandleHint, Key::NewHandleWrong),
            AddressKind::Email => (Key::NewEmail, Key::NewEmailHint, Key::CustomerEmailWrong),
        }
    }

    pub fn is_email(&self) -> bool {
        self.channel.kind == ChannelKind::Email
    }
}
