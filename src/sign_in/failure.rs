//! Why nobody was signed in, as a sentence.

use recado_client::Failure;
use recado_protocol::ProblemKind;

use crate::locale::{Key, problem_sentence, t, t_with};

/// What happened, what was kept, what to do.
pub fn failure_sentence(failure: &Failure) -> String {
    let kind = match failure {
        Failure::Unreachable => return t(Key::SignInUnreachable),
        Failure::Unreadable { .. } => &ProblemKind::Other(String::new()),
        Failure::Busy(problem) | Failure::SignedOut(problem) | Failure::Refused(problem) => {
            &problem.kind
        }
    };
    match kind {
        // Some backends say "not signed in" where ours says "wrong".
        ProblemKind::WrongCredentials | ProblemKind::Unauthenticated => t(Key::SignInWrong),
        ProblemKind::TooManyRequests => t(Key::SignInTooMany),
        kind => t_with(Key::SignInFailed, &[("reason", &problem_sentence(kind))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_protocol::Problem;

    #[test]
    fn every_failure_says_what_to_do() {
        let refused = |kind| Failure::Refused(Problem::new(kind, ""));
        let busy = |kind| Failure::Busy(Problem::new(kind, ""));
        for (failure, begins) in [
            (
                refused(ProblemKind::WrongCredentials),
                "E-mail or password is wrong.",
            ),
            (busy(ProblemKind::TooManyRequests), "Too many tries."),
            (Failure::Unreachable, "The server can't be reached."),
            (
                Failure::Unreadable { status: 200 },
                "The server could not sign you in: The server answered",
            ),
            (
                busy(ProblemKind::Unavailable),
                "The server could not sign you in: The server is not",
            ),
        ] {
            let sentence = failure_sentence(&failure);
            assert!(sentence.starts_with(begins), "{sentence}");
        }
    }
}
