//! P1: in a text that is very long, a key is answered nearly as fast as in a field of the browser's own.

use recado_tests::agent::composer;
use recado_tests::page::textbox;
use recado_tests::{Scene, play};

/// The milliseconds of a key in the composer, and in a bare field of the same size with the same text: the fastest of a
/// few each, in turns, up to the frame after the one in which the key has done everything.
const KEYS: &str = "
    const [done] = arguments;
    const field = document.querySelector('.composer textarea');
    const bare = document.createElement('textarea');
    const { width, height } = field.getBoundingClientRect();
    const style = getComputedStyle(field);
    for (const name of ['font', 'lineHeight', 'whiteSpace', 'overflowWrap']) bare.style[name] = style[name];
    bare.style.width = `${width}px`;
    bare.style.height = `${height}px`;
    document.querySelector('main').append(bare);
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const key = async (target) => {
        target.focus();
        target.setSelectionRange(target.value.length, target.value.length);
        await frame();
        const before = performance.now();
        document.execCommand('insertText', false, 'x');
        await frame();
        await frame();
        return performance.now() - before;
    };
    const text = 'the quick brown fox jumps over the lazy dog\\n'.repeat(25000);
    (async () => {
        field.value = text;
        bare.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await frame();
        const fastest = [Infinity, Infinity];
        for (let turn = 0; turn < 5; turn += 1) {
            fastest[0] = Math.min(fastest[0], await key(field));
            fastest[1] = Math.min(fastest[1], await key(bare));
        }
        bare.remove();
        done(fastest);
    })();";

#[test]
fn a_key_in_a_megabyte_takes_little_longer_than_in_a_bare_field() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent_with("Good morning").await;
        livia.page.shows(&composer(textbox("Message"))).await;
        let (ours, bare): (f64, f64) = livia
            .page
            .ask_and_wait(KEYS, Vec::new())
            .await
            .expect("the field takes keys");
        assert!(
            ours < bare * 2.5,
            "{ours} ms, and {bare} ms in a bare field"
        );
    });
}
