//! What happens in a schedule, as a list of steps that is made from the seed before it begins. A
//! step can be left out without changing what the others mean: that is how a failure is made short.

use std::fmt;

use crate::chance::{Chance, mix};

/// How many devices agents work at. The first and the third are one agent's.
pub const DEVICES: u8 = 3;
pub const VISITORS: u8 = 2;
/// Every schedule ends with a quiet point, and has this many before it at the most.
const QUIET_POINTS: u32 = 2;

/// One schedule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    pub seed: u64,
    pub steps: Vec<Step>,
}

/// One thing that happens, some time after the one before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub after_ms: u32,
    pub act: Act,
}

/// What happens. Picks are taken modulo what there is to pick from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// Somebody does something in a tab of a device.
    Tab {
        device: u8,
        tab: u8,
        deed: Deed,
    },
    /// A tab is gone at once, with all that it had in memory.
    CrashTab {
        device: u8,
        tab: u8,
    },
    NewTab {
        device: u8,
    },
    /// A device's clock is set.
    SetClock {
        device: u8,
        forward_ms: i64,
    },
    /// A device's storage takes nothing more for a while.
    FullStorage {
        device: u8,
        for_ms: u32,
    },
    /// A device's storage takes its time for a while; a stuck one answers only at the end of it.
    SlowStorage {
        device: u8,
        stuck: bool,
        for_ms: u32,
    },
    /// A device's session is ended by the backend; its person signs in again after a while.
    Revoke {
        device: u8,
    },
    /// A person signs out, and may want the device cleared; they come back after a while.
    SignOut {
        device: u8,
        tab: u8,
        clear: bool,
    },
    VisitorWrites {
        visitor: u8,
    },
    /// The visitor closes the page, or comes back to it.
    VisitorToggles {
        visitor: u8,
    },
    /// A line is bad for a while.
    Weather {
        line: u8,
        weather: Weather,
        for_ms: u32,
    },
    /// A line carries nothing for a while.
    Cut {
        line: u8,
        how: Cut,
        for_ms: u32,
    },
    /// The backend is killed and started again after a while.
    Kill {
        for_ms: u32,
    },
    /// The backend forgets all but the newest events.
    Forget {
        keep: u8,
    },
    /// Nothing happens for a long time.
    Pause,
    /// The faults end, everything settles, and everything is looked at.
    Quiet,
}

/// What an agent does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    Write {
        conversation: u16,
        note: bool,
        too_long: bool,
    },
    Assign {
        conversation: u16,
        to: u8,
    },
    SetStatus {
        conversation: u16,
        resolved: bool,
    },
    MarkRead {
        conversation: u16,
    },
    Open {
        conversation: u16,
    },
    LoadOlder,
    Retry,
    Discard,
    /// Types, or takes away what was typed.
    Draft {
        conversation: u16,
        note: bool,
        blank: bool,
    },
}

/// How bad a line is, each in percent, and how long a piece takes at the most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Weather {
    /// Requests that never arrive.
    pub lose_request: u8,
    /// Answers that are lost or cut off after the backend did it.
    pub lose_answer: u8,
    /// Requests that arrive once more later.
    pub repeat: u8,
    /// Answers by somebody else between.
    pub portal: u8,
    pub delay_ms: u32,
}

/// How a line is cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut {
    /// Sockets close, and the browser says that it is offline.
    Told,
    /// Sockets close.
    Closed,
    /// Sockets go on later as if nothing had been.
    Stalled,
    /// Sockets are dead and nobody is told.
    Silent,
}

impl Weather {
    /// A good line.
    pub const FAIR: Self = Self {
        lose_request: 0,
        lose_answer: 0,
        repeat: 0,
        portal: 0,
        delay_ms: 40,
    };
}

impl Plan {
    /// The schedule of a seed.
    pub fn of_seed(seed: u64) -> Self {
        let chance = Chance::new(mix(&[seed, 1]));
        // Each schedule has its own mood: some are calm, some are nothing but faults.
        let length = chance.between(15, 70);
        let faults = u8::try_from(chance.between(5, 45)).unwrap_or(5);
        let hurry = [200, 1_500, 8_000][chance.below(3) as usize];
        let mut steps: Vec<Step> = Vec::new();
        for _ in 0..length {
            let after_ms = chance.below(hurry);
            // People go on with what they do: several messages to one customer in a row.
            let again = steps
                .last()
                .filter(|last| !last.act.is_fault() && last.act != Act::Pause)
                .filter(|_| chance.percent(35))
                .map(|last| last.act.clone());
            let act = again.unwrap_or_else(|| {
                if chance.percent(faults) {
                    fault(&chance)
                } else {
                    deed(&chance)
                }
            });
            steps.push(Step { after_ms, act });
        }
        for _ in 0..chance.below(QUIET_POINTS + 1) {
            let at = chance.below(length) as usize;
            steps.insert(at, Step::quiet());
        }
        steps.push(Step::quiet());
        Self { seed, steps }
    }
}

impl Step {
    fn quiet() -> Self {
        Self {
            after_ms: 0,
            act: Act::Quiet,
        }
    }
}

impl Act {
    /// Whether it is trouble and not work.
    pub fn is_fault(&self) -> bool {
        !matches!(
            self,
            Self::Tab { .. }
                | Self::NewTab { .. }
                | Self::VisitorWrites { .. }
                | Self::VisitorToggles { .. }
                | Self::Pause
                | Self::Quiet
        )
    }
}

fn byte(chance: &Chance, limit: u8) -> u8 {
    u8::try_from(chance.below(u32::from(limit))).unwrap_or(0)
}

fn deed(chance: &Chance) -> Act {
    let device = byte(chance, DEVICES);
    // Few conversations, so that people meet in them.
    let conversation = u16::from(byte(chance, 6));
    let deed = match chance.below(100) {
        0..32 => Deed::Write {
            conversation,
            note: chance.percent(25),
            too_long: chance.percent(6),
        },
        32..39 => Deed::Assign {
            conversation,
            to: byte(chance, 6),
        },
        39..46 => Deed::SetStatus {
            conversation,
            resolved: chance.percent(50),
        },
        46..52 => Deed::MarkRead { conversation },
        52..59 => Deed::Open { conversation },
        59..62 => Deed::LoadOlder,
        62..64 => Deed::Retry,
        64..66 => Deed::Discard,
        66..72 => Deed::Draft {
            conversation,
            note: chance.percent(25),
            blank: chance.percent(30),
        },
        72..92 => {
            return Act::VisitorWrites {
                visitor: byte(chance, VISITORS),
            };
        }
        92..95 => {
            return Act::VisitorToggles {
                visitor: byte(chance, VISITORS),
            };
        }
        95..99 => return Act::NewTab { device },
        _ => return Act::Pause,
    };
    let tab = byte(chance, 4);
    Act::Tab { device, tab, deed }
}

fn fault(chance: &Chance) -> Act {
    let device = byte(chance, DEVICES);
    let line = byte(chance, DEVICES + VISITORS);
    match chance.below(100) {
        0..25 => Act::Weather {
            line,
            weather: Weather {
                lose_request: byte(chance, 70),
                lose_answer: byte(chance, 70),
                repeat: byte(chance, 70),
                portal: byte(chance, 15),
                delay_ms: chance.between(20, 4_000),
            },
            for_ms: chance.between(2_000, 90_000),
        },
        25..46 => Act::Cut {
            line,
            how: [Cut::Told, Cut::Closed, Cut::Stalled, Cut::Silent][chance.below(4) as usize],
            for_ms: chance.between(50, 60_000),
        },
        46..63 => Act::Kill {
            for_ms: chance.between(5, 12_000),
        },
        63..82 => Act::CrashTab {
            device,
            tab: byte(chance, 4),
        },
        82..88 => Act::Forget {
            keep: byte(chance, 8),
        },
        88..91 => Act::SetClock {
            device,
            forward_ms: i64::from(chance.below(2 * 86_400_000)) - 86_400_000,
        },
        91..93 => Act::Revoke { device },
        93..95 => Act::SignOut {
            device,
            tab: byte(chance, 4),
            clear: chance.percent(50),
        },
        95..98 => Act::SlowStorage {
            device,
            stuck: chance.percent(30),
            for_ms: chance.between(100, 20_000),
        },
        _ => Act::FullStorage {
            device,
            for_ms: chance.between(100, 20_000),
        },
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tab { device, tab, deed } => write!(f, "device {device}, tab {tab}: {deed:?}"),
            Self::CrashTab { device, tab } => write!(f, "device {device}: tab {tab} crashes"),
            Self::NewTab { device } => write!(f, "device {device}: a new tab"),
            Self::SetClock { device, forward_ms } => {
                write!(
                    f,
                    "device {device}: the clock goes forward by {forward_ms} ms"
                )
            }
            Self::FullStorage { device, for_ms } => {
                write!(f, "device {device}: the storage is full for {for_ms} ms")
            }
            Self::SlowStorage {
                device,
                stuck,
                for_ms,
            } => {
                let how = if *stuck { "stuck" } else { "slow" };
                write!(f, "device {device}: the storage is {how} for {for_ms} ms")
            }
            Self::SignOut { device, tab, clear } => {
                let what = if *clear {
                    ", and clears the device"
                } else {
                    ""
                };
                write!(f, "device {device}, tab {tab}: somebody signs out{what}")
            }
            Self::Revoke { device } => write!(f, "device {device}: the session is revoked"),
            Self::VisitorWrites { visitor } => write!(f, "visitor {visitor} writes"),
            Self::VisitorToggles { visitor } => write!(f, "visitor {visitor} leaves or returns"),
            Self::Weather {
                line,
                weather,
                for_ms,
            } => {
                write!(f, "line {line}: {weather:?} for {for_ms} ms")
            }
            Self::Cut { line, how, for_ms } => {
                write!(f, "line {line}: cut ({how:?}) for {for_ms} ms")
            }
            Self::Kill { for_ms } => write!(f, "the backend is killed for {for_ms} ms"),
            Self::Forget { keep } => write!(f, "the backend keeps {keep} events"),
            Self::Pause => write!(f, "nothing for 16 minutes"),
            Self::Quiet => write!(f, "quiet"),
        }
    }
}
