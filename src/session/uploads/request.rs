//! One request that can say how much of it is sent: `fetch` can't.

use futures_channel::oneshot;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

/// The network gave no answer.
pub struct Lost;

/// What came back.
pub struct Answer {
    pub status: u16,
    request: XmlHttpRequest,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<String> {
        self.request.get_response_header(name).ok().flatten()
    }
}

/// A request to be made.
pub struct Asked<'a> {
    pub method: &'a str,
    pub url: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: Option<&'a Blob>,
    /// It is taken for lost after this time, in milliseconds.
    pub within: u32,
}

/// Makes a request; `begun` gets it, to be given up, and `on_sent` hears how many bytes are on
/// their way.
///
/// # Errors
/// [`Lost`] when there is no answer.
pub async fn ask(
    asked: Asked<'_>,
    begun: impl FnOnce(&XmlHttpRequest),
    on_sent: impl Fn(u64) + 'static,
) -> Result<Answer, Lost> {
    let (ended, end) = oneshot::channel();
    let on_end = Closure::once(move |_: JsValue| {
        // Nobody waits any more for what was given up.
        let _ = ended.send(());
    });
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bytes of a piece"
    )]
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        on_sent(event.loaded() as u64)
    });
    let request = begin(&asked, &on_end, &on_progress).map_err(|_| Lost)?;
    begun(&request);
    let ended = end.await;
    request.set_onloadend(None);
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(None);
    }
    ended.map_err(|_| Lost)?;
    let status = request.status().unwrap_or(0);
    if status == 0 {
        return Err(Lost);
    }
    Ok(Answer { status, request })
}

fn begin(
    asked: &Asked<'_>,
    on_end: &Closure<dyn FnMut(JsValue)>,
    on_progress: &Closure<dyn Fn(ProgressEvent)>,
) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open(asked.method, asked.url)?;
    request.set_timeout(asked.within);
    for (name, value) in asked.headers {
        request.set_request_header(name, value)?;
    }
    request.set_onloadend(Some(on_end.as_ref().unchecked_ref()));
    let upload = request.upload()?;
    upload.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    match asked.body {
        Some(body) => request.send_with_opt_blob(Some(body))?,
        None => request.send()?,
    }
    Ok(request)
}
