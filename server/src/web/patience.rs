//! How long a connection of HTTP/1.1 may take over a request that is not its first: it may be idle for a while, but once it
//! has begun to speak the head must come as soon as that of the first. hyper has one time for both.
//!
//! The first request's time is axum-server's `first_request_timeout`. HTTP/2 sees to idle connections by itself.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use futures::future::{BoxFuture, Join, Map, Ready, join, ready};
use futures::{FutureExt as _, TryFutureExt as _};
use http::{Request, Version};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};
use tower_service::Service;

use super::server::HEADERS_WITHIN;
use super::unread::Unread;
use crate::metrics::Counter;

/// Wraps what accepts connections.
#[derive(Debug, Clone)]
pub(super) struct Patient<A> {
    accept: A,
    unread: Counter,
}

impl<A> Patient<A> {
    /// Requests that nobody could read are counted in `unread`.
    pub(super) fn new(accept: A, unread: Counter) -> Self {
        Self { accept, unread }
    }
}

impl<A, I, S> Accept<I, S> for Patient<A>
where
    A: Accept<I, S, Future: Send + 'static, Stream: Send + 'static, Service: Send + 'static>,
{
    type Stream = Watched<A::Stream>;
    type Service = Telling<A::Service>;
    type Future = BoxFuture<'static, io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let unread = Unread::new(self.unread.clone());
        let accepted = self.accept.accept(stream, service).map_ok(|(stream, service)| {
            let stage = Arc::new(Stage::default());
            let watched = Watched::new(stream, Arc::clone(&stage), unread, HEADERS_WITHIN);
            (watched, Telling { service, stage })
        });
        accepted.boxed()
    }
}

/// What an HTTP/1.1 connection is at: how often a request began and how often one was answered. So it is at 0 before the
/// first and in HTTP/2, odd while one is answered, and even when it is idle.
#[derive(Debug, Default)]
pub(super) struct Stage(AtomicU64);

impl Stage {
    fn goes_on(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn number(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn idle(&self) -> Option<u64> {
        Some(self.number()).filter(|stage| *stage > 0 && stage % 2 == 0)
    }
}

/// The service, which tells when it is at work.
#[derive(Debug, Clone)]
pub(super) struct Telling<S> {
    service: S,
    stage: Arc<Stage>,
}

/// An answer, and the stage that it ends. This type has a name, where that of an `async` block would need a box.
type Answered<F, T> = Map<Join<F, Ready<Option<Arc<Stage>>>>, fn((T, Option<Arc<Stage>>)) -> T>;

impl<S: Service<Request<B>>, B> Service<Request<B>> for Telling<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = Answered<S::Future, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let told = (request.version() < Version::HTTP_2).then(|| Arc::clone(&self.stage));
        if let Some(stage) = &told {
            stage.goes_on();
        }
        let ended: fn((_, Option<Arc<Stage>>)) -> _ = |(answer, told)| {
            if let Some(stage) = told {
                stage.goes_on();
            }
            answer
        };
        join(self.service.call(request), ready(told)).map(ended)
    }
}

/// The connection, whose reading fails when a head that has begun does not come to its end.
#[derive(Debug)]
pub(super) struct Watched<I> {
    stream: I,
    stage: Arc<Stage>,
    unread: Unread,
    /// The time of a head from its first byte on.
    within: Duration,
    /// It, and for which stage it was set.
    deadline: Option<(u64, Pin<Box<Sleep>>)>,
}

impl<I> Watched<I> {
    fn new(stream: I, stage: Arc<Stage>, unread: Unread, within: Duration) -> Self {
        Self { stream, stage, unread, within, deadline: None }
    }

    /// What has come of writing these bytes.
    fn noted(&mut self, bytes: &[u8], wrote: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(wrote, Poll::Ready(Ok(1..))) {
            self.unread.wrote(bytes, self.stage.number());
        }
        wrote
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Watched<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let Some(stage) = self.stage.idle() else { return polled };
        let began = buffer.filled().len() > before;
        match &mut self.deadline {
            Some((of, deadline)) if *of == stage => {
                let is_late = polled.is_pending() && deadline.as_mut().poll(context).is_ready();
                return if is_late { Poll::Ready(Err(io::ErrorKind::TimedOut.into())) } else { polled };
            }
            _ if began => self.deadline = Some((stage, Box::pin(sleep(self.within)))),
            _ => {}
        }
        polled
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Watched<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.noted(bytes, wrote)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.noted(slices.first().map_or(&[][..], |slice| slice), wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
    use tokio::time::timeout;

    use super::*;

    const WITHIN: Duration = Duration::from_millis(300);
    const LONGER: Duration = Duration::from_millis(600);

    /// The client's end, ours, and what asks something over it.
    fn connection(version: Version) -> (DuplexStream, Watched<DuplexStream>, impl AsyncFnMut()) {
        let (far, near) = duplex(1000);
        let stage = Arc::new(Stage::default());
        let service = tower::service_fn(async |_: Request<()>| Ok::<_, Infallible>(()));
        let mut telling = Telling { service, stage: Arc::clone(&stage) };
        let ask = async move || {
            let mut request = Request::new(());
            *request.version_mut() = version;
            telling.call(request).await.unwrap();
        };
        (far, Watched::new(near, stage, Unread::new(Counter::default()), WITHIN), ask)
    }

    #[tokio::test]
    async fn an_idle_connection_stays_and_half_a_head_does_not() {
        let (mut far, mut near, mut ask) = connection(Version::HTTP_11);
        let mut buffer = [0; 100];
        ask().await;
        assert!(timeout(LONGER, near.read(&mut buffer)).await.is_err(), "idle, and no more than that");
        far.write_all(b"GET / HT").await.unwrap();
        assert_eq!(near.read(&mut buffer).await.unwrap(), 8);
        let late = near.read(&mut buffer).await.unwrap_err();
        assert_eq!(late.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_byte_now_and_then_does_not_lengthen_the_time() {
        let (mut far, mut near, mut ask) = connection(Version::HTTP_11);
        let mut buffer = [0; 1];
        ask().await;
        let trickling = async {
            while far.write_all(b"x").await.is_ok() {
                tokio::time::sleep(WITHIN / 10).await;
            }
        };
        let reading = async { while near.read(&mut buffer).await.is_ok_and(|read| read == 1) {} };
        tokio::select! {
            () = trickling => panic!("nobody hung up"),
            () = reading => {}
            () = tokio::time::sleep(LONGER * 10) => panic!("it was read for ever"),
        }
    }

    #[tokio::test]
    async fn an_answered_request_begins_anew() {
        let (mut far, mut near, mut ask) = connection(Version::HTTP_11);
        let mut buffer = [0; 100];
        for _ in 0..2 {
            far.write_all(b"GET / HTTP/1.1").await.unwrap();
            assert_eq!(near.read(&mut buffer).await.unwrap(), 14);
            ask().await;
            assert!(timeout(LONGER, near.read(&mut buffer)).await.is_err(), "answered, and idle again");
        }
    }

    #[tokio::test]
    async fn http2_is_not_timed_here() {
        let (mut far, mut near, mut ask) = connection(Version::HTTP_2);
        let mut buffer = [0; 100];
        for _ in 0..2 {
            far.write_all(b"a frame").await.unwrap();
            assert_eq!(near.read(&mut buffer).await.unwrap(), 7);
            assert!(timeout(LONGER, near.read(&mut buffer)).await.is_err());
            ask().await;
        }
    }
}
