//! The operator's logo, known by its first bytes rather than by a file's name.

use crate::web::assets::fingerprint;

/// A picture of a kind that browsers show.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The value of `Content-Type`.
    pub media_type: &'static str,
    /// The content.
    pub bytes: Vec<u8>,
    extension: &'static str,
}

impl Picture {
    /// Takes PNG, JPEG, WebP or SVG. (SVG is for the operator's own logo alone, and runs no script
    /// inside `img`; pictures of applications are read elsewhere, more strictly.)
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (media_type, extension) = match bytes {
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ("image/png", "png"),
            [0xFF, 0xD8, 0xFF, ..] => ("image/jpeg", "jpg"),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ("image/webp", "webp"),
            _ if is_svg(bytes) => ("image/svg+xml", "svg"),
            _ => return None,
        };
        Some(Self { media_type, bytes: bytes.to_vec(), extension })
    }

    /// The name it is served under, which changes with its content.
    pub fn name(&self) -> String {
        format!("logo.{:016x}.{}", fingerprint(&self.bytes), self.extension)
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    text.starts_with("<svg") || (text.starts_with("<?xml") && text.contains("<svg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide() {
        let kind = |bytes: &[u8]| Picture::read(bytes).map(|picture| picture.media_type);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(kind(b"\xFF\xD8\xFF\xE0"), Some("image/jpeg"));
        assert_eq!(kind(b"RIFF\x01\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(kind(b"<?xml version=\"1.0\"?>\n<svg/>"), Some("image/svg+xml"));
        for other in [&b"GIF89a"[..], b"", b"<html><svg>", b"\xFF\xD8", b"RIFF\x01\0\0\0WAVE"] {
            assert_eq!(kind(other), None);
        }
    }
}
