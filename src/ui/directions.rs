//! The style sheets say start and end, so that they are right from either side.

use std::fs;
use std::path::Path;

/// What says left or right all the same: the file, the declaration, and why.
const EXCEPTIONS: [(&str, &str, &str); 5] = [
    (
        "style/shell.css",
        "translate: 24px 0",
        "a movement; style/reading.css has the one for the other direction",
    ),
    (
        "style/reading.css",
        "translate: -24px 0",
        "the movement of pages that are read from right to left",
    ),
    (
        "style/reading.css",
        "text-align: right",
        "for pages that are read from right to left",
    ),
    (
        "style/media.css",
        "left: 50%",
        "the middle is the same from both sides",
    ),
    (
        "style/media.css",
        "translate: -50% -50%",
        "the middle is the same from both sides",
    ),
];

#[test]
fn style_sheets_do_not_say_left_or_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["style", "crates/widget/style", "crates/widget/demo-site"] {
        for entry in fs::read_dir(root.join(folder)).expect("the styles are in this project") {
            let name = entry
                .expect("a folder that was opened can be read")
                .file_name();
            let name = name.into_string().expect("our names are UTF-8");
            if name.ends_with(".css") {
                let file = format!("{folder}/{name}");
                let sheet = fs::read_to_string(root.join(&file)).expect("a sheet is text");
                found.extend(
                    declarations(&sheet)
                        .into_iter()
                        .filter(|declaration| is_physical(declaration))
                        .map(|declaration| (file.clone(), declaration)),
                );
            }
        }
    }
    let is_excepted = |file: &str, declaration: &str| {
        EXCEPTIONS
            .iter()
            .any(|(known, said, _)| (*known, *said) == (file, declaration))
    };
    let wrong: Vec<_> = found
        .iter()
        .filter(|(file, declaration)| !is_excepted(file, declaration))
        .collect();
    assert!(wrong.is_empty(), "say start and end in {wrong:#?}");
    for (file, declaration, _) in EXCEPTIONS {
        assert!(
            found.contains(&(file.to_owned(), declaration.to_owned())),
            "{file} has no {declaration:?} any more"
        );
    }
}

#[test]
fn sides_are_found_in_every_way_to_say_them() {
    for physical in [
        "margin-left: 4px",
        "border-top-right-radius: 0",
        "right: 0",
        "text-align: left",
        "float: right",
        "padding: 0 4px 0 8px",
        "border-radius: 4px 0 0 4px",
        "translate: -50%",
        "transform: translateX(4px)",
    ] {
        assert!(is_physical(physical), "{physical}");
    }
    for logical in [
        "margin-inline-start: 4px",
        "text-align: start",
        "padding: 0 4px 2px 4px",
        "margin: 0 calc(-1 * 4px)",
        "border-radius: 4px 4px 0 0",
        "translate: 0 -8px",
        "transform: translateY(4px)",
        "color: lightgreen",
    ] {
        assert!(!is_physical(logical), "{logical}");
    }
    let sheet = "@media print { a:hover { left: 0 } /* right: 0; */ b { color: red; top: 0 } }";
    assert_eq!(declarations(sheet), ["left: 0", "color: red", "top: 0"]);
}

/// What a style sheet declares, as `name: value`.
fn declarations(sheet: &str) -> Vec<String> {
    let mut code = String::new();
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        code.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    let mut found = Vec::new();
    let mut said = String::new();
    for letter in code.chars() {
        match letter {
            '{' => said.clear(),
            ';' | '}' => {
                if let Some((name, value)) = said.split_once(':') {
                    let value: Vec<_> = value.split_whitespace().collect();
                    found.push(format!("{}: {}", name.trim(), value.join(" ")));
                }
                said.clear();
            }
            letter => said.push(letter),
        }
    }
    found
}

/// The parts of a value; what is calculated is one.
fn parts(value: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    value
        .split(|letter| {
            depth += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0 && letter == ' '
        })
        .collect()
}

fn is_physical(declaration: &str) -> bool {
    let Some((name, value)) = declaration.split_once(": ") else {
        return false;
    };
    let values = parts(value);
    match name {
        "left" | "right" => true,
        "text-align" | "float" | "clear" => matches!(value, "left" | "right"),
        "margin" | "padding" | "inset" | "border-width" | "border-color" | "border-style" => {
            matches!(values[..], [_, right, _, left] if right != left)
        }
        "border-radius" => match values[..] {
            [one, other] => one != other,
            [one, two, three, four] => one != two || three != four,
            _ => false,
        },
        "translate" => values[0] != "0" && value != "none",
        "transform" => value.contains("translateX(") || value.contains("translate("),
        _ => name.contains("-left") || name.contains("-right"),
    }
}
