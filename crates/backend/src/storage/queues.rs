//! The filters that agents keep under names.

use recado_protocol::AgentId;
use recado_protocol::queue::Queue;
use rusqlite::{Connection, params};

use super::column::Columns;

/// The queues of an agent, in their order.
pub fn of(sql: &Connection, agent: &AgentId) -> rusqlite::Result<Vec<Queue>> {
    sql.prepare_cached("SELECT id, name, filter FROM queues WHERE agent = ? ORDER BY place")?
        .query_map([agent.as_str()], |row| {
            Ok(Queue {
                id: row.id("id")?,
                name: row.get("name")?,
                filter: row.get("filter")?,
            })
        })?
        .collect()
}

/// Puts these in the place of all that the agent had.
pub fn set(sql: &Connection, agent: &AgentId, queues: &[Queue]) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM queues WHERE agent = ?")?
        .execute([agent.as_str()])?;
    let mut insert = sql.prepare_cached(
        "INSERT INTO queues (agent, place, id, name, filter) VALUES (?, ?, ?, ?, ?)",
    )?;
    for (queue, place) in queues.iter().zip(0_i64..) {
        insert.execute(params![
            agent.as_str(),
            place,
            queue.id.as_str(),
            queue.name,
            queue.filter
        ])?;
    }
    Ok(())
}
