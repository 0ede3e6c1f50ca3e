//! The icons: one outline set on a grid of 20 by 20, drawn with the colour of the text around.
//! An icon says nothing to assistive technology; what it stands on has a name or a label.

use crate::markup::view;
use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident => $path:literal,)+) => {
        /// An icon of the set.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Icon {
            $($name,)+
        }

        impl Icon {
            /// The strokes of the drawing, as the data of one SVG path. Where it begins with a space, it points along the
            /// line that is read: where that goes from right to left, `style/reading.css` turns it.
            pub const fn path(self) -> &'static str {
                PATHS[self as usize]
            }
        }

        const PATHS: &[&str] = &[$($path,)+];
    };
}

/// An icon of 20 px.
pub fn icon(icon: Icon) -> AnyView {
    drawn(icon, "icon")
}

/// An icon of 16 px, for use beside small text.
pub fn small_icon(icon: Icon) -> AnyView {
    drawn(icon, "icon icon--small")
}

/// A drawing of 20 px that is no icon of the set, because only one part of the page needs it: so it is loaded with that.
pub fn drawing(path: &'static str) -> AnyView {
    stroked(path, "icon")
}

/// As [`drawing`], of 16 px.
pub fn small_drawing(path: &'static str) -> AnyView {
    stroked(path, "icon icon--small")
}

fn drawn(icon: Icon, class: &'static str) -> AnyView {
    stroked(icon.path(), class)
}

fn stroked(path: &'static str, class: &'static str) -> AnyView {
    view! {
        <svg class=class viewBox="0 0 20 20" aria-hidden="true">
            <path d=path />
        </svg>
    }
}

icons! {
    Inbox => "M3 11.5 5.2 5a1.5 1.5 0 0 1 1.4-1h6.8a1.5 1.5 0 0 1 1.4 1L17 11.5V15a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15zM3 11.5h3.8L8 13.5h4l1.2-2H17",
    Contacts => "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4.5 16.5c0-2.8 2.2-4.5 5.5-4.5s5.5 1.7 5.5 4.5",
    Bell => "M10 3a4.5 4.5 0 0 0-4.5 4.5c0 4-1.500 5.500-1.500 5.500h12s-1.500-1.500-1.500-5.500A4.500 4.500 0 0 0 10 3zM8.500 15.500a1.600 1.600 0 0 0 3 0",
    Search => "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.5 3.5",
    Gear => "M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8.6 2.8h2.8l.5 2.1 1.6.9 2.1-.6 1.4 2.4-1.6 1.5v1.8l1.6 1.5-1.4 2.4-2.1-.6-1.6.9-.5 2.1H8.6l-.5-2.1-1.6-.9-2.1.6L3 12.4l1.6-1.5V9.1L3 7.6l1.4-2.4 2.1.6 1.6-.9z",
    ChevronDown => "M5.5 8 10 12.5 14.5 8",
    ChevronUp => "M5.5 12.5 10 8l4.5 4.5",
    ChevronLeft => " M12 5.5 7.5 10l4.5 4.5",
    Check => "M4 10.5 8 14.5 16 5.5",
    Tick => "M5 10.5 8.5 14 15 6.5",
    Ticks => "M2 10.5 5.5 14 12 6.5M9.5 13l1 1L17 6.5",
    Clock => "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4l2.5 2",
    Warning => "M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.2v.1",
    More => "M5.1 10a.6.6 0 1 1-1.2 0 .6.6 0 0 1 1.2 0zM10.6 10a.6.6 0 1 1-1.2 0 .6.6 0 0 1 1.2 0zM16.1 10a.6.6 0 1 1-1.2 0 .6.6 0 0 1 1.2 0z",
    Send => " M3.5 10h13M11 4.5l5.5 5.5-5.5 5.5",
    Plus => "M10 4v12M4 10h12",
    UserPlus => "M8 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 16.5c0-2.8 2.2-4.5 5.5-4.5 1.7 0 3.1.4 4.1 1.2M15 11v6M12 14h6",
    Note => "M4 3.5h12v8.5l-4.5 4.5H4zM16 12h-4.5v4.5M7 7h6M7 10h3",
    Close => "M5 5l10 10M15 5 5 15",
    Retry => "M16 10a6 6 0 1 1-1.9-4.4M16 3v3.5h-3.5",
    Undo => " M7.5 5 4 8.5 7.5 12M4 8.5h7.5a4 4 0 0 1 0 8H9",
    Trash => "M3.5 5.5h13M8 5.5v-2h4v2M5 5.5l.8 11h8.4l.8-11M8.5 8.5v5M11.5 8.5v5",
    Pencil => "M4 16v-3L13 4l3 3-9 9zM11.5 5.5l3 3",
    Copy => "M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7",
    Moon => "M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3z",
    Sun => "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
    Monitor => "M3 4h14v9.5H3zM7 16.5h6M10 13.5v3",
    Language => "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM3 10h14M10 3c2.5 2 3.5 4.3 3.5 7s-1 5-3.5 7c-2.5-2-3.5-4.3-3.5-7s1-5 3.5-7z",
    SignOut => " M12 3.5H4.5v13H12M8.5 10H17M13.5 6.5 17 10l-3.5 3.5",
    WifiOff => "M3 3l14 14M2.5 8.3A11 11 0 0 1 6 6M9.5 5c3-.1 5.8 1 8 3.3M5.5 11.3A6.5 6.5 0 0 1 8.5 9.7M13 10.3c.5.3 1 .6 1.5 1M8.2 14a2.6 2.6 0 0 1 3.2-.3M10 16.5v.1",
    ArrowDown => "M10 3.5v13M4.5 11 10 16.5 15.5 11",
    ArrowRight => " M4 10h12M11.5 5.5 16 10l-4.5 4.5",
    Chat => "M3.5 4h13v9.5H9L5.5 16.5v-3h-2z",
    Sparkle => "M10 3l1.7 4.8 4.8 1.7-4.8 1.7L10 16l-1.7-4.8-4.8-1.7 4.8-1.7zM16 14.5v3M14.5 16h3",
    Lightning => "M11.5 2.5 4.5 11.5H9.5L8.5 17.5 15.5 8.5H10.5z",
    Book => "M10 5.5C8.5 4.2 6.2 3.8 3.5 4v11.5c2.7-.2 5 .2 6.5 1.5 1.5-1.3 3.8-1.7 6.5-1.5V4c-2.7-.2-5 .2-6.5 1.5zM10 5.5V17",
    Template => "M3.5 3.5h13v13h-13zM3.5 7.5h13M6.5 10.5h7M6.5 13.5h4",
    Steps => " M3.5 5h1.5M8 5h8.5M3.5 10h1.5M8 10h8.5M3.5 15h1.5M8 15h8.5",
    ChevronRight => " M8 5.5 12.5 10 8 14.5",
    Attach => "M14.5 9.2 9.4 14.3a3 3 0 0 1-4.3-4.3l6-6a2 2 0 0 1 2.9 2.9l-5.9 5.9a1 1 0 0 1-1.5-1.4l5.2-5.2",
    File => "M5 3.5h6.5L15 7v9.5H5zM11.5 3.5V7H15",
    Download => "M10 3.5v9M6 9l4 4 4-4M4 16.5h12",
    Play => "M7 4.5v11l8.5-5.5z",
    Pause => "M7 5v10M13 5v10",
    Microphone => "M10 12.5a2.5 2.5 0 0 0 2.5-2.5V5.5a2.5 2.5 0 0 0-5 0V10a2.5 2.5 0 0 0 2.5 2.5zM5 9.5a5 5 0 0 0 10 0M10 14.5v3",
    ZoomIn => "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.5 3.5M9 6.5v5M6.5 9h5",
    ZoomOut => "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.5 3.5M6.5 9h5",
    Rotate => "M4 10a6 6 0 1 0 1.9-4.4M4 3v3.5h3.5",
    MapPin => "M10 17s5-4.6 5-8.5a5 5 0 0 0-10 0C5 12.4 10 17 10 17zM10 10.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z",
    Filter => "M3 4.5h14L11.5 11v5.5l-3-1.5v-4z",
}
