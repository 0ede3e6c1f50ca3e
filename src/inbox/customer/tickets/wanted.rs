//! The ticket that somebody follows a link to: it is opened in the section of tickets that comes next.

use std::cell::RefCell;

use recado_protocol::TicketId;

use crate::keyboard::Section;
use crate::ui::unfold;

thread_local! {
    static WANTED: RefCell<Option<TicketId>> = RefCell::default();
}

/// Has it shown by the next customer panel, whose section of tickets is unfolded for it.
pub fn want_ticket(ticket: TicketId) {
    unfold(Section::Tickets);
    WANTED.set(Some(ticket));
}

/// Whether one is wanted that is not there yet.
pub fn is_ticket_wanted() -> bool {
    WANTED.with_borrow(Option::is_some)
}

/// The one that is wanted; only once.
pub fn take() -> Option<TicketId> {
    WANTED.take()
}
