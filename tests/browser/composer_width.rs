//! P1, X4: the composer keeps what sends in reach at every width, and its tools in its box.

use recado_tests::agent::composer;
use recado_tests::page::button;
use recado_tests::waiting::until;
use recado_tests::{Device, Scene, play};
use serde_json::json;

/// By how many CSS pixels the composer's controls stand out of its box.
const STANDS_OUT: &str = "const box = arguments[0][0].getBoundingClientRect();
    const controls = [...arguments[0][0].querySelectorAll('button, textarea')];
    const seen = controls.map((it) => it.getBoundingClientRect()).filter(({ width }) => width > 0);
    return Math.max(...seen.map(({ left, right }) => Math.max(right - box.right, box.left - left)))";

#[test]
fn nothing_is_pushed_out_of_the_composer_at_any_width() {
    play(Scene::demo(120), async |stage| {
        let device = Device::of(1440, 800).in_portuguese();
        let livia = stage.agent_at("Lívia", &device).await;
        livia
            .opens_where(stage, |record| {
                let channel = record.conversation.channel.as_str();
                channel == "demo-telegram" && !record.conversation.blocked_by_customer
            })
            .await;
        livia.writes("Olá").await;
        for width in [1440, 1280, 1100, 1000, 800, 720, 390, 360] {
            let size = json!({
                "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false,
            });
            let resized = livia
                .page
                .command("Emulation.setDeviceMetricsOverride", size);
            resized.await.expect("it is a command of the browser");
            livia.page.shows(&composer(button("Send"))).await;
            let [form, _] = composer(button("Send"));
            until(format!("the composer to fit at {width} px"), async || {
                let form = std::slice::from_ref(&form);
                let out: f64 = livia.page.ask_of(form, STANDS_OUT).await?;
                if out <= 0.0 {
                    Ok(())
                } else {
                    Err(format!("{out} px stand out"))
                }
            })
            .await;
        }
    });
}
