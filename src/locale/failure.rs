//! Why something that was asked of the backend was not done.

use recado_client::Failure;

use super::{Key, problem_sentence, refusal_sentence, t};

/// The reason in a sentence; `unreachable` says what was kept and what to do where there was no answer.
pub fn failure_sentence(failure: &Failure, unreachable: Key) -> String {
    match failure {
        Failure::Refused(problem) => refusal_sentence(problem),
        Failure::Busy(problem) | Failure::SignedOut(problem) => problem_sentence(&problem.kind),
        Failure::Unreachable | Failure::Unreadable { .. } => t(unreachable),
    }
}
