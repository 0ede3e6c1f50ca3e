//! Between columns and the protocol's types.

use recado_protocol::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A compound value, kept as JSON.
pub struct Json<T>(pub T);

/// A word of the protocol (an enum that the wire writes as a string), kept bare.
pub struct Word<T>(pub T);

/// A point in time, kept as milliseconds.
pub struct Time(pub Timestamp);

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        serde_json::to_string(&self.0)
            .map(ToSqlOutput::from)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?)
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

impl<T: Serialize> ToSql for Word<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match serde_json::to_value(&self.0) {
            Ok(serde_json::Value::String(word)) => Ok(ToSqlOutput::from(word)),
            other => Err(rusqlite::Error::ToSqlConversionFailure(
                format!("no word of the protocol: {other:?}").into(),
            )),
        }
    }
}

impl<T: DeserializeOwned> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = serde_json::Value::from(value.as_str()?);
        serde_json::from_value(word)
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

impl ToSql for Time {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.millis()))
    }
}

impl FromSql for Time {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Timestamp::from_millis).map(Self)
    }
}

/// Reads columns as the protocol's types.
pub trait Columns {
    fn id<T: From<String>>(&self, column: &str) -> rusqlite::Result<T>;
    fn id_or_none<T: From<String>>(&self, column: &str) -> rusqlite::Result<Option<T>>;
    fn json<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T>;
    fn json_or_none<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<Option<T>>;
    fn word<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T>;
    fn time(&self, column: &str) -> rusqlite::Result<Timestamp>;
    fn time_or_none(&self, column: &str) -> rusqlite::Result<Option<Timestamp>>;
}

impl Columns for Row<'_> {
    fn id<T: From<String>>(&self, column: &str) -> rusqlite::Result<T> {
        self.get::<_, String>(column).map(T::from)
    }

    fn id_or_none<T: From<String>>(&self, column: &str) -> rusqlite::Result<Option<T>> {
        Ok(self.get::<_, Option<String>>(column)?.map(T::from))
    }

    fn json<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T> {
        self.get::<_, Json<T>>(column).map(|value| value.0)
    }

    fn json_or_none<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<Option<T>> {
        Ok(self.get::<_, Option<Json<T>>>(column)?.map(|value| value.0))
    }

    fn word<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T> {
        self.get::<_, Word<T>>(column).map(|value| value.0)
    }

    fn time(&self, column: &str) -> rusqlite::Result<Timestamp> {
        self.get::<_, Time>(column).map(|value| value.0)
    }

    fn time_or_none(&self, column: &str) -> rusqlite::Result<Option<Timestamp>> {
        Ok(self.get::<_, Option<Time>>(column)?.map(|value| value.0))
    }
}
