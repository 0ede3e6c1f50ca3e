//! Tickets of the demo, each about what its conversation is about.

use recado_protocol::ticket::{NewTicket, Ticket, TicketStatus};
use recado_protocol::{Author, ConversationStatus, Priority};
use rusqlite::Connection;

use super::chance::Chance;
use super::history::History;
use super::team::Cast;
use crate::storage::tickets;

/// What a customer says, and the ticket that it leads to: subject, body, priority.
const TOPICS: [(&str, &str, &str, Option<Priority>); 16] = [
    (
        "cobrado duas vezes",
        "Estorno de cobrança em dobro",
        "O cartão foi cobrado duas vezes no pedido. Conferir a pré-autorização com a operadora.",
        Some(Priority::High),
    ),
    (
        "nota fiscal",
        "Nota fiscal com CNPJ errado",
        "Emitir a nota fiscal do pedido outra vez, com o CNPJ que o cliente mandou.",
        Some(Priority::Medium),
    ),
    (
        "fecha sozinho",
        "Aplicativo fecha ao abrir a câmera",
        "Acontece no Galaxy A54 com Android 14. O aplicativo fecha sozinho.",
        Some(Priority::High),
    ),
    (
        "chegou quebrada",
        "Produto chegou quebrado",
        "A caixa veio amassada. Enviar outra peça e abrir ocorrência com a transportadora.",
        Some(Priority::Urgent),
    ),
    (
        "revenda",
        "Tabela de preços para revenda",
        "Preparar a proposta para revenda, 50 unidades por mês.",
        None,
    ),
    (
        "ninguém apareceu",
        "Instalação agendada sem técnico",
        "Reagendar a instalação e descobrir por que ninguém apareceu.",
        Some(Priority::High),
    ),
    (
        "charged",
        "Refund of a double charge",
        "The card was charged twice for one order. Please refund one of the charges.",
        Some(Priority::High),
    ),
    (
        "account is locked",
        "Account locked after log in",
        "The account is locked and the reset mail does not come.",
        Some(Priority::Urgent),
    ),
    (
        "drains my battery",
        "App drains the battery since the update",
        "Pixel 8, app version 5.1.3. It drains the battery in the background.",
        Some(Priority::Medium),
    ),
    (
        "scratch",
        "Replacement for a scratched product",
        "It arrived with a scratch across the front. It is a gift: send the replacement first.",
        None,
    ),
    (
        "never showed up",
        "Installer never showed up",
        "Find out why the installer never showed up, and book another morning.",
        Some(Priority::High),
    ),
    (
        "asked for my card",
        "Somebody claims to be us on the phone",
        "A caller asked for the card number. Tell the security team.",
        Some(Priority::Urgent),
    ),
    (
        "cobraron dos veces",
        "Devolver un cobro duplicado",
        "Cobraron dos veces la misma compra. Devolver una de ellas.",
        Some(Priority::High),
    ),
    (
        "llegó rota",
        "Producto que llegó rota la caja",
        "La caja venía aplastada. Enviar otra pieza antes del regalo.",
        None,
    ),
    (
        "la app se cierra",
        "La app se cierra al pagar",
        "iPhone 13, última versión. La app se cierra cada vez.",
        Some(Priority::Medium),
    ),
    (
        "fraude",
        "Mensajes falsos sobre la aduana",
        "Un enlace pide pagar la aduana. Avisar a seguridad.",
        Some(Priority::Urgent),
    ),
];
/// Of a hundred conversations that could have a ticket, so many have one.
const PERCENT: u64 = 60;

/// Adds the ticket that a conversation leads to, when it leads to one.
pub fn make(
    sql: &Connection,
    history: &History,
    cast: &Cast,
    chance: &mut Chance,
) -> rusqlite::Result<()> {
    let conversation = &history.record.conversation;
    let from_customer = history
        .messages
        .iter()
        .filter(|message| matches!(message.author, Author::Contact { .. }));
    let led_to = from_customer.rev().find_map(|message| {
        let text = message.content.text()?;
        let mut topics = TOPICS.iter();
        Some((message.at, topics.find(|topic| text.contains(topic.0))?))
    });
    let Some((at, (_, subject, body, priority))) = led_to else {
        return Ok(());
    };
    if !chance.percent(PERCENT) {
        return Ok(());
    }
    let id = chance.id(at);
    let new = NewTicket {
        subject: (*subject).to_owned(),
        body: (*body).to_owned(),
        priority: *priority,
    };
    let somebody = chance.pick(&cast.agents).id.clone();
    let by = conversation.assignee.as_ref().unwrap_or(&somebody);
    tickets::add(sql, &id, &new, by, at)?;
    tickets::link(sql, &id, &conversation.id, true)?;
    let is_over = conversation.status == ConversationStatus::Resolved && chance.percent(70);
    match tickets::one(sql, &id)?.filter(|_| is_over) {
        Some(ticket) => tickets::save(
            sql,
            &Ticket {
                status: TicketStatus::Closed,
                revision: 2,
                ..ticket
            },
        ),
        None => Ok(()),
    }
}
