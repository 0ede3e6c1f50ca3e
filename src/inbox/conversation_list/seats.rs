//! Which row shows which conversation.
//!
//! A row is a seat: when its conversation leaves the window another one takes the seat, and only what
//! differs between the two is drawn. Making a row anew costs several times as much.

use leptos::prelude::Owner;
use recado_protocol::ConversationId;

use crate::reactive::RwSignal;

/// A row that is made, for one conversation after another.
#[derive(Clone, Copy)]
pub struct Seat {
    /// What the row is known by.
    pub number: usize,
    pub id: RwSignal<ConversationId>,
}

/// The seats of a list.
pub struct Seats {
    /// Seats live as long as the list does. One of their own, because the list's must not be held by
    /// something in it.
    owner: Owner,
    seating: Seating<Seat>,
}

impl Seats {
    pub fn new() -> Self {
        Self {
            owner: Owner::new(),
            seating: Seating::default(),
        }
    }

    /// Seats the conversations, and gives the seats in the same order.
    pub fn seat(&mut self, ids: &[ConversationId]) -> Vec<Seat> {
        let owner = &self.owner;
        let make = |number, id: &ConversationId| Seat {
            number,
            id: owner.with(|| RwSignal::new(id.clone())),
        };
        self.seating
            .seat(ids, make, |seat, id| seat.id.set(id.clone()))
    }
}

/// Who sits where.
struct Seating<S> {
    taken: Vec<(S, ConversationId)>,
    /// Made once, and not needed at the moment.
    spare: Vec<S>,
}

impl<S> Default for Seating<S> {
    fn default() -> Self {
        Self {
            taken: Vec::new(),
            spare: Vec::new(),
        }
    }
}

impl<S: Copy> Seating<S> {
    /// Whoever is seated keeps the seat. The others get those that became free, from the top, then
    /// the spare ones, then new ones.
    fn seat(
        &mut self,
        ids: &[ConversationId],
        make: impl Fn(usize, &ConversationId) -> S,
        give: impl Fn(S, &ConversationId),
    ) -> Vec<S> {
        let made = self.taken.len() + self.spare.len();
        let mut before = std::mem::take(&mut self.taken);
        let mut kept = Vec::with_capacity(ids.len());
        for id in ids {
            let at = before.iter().position(|(_, of)| of == id);
            kept.push(at.map(|at| before.remove(at).0));
        }
        let mut free = before.into_iter().map(|(seat, _)| seat);
        let mut number = made;
        for (id, kept) in ids.iter().zip(kept) {
            let seat = kept.unwrap_or_else(|| match free.next().or_else(|| self.spare.pop()) {
                Some(seat) => {
                    give(seat, id);
                    seat
                }
                None => {
                    number += 1;
                    make(number, id)
                }
            });
            self.taken.push((seat, id.clone()));
        }
        self.spare.extend(free);
        self.taken.iter().map(|(seat, _)| *seat).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::*;

    /// Seats these, a letter each; says the seats, and who was given one that somebody had before.
    fn seat(seating: &mut Seating<usize>, ids: &str) -> (Vec<usize>, String) {
        let ids: Vec<_> = ids.chars().map(|id| id.to_string().into()).collect();
        let moved = RefCell::new(String::new());
        let seats = seating.seat(
            &ids,
            |number, _| number,
            |_, id| moved.borrow_mut().push_str(id.as_str()),
        );
        (seats, moved.into_inner())
    }

    #[test]
    fn who_stays_keeps_the_seat_and_who_comes_gets_one_that_became_free() {
        let mut seating = Seating::default();
        assert_eq!(seat(&mut seating, "abcd"), (vec![1, 2, 3, 4], "".into()));
        // Scrolled by two: the two rows at the top come to the end.
        assert_eq!(seat(&mut seating, "cdef"), (vec![3, 4, 1, 2], "ef".into()));
        // Another list with one that is in both.
        assert_eq!(seat(&mut seating, "xeyz"), (vec![3, 1, 4, 2], "xyz".into()));
    }

    #[test]
    fn a_shorter_list_leaves_spare_seats_which_a_longer_one_takes_again() {
        let mut seating = Seating::default();
        seat(&mut seating, "abc");
        assert_eq!(seat(&mut seating, "b").0, [2]);
        let (seats, given) = seat(&mut seating, "bxyz");
        assert_eq!(given, "xy");
        assert_eq!(seats.iter().max(), Some(&4), "one had to be made");
        let distinct: BTreeMap<_, _> = seats.iter().map(|seat| (seat, ())).collect();
        assert_eq!(distinct.len(), 4, "{seats:?}");
    }
}
