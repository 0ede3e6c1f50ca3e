//! What a browser can do to a page: crash it, refuse it things, put it to sleep, give it a wrong
//! clock.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use thirtyfour::WindowHandle;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use super::Page;

/// A clock that is `recadoSkew` milliseconds off, for pages that are opened from now on.
const CLOCK: &str = "
    const Real = Date;
    globalThis.recadoSkew = SKEW;
    globalThis.Date = new Proxy(Real, {
        construct: (_, given) => given.length ? new Real(...given) : new Real(Date.now()),
        apply: () => new Real(Date.now()).toString(),
        get: (real, name) => name === 'now' ? () => real.now() + globalThis.recadoSkew : real[name],
    });";

impl Page {
    /// Runs a script in every page that this tab opens from now on, before the page's own.
    pub async fn prepares(&self, script: &str) {
        self.browser_does(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        )
        .await;
    }

    /// The clock is this wrong in every page that this tab opens from now on.
    pub async fn has_wrong_clock(&self, hours: i64) {
        self.note(format!("has a clock that is {hours} hours off"));
        let skew = (hours * 3_600_000).to_string();
        self.prepares(&CLOCK.replace("SKEW", &skew)).await;
    }

    /// Stops everything that the page does, as a machine does that is put to sleep.
    pub async fn falls_asleep(&self) {
        self.note("falls asleep");
        self.browser_does("Page.setWebLifecycleState", json!({ "state": "frozen" }))
            .await;
    }

    /// Wakes so many hours later. The clock must be one of [`Page::has_wrong_clock`].
    pub async fn wakes_after(&self, hours: i64) {
        self.note(format!("wakes {hours} hours later"));
        let later = hours * 3_600_000;
        let set = self
            .ask::<i64>(&format!("return globalThis.recadoSkew += {later}"))
            .await;
        set.unwrap_or_else(|error| panic!("the clock can't be set: {error}"));
        self.browser_does("Page.setWebLifecycleState", json!({ "state": "active" }))
            .await;
    }

    /// Whether the device has a network, as far as the browser knows.
    pub async fn has_network(&self, has: bool) {
        self.note(if has {
            "has a network"
        } else {
            "has no network"
        });
        self.browser_does("Network.enable", json!({})).await;
        let conditions = json!({
            "offline": !has, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.browser_does("Network.emulateNetworkConditions", conditions)
            .await;
    }

    /// Lets the browser keep no more than so many bytes for this site.
    pub async fn may_keep(&self, bytes: Option<u64>) {
        self.note(format!("may keep {bytes:?} bytes"));
        let mut parameters = json!({ "origin": &*self.origin });
        if let Some(bytes) = bytes {
            parameters["quotaSize"] = bytes.into();
        }
        self.browser_does("Storage.overrideQuotaForOrigin", parameters)
            .await;
    }

    /// Crashes another tab of this browser. The driver gives up a browser in which its own command
    /// crashed something, so this one goes past it.
    pub async fn crashes_tab(&self, tab: &WindowHandle) {
        self.note("sees another tab crash");
        let name = format!("{tab:?}");
        let targets = self.browser_does("Target.getTargets", json!({})).await;
        let target = targets["targetInfos"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|target| target["targetId"].as_str())
            .find(|id| name.contains(id))
            .unwrap_or_else(|| panic!("no tab {name} in {targets}"));
        let capabilities = self.driver.capabilities();
        let address = capabilities
            .get("goog:chromeOptions")
            .and_then(|options| options["debuggerAddress"].as_str())
            .expect("the driver says where the browser can be reached");
        let url = format!("ws://{address}/devtools/page/{target}");
        let (mut tools, _) = connect_async(url)
            .await
            .unwrap_or_else(|error| panic!("the tab {target} can't be reached: {error}"));
        let crash = json!({ "id": 1, "method": "Page.crash" }).to_string();
        let told = tools.send(Message::text(crash)).await;
        told.unwrap_or_else(|error| panic!("the tab {target} can't be told: {error}"));
        // The browser says so, and never answers.
        while let Some(Ok(said)) = tools.next().await {
            if said
                .to_text()
                .is_ok_and(|said| said.contains("targetCrashed"))
            {
                return;
            }
        }
    }

    async fn browser_does(&self, name: &str, parameters: Value) -> Value {
        let done = self.command(name, parameters).await;
        done.unwrap_or_else(|error| panic!("the browser of {} can't {name}: {error}", self.who))
    }
}
