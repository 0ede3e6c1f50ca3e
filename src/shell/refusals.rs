//! Why a change was refused, said by whoever draws what was to be changed.

use std::cell::RefCell;
use std::rc::Rc;

use recado_protocol::{Command, Problem};

/// `None` for a change that is not its own.
type Explain = Rc<dyn Fn(&Command, &Problem) -> Option<String>>;

/// Whether it is told otherwise.
type Gather = Rc<dyn Fn(&Command, &Problem) -> bool>;

thread_local! {
    static EXPLAIN: RefCell<Option<Explain>> = const { RefCell::new(None) };
    static GATHER: RefCell<Option<Gather>> = const { RefCell::new(None) };
}

/// From now on this is asked before all others, and tells what it takes itself.
pub fn gather_refusals(gather: Gather) {
    GATHER.set(Some(gather));
}

/// Whether somebody tells of this refusal together with others.
pub fn is_gathered(command: &Command, problem: &Problem) -> bool {
    let gather = GATHER.with_borrow(Clone::clone);
    gather.is_some_and(|gather| gather(command, problem))
}

/// From now on this is asked first.
pub fn explain_with(explain: Explain) {
    EXPLAIN.set(Some(explain));
}

/// The sentence of whoever knows more than the kind of the problem.
pub fn explained(command: &Command, problem: &Problem) -> Option<String> {
    let explain = EXPLAIN.with_borrow(Clone::clone)?;
    explain(command, problem)
}
