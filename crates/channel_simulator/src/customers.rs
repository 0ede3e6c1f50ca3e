//! What the customers of the demo say who are not there.

use serde_json::Value;

/// Answers that fit whatever was said, in the language of the demo.
const ANSWERS: [&str; 6] = [
    "Obrigada! Vou olhar com calma e já respondo.",
    "Perfeito, era isso mesmo que eu precisava.",
    "E qual seria o prazo de entrega?",
    THURSDAY,
    "Ainda não chegou aqui. Pode verificar, por favor?",
    "Ótimo, muito obrigado pela ajuda 👍",
];

const THURSDAY: &str = "Pode ser na quinta-feira de manhã?";
const FRIDAY: &str = "Pode ser na sexta-feira de manhã?";

/// What a customer says instead, having looked at what they said.
pub fn second_thought(text: &str) -> Option<&'static str> {
    (text == THURSDAY).then_some(FRIDAY)
}

/// What a customer answers to the message that has this number among those to them: a choice where
/// there is one.
pub fn answer(content: &Value, number: usize) -> String {
    let choice = content["choices"][0]["title"]
        .as_str()
        .or_else(|| content["sections"][0]["choices"][0]["title"].as_str());
    let words = choice.unwrap_or(ANSWERS[number % ANSWERS.len()]);
    words.to_owned()
}

/// A mail that answers the one that was sent.
pub fn mail(email: &Value, person: &Value, id: &str, text: &str) -> Option<Vec<u8>> {
    let one_line = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        text.replace(char::is_control, " ")
    };
    let address = |mailbox: &Value| one_line(&mailbox["address"]);
    let from = person["email"].as_str().map(str::to_owned);
    let from = from.unwrap_or_else(|| address(&email["to"][0]));
    if from.is_empty() {
        return None;
    }
    let subject = one_line(&email["subject"]);
    let subject = subject.trim_start_matches("Re: ");
    let to = address(&email["from"]);
    let answered = one_line(&email["message_id"]);
    let mail = format!(
        "From: {from}\r\nTo: {to}\r\nSubject: Re: {subject}\r\nMessage-ID: <{id}@simulated.example>\r\n\
         In-Reply-To: <{answered}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    );
    Some(mail.into_bytes())
}
