//! Where a test plays: its backend, its browsers and the people at them.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use futures_util::FutureExt;
use tempfile::TempDir;
use tokio::runtime;
use tokio::sync::Semaphore;

use crate::agent::{AGENT, Agent};
use crate::api::{AgentApi, VisitorApi};
use crate::backend::{self, Backend};
use crate::browser::{Browser, Device};
use crate::channel_simulator::ChannelSimulator;
use crate::driver::Driver;
use crate::evidence;
use crate::network::Network;
use crate::page::Page;
use crate::pseudo;
use crate::steps::Steps;
use crate::visitor::Visitor;

/// How many tests play at once: each has up to three browsers.
static STAGES: Semaphore = Semaphore::const_new(2);

/// What there is when a test begins.
pub struct Scene {
    /// Conversations of the demo; 0 for its people and channels alone.
    conversations: u32,
    /// Whether the test changes the built files, and so wants a copy of its own.
    own_dist: bool,
    /// Whether English is written in brackets: [`pseudo`].
    pseudo: bool,
    /// A data folder that is used as it is, and kept.
    data: Option<PathBuf>,
    /// Where the server is that helps with texts.
    assist: Option<String>,
    /// Whether that server is given a second alone to say something.
    is_in_a_hurry: bool,
}

impl Scene {
    /// The demo with so many conversations.
    pub fn demo(conversations: u32) -> Self {
        Self {
            conversations,
            own_dist: false,
            pseudo: false,
            data: None,
            assist: None,
            is_in_a_hurry: false,
        }
    }

    /// What is in this data folder, which keeps what the test does.
    pub fn kept_in(data: &Path) -> Self {
        Self {
            data: Some(data.to_owned()),
            ..Self::demo(0)
        }
    }

    /// A kept folder is one that is measured: lines for every request would be measured too.
    pub(crate) fn log_level(&self) -> &'static str {
        if self.data.is_some() { "warn" } else { "debug" }
    }

    /// The data folder of a test whose own folder is `folder`.
    pub(crate) fn data(&self, folder: &Path) -> PathBuf {
        self.data.clone().unwrap_or_else(|| folder.join("data"))
    }

    /// The demo's sign-ins and channels, and nobody has written yet.
    pub fn nobody_wrote() -> Self {
        Self::demo(0)
    }

    /// With help for texts by the server at this address.
    #[must_use]
    pub fn helped_by(mut self, url: &str) -> Self {
        self.assist = Some(url.to_owned());
        self
    }

    /// With a server for that help that may not think for more than a second.
    #[must_use]
    pub fn in_a_hurry(mut self) -> Self {
        self.is_in_a_hurry = true;
        self
    }

    /// With a copy of the built files that the test may change: [`Stage::dist`].
    #[must_use]
    pub fn with_own_files(mut self) -> Self {
        self.own_dist = true;
        self
    }

    /// With a copy of the built files whose English is the language of [`pseudo`].
    #[must_use]
    pub fn in_pseudo_language(mut self) -> Self {
        self.pseudo = true;
        self.with_own_files()
    }

    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut arguments = match self.conversations {
            0 => vec!["--empty".to_owned()],
            n => vec!["--demo-size".to_owned(), n.to_string()],
        };
        if let Some(url) = &self.assist {
            let model = ["--assist-url", url, "--assist-model", "small"];
            arguments.extend(model.map(str::to_owned));
            if self.is_in_a_hurry {
                arguments.extend(["--assist-patience", "1"].map(str::to_owned));
            }
        }
        arguments
    }
}

/// Plays a test on a stage of its own. When it fails, what the browsers and the backend showed and
/// said is kept in `target/browser-failures/`.
///
/// # Panics
/// When the test does.
pub fn play<T: AsyncFnOnce(&Stage)>(scene: Scene, test: T) {
    let name = name_of::<T>();
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime needs threads and nothing else");
    runtime.block_on(async {
        let _place = STAGES
            .acquire()
            .await
            .expect("the semaphore is never closed");
        evidence::clear(&name);
        let stage = Stage::set(&scene).await;
        let played = AssertUnwindSafe(test(&stage)).catch_unwind().await;
        if let Err(panic) = &played {
            let folder = evidence::collect(&name, &stage).await;
            eprintln!("{name} failed after:\n{}", stage.steps.text());
            // Said again, since the end of a log is what is looked at first.
            eprintln!("with: {}", said_in(panic.as_ref()));
            eprintln!(
                "screenshots, consoles and the backend's log are in {}",
                folder.display()
            );
        }
        stage.clear().await;
        if let Err(panic) = played {
            resume_unwind(panic);
        }
    });
}

fn said_in(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("something that is no text")
}

/// The place of one test.
pub struct Stage {
    pub backend: Backend,
    pub(crate) steps: Steps,
    /// In the order in which they came.
    browsers: Mutex<Vec<Browser>>,
    driver: Driver,
    dist: PathBuf,
    folder: TempDir,
}

impl Stage {
    async fn set(scene: &Scene) -> Self {
        let steps = Steps::begin();
        let folder =
            TempDir::with_prefix("recado-test-").expect("the temporary folder is writable");
        let mut dist = backend::dist();
        if scene.own_dist {
            let copy = folder.path().join("dist");
            copy_folder(&dist, &copy);
            if scene.pseudo {
                pseudo::rewrite(&copy);
            }
            dist = copy;
        }
        let backend = Backend::start(scene, &dist, folder.path(), &steps).await;
        let driver = Driver::start(folder.path(), scene.data.is_some()).await;
        Self {
            backend,
            steps,
            browsers: Mutex::default(),
            driver,
            dist,
            folder,
        }
    }

    /// An agent at a desk, in a new browser, who has not opened the page yet.
    pub async fn agent(&self, name: &str) -> Agent {
        self.agent_at(name, &Device::desk()).await
    }

    /// Lívia, with the conversation open in which a visitor has written this.
    pub async fn agent_with(&self, text: &str) -> Agent {
        self.visitor_api().await.write(text).await;
        let livia = self.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row(text).await;
        livia
    }

    pub async fn agent_at(&self, name: &str, device: &Device) -> Agent {
        Agent::new(self.browser(name, device).await)
    }

    /// A visitor, in a new browser, who has not opened the customer's site yet.
    pub async fn visitor(&self, name: &str) -> Visitor {
        self.visitor_at(name, &Device::desk()).await
    }

    pub async fn visitor_at(&self, name: &str, device: &Device) -> Visitor {
        Visitor::new(self.browser(name, device).await)
    }

    /// The backend's API as a signed-in agent sees it.
    pub async fn api(&self, email: &str) -> AgentApi {
        AgentApi::sign_in(self.backend.address(), email).await
    }

    /// The backend's API for a new visitor of the demo site.
    pub async fn visitor_api(&self) -> VisitorApi {
        VisitorApi::begin(self.backend.address()).await
    }

    /// A connector of a channel, set up by an administrator.
    pub async fn channel(&self, channel: &str) -> ChannelSimulator {
        ChannelSimulator::connect(self.backend.address(), channel, &self.steps).await
    }

    /// The built files, when the scene has its own.
    pub fn dist(&self) -> &Path {
        &self.dist
    }

    pub(crate) fn pages(&self) -> Vec<Page> {
        self.browsers()
            .iter()
            .map(|browser| browser.page.clone())
            .collect()
    }

    async fn browser(&self, who: &str, device: &Device) -> Browser {
        let network = Network::to(self.backend.address(), who, &self.steps).await;
        let profile = self
            .folder
            .path()
            .join(format!("profile-{}", self.browsers().len()));
        let driver = self.driver.open(device, &profile).await;
        let page = Page::new(driver, who, network.origin(), device.language, &self.steps);
        let browser = Browser { page, network };
        self.browsers().push(browser.clone());
        browser
    }

    fn browsers(&self) -> std::sync::MutexGuard<'_, Vec<Browser>> {
        self.browsers
            .lock()
            .expect("nobody panics while holding the list")
    }

    /// Browsers first, while the driver can still close them.
    async fn clear(self) {
        let browsers = std::mem::take(&mut *self.browsers());
        for browser in browsers {
            self.driver.close(browser.page).await;
        }
        self.backend.stop();
    }
}

/// The test's own name: that of its closure, `browser::story::the_sentence::{{closure}}`.
fn name_of<T>() -> String {
    let name = std::any::type_name::<T>();
    let name = name.split("::{{closure}}").next().unwrap_or(name);
    name.split_once("::")
        .map_or(name, |(_, name)| name)
        .to_owned()
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    let copied = || -> std::io::Result<()> {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let copy = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                copy_folder(&entry.path(), &copy);
            } else {
                fs::copy(entry.path(), &copy)?;
            }
        }
        Ok(())
    };
    copied().unwrap_or_else(|error| panic!("can't copy {}: {error}", from.display()));
}
