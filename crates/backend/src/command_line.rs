//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use lexopt::prelude::*;
use recado_protocol::Role;

use crate::assist::AssistConfig;
use crate::config::{Config, DEFAULT_PORT, Demo};
use crate::demo::DEFAULT_SIZE;

/// What the program is asked to do.
#[derive(Debug)]
pub enum Invocation {
    Serve(Box<Config>),
    /// Write the OpenAPI and AsyncAPI documents into a folder.
    Documents {
        folder: PathBuf,
    },
    /// Add a person who may sign in. The password comes on standard input.
    AddAgent {
        data: PathBuf,
        email: String,
        name: String,
        role: Role,
    },
    /// Connect a channel to a connector. The secret comes on standard input.
    ConnectChannel {
        data: PathBuf,
        channel: String,
        url: String,
    },
    Help,
}

/// The key of the server that helps with texts: never on a command line, where others can read it.
const ASSIST_KEY: &str = "RECADO_ASSIST_KEY";
/// The folder of the database when none is named.
const DEFAULT_DATA: &str = "data";

pub const HELP: &str = "\
Recado's reference backend: the whole system in one process over one SQLite file.

Usage:
  recado-backend [options]                           serve until Ctrl-C
  recado-backend add-agent [--data DIR] EMAIL NAME ROLE
      add a person who may sign in; ROLE is agent, supervisor or administrator;
      the password is the first line of standard input
  recado-backend connect-channel [--data DIR] CHANNEL URL
      connect a channel to the connector at URL; the secret that both sign with is the first line
      of standard input, and is made and printed when that is empty
  recado-backend documents DIR                       write openapi.json and asyncapi.json

Options:
  --listen ADDRESS      address to listen on (127.0.0.1)
  --port PORT           port to listen on; 0 picks a free one (8080)
  --data DIR            folder of the database, made when missing (data)
  --dist DIR            built frontends to serve
  --demo                fill an empty database with the demo
  --demo-size N         the demo with N conversations instead of 600
  --demo-longest N      about N messages in the demo's longest conversation instead of 2000
  --empty               the demo's sign-ins, teams and channels, without a conversation
  --allow-origin URL    a site whose pages may use the agents' API; may come more than once
  --fetch-from URL      where connectors' files may be fetched from besides public addresses by https,
                        such as http://10.0.0.5:9000; may come more than once
  --assist-url URL      a server that speaks the OpenAI way of chatting, for help with texts;
                        its key is in the variable RECADO_ASSIST_KEY
  --assist-model NAME   the model that it is asked for
  --assist-patience N   for how many seconds that server may say nothing, instead of 20
  --help                this text

The variable RECADO_LOG sets how much is logged: error, warn, info (the default), debug, trace.
";

/// Reads the arguments, without the program's own name.
///
/// # Errors
/// A sentence about the argument that is wrong.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Invocation, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut config = Config::of(DEFAULT_DATA);
    config.port = DEFAULT_PORT;
    let (mut assist_url, mut assist_model, mut assist_patience) = (None, None, None);
    let mut words: Vec<String> = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("listen") => config.listen = parser.value()?.parse()?,
            Long("port") => config.port = parser.value()?.parse()?,
            Long("data") => config.data = parser.value()?.into(),
            Long("dist") => config.dist = Some(parser.value()?.into()),
            Long("demo") => {
                if config.demo == Demo::Nothing {
                    config.demo = Demo::Conversations(DEFAULT_SIZE);
                }
            }
            Long("demo-size") => {
                config.demo = Demo::Conversations(parser.value()?.parse()?);
            }
            Long("demo-longest") => config.demo_longest = parser.value()?.parse()?,
            Long("empty") => config.demo = Demo::PeopleOnly,
            Long("allow-origin") => config.allowed_origins.push(parser.value()?.string()?),
            Long("fetch-from") => config.fetch.origins.push(parser.value()?.string()?),
            Long("assist-url") => assist_url = Some(parser.value()?.string()?),
            Long("assist-model") => assist_model = Some(parser.value()?.string()?),
            Long("assist-patience") => assist_patience = Some(parser.value()?.parse::<u32>()?),
            Long("help") | Short('h') => return Ok(Invocation::Help),
            Value(word) => words.push(word.string()?),
            _ => return Err(argument.unexpected()),
        }
    }
    config.assist = match (assist_url, assist_model) {
        (Some(url), Some(model)) => Some(assist_config(url, model)?),
        (None, None) => None,
        _ => return Err("--assist-url and --assist-model belong together".into()),
    };
    if let (Some(assist), Some(seconds)) = (&mut config.assist, assist_patience) {
        assist.silence = Duration::from_secs(seconds.into());
        assist.total = assist.total.max(assist.silence * 2);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Ok(Invocation::Serve(Box::new(config))),
        ["documents", folder] => Ok(Invocation::Documents {
            folder: folder.into(),
        }),
        ["add-agent", email, name, role] => Ok(Invocation::AddAgent {
            data: config.data,
            email: (*email).to_owned(),
            name: (*name).to_owned(),
            role: parse_role(role)?,
        }),
        ["connect-channel", channel, url] => Ok(Invocation::ConnectChannel {
            data: config.data,
            channel: (*channel).to_owned(),
            url: (*url).to_owned(),
        }),
        ["documents" | "add-agent" | "connect-channel", ..] => {
            Err(format!("{} wants other arguments: see --help", words[0]).into())
        }
        [word, ..] => Err(format!("there is no command \"{word}\": see --help").into()),
    }
}

fn assist_config(url: String, model: String) -> Result<AssistConfig, lexopt::Error> {
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return Err("--assist-url must begin with https:// or http://".into());
    }
    let mut config = AssistConfig::of(url, model);
    config.key = std::env::var(ASSIST_KEY).ok().filter(|key| !key.is_empty());
    Ok(config)
}

fn parse_role(word: &str) -> Result<Role, lexopt::Error> {
    match word {
        "agent" => Ok(Role::Agent),
        "supervisor" => Ok(Role::Supervisor),
        "administrator" => Ok(Role::Administrator),
        _ => Err("the role must be agent, supervisor or administrator".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Invocation, lexopt::Error> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_options_of_serving_are_read() {
        let line = "--port 0 --data d --dist dist --demo-size 9 --demo-longest 70 --allow-origin https://a.example \
                    --allow-origin https://b.example --fetch-from http://10.0.0.5:9000";
        let Ok(Invocation::Serve(config)) = parsed(line) else {
            panic!("not serving")
        };
        assert_eq!((config.port, config.demo), (0, Demo::Conversations(9)));
        assert_eq!(config.demo_longest, 70);
        assert_eq!(
            config.allowed_origins,
            ["https://a.example", "https://b.example"]
        );
        assert_eq!(config.data, PathBuf::from("d"));
        assert_eq!(config.fetch.origins, ["http://10.0.0.5:9000"]);
    }

    #[test]
    fn help_with_texts_has_an_address_and_a_model() {
        let line = "--assist-url https://a.example/v1 --assist-model small --assist-patience 60";
        let Ok(Invocation::Serve(config)) = parsed(line) else {
            panic!("not serving")
        };
        let assist = config.assist.unwrap();
        assert_eq!(
            (assist.url.as_str(), assist.model.as_str()),
            ("https://a.example/v1", "small")
        );
        assert_eq!(
            (assist.silence.as_secs(), assist.total.as_secs()),
            (60, 120)
        );
    }

    #[test]
    fn nothing_is_made_up_unless_asked_for() {
        let Ok(Invocation::Serve(config)) = parsed("") else {
            panic!("not serving")
        };
        assert_eq!((config.demo, config.port), (Demo::Nothing, 8080));
        let Ok(Invocation::Serve(config)) = parsed("--demo") else {
            panic!("not serving")
        };
        assert_eq!(config.demo, Demo::Conversations(DEFAULT_SIZE));
    }

    #[test]
    fn what_is_wrong_is_refused() {
        for line in [
            "--port x",
            "--wat",
            "documents",
            "dance",
            "add-agent a b king",
            "--listen",
            "--assist-url https://a.example",
            "--assist-model m",
            "--assist-url ftp://a --assist-model m",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
