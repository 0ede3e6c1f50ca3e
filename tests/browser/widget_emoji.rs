//! W2: emoji in the live chat, picked by mouse and by keyboard.

use recado_tests::audit::audit;
use recado_tests::page::{Thing, button, textbox, thing};
use recado_tests::visitor::Visitor;
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

fn text() -> [Thing; 1] {
    [textbox("Message")]
}

async fn has_written(ana: &Visitor, wanted: &str) {
    until_equal("what is written", wanted.to_owned(), async || {
        Ok(ana.page.one(&text()).await?.value.unwrap_or_default())
    })
    .await;
}

#[test]
fn emoji_are_picked_into_what_is_being_written() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor("Ana").await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        let (page, emoji) = (&ana.page, [button("Emoji")]);
        page.write(&text(), "Thanks").await;
        assert!(!page.shows(&emoji).await.expanded);
        page.keys(&emoji, Key::Enter).await;
        let faces = |name| [thing("group", "Faces"), button(name)];
        until_equal("whether the first has the focus", true, async || {
            Ok(page.one(&faces("😀")).await?.focused)
        })
        .await;
        page.settle().await;
        let found = audit(page, "emoji of the live chat").await;
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
        page.type_keys(Key::Down + Key::Right).await;
        page.type_keys(Key::Enter).await;
        has_written(&ana, "Thanks😉").await;
        // From one group to the next, and back into the text.
        page.type_keys(Key::End).await;
        page.type_keys(Key::Enter).await;
        has_written(&ana, "Thanks😉☕").await;
        page.type_keys(Key::Escape).await;
        page.shows_no(&[thing("group", "Faces")]).await;
        assert!(page.shows(&text()).await.focused);
        page.type_keys("!").await;
        has_written(&ana, "Thanks😉☕!").await;
        // What is selected gives way.
        page.type_keys(Key::Shift + Key::Left).await;
        page.press(&emoji).await;
        page.press(&[thing("group", "Hearts and symbols"), button("🎉")])
            .await;
        has_written(&ana, "Thanks😉☕🎉").await;
        assert!(page.shows(&emoji).await.expanded);
        page.press(&emoji).await;
        page.shows_no(&[thing("group", "Faces")]).await;
        page.press(&[button("Send")]).await;
        ana.reads_just(&["Thanks😉☕🎉"]).await;
        // Nothing else is open: the key closes the chat.
        page.type_keys(Key::Escape).await;
        page.leave_frames().await;
        ana.launcher_is("Open chat").await;
    });
}

#[test]
fn emoji_find_room_on_a_small_phone_in_every_direction() {
    play(Scene::nobody_wrote(), async |stage| {
        for language in ["en", "ar"] {
            let device = Device {
                language,
                ..Device::phone(360, 640)
            };
            let ana = stage.visitor_at(language, &device).await;
            ana.comes_to_the_site().await;
            ana.opens_chat().await;
            ana.page.press(&[button("Emoji")]).await;
            ana.page.shows(&[thing("group", "Things")]).await;
            let facts = ana
                .page
                .shows(&[thing("group", "Faces"), button("😀")])
                .await;
            assert!(facts.width >= 36.0 && facts.height >= 36.0, "{facts:?}");
            let fits = "return [document.documentElement.scrollWidth <= innerWidth, \
                        document.querySelector('textarea').getBoundingClientRect().width > 120]";
            let fits: (bool, bool) = ana.page.ask(fits).await.expect("it is a script");
            assert_eq!(fits, (true, true), "{language}");
            // Forward is where the language goes.
            let next = if language == "ar" {
                Key::Left
            } else {
                Key::Right
            };
            ana.page
                .keys(&[thing("group", "Faces"), button("😀")], next)
                .await;
            ana.page.type_keys(Key::Enter).await;
            has_written(&ana, "😃").await;
        }
    });
}
