//! Documents that are serialised once and answered many times, with an ETag (RFC 9110 section 8.8.3).

use std::io::Write as _;

use axum::body::{Body, Bytes};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::secret::digest;

/// What is shorter travels in one packet anyhow.
const WORTH_COMPRESSING: usize = 1024;

/// A body that does not change, and what is said of it.
#[derive(Debug, Clone)]
pub struct Document {
    plain: Form,
    gzip: Option<Form>,
    media_type: &'static str,
    kept: HeaderValue,
    is_open: bool,
}

/// One way to write the body down, with its own ETag: they are not the same bytes.
#[derive(Debug, Clone)]
struct Form {
    body: Bytes,
    etag: HeaderValue,
}

impl Document {
    /// A document under the tag of what it holds.
    pub fn of(body: impl Into<Bytes>, media_type: &'static str) -> Self {
        let body = body.into();
        let tag = URL_SAFE_NO_PAD.encode(&digest(&body)[..12]);
        Self::tagged(body, &tag, media_type)
    }

    /// A document whose tag is known already; `tag` is without quotes.
    pub fn tagged(body: Bytes, tag: &str, media_type: &'static str) -> Self {
        let plain = Form { body, etag: quoted(tag) };
        Self { plain, gzip: None, media_type, kept: HeaderValue::from_static("no-cache"), is_open: false }
    }

    /// How long others may keep it: `Cache-Control`.
    #[must_use]
    pub fn kept(mut self, cache_control: &str) -> Self {
        self.kept = HeaderValue::from_str(cache_control).unwrap_or(self.kept);
        self
    }

    /// Open to the scripts of every site: nothing personal is in it.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.is_open = true;
        self
    }

    /// Holds it compressed as well. For what is answered more than once, and is text.
    #[must_use]
    pub fn compressed(mut self) -> Self {
        self.gzip = (self.plain.body.len() >= WORTH_COMPRESSING).then(|| self.plain.gzip()).flatten();
        self
    }

    /// 200 with the body, or 304 when the reader has it.
    pub fn answer(&self, request: &HeaderMap) -> Response {
        let form = self.gzip.as_ref().filter(|_| takes_gzip(request));
        let is_gzip = form.is_some();
        let form = form.unwrap_or(&self.plain);
        let is_known = form.is_known_to(request);
        let mut response = Response::new(if is_known { Body::empty() } else { form.body.clone().into() });
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.reserve(16);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(ETAG, form.etag.clone());
        headers.insert(CACHE_CONTROL, self.kept.clone());
        if self.gzip.is_some() {
            headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        if is_gzip && !is_known {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if self.is_open {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        response
    }
}

impl Form {
    fn gzip(&self) -> Option<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&self.body).ok()?;
        let body = encoder.finish().ok()?.into();
        let tag = self.etag.to_str().ok()?.trim_matches('"');
        Some(Self { body, etag: quoted(&format!("{tag}-gzip")) })
    }

    /// RFC 9110 section 13.1.2: any of the list, compared weakly.
    fn is_known_to(&self, request: &HeaderMap) -> bool {
        let Some(known) = request.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()) else {
            return false;
        };
        let mut tags = known.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
        tags.any(|tag| tag == "*" || tag.as_bytes() == self.etag.as_bytes())
    }
}

/// RFC 9110 section 12.5.3: named, or meant by `*`, and not with a weight of nothing.
fn takes_gzip(request: &HeaderMap) -> bool {
    let Some(accepted) = request.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let weight_of = |wanted: &str| {
        accepted.split(',').find_map(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
            let weight = weight.trim().trim_start_matches("q=").parse::<f32>().unwrap_or(0.0);
            name.trim().eq_ignore_ascii_case(wanted).then_some(weight)
        })
    };
    weight_of("gzip").or_else(|| weight_of("*")).is_some_and(|weight| weight > 0.0)
}

fn quoted(tag: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{tag}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use axum::body::to_bytes;
    use flate2::read::GzDecoder;

    use super::*;

    fn asking(headers: &[(http::HeaderName, &'static str)]) -> HeaderMap {
        headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[tokio::test]
    async fn who_takes_gzip_gets_the_same_text_smaller_and_under_another_tag() {
        let text = "a document ".repeat(200);
        let document = Document::of(text.clone(), "text/plain").kept("public, max-age=300").compressed();
        let plain = document.answer(&HeaderMap::new());
        let small = document.answer(&asking(&[(ACCEPT_ENCODING, "br, GZIP;q=0.5")]));
        assert_eq!(small.headers()[CONTENT_ENCODING], "gzip");
        for answer in [&plain, &small] {
            assert_eq!(answer.headers()[VARY], "Accept-Encoding");
            assert_eq!(answer.headers()[CACHE_CONTROL], "public, max-age=300");
        }
        assert_ne!(plain.headers()[ETAG], small.headers()[ETAG]);
        let body = to_bytes(small.into_body(), 10_000).await.unwrap();
        assert!(body.len() < text.len() / 2);
        let mut unpacked = String::new();
        GzDecoder::new(&body[..]).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, text);
        assert_eq!(to_bytes(plain.into_body(), 10_000).await.unwrap(), text);
    }

    #[test]
    fn who_does_not_take_gzip_gets_the_plain_one() {
        for refusal in ["", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=0, *"] {
            assert!(!takes_gzip(&asking(&[(ACCEPT_ENCODING, refusal)])), "{refusal}");
        }
        for wish in ["gzip", "*", "deflate, gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1"] {
            assert!(takes_gzip(&asking(&[(ACCEPT_ENCODING, wish)])), "{wish}");
        }
        let short = Document::of("short", "text/plain").compressed();
        assert!(
            short.answer(&asking(&[(ACCEPT_ENCODING, "gzip")])).headers().get(CONTENT_ENCODING).is_none()
        );
    }

    #[test]
    fn who_has_it_is_told_so() {
        let document = Document::tagged(Bytes::from_static(b"x"), "abc", "text/plain");
        let status = |tag| document.answer(&asking(&[(IF_NONE_MATCH, tag)])).status().as_u16();
        assert_eq!(["\"abc\"", "W/\"abc\"", "\"z\", \"abc\"", "*"].map(status), [304; 4]);
        assert_eq!(["\"z\"", "abc", "\"abc-gzip\"", ""].map(status), [200; 4]);
    }
}
