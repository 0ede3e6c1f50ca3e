//! What an administrator does about a channel that has lost its platform.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::connector::Reconnection;
use recado_protocol::{ChannelId, Fields, Role};

use crate::later::{self, Form};
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal};
use crate::session::{Session, use_session};
use crate::ui::{Button, ButtonKind, FieldKind, TextField, use_toaster};

/// A link that opens the dialog, for administrators; nothing for all others.
pub fn reconnect_link(session: Session, open: RwSignal<bool>) -> Option<AnyView> {
    let is_administrator = session.peek(|store| store.me().role == Role::Administrator);
    is_administrator.then(|| {
        view! {
            <button type="button" class="composer__remedy" on:click=move |_| open.set(true)>
                {text(Key::ReconnectLink)}
            </button>
        }
    })
}

/// Which channel is to be connected again.
#[derive(Clone, Copy)]
pub struct Reconnect {
    pub channel: Memo<Option<ChannelId>>,
    pub open: RwSignal<bool>,
}

/// The dialog. It stands beside the composer's form: a form in a form would send both.
pub fn reconnect_dialog(reconnect: Reconnect) -> AnyView {
    let (open, title) = (reconnect.open, Key::ReconnectTitle);
    later::window(open, title, "", Form::Reconnect(reconnect))
}

/// What is in the dialog.
pub fn reconnect_form(Reconnect { channel, open }: Reconnect) -> AnyView {
    let (session, toaster) = (use_session(), use_toaster());
    let token = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let submit = move || {
        let Some(channel) = channel.get_untracked() else {
            // It works again already.
            open.set(false);
            return;
        };
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        error.set(None);
        let given = token.get_untracked().trim().to_owned();
        let body = Fields::of(&Reconnection {
            token: (!given.is_empty()).then_some(given),
        });
        spawn_local(async move {
            let resource = format!("channels/{channel}/connection");
            let answer = session.call(&resource, &body).await;
            is_busy.set(false);
            match answer {
                Ok(_) => {
                    open.set(false);
                    toaster.announce(t(Key::ReconnectDone));
                }
                Err(Failure::Refused(problem)) => {
                    error.set(Some(problem.detail));
                }
                Err(_) => {
                    error.set(Some(t(Key::ReconnectUnreachable)));
                }
            }
        });
    };
    view! {
        <form
            class="reconnect"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <p>{text(Key::ReconnectHint)}</p>
            <TextField
                label=Key::ReconnectToken
                value=token
                kind=FieldKind::Password
                error=error
                disabled=is_busy
            />
            <div class="reconnect__buttons">
                <Button
                    label=Key::ReconnectSubmit
                    kind=ButtonKind::Primary
                    disabled=is_busy
                    submit=true
                />
            </div>
        </form>
    }
}
