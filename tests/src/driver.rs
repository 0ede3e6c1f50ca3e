//! The driver of one test's browsers, a process of its own on a port that it chose itself.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};
use tokio::time::timeout;

use crate::browser::Device;
use crate::page::Page;
use crate::process::{Process, program};

/// What the driver prints once it listens.
const READY: &str = "started successfully on port ";
/// How long a browser may take to close before it is killed.
const CLOSING: Duration = Duration::from_secs(10);
/// How often a browser that did not come up is started again: a machine at its limits may refuse.
const STARTS: u32 = 3;

/// Keeps no browser alive after itself.
pub struct Driver {
    _process: Process,
    url: String,
    /// Whether its browsers are as they come: what is left out of them might change what is measured.
    is_measured: bool,
}

impl Driver {
    /// Starts it; its log goes to `folder`. It takes a port that is free for one kind of address and may find it taken
    /// for the other: then it ends, and is started again.
    pub async fn start(folder: &Path, is_measured: bool) -> Self {
        let start = || {
            let mut command = Command::new(program(&["chromedriver", "chromium-driver"]));
            command.arg("--port=0");
            Process::start("the driver", command, &folder.join("driver.log"))
        };
        let port_in = |line: &str| -> Option<u16> {
            let (_, rest) = line.split_once(READY)?;
            rest.trim_end_matches('.').trim().parse().ok()
        };
        let mut process = start();
        let port = if let Some(port) = process.says_unless_it_ends(port_in).await {
            port
        } else {
            process = start();
            process.says(port_in).await
        };
        Self {
            _process: process,
            url: format!("http://127.0.0.1:{port}"),
            is_measured,
        }
    }

    /// Opens a browser that has never been anywhere.
    ///
    /// # Panics
    /// When the browser does not start.
    pub async fn open(&self, device: &Device, profile: &Path) -> WebDriver {
        let mut failure = None;
        for _ in 0..STARTS {
            match WebDriver::new(
                self.url.as_str(),
                capabilities(device, profile, self.is_measured),
            )
            .await
            {
                Ok(driver) => return driver,
                Err(error) => failure = Some(error),
            }
        }
        panic!("the browser did not start: {failure:?}");
    }

    /// Closes a browser; one that does not want to is killed.
    pub async fn close(&self, page: Page) {
        let number = page.process_number();
        let closed = timeout(CLOSING, page.close()).await;
        let Some(number) = number.and_then(rustix::process::Pid::from_raw) else {
            return;
        };
        if !matches!(closed, Ok(Ok(()))) {
            // Refused for one that is gone, and that is what is wanted.
            let _ = rustix::process::kill_process(number, rustix::process::Signal::KILL);
        }
    }
}

fn capabilities(device: &Device, profile: &Path, is_measured: bool) -> Capabilities {
    let binary = program(&[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ]);
    let mut arguments: Vec<String> = [
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-search-engine-choice-screen",
        // A microphone that beeps, and whoever is asked says yes.
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
    ]
    .map(str::to_owned)
    .to_vec();
    if !is_measured {
        // The address bar of a window that nobody sees is a page of its own, which costs as much as a short test.
        arguments.push(
            "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,PreloadTopChromeWebUI"
                .to_owned(),
        );
    }
    if rustix::process::geteuid().is_root() {
        arguments.push("--no-sandbox".to_owned());
    }
    arguments.push(format!("--user-data-dir={}", profile.display()));
    arguments.push(format!("--lang={}", device.language));
    arguments.push(format!("--window-size={},{}", device.width, device.height));
    let scheme = if device.is_dark { 0 } else { 1 };
    arguments.push(format!("--blink-settings=preferredColorScheme={scheme}"));
    let mut options = json!({
        "binary": binary,
        "args": arguments,
        "prefs": { "intl.accept_languages": device.language },
    });
    // A window can't be made narrower than its own buttons; the emulated screen of a phone can.
    options["mobileEmulation"] = json!({
        "deviceMetrics": {
            "width": device.width,
            "height": device.height,
            "pixelRatio": 1,
            "touch": device.is_phone,
            "mobile": device.is_phone,
        },
    });
    let Value::Object(all) = json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
    }) else {
        unreachable!("it is written as an object just above")
    };
    all.into()
}
