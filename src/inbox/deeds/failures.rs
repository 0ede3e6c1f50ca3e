//! What could not be done to some of several conversations, told once and by their names.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use recado_protocol::{ConversationId, Problem};

use super::Doer;
use crate::locale::{Key, listed, refusal_sentence, t_with};
use crate::shell::{customer_name, gather_refusals};

/// Refusals that come within this time of the first are told together.
const TOGETHER: Duration = Duration::from_millis(800);

/// From now on what is refused of these is told together.
pub fn gather(doer: Doer, ids: Vec<ConversationId>) {
    // It outlives the menu from which it was done.
    let refused: Refused = Rc::default();
    gather_refusals(Rc::new(move |command, problem| {
        let conversation = command.conversation();
        if !ids.contains(conversation) {
            return false;
        }
        let name = doer
            .session
            .peek(|store| customer_name(store, conversation));
        refused.borrow_mut().push((name, problem.clone()));
        if refused.borrow().len() == 1 {
            let refused = Rc::clone(&refused);
            set_timeout(move || tell(doer, &refused), TOGETHER);
        }
        true
    }));
}

/// Whose was refused, and why.
type Refused = Rc<RefCell<Vec<(String, Problem)>>>;

fn tell(doer: Doer, refused: &Refused) {
    let refused = refused.take();
    let Some((_, first)) = refused.first() else {
        return;
    };
    let reason = refusal_sentence(first);
    let names: Vec<&str> = refused.iter().map(|(name, _)| name.as_str()).collect();
    let names = listed(&names);
    let values = [("names", &*names), ("reason", &*reason)];
    doer.toaster.alert(t_with(Key::DeedFailed, &values));
}
