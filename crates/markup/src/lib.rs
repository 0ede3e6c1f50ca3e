//! `view!` for the agent app: the notation of the framework's own macro, compiled to a text.
//!
//! The framework makes a type of each element with its attributes and listeners, and compiles the drawing of each. Here
//! everything that stays goes into one text, the *shape*, which `src/markup/shape.rs` draws; only what is put into its
//! holes is code. Components are handed on to the framework's macro as they stand. The result is always an `AnyView`.
//!
//! | written | means |
//! |---|---|
//! | `<p class="name">` | an attribute: a text, a key of one, an option, `bool` (there or not), a signal, or a closure of those |
//! | `class=("open", is_open)` | a class that is there while something holds |
//! | `style=("--width", width)` | a property of the style |
//! | `prop:value=text` | a property of the element in the page, not an attribute |
//! | `on:click=handler` | a listener; the event has the type that `leptos::ev` says |
//! | `node_ref=place` | puts the element into a `NodeRef` |
//! | `use:put` | calls `put` with the element when it has been made |
//! | `{child}` | a text, a key of one, a view, an option or a list of them, a signal, or a closure of those |

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeBlock, NodeElement, NodeName};
use rstml::{Infallible, Parser, ParserConfig};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Ident, Lit, Stmt};

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

/// The views of a node that stands in no element.
fn view_of(node: &Node) -> Vec<TokenStream> {
    match node {
        Node::Element(element) if is_component(element.name()) => vec![component(element)],
        Node::Element(element) => {
            let mut drawing = Drawing::default();
            drawing.element(element);
            vec![drawing.view()]
        }
        Node::Fragment(fragment) => fragment.children.iter().flat_map(view_of).collect(),
        Node::Text(_) | Node::RawText(_) | Node::Block(_) => child(node).into_iter().collect(),
        Node::Comment(_) | Node::Doctype(_) | Node::Custom(_) => Vec::new(),
    }
}

/// What stands in a hole, or alone.
fn child(node: &Node) -> Option<TokenStream> {
    let value = match node {
        Node::Element(element) => return Some(component(element)),
        Node::Text(text) => text.value.to_token_stream(),
        Node::RawText(text) => text.to_string_best().to_token_stream(),
        Node::Block(block) => without_braces(block),
        Node::Fragment(_) | Node::Comment(_) | Node::Doctype(_) | Node::Custom(_) => return None,
    };
    Some(quote_spanned!(node.span()=> crate::markup::IntoChild::into_child(#value)))
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
        return quote!(crate::markup::component(
            ::leptos::prelude::view! { #element }
        ));
    }
    let children = fragment(&element.children);
    let (open, close) = (&element.open_tag, &element.close_tag);
    quote!(crate::markup::component(
        ::leptos::prelude::view! { #open {#children} #close }
    ))
}

/// An element with everything in it: its shape, and the calls that fill the holes of the shape in their order.
#[derive(Default)]
struct Drawing {
    shape: String,
    holes: Vec<TokenStream>,
}

impl Drawing {
    /// The steps of a shape, as `src/markup/shape.rs` reads them.
    fn step(&mut self, kind: char, rest: &str) {
        self.shape.extend(['\u{1}', kind]);
        self.shape.push_str(rest);
    }

    fn hole(&mut self, kind: char, name: &str, fill: TokenStream) {
        self.step(kind, name);
        self.holes.push(fill);
    }

    fn element(&mut self, element: &NodeElement<Infallible>) {
        let tag = element.name().to_string();
        let is_of_drawings = OF_DRAWINGS.contains(&tag.as_str());
        self.step(if is_of_drawings { '^' } else { '<' }, &tag);
        for attribute in element.attributes() {
            match attribute {
                NodeAttribute::Attribute(attribute) => self.attribute(attribute),
                NodeAttribute::Block(block) => {
                    self.mistake(block.span(), "an attribute needs a name")
                }
            }
        }
        for node in &element.children {
            self.inside(node);
        }
        self.step('>', "");
    }

    fn inside(&mut self, node: &Node) {
        match node {
            Node::Element(element) if !is_component(element.name()) => self.element(element),
            Node::Fragment(fragment) => fragment.children.iter().for_each(|node| self.inside(node)),
            Node::Text(text) => self.step('"', &text.value_string()),
            Node::RawText(text) => self.step('"', &text.to_string_best()),
            _ => {
                if let Some(child) = child(node) {
                    self.hole('{', "", quote_spanned!(node.span()=> holes.child(#child);));
                }
            }
        }
    }

    fn attribute(&mut self, attribute: &KeyedAttribute) {
        let key = attribute.key.to_string();
        let span = attribute.key.span();
        let value = attribute.value();
        match (key.split_once(':'), value) {
            (Some(("on", event)), Some(handle)) => {
                let event = if WITHOUT_TYPE.contains(&event) {
                    quote!(::leptos::ev::Custom::<::web_sys::Event>::new(#event))
                } else {
                    let event = Ident::new(event, span);
                    quote_spanned!(span=> ::leptos::ev::#event)
                };
                self.hole('!', "", quote_spanned!(span=> holes.on(#event, #handle);));
            }
            (Some(("prop", name)), Some(value)) => self.setting('p', name, value),
            (Some(("use", name)), None) => {
                let made = Ident::new(name, span);
                self.hole('!', "", quote_spanned!(span=> holes.made(#made);));
            }
            (Some(_), _) => {
                self.mistake(
                    span,
                    "neither on:, prop: nor use:, or a value too many or too few",
                );
            }
            (None, None) => self.fixed(&key, ""),
            (None, Some(place)) if key == "node_ref" => {
                self.hole('!', "", quote_spanned!(span=> holes.put_into(#place);));
            }
            (None, Some(Expr::Tuple(pair))) => {
                match (key.as_str(), pair.elems.get(0), pair.elems.get(1)) {
                    ("class", Some(Expr::Lit(name)), Some(value)) => {
                        self.setting('c', &text_of(name), value)
                    }
                    ("style", Some(Expr::Lit(name)), Some(value)) => {
                        self.setting('s', &text_of(name), value)
                    }
                    _ => self.mistake(
                        span,
                        "a pair is for class and style, and begins with a name in quotes",
                    ),
                }
            }
            (None, Some(Expr::Lit(text))) if matches!(text.lit, Lit::Str(_)) => {
                self.fixed(&key, &text_of(text));
            }
            (None, Some(value)) => self.setting('a', &key, value),
        }
    }

    fn fixed(&mut self, name: &str, value: &str) {
        self.step('=', &format!("{name}\u{2}{value}"));
    }

    fn setting(&mut self, kind: char, name: &str, value: &Expr) {
        self.hole(
            kind,
            name,
            quote_spanned!(value.span()=> holes.setting(#value);),
        );
    }

    fn mistake(&mut self, span: Span, what: &str) {
        self.holes
            .push(quote_spanned!(span=> ::std::compile_error!(#what);));
    }

    fn view(self) -> TokenStream {
        let Self { shape, holes } = self;
        quote!({
            let mut holes = crate::markup::Holes::of(#shape);
            #(#holes)*
            holes.into_view()
        })
    }
}

fn text_of(literal: &ExprLit) -> String {
    match &literal.lit {
        Lit::Str(text) => text.value(),
        other => other.to_token_stream().to_string(),
    }
}
