//! QR codes (ISO/IEC 18004), as a path of SVG and as a PNG. qrcodegen lives here.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use qrcodegen::{QrCode, QrCodeEcc};

/// The quiet zone that readers need around it, in modules.
const QUIET: usize = 4;
/// Pixels of a module in a picture.
const SCALE: usize = 8;

/// A code: dark modules, with the quiet zone around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Qr {
    side: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// The code of a text; `None` when it is too long for one.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let inner = usize::try_from(code.size()).ok()?;
        let side = inner + 2 * QUIET;
        let is_dark = |at: usize| {
            let place = |place: usize| i32::try_from(place).unwrap_or(-1) - 4;
            code.get_module(place(at % side), place(at / side))
        };
        Some(Self { side, dark: (0..side * side).map(is_dark).collect() })
    }

    /// Modules along one side.
    pub const fn side(&self) -> usize {
        self.side
    }

    /// The dark modules as the `d` of an SVG path, a unit for each module: one run of a row after another.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.dark.chunks(self.side.max(1)).enumerate() {
            let mut x = 0;
            while x < row.len() {
                let length = row[x..].iter().take_while(|dark| **dark).count();
                if length > 0 {
                    // Writing into a text does not fail.
                    let _ = write!(path, "M{x},{y}h{length}v1h-{length}z");
                }
                x += length.max(1);
            }
        }
        path
    }

    /// A picture of its own (SVG 2), black on white.
    pub fn svg(&self) -> String {
        let (side, path) = (self.side, self.path());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0,0h{side}v{side}h-{side}z\"/><path d=\"{path}\"/></svg>"
        )
    }

    /// A PNG of one bit a pixel (ISO/IEC 15948), black on white.
    pub fn png(&self) -> Vec<u8> {
        let side = self.side * SCALE;
        let width = u32::try_from(side).unwrap_or_default().to_be_bytes();
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        // One bit, grey, deflate, no filter, not interlaced.
        let header = [&width[..], &width[..], &[1, 0, 0, 0, 0]].concat();
        chunk(&mut png, *b"IHDR", &header);
        chunk(&mut png, *b"IDAT", &deflated(&self.rows(side)));
        chunk(&mut png, *b"IEND", &[]);
        png
    }

    /// Each row: the word for "no filter", then eight pixels a byte.
    fn rows(&self, side: usize) -> Vec<u8> {
        let mut rows = Vec::with_capacity(side * (side / 8 + 1));
        for row in self.dark.chunks(self.side.max(1)) {
            // Eight pixels of a module are one byte.
            let line: Vec<u8> = row.iter().map(|dark| if *dark { 0 } else { 0xff }).collect();
            for _ in 0..SCALE {
                rows.push(0);
                rows.extend(&line);
            }
        }
        rows
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Memory takes all that is written.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let mut sum = Crc::new();
    sum.update(&kind);
    sum.update(data);
    png.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    png.extend(kind);
    png.extend(data);
    png.extend(sum.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn both_pictures_show_the_same_modules() {
        let qr = Qr::of("otpauth://totp/Signet:ada?secret=GEZDGNBVGY3TQOJQ").expect("short enough");
        let path = qr.path();
        let drawn: usize =
            path.split('h').skip(1).filter_map(|run| run.split('v').next()?.parse::<usize>().ok()).sum();
        assert_eq!(drawn, qr.dark.iter().filter(|dark| **dark).count());
        let png = qr.png();
        let data = png.windows(4).position(|four| four == b"IDAT").expect("data") + 4;
        let mut rows = Vec::new();
        flate2::read::ZlibDecoder::new(&png[data..]).read_to_end(&mut rows).expect("deflated");
        let side = qr.side();
        assert_eq!(rows.len(), side * SCALE * (side + 1));
        let black = rows.chunks(side + 1).flat_map(|row| &row[1..]).filter(|byte| **byte == 0).count();
        assert_eq!(black, drawn * SCALE);
    }

    #[test]
    fn the_quiet_zone_is_quiet_and_a_book_does_not_fit() {
        let qr = Qr::of("a").expect("short enough");
        assert!(qr.dark[..QUIET * qr.side()].iter().all(|dark| !dark));
        assert!(qr.dark[QUIET * qr.side() + QUIET], "the corner of the first pattern");
        assert_eq!(Qr::of(&"a".repeat(5000)), None);
    }
}
