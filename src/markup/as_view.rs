//! What the framework asks of every view besides being drawn. Nothing is drawn on a server here.

/// Makes a view of what can be drawn. Attributes are set where an element is written, never from outside.
macro_rules! as_view {
    ($view:ty) => {
        impl leptos::tachys::view::add_attr::AddAnyAttr for $view {
            type Output<A: leptos::tachys::html::attribute::Attribute> = Self;

            fn add_any_attr<A: leptos::tachys::html::attribute::Attribute>(self, _: A) -> Self {
                self
            }
        }

        impl leptos::tachys::view::RenderHtml for $view {
            type AsyncOutput = Self;
            type Owned = Self;

            const MIN_LENGTH: usize = 0;

            fn dry_resolve(&mut self) {}

            async fn resolve(self) -> Self {
                self
            }

            fn to_html_with_buf(
                self,
                _: &mut String,
                _: &mut leptos::tachys::view::Position,
                _: bool,
                _: bool,
                _: Vec<leptos::tachys::html::attribute::any_attribute::AnyAttribute>,
            ) {
            }

            fn hydrate<const FROM_SERVER: bool>(
                self,
                _: &leptos::tachys::hydration::Cursor,
                _: &leptos::tachys::view::PositionState,
            ) -> Self::State {
                leptos::tachys::view::Render::build(self)
            }

            fn into_owned(self) -> Self {
                self
            }
        }
    };
}
pub(crate) use as_view;
