//! What a client says after its hello.

use axum::extract::ws::{Message, Utf8Bytes};
use recado_protocol::live::{FrameEnvelope, Typing, Viewing, close_code};
use recado_protocol::{ClientFrame, Problem, ProblemKind};

use super::hub::plain_frame;
use super::socket::Ending;

/// A frame of a client, as far as it matters here.
#[derive(Debug)]
pub enum Said {
    /// It only shows that somebody is there; or it is a type of a newer client.
    Nothing,
    /// It wants to know whether the link is alive.
    Ping,
    Typing(Typing),
    Viewing(Viewing),
    /// A type that we know with data that we don't: the answer says so.
    Unreadable(Utf8Bytes),
}

/// Reads a frame.
///
/// # Errors
/// `Close` when it is no JSON object with a `type`, `Gone` when the client closes.
pub fn read(message: Message) -> Result<Said, Ending> {
    let text = match message {
        Message::Text(text) => text,
        Message::Ping(_) | Message::Pong(_) => return Ok(Said::Nothing),
        Message::Close(_) => return Err(Ending::Gone),
        Message::Binary(_) => return Err(unreadable()),
    };
    let envelope: FrameEnvelope<'_> = serde_json::from_str(&text).map_err(|_| unreadable())?;
    if !matches!(
        envelope.frame_type.as_ref(),
        "hello" | "ping" | "typing" | "viewing"
    ) {
        return Ok(Said::Nothing);
    }
    Ok(match serde_json::from_str(&text) {
        Ok(ClientFrame::Typing(typing)) => Said::Typing(typing),
        Ok(ClientFrame::Viewing(viewing)) => Said::Viewing(viewing),
        Ok(ClientFrame::Ping) => Said::Ping,
        Ok(ClientFrame::Hello(_)) => Said::Nothing,
        Err(_) => Said::Unreadable(problem(&envelope.frame_type)),
    })
}

fn problem(frame_type: &str) -> Utf8Bytes {
    let problem = Problem::new(
        ProblemKind::MalformedBody,
        format!("A frame of type {frame_type} could not be read. It was skipped."),
    );
    plain_frame("problem", &problem).unwrap_or_default()
}

fn unreadable() -> Ending {
    Ending::Close(close_code::PROTOCOL_ERROR, "a frame could not be read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_of_a_newer_client_is_skipped_and_garbage_ends_the_socket() {
        let said = read(Message::text(r#"{"type":"levitate","data":[1]}"#));
        assert!(matches!(said, Ok(Said::Nothing)), "{said:?}");
        let said = read(Message::text(r#"{"type":"typing","data":5}"#));
        assert!(matches!(said, Ok(Said::Unreadable(_))), "{said:?}");
        for garbage in ["", "{", "[]", "null", "{\"data\":1}", "\u{0}"] {
            assert!(read(Message::text(garbage)).is_err(), "{garbage}");
        }
    }
}
