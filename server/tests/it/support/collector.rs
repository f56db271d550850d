//! A collector of traces: takes OTLP over HTTP, and keeps what it is told.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value};
use prost::Message as _;

/// What has arrived.
#[derive(Debug, Default, Clone)]
pub struct Told {
    pub service: String,
    pub spans: Vec<Span>,
    /// Every byte of it.
    raw: Vec<u8>,
}

#[derive(Debug, Clone)]
pub struct Span {
    pub name: String,
    pub trace: String,
    pub id: String,
    pub parent: String,
    attributes: Vec<(String, String)>,
}

pub struct Collector {
    address: SocketAddr,
    told: Arc<Mutex<Told>>,
}

impl Collector {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let collector = Self::at(listener.local_addr().unwrap());
        let told = Arc::clone(&collector.told);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let told = Arc::clone(&told);
                std::thread::spawn(move || while take(&stream, &told).is_some() {});
            }
        });
        collector
    }

    /// Somebody else listens there, and tells nobody.
    pub fn at(address: SocketAddr) -> Self {
        Self { address, told: Arc::default() }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was told, once `enough` of it is there.
    pub async fn wait_for(&self, enough: impl Fn(&Told) -> bool) -> Told {
        for _ in 0..200 {
            let told = self.told.lock().unwrap().clone();
            if enough(&told) {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("not enough was told: {:?}", self.told.lock().unwrap())
    }
}

impl Told {
    pub fn span(&self, name: &str) -> &Span {
        self.spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    /// Whether the text came, wherever.
    pub fn holds(&self, text: &str) -> bool {
        self.raw.windows(text.len()).any(|window| window == text.as_bytes())
    }
}

impl Span {
    pub fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map_or_else(|| panic!("no {name} in {self:?}"), |(_, value)| value.as_str())
    }
}

/// One request of a connection that may have more.
fn take(stream: &TcpStream, told: &Mutex<Told>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    assert!(line.starts_with("POST /v1/traces "), "{line}");
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "content-type" => assert_eq!(value.trim(), "application/x-protobuf"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    note(&body, &mut told.lock().unwrap());
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n";
    (&*stream).write_all(answer.as_bytes()).ok()
}

fn note(body: &[u8], told: &mut Told) {
    told.raw.extend_from_slice(body);
    for resource in ExportTraceServiceRequest::decode(body).unwrap().resource_spans {
        let of_it = attributes(&resource.resource.unwrap().attributes);
        let service = of_it.into_iter().find(|(name, _)| name == "service.name");
        told.service = service.unwrap().1;
        for span in resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
            told.spans.push(Span {
                attributes: attributes(&span.attributes),
                trace: hex(&span.trace_id),
                id: hex(&span.span_id),
                parent: hex(&span.parent_span_id),
                name: span.name,
            });
        }
    }
}

fn attributes(pairs: &[KeyValue]) -> Vec<(String, String)> {
    let text = |value: &Option<AnyValue>| match value.as_ref().and_then(|value| value.value.as_ref()) {
        Some(any_value::Value::StringValue(text)) => text.clone(),
        Some(any_value::Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    };
    pairs.iter().map(|pair| (pair.key.clone(), text(&pair.value))).collect()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
