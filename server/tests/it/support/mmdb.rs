//! Writes a tiny database in MaxMind's format (MaxMind DB File Format 2.0): IPv4 networks and what is known of each.

/// A value of the format, as far as it is needed here.
enum Value {
    Text(&'static str),
    Number(u16),
    Count(u32),
    Long(u64),
    Double(f64),
    Texts(&'static [&'static str]),
    Map(Vec<(&'static str, Value)>),
}

impl Value {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => {
                control(out, 2, text.len());
                out.extend_from_slice(text.as_bytes());
            }
            Self::Double(number) => {
                control(out, 3, 8);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Self::Number(number) => {
                control(out, 5, 2);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Self::Count(number) => {
                control(out, 6, 4);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Self::Map(members) => {
                control(out, 7, members.len());
                for (name, value) in members {
                    Self::Text(name).write(out);
                    value.write(out);
                }
            }
            Self::Long(number) => {
                control(out, 9, 8);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Self::Texts(texts) => {
                control(out, 11, texts.len());
                for text in *texts {
                    Self::Text(text).write(out);
                }
            }
        }
    }
}

/// The byte that names a type and a size below 29; of a type beyond 7 a second one names it.
fn control(out: &mut Vec<u8>, kind: u8, size: usize) {
    let size = u8::try_from(size).ok().filter(|size| *size < 29).expect("a small value");
    if kind <= 7 {
        out.push(kind << 5 | size);
    } else {
        out.extend([size, kind - 7]);
    }
}

/// A network of 8 bits with its country and where in it.
pub type Network = (u8, &'static str, Option<(f64, f64)>);

/// A database of these networks.
pub fn countries(networks: &[Network]) -> Vec<u8> {
    // Eight levels of two records each; 0 stands for none until all are known.
    let mut nodes: Vec<[usize; 2]> = vec![[0; 2]];
    let mut data = Vec::new();
    let mut leaves = Vec::new();
    for (network, country, at) in networks {
        let mut node = 0;
        for bit in (1..8).rev() {
            let side = usize::from(network >> bit & 1);
            if nodes[node][side] == 0 {
                nodes.push([0; 2]);
                nodes[node][side] = nodes.len() - 1;
            }
            node = nodes[node][side];
        }
        leaves.push((node, usize::from(network & 1), data.len()));
        let mut members = vec![("country", Value::Map(vec![("iso_code", Value::Text(country))]))];
        if let Some((latitude, longitude)) = at {
            let point =
                vec![("latitude", Value::Double(*latitude)), ("longitude", Value::Double(*longitude))];
            members.push(("location", Value::Map(point)));
        }
        Value::Map(members).write(&mut data);
    }
    let count = nodes.len();
    let mut file = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        for (side, next) in node.iter().enumerate() {
            let leaf = leaves.iter().find(|(at, of, _)| (*at, *of) == (index, side));
            let record = match (leaf, *next) {
                (Some((_, _, offset)), _) => count + 16 + offset,
                (None, 0) => count,
                (None, next) => next,
            };
            file.extend_from_slice(&u32::try_from(record).unwrap().to_be_bytes()[1..]);
        }
    }
    file.extend([0; 16]);
    file.extend(data);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    let metadata = vec![
        ("binary_format_major_version", Value::Number(2)),
        ("binary_format_minor_version", Value::Number(0)),
        ("build_epoch", Value::Long(1_800_000_000)),
        ("database_type", Value::Text("Test-City")),
        ("description", Value::Map(Vec::new())),
        ("ip_version", Value::Number(4)),
        ("languages", Value::Texts(&["en"])),
        ("node_count", Value::Count(u32::try_from(count).unwrap())),
        ("record_size", Value::Number(24)),
    ];
    Value::Map(metadata).write(&mut file);
    file
}
