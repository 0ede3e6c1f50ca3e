//! Where something that floats goes, beside the thing that it belongs to.

/// Room between the two, and to the edges of the window, in CSS pixels.
const GAP: f64 = 4.0;

/// A rectangle of the window, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// Which edges are in line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    Left,
    Right,
}

/// Where to put it, and how high it may be; a higher one has to scroll.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Placement {
    pub left: f64,
    pub top: f64,
    pub max_height: f64,
}

/// Below its anchor, or above where there is more room; always inside the window.
pub fn place(anchor: Rect, floating: Size, window: Size, edge: Edge) -> Placement {
    let below = window.height - anchor.top - anchor.height - 2.0 * GAP;
    let above = anchor.top - 2.0 * GAP;
    let goes_below = floating.height <= below || below >= above;
    let max_height = if goes_below { below } else { above }.max(0.0);
    let height = floating.height.min(max_height);
    let top = if goes_below {
        anchor.top + anchor.height + GAP
    } else {
        anchor.top - GAP - height
    };
    let wanted = match edge {
        Edge::Left => anchor.left,
        Edge::Right => anchor.left + anchor.width - floating.width,
    };
    let rightmost = window.width - floating.width - GAP;
    Placement {
        left: wanted.min(rightmost).max(GAP),
        top,
        max_height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Size = Size {
        width: 1000.0,
        height: 800.0,
    };
    const MENU: Size = Size {
        width: 200.0,
        height: 300.0,
    };

    fn button(left: f64, top: f64) -> Rect {
        Rect {
            left,
            top,
            width: 32.0,
            height: 32.0,
        }
    }

    #[test]
    fn a_menu_opens_below_its_button_with_the_edges_in_line() {
        let placed = place(button(400.0, 100.0), MENU, WINDOW, Edge::Left);
        assert_eq!(
            placed,
            Placement {
                left: 400.0,
                top: 136.0,
                max_height: 660.0
            }
        );
        assert_eq!(
            place(button(400.0, 100.0), MENU, WINDOW, Edge::Right).left,
            232.0
        );
    }

    #[test]
    fn without_room_below_it_opens_above() {
        assert_eq!(
            place(button(400.0, 700.0), MENU, WINDOW, Edge::Left).top,
            396.0
        );
    }

    #[test]
    fn it_never_leaves_the_window_and_a_long_one_scrolls() {
        assert_eq!(
            place(button(950.0, 100.0), MENU, WINDOW, Edge::Left).left,
            796.0
        );
        assert_eq!(
            place(button(0.0, 100.0), MENU, WINDOW, Edge::Right).left,
            4.0
        );
        let long = Size {
            width: 200.0,
            height: 2000.0,
        };
        let placed = place(button(400.0, 500.0), long, WINDOW, Edge::Left);
        assert_eq!(
            placed,
            Placement {
                left: 400.0,
                top: 4.0,
                max_height: 492.0
            }
        );
    }
}
