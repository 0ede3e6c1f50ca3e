//! One schedule at work: everybody in it, and the hand that follows the plan.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use recado_engine::Phase;
use tokio::task::spawn_local;
use tokio::time::sleep;

use crate::backend::Data;
use crate::chance::{Chance, mix};
use crate::check::{Violation, check, unrest};
use crate::device::Device;
use crate::devices_work::nothing_left;
use crate::network::{Network, millis};
use crate::plan::{Act, Cut, DEVICES, Plan, VISITORS};
use crate::records;
use crate::sabotage::Sabotage;
use crate::storage::Storage;
use crate::time::{SimClock, Time};
use crate::visitor::Visitor;

/// Everything must settle within this time once the faults have ended, in seconds.
const SETTLES_WITHIN_S: u32 = 240;
/// A dead link that nobody told of is noticed within this time, in seconds.
const NOTICED_WITHIN_S: u32 = 50;
/// How long everything must have been at rest, so that storage has it too.
const AT_REST_S: u32 = 4;
/// Nothing may be left on a device that long after somebody wanted it cleared.
const CLEARED_WITHIN: Duration = Duration::from_secs(8);
/// Longer than an access token lives.
const PAUSE: Duration = Duration::from_secs(16 * 60);

/// Everybody in a schedule.
pub struct World {
    pub data: Data,
    pub network: Rc<Network>,
    pub devices: Vec<Rc<Device>>,
    pub visitors: Vec<Visitor>,
    /// The places of the checkers' tokens, by device.
    pub checkers: Vec<Rc<Storage>>,
    time: Time,
    seed: u64,
    lives: Cell<u64>,
}

impl Drop for World {
    fn drop(&mut self) {
        // Tabs know their device, and the device its tabs.
        for device in &self.devices {
            device.tabs.take();
        }
    }
}

impl World {
    pub fn new(seed: u64, sabotage: Sabotage, logs: bool) -> Rc<Self> {
        let time = Time::begin();
        let data = Data::new();
        let network = Network::new(seed, sabotage, logs);
        let devices: Vec<_> = (0..DEVICES)
            .map(|number| {
                let at = usize::from(number);
                Device::new(
                    number,
                    &network,
                    time,
                    data.sessions[at].clone(),
                    mix(&[seed, 4, number.into()]),
                )
            })
            .collect();
        let visitors = (0..VISITORS)
            .map(|number| {
                let clock = SimClock {
                    time,
                    ahead_ms: Rc::default(),
                    chance: Rc::new(Chance::new(mix(&[seed, 5, number.into()]))),
                };
                Visitor::new(number, DEVICES + number, &network, clock)
            })
            .collect();
        let checkers = data.sessions[usize::from(DEVICES)..]
            .iter()
            .map(|signed_in| Storage::new(signed_in.clone(), &Rc::new(Chance::new(seed))))
            .collect();
        let world = Rc::new(Self {
            data,
            network,
            devices,
            visitors,
            checkers,
            time,
            seed,
            lives: Cell::new(0),
        });
        world.start_backend();
        for device in &world.devices {
            device.open_tab();
        }
        world
    }

    /// Follows the plan.
    pub async fn follow(self: &Rc<Self>, plan: &Plan) -> Result<(), Violation> {
        for (number, step) in plan.steps.iter().enumerate() {
            sleep(millis(step.after_ms)).await;
            let came_to = self.act(&step.act).await?;
            self.network
                .note(format_args!("[{number}] {} {came_to}", step.act));
        }
        Ok(())
    }

    pub fn virtual_ms(&self) -> i64 {
        self.time.elapsed_ms()
    }

    /// How many commands and messages there were.
    pub fn commands(&self) -> u64 {
        let stored: usize = self
            .devices
            .iter()
            .map(|device| device.storage.ledger.borrow().stored.len())
            .sum();
        let written: u32 = self.visitors.iter().map(Visitor::written).sum();
        stored as u64 + u64::from(written)
    }

    fn start_backend(&self) {
        if self.network.server().is_none() {
            self.lives.set(self.lives.get() + 1);
            let life = self
                .data
                .start(self.time, mix(&[self.seed, 6, self.lives.get()]));
            self.network.begin_life(life);
        }
    }

    async fn act(self: &Rc<Self>, act: &Act) -> Result<String, Violation> {
        match act {
            Act::Tab { device, tab, deed } => {
                let mut came_to = "no tab".to_owned();
                self.device(*device)
                    .in_tab(*tab, |tab| came_to = tab.act(*deed));
                return Ok(came_to);
            }
            Act::CrashTab { device, tab } => self.device(*device).crash(*tab),
            Act::NewTab { device } => self.device(*device).open_tab(),
            Act::SetClock { device, forward_ms } => {
                let ahead = &self.device(*device).clock.ahead_ms;
                ahead.set(ahead.get() + forward_ms);
            }
            Act::FullStorage { device, for_ms } => self.device(*device).storage.fill_up(*for_ms),
            Act::SlowStorage {
                device,
                stuck,
                for_ms,
            } => self.device(*device).storage.slow_down(*stuck, *for_ms),
            Act::SignOut { device, tab, clear } => {
                self.network.count("sign-outs");
                let mut came_to = "no tab".to_owned();
                let device = self.device(*device);
                device.in_tab(*tab, |tab| came_to = tab.sign_out(*clear));
                return Ok(came_to);
            }
            Act::Revoke { device } => self.revoke(*device).await,
            Act::VisitorWrites { visitor } => {
                return Ok(self.visitors[usize::from(*visitor)]
                    .write()
                    .unwrap_or_default());
            }
            Act::VisitorToggles { visitor } => {
                let visitor = &self.visitors[usize::from(*visitor)];
                if visitor.is_here() {
                    visitor.leave();
                } else {
                    visitor.open();
                }
            }
            Act::Weather {
                line,
                weather,
                for_ms,
            } => {
                self.network.count("spells of bad weather");
                self.network.set_weather(*line, *weather, *for_ms);
            }
            Act::Cut { line, how, for_ms } => self.cut(*line, *how, *for_ms),
            Act::Kill { for_ms } => {
                self.network.count("kills of the backend");
                self.network.kill().await;
                let (this, down) = (Rc::clone(self), millis(*for_ms));
                spawn_local(async move {
                    sleep(down).await;
                    this.start_backend();
                });
            }
            Act::Forget { keep } => {
                self.network.count("forgotten event logs");
                records::forget_events(&self.data.database(), *keep)
                    .expect("events can be forgotten");
            }
            Act::Pause => sleep(PAUSE).await,
            Act::Quiet => {
                self.settle().await?;
                check(self).await?;
            }
        }
        Ok(String::new())
    }

    fn device(&self, number: u8) -> &Rc<Device> {
        &self.devices[usize::from(number)]
    }

    fn cut(self: &Rc<Self>, line: u8, how: Cut, for_ms: u32) {
        self.network.count("cut lines");
        self.network.cut(line, how, for_ms);
        if how != Cut::Told || line >= DEVICES {
            return;
        }
        for tab in self.device(line).tabs.borrow().values() {
            tab.engine.go_offline();
        }
        let this = Rc::clone(self);
        spawn_local(async move {
            sleep(millis(for_ms)).await;
            for tab in this.device(line).tabs.borrow().values() {
                tab.engine.wake();
            }
        });
    }

    /// The backend ends the session that this device has.
    async fn revoke(&self, device: u8) {
        self.network.count("revoked sessions");
        let token = self.device(device).storage.refresh_token();
        // `refresh.SESSION.GENERATION.SIGNATURE`
        if let Some(session) = token.as_deref().and_then(|token| token.split('.').nth(1)) {
            records::revoke(&self.data.database(), session).expect("a session can be revoked");
        }
    }

    /// Ends the faults and waits until nothing moves any more.
    pub async fn settle(self: &Rc<Self>) -> Result<(), Violation> {
        self.network.mend();
        self.start_backend();
        for device in &self.devices {
            device.storage.mend();
        }
        for _ in 0..NOTICED_WITHIN_S {
            self.sign_in_again().await?;
            sleep(Duration::from_secs(1)).await;
        }
        let mut at_rest = 0;
        let mut unrest = String::new();
        for _ in 0..SETTLES_WITHIN_S {
            self.sign_in_again().await?;
            sleep(Duration::from_secs(1)).await;
            match self.unrest() {
                None => at_rest += 1,
                Some(why) => {
                    at_rest = 0;
                    unrest = why;
                }
            }
            if at_rest == AT_REST_S {
                return Ok(());
            }
        }
        Err(Violation {
            promise: "everything settles",
            detail: unrest,
        })
    }

    fn unrest(&self) -> Option<String> {
        for device in &self.devices {
            for (number, tab) in device.tabs.borrow().iter() {
                if let Some(why) = unrest(tab) {
                    return Some(format!("device {}, tab {number}: {why}", device.number));
                }
            }
        }
        self.visitors
            .iter()
            .find(|visitor| !visitor.is_settled())
            .map(|visitor| format!("visitor {}: {}", visitor.number, visitor.state()))
    }

    /// People whose session has ended sign in again, in every tab.
    async fn sign_in_again(&self) -> Result<(), Violation> {
        for device in &self.devices {
            let is_out = |phase| matches!(phase, Phase::SignedOut(_));
            let any = device
                .tabs
                .borrow()
                .values()
                .any(|tab| is_out(tab.engine.phase()));
            let Some(life) = self.network.server().filter(|_| any) else {
                continue;
            };
            if device.storage.remembered.borrow().is_none() {
                if let Some(at) = device.storage.cleared_at() {
                    if at.elapsed() < CLEARED_WITHIN || device.storage.is_troubled() {
                        continue;
                    }
                    nothing_left(device)?;
                }
                self.network.count("new sign-ins");
                let signed_in = life.rehearsal.sign_in(&device.agent).await;
                device
                    .storage
                    .sign_in(signed_in.expect("the agent is there"));
            }
            for tab in device.tabs.borrow().values() {
                if is_out(tab.engine.phase()) {
                    tab.engine.start();
                }
            }
        }
        Ok(())
    }
}
