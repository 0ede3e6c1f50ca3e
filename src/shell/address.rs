//! The address bar: where it says that the person is, and going somewhere else.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::inbox::place::InboxPlace;
use crate::reactive::{Memo, StoredValue, effect, memo};

/// The address of this page.
#[derive(Clone, Copy)]
pub struct Address {
    /// The path below which the app lives, without a slash at its end; empty at the root of a site.
    base: StoredValue<String>,
    path: Memo<String>,
    place: Memo<Option<InboxPlace>>,
    is_diagnostics: Memo<bool>,
    go: StoredValue<Go>,
}

/// Goes to a path and query below the base; `true` instead of where the person is now.
type Go = Box<dyn Fn(&str, bool)>;

/// The path below which this page lives, by its `<base>`, without a slash at its end.
pub fn base_path() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let origin = window().location().origin().unwrap_or_default();
    folder_of(&base, &origin)
}

/// Puts the address into the context. To be called once, below the router.
pub fn provide_address(base: String) -> Address {
    let location = use_location();
    let path = memo(move || location.pathname.get());
    let query = memo(move || location.search.get());
    let base = StoredValue::new(base);
    let place = memo(move || {
        let base = base.get_value();
        path.with(|path| query.with(|query| InboxPlace::parse(below(path, &base)?, query)))
    });
    let is_diagnostics = memo(move || {
        let base = base.get_value();
        path.with(|path| below(path, &base) == Some("/diagnostics"))
    });
    // A press on a link reaches the address bar only when the page says that it shows the new place.
    if let Some(browser_url) = use_context::<BrowserUrl>() {
        effect(move || {
            location.pathname.track();
            location.search.track();
            browser_url.ready_to_complete();
        });
    }
    let navigate = use_navigate();
    let go = move |url: &str, replace: bool| {
        navigate(
            url,
            NavigateOptions {
                scroll: false,
                replace,
                ..NavigateOptions::default()
            },
        );
    };
    let address = Address {
        base,
        path,
        place,
        is_diagnostics,
        go: StoredValue::new(Box::new(go)),
    };
    provide_context(address);
    address
}

/// The address of this page, from anywhere below the root component.
pub fn use_address() -> Address {
    expect_context()
}

impl Address {
    /// Where the person is; `None` where the address names nothing. Reactive.
    pub fn place(self) -> Option<InboxPlace> {
        self.place.get()
    }

    /// Where the person is now.
    pub fn place_now(self) -> Option<InboxPlace> {
        self.place.try_get_untracked().flatten()
    }

    /// Whether the address names the page that explains this client. Reactive.
    pub fn is_diagnostics(self) -> bool {
        self.is_diagnostics.get()
    }

    /// Goes to a place; the browser's back button comes back.
    pub fn go(self, place: &InboxPlace) {
        self.go.with_value(|go| go(&place.url(), false));
    }

    /// Goes to a place instead of where the person is: the browser's back button does not come back here.
    pub fn replace(self, place: &InboxPlace) {
        self.go.with_value(|go| go(&place.url(), true));
    }

    /// Goes to the page that explains this client.
    pub fn go_to_diagnostics(self) {
        self.go.with_value(|go| go("/diagnostics", false));
    }

    /// Says where the person is as a link would say it, while the address is a bare one that leaves
    /// it to the app. The browser's back button does not come back to the bare one.
    pub fn spell_out(self) {
        let is_bare = self.path.with(|path| {
            let path = self
                .base
                .with_value(|base| below(path, base).map(str::to_owned));
            path.is_some_and(|path| matches!(path.as_str(), "" | "/" | "/inbox" | "/inbox/"))
        });
        if let Some(place) = self.place().filter(|_| is_bare) {
            self.replace(&place);
        }
    }

    /// The place's path and query for a link, valid below every base.
    pub fn href(self, place: &InboxPlace) -> String {
        self.base
            .with_value(|base| format!("{base}{}", place.url()))
    }
}

fn folder_of(base: &str, origin: &str) -> String {
    let path = base.strip_prefix(origin).unwrap_or_default();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.rsplit_once('/')
        .map_or(String::new(), |(folder, _)| folder.to_owned())
}

fn below<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    path.strip_prefix(base)
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_a_folder_of_the_site() {
        let site = "https://team.example";
        assert_eq!(folder_of("https://team.example/", site), "");
        assert_eq!(folder_of("https://team.example/desk/", site), "/desk");
        assert_eq!(
            folder_of("https://team.example/desk/index.html?x=/", site),
            "/desk"
        );
    }

    #[test]
    fn only_what_lies_below_the_base_is_a_place() {
        assert_eq!(below("/desk/inbox/all", "/desk"), Some("/inbox/all"));
        assert_eq!(below("/desk", "/desk"), Some(""));
        assert_eq!(below("/desktop", "/desk"), None);
        assert_eq!(below("/inbox", ""), Some("/inbox"));
    }
}
