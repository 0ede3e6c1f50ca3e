//! What runs again when something that it read has changed.
//!
//! The framework's own effects look for changes as the one who read, and a memo that becomes another while its reader
//! looks does not tell that reader: an effect that read a memo before another that it is computed from, and whose first
//! stays as it was, misses the second's change. These look as nobody, and are told. And they leave what they read when
//! they are dropped, where the framework's stay on the lists of memos for as long as these live.

use std::cell::RefCell;
use std::mem::{replace, take};
use std::sync::{Arc, Weak};

use leptos::prelude::{Owner, on_cleanup};
use leptos::reactive::graph::{
    AnySource, AnySubscriber, ReactiveNode, Source as _, Subscriber, WithObserver as _,
};
use send_wrapper::SendWrapper;

/// Runs again and again, until it is dropped.
#[must_use = "an effect that is dropped runs no more"]
pub struct Effect(Arc<Node>);

struct Node {
    me: Weak<Self>,
    /// Of what a run makes, until the next.
    owner: Owner,
    /// The framework asks for nodes that could go to another thread; a page has only one.
    state: SendWrapper<RefCell<State>>,
}

struct State {
    /// Absent while it runs.
    run: Option<Box<dyn FnMut()>>,
    sources: Vec<AnySource>,
    /// Something that it read has become another; else it may have.
    is_dirty: bool,
    is_waiting: bool,
}

thread_local! {
    static WAITING: RefCell<Vec<Weak<Node>>> = const { RefCell::new(Vec::new()) };
}

/// Runs `run` after the page was drawn, and again whenever something that it read has changed, for as long as there is
/// whoever is being made now.
pub fn effect(run: impl FnMut() + 'static) {
    let effect = Effect::new(Box::new(run));
    effect.0.mark_dirty();
    on_cleanup(move || drop(effect));
}

impl Effect {
    /// Runs at once.
    pub fn now(run: impl FnMut() + 'static) -> Self {
        let effect = Self::new(Box::new(run));
        effect.0.run();
        effect
    }

    fn new(run: Box<dyn FnMut()>) -> Self {
        Self(Arc::new_cyclic(|me| Node {
            me: me.clone(),
            owner: Owner::new(),
            state: SendWrapper::new(RefCell::new(State {
                run: Some(run),
                sources: Vec::new(),
                is_dirty: false,
                is_waiting: false,
            })),
        }))
    }
}

impl Node {
    fn subscriber(&self) -> AnySubscriber {
        AnySubscriber(self.me.as_ptr() as usize, self.me.clone())
    }

    fn leave_sources(&self) {
        let sources = take(&mut self.state.borrow_mut().sources);
        let me = self.subscriber();
        for source in sources {
            source.remove_subscriber(&me);
        }
    }

    fn run(&self) {
        self.leave_sources();
        let Some(mut run) = self.state.borrow_mut().run.take() else {
            return;
        };
        self.owner
            .with_cleanup(|| self.subscriber().with_observer(&mut run));
        self.state.borrow_mut().run = Some(run);
    }

    fn wait(&self, is_dirty: bool) {
        let mut state = self.state.borrow_mut();
        state.is_dirty |= is_dirty;
        if !replace(&mut state.is_waiting, true) {
            WAITING.with_borrow_mut(|waiting| {
                waiting.push(self.me.clone());
                if waiting.len() == 1 {
                    soon();
                }
            });
        }
    }
}

/// Tests say themselves when it is time.
fn soon() {
    #[cfg(not(test))]
    leptos::task::spawn_local(async { settle() });
}

/// Runs what waits, in the order in which it was told to; what is told meanwhile waits for the next time.
fn settle() {
    for node in WAITING.take().iter().filter_map(Weak::upgrade) {
        if node.update_if_necessary() {
            node.run();
        }
    }
}

impl ReactiveNode for Node {
    fn mark_dirty(&self) {
        self.wait(true);
    }

    fn mark_check(&self) {
        self.wait(false);
    }

    fn mark_subscribers_check(&self) {}

    /// Whether it has to run.
    fn update_if_necessary(&self) -> bool {
        let (is_dirty, sources) = {
            let state = self.state.borrow();
            (state.is_dirty, state.sources.clone())
        };
        // A source that becomes another tells all who read it, so this one too, which waits already.
        let must_run = is_dirty || sources.iter().any(ReactiveNode::update_if_necessary);
        let mut state = self.state.borrow_mut();
        state.is_waiting = false;
        take(&mut state.is_dirty) || must_run
    }
}

impl Subscriber for Node {
    fn add_source(&self, source: AnySource) {
        let sources = &mut self.state.borrow_mut().sources;
        if !sources.contains(&source) {
            sources.push(source);
        }
    }

    fn clear_sources(&self, _: &AnySubscriber) {
        self.leave_sources();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.leave_sources();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::reactive::{RwSignal, memo};

    fn written() -> (Arc<Mutex<Vec<String>>>, impl Fn(String) + Clone) {
        let log = Arc::new(Mutex::new(Vec::new()));
        let write = {
            let log = Arc::clone(&log);
            move |line| log.lock().unwrap().push(line)
        };
        (log, write)
    }

    #[test]
    fn a_change_is_seen_also_behind_a_memo_that_was_computed_from_it_and_stayed() {
        let owner = Owner::new();
        owner.with(|| {
            let (log, write) = written();
            let number = RwSignal::new(1);
            let source = memo(move || number.get());
            let is_large = memo(move || source.get() > 10);
            effect(move || write(format!("{} {}", is_large.get(), source.get())));
            for next in [2, 2, 11] {
                settle();
                number.set(next);
            }
            settle();
            assert_eq!(*log.lock().unwrap(), ["false 1", "false 2", "true 11"]);
        });
    }

    #[test]
    fn what_did_not_change_runs_nothing_and_what_changed_runs_once() {
        let owner = Owner::new();
        owner.with(|| {
            let (log, write) = written();
            let number = RwSignal::new(1);
            let is_even = memo(move || number.get() % 2 == 0);
            let halves = memo(move || (is_even.get(), number.get() / 2));
            let effect =
                Effect::now(move || write(format!("{:?} {}", halves.get(), is_even.get())));
            assert_eq!(*log.lock().unwrap(), ["(false, 0) false"]);
            for next in [1, 4, 5] {
                number.set(next);
                settle();
                settle();
            }
            drop(effect);
            number.set(8);
            settle();
            let expected = ["(false, 0) false", "(true, 2) true", "(false, 2) false"];
            assert_eq!(*log.lock().unwrap(), expected);
        });
    }

    #[test]
    fn what_a_run_made_is_gone_with_the_next_and_what_it_sets_runs_it_again() {
        let owner = Owner::new();
        owner.with(|| {
            let (log, write) = written();
            let outer = RwSignal::new(0);
            let inner = RwSignal::new(0);
            effect(move || {
                let turn = outer.get();
                if turn == 1 {
                    outer.set(2);
                }
                let write = write.clone();
                effect(move || write(format!("{turn} {}", inner.get())));
            });
            for next in [1, 2] {
                settle();
                settle();
                settle();
                outer.set(1);
                inner.set(next);
            }
            for _ in 0..4 {
                settle();
            }
            assert_eq!(*log.lock().unwrap(), ["0 0", "2 1", "2 2"]);
        });
    }
}
