//! A text as its markup says, drawn from its tree: elements with text in them, and never a text that is taken for markup.

use leptos::prelude::*;
use recado_formatting::{Block, Inline, Item, Link, Style, parse, text_of};
use recado_protocol::Preview;
use recado_store::Store;

use crate::markup::{fragment, view};

/// Who can be mentioned: colleagues and teams.
pub fn names_in(store: &Store) -> Vec<String> {
    let agents = store.agents().map(|agent| &agent.name);
    agents
        .chain(store.teams().map(|team| &team.name))
        .cloned()
        .collect()
}

/// Draws a text. `names` are those that can be mentioned in it.
pub fn formatted(text: &str, names: &[String]) -> AnyView {
    blocks_view(&parse(text, names))
}

/// What a text says without its marks, in one line that is not too long, as the rows of the list show it.
pub fn plain_line(text: &str) -> String {
    Preview::line(&text_of(&parse(text, &[])))
}

fn blocks_view(blocks: &[Block<'_>]) -> AnyView {
    fragment(blocks.iter().map(block_view).collect())
}

fn block_view(block: &Block<'_>) -> AnyView {
    match block {
        Block::Paragraph(inlines) => inlines_view(without_breaks_around(inlines)),
        Block::Quote(blocks) => view! {
            <blockquote class="formatted__quote" dir="auto">
                {blocks_view(blocks)}
            </blockquote>
        },
        Block::List(items) => {
            let items: Vec<AnyView> = items.iter().map(item_view).collect();
            // Where the marks are drawn otherwise, some browsers forget that it is a list.
            view! {
                <ul class="formatted__list" role="list">
                    {items}
                </ul>
            }
        }
        Block::Code { lines, .. } => view! {
            <pre class="formatted__block" dir="ltr">
                <code>{lines.join("\n")}</code>
            </pre>
        },
    }
}

/// The room between blocks is theirs; empty lines before and after them would double it.
fn without_breaks_around<'t, 'a>(mut inlines: &'t [Inline<'a>]) -> &'t [Inline<'a>] {
    while let [Inline::Break, rest @ ..] | [rest @ .., Inline::Break] = inlines {
        inlines = rest;
    }
    inlines
}

fn item_view(item: &Item<'_>) -> AnyView {
    let class = match item.level {
        0 => "formatted__item",
        1 => "formatted__item formatted__item--deeper",
        _ => "formatted__item formatted__item--deepest",
    };
    let number = item.number.map(str::to_owned);
    view! {
        <li class=class class=("formatted__item--number", number.is_some()) value=number dir="auto">
            {inlines_view(&item.content)}
        </li>
    }
}

fn inlines_view(inlines: &[Inline<'_>]) -> AnyView {
    fragment(inlines.iter().map(inline_view).collect())
}

fn inline_view(inline: &Inline<'_>) -> AnyView {
    match inline {
        Inline::Text(text) => (*text).to_owned().into_any(),
        Inline::Break => view! { "\n" },
        Inline::Styled(style, inlines) => {
            let inner = inlines_view(inlines);
            match style {
                Style::Bold => view! { <strong>{inner}</strong> },
                Style::Italic => view! { <em>{inner}</em> },
                Style::Strike => view! { <s>{inner}</s> },
            }
        }
        Inline::Code(code) => view! { <code class="formatted__code">{(*code).to_owned()}</code> },
        Inline::Mention(name) => {
            view! { <span class="formatted__mention">{(*name).to_owned()}</span> }
        }
        Inline::Link(link) => link_view(link),
    }
}

/// Where the text of a link does not say where it leads, that stands behind it.
fn link_view(link: &Link<'_>) -> AnyView {
    let host = link.true_host().map(|host| {
        view! { <span class="formatted__host">" (" <bdi>{host}</bdi> ")"</span> }
    });
    view! {
        <a
            class="formatted__link"
            href=link.href().into_owned()
            target="_blank"
            rel="noopener noreferrer nofollow"
            dir=link.is_bare.then_some("ltr")
        >
            {inlines_view(&link.content)}
            {host}
        </a>
    }
}
