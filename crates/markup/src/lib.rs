//! `view!` for the agent app: the notation of the framework's own macro, for elements that are all of one type.
//!
//! The framework makes a type of each element with its attributes and listeners, and compiles the drawing of each. Here
//! an element becomes calls of `crate::markup::Element`, which is compiled once. Components are handed on to the
//! framework's macro as they stand. The result is always an `AnyView`.
//!
//! | written | means |
//! |---|---|
//! | `<p class="name">` | an attribute: a text, a number, an option, `bool` (there or not), a signal, or a closure of those |
//! | `class=("open", is_open)` | a class that is there while something holds |
//! | `style=("--width", width)` | a property of the style |
//! | `prop:value=text` | a property of the element in the page, not an attribute |
//! | `on:click=handler` | a listener; the event has the type that `leptos::ev` says |
//! | `node_ref=place` | puts the element into a `NodeRef` |
//! | `use:put` | calls `put` with the element when it has been made |
//! | `{child}` | a text, a view, an option or a list of them, a signal, or a closure of those |

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeBlock, NodeElement, NodeName};
use rstml::{Infallible, Parser, ParserConfig};
use syn::spanned::Spanned as _;
use syn::{Expr, Ident, Stmt};

/// Elements of drawings, which have a namespace of their own.
const OF_DRAWINGS: [&str; 2] = ["path", "svg"];

/// Events that `leptos::ev` does not name.
const WITHOUT_TYPE: [&str; 1] = ["cancel"];

/// Makes an `AnyView` of elements, components and blocks.
#[proc_macro]
pub fn view(written: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let parser = Parser::new(ParserConfig::default().recover_block(true));
    let (nodes, mistakes) = parser.parse_recoverable(written).split_vec();
    let mistakes = mistakes
        .into_iter()
        .map(|mistake| mistake.emit_as_expr_tokens());
    let view = fragment(&nodes);
    quote!({ #(#mistakes;)* #view }).into()
}

/// One view of some nodes.
fn fragment(nodes: &[Node]) -> TokenStream {
    let views: Vec<_> = nodes.iter().flat_map(view_of).collect();
    match views.as_slice() {
        [one] => one.clone(),
        several => quote!(crate::markup::fragment(::std::vec![#(#several),*])),
    }
}

/// The expressions of a node, each of which is an `AnyView`.
fn view_of(node: &Node) -> Vec<TokenStream> {
    match node {
        Node::Element(element) if is_component(element.name()) => vec![component(element)],
        Node::Element(element) => vec![plain_element(element)],
        Node::Fragment(fragment) => fragment.children.iter().flat_map(view_of).collect(),
        Node::Text(text) => {
            let text = &text.value;
            vec![quote!(crate::markup::IntoChild::into_child(#text))]
        }
        Node::RawText(text) => {
            let text = text.to_string_best();
            vec![quote!(crate::markup::IntoChild::into_child(#text))]
        }
        Node::Block(block) => {
            let value = without_braces(block);
            vec![quote_spanned!(block.span()=> crate::markup::IntoChild::into_child(#value))]
        }
        Node::Comment(_) | Node::Doctype(_) | Node::Custom(_) => Vec::new(),
    }
}

/// The compiler warns of braces around a single expression.
fn without_braces(block: &NodeBlock) -> TokenStream {
    match block {
        NodeBlock::ValidBlock(block) => match block.stmts.as_slice() {
            [Stmt::Expr(value, None)] => quote!(#value),
            _ => quote!(#block),
        },
        NodeBlock::Invalid(_) => quote!(#block),
    }
}

/// Components are called by names in capitals.
fn is_component(name: &NodeName) -> bool {
    name.to_string().starts_with(char::is_uppercase)
}

/// A component goes to the framework's macro, with its children made here.
fn component(element: &NodeElement<Infallible>) -> TokenStream {
    if element.children.is_empty() {
        return quote!(crate::markup::component(::leptos::prelude::view! { #element }));
    }
    let children = fragment(&element.children);
    let (open, close) = (&element.open_tag, &element.close_tag);
    quote!(crate::markup::component(::leptos::prelude::view! { #open {#children} #close }))
}

fn plain_element(element: &NodeElement<Infallible>) -> TokenStream {
    let name = element.name();
    let tag = name.to_string();
    let make = if OF_DRAWINGS.contains(&tag.as_str()) {
        quote_spanned!(name.span()=> crate::markup::Element::drawing)
    } else {
        quote_spanned!(name.span()=> crate::markup::Element::new)
    };
    let attributes = element.attributes().iter().map(attribute);
    let children: Vec<_> = element.children.iter().flat_map(view_of).collect();
    let children = (!children.is_empty()).then(|| quote!(.children(::std::vec![#(#children),*])));
    quote!(#make(#tag) #(#attributes)* #children .into_view())
}

fn attribute(attribute: &NodeAttribute) -> TokenStream {
    match attribute {
        NodeAttribute::Attribute(attribute) => keyed(attribute),
        NodeAttribute::Block(block) => mistake(block.span(), "an attribute needs a name"),
    }
}

fn keyed(attribute: &KeyedAttribute) -> TokenStream {
    let key = attribute.key.to_string();
    let span = attribute.key.span();
    let value = attribute.value();
    let or_empty = value.map_or_else(|| quote!(""), |value| quote!(#value));
    match (key.split_once(':'), value) {
        (Some(("on", event)), Some(handler)) => {
            if WITHOUT_TYPE.contains(&event) {
                let named = quote!(::leptos::ev::Custom::<::web_sys::Event>::new(#event));
                return quote_spanned!(span=> .on(#named, #handler));
            }
            let event = Ident::new(event, span);
            quote_spanned!(span=> .on(::leptos::ev::#event, #handler))
        }
        (Some(("prop", name)), Some(value)) => quote_spanned!(span=> .property(#name, #value)),
        (Some(("use", name)), None) => {
            let made = Ident::new(name, span);
            quote_spanned!(span=> .made(#made))
        }
        (Some(_), _) => mistake(span, "neither on:, prop: nor use:, or a value too many or too few"),
        (None, Some(place)) if key == "node_ref" => quote_spanned!(span=> .put_into(#place)),
        (None, Some(Expr::Tuple(pair))) if key == "class" && pair.elems.len() == 2 => {
            let (class, holds) = (&pair.elems[0], &pair.elems[1]);
            quote_spanned!(span=> .class(#class, #holds))
        }
        (None, Some(Expr::Tuple(pair))) if key == "style" && pair.elems.len() == 2 => {
            let (property, value) = (&pair.elems[0], &pair.elems[1]);
            quote_spanned!(span=> .style(#property, #value))
        }
        (None, _) => quote_spanned!(span=> .attribute(#key, #or_empty)),
    }
}

fn mistake(span: Span, what: &str) -> TokenStream {
    quote_spanned!(span=> .attribute("", ::std::compile_error!(#what)))
}
