//! One connection of a browser: one request, or one live socket.

use std::io;
use std::sync::Arc;

use recado_protocol::problem::PROBLEM_JSON;
use recado_protocol::{API_ROOT, Problem};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use super::head::Head;
use super::trick::Deed;
use super::{Inner, Weather};

/// Serves it until it ends or the weather turns against it.
pub async fn serve(network: Arc<Inner>, mut browser: TcpStream) {
    let mut weather = network.weather.subscribe();
    let head = tokio::select! {
        head = Head::read(&mut browser) => head,
        _ = weather.wait_for(|weather| *weather == Weather::Cut) => None,
    };
    let Some(head) = head else { return };
    let is_api = head.path.starts_with(API_ROOT);
    let broken = weather.wait_for(|weather| match weather {
        Weather::Fair => false,
        Weather::NoApi => is_api,
        Weather::Cut => true,
    });
    tokio::select! {
        biased;
        _ = broken => {}
        // A broken connection is what every party here is ready for.
        _ = pass(&network, head, &mut browser) => {}
    }
}

async fn pass(network: &Inner, head: Head, browser: &mut TcpStream) -> io::Result<()> {
    match network.take(&head) {
        None => {
            let mut backend = TcpStream::connect(network.backend.now()).await?;
            backend.write_all(&head.written()).await?;
            copy_bidirectional(browser, &mut backend).await?;
        }
        Some(Deed::LoseAnswer(told, end)) => {
            let request = whole(&head, browser).await?;
            let mut backend = TcpStream::connect(network.backend.now()).await?;
            backend.write_all(&request).await?;
            let mut answer = Vec::new();
            backend.read_to_end(&mut answer).await?;
            // A test that has ended meanwhile need not be told.
            let _ = told.send(());
            let _ = end.await;
        }
        Some(Deed::LoseRequest(told, end)) => {
            whole(&head, browser).await?;
            let _ = told.send(());
            let _ = end.await;
        }
        Some(Deed::Answer(problem)) => {
            whole(&head, browser).await?;
            browser.write_all(answer(&problem).as_bytes()).await?;
            browser.shutdown().await?;
        }
    }
    Ok(())
}

/// The request with its whole body.
async fn whole(head: &Head, browser: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut missing = vec![0; head.body_length.saturating_sub(head.rest.len())];
    browser.read_exact(&mut missing).await?;
    let mut request = head.written();
    request.extend(missing);
    Ok(request)
}

fn answer(problem: &Problem) -> String {
    let body = serde_json::to_string(problem).expect("a problem is a plain object");
    format!(
        "HTTP/1.1 {} Problem\r\nContent-Type: {PROBLEM_JSON}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        problem.status,
        body.len(),
    )
}
