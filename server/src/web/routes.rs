//! Routes with a list of them: what the router answers can be told (`signet routes`), and the suite sweeps every one.
//!
//! A router of axum keeps no list that can be read. Here a route is an entry of the list first, and the router is built from
//! the entries: none can be registered past it. Each address knows its own methods, so that a refusal names them.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::header::ALLOW;
use http::{HeaderValue, Method, Uri};

use super::extract::visit::Visit;
use super::{Site, api, cors, hosted};

/// The routes of a family, in the order in which they were added.
#[derive(Debug, Default)]
pub struct Routes(Vec<Route>);

#[derive(Debug)]
struct Route {
    method: Method,
    path: String,
    handler: MethodRouter<Site>,
    /// Whether scripts of public clients may read the answers.
    read_by_scripts: bool,
    /// Whether its refusals are noted by the layer of the API.
    is_of_api: bool,
}

/// Which of our addresses a route is answered on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// `server.listen`.
    Public,
    /// `server.admin_listen`.
    Operator,
}

impl Listener {
    /// As lists show it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Operator => "operator",
        }
    }
}

/// A method that a path is answered by. Parts of a path in braces stand for anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Where.
    pub listener: Listener,
    /// The method. Of a page that `GET` shows, `HEAD` is listed too, where it is answered.
    pub method: Method,
    /// The path, from the root of the host.
    pub path: String,
}

impl Routes {
    /// No routes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers `GET`, and `HEAD` by the same without a body.
    #[must_use]
    pub fn get<T: 'static>(self, path: &str, handler: impl Handler<T, Site>) -> Self {
        self.on(MethodFilter::GET, Method::GET, path, handler).noted(Method::HEAD, path)
    }

    /// Answers `GET` alone: `HEAD` of a page that parks a request would park one and show nothing.
    #[must_use]
    pub fn get_alone<T: 'static>(self, path: &str, handler: impl Handler<T, Site>) -> Self {
        self.on(MethodFilter::GET, Method::GET, path, handler)
    }

    /// Answers `POST`.
    #[must_use]
    pub fn post<T: 'static>(self, path: &str, handler: impl Handler<T, Site>) -> Self {
        self.on(MethodFilter::POST, Method::POST, path, handler)
    }

    /// Answers `PUT`.
    #[must_use]
    pub fn put<T: 'static>(self, path: &str, handler: impl Handler<T, Site>) -> Self {
        self.on(MethodFilter::PUT, Method::PUT, path, handler)
    }

    /// Answers `PATCH`.
    #[must_use]
    pub fn patch<T: 'static>(self, path: &str, handler: impl Handler<T, Site>) -> Self {
        self.on(MethodFilter::PATCH, Method::PATCH, path, handler)
    }

    /// Answers `DELETE`.
    #[must_use]
    pub fn delete<T: 'static>(self, path: &str, handler: impl Handler<T, Site>) -> Self {
        self.on(MethodFilter::DELETE, Method::DELETE, path, handler)
    }

    /// Answers `OPTIONS`.
    #[must_use]
    pub fn options<T: 'static>(self, path: &str, handler: impl Handler<T, Site>) -> Self {
        self.on(MethodFilter::OPTIONS, Method::OPTIONS, path, handler)
    }

    /// Lets scripts of public clients read what these routes answer.
    #[must_use]
    pub fn read_by_scripts(mut self) -> Self {
        for route in &mut self.0 {
            route.read_by_scripts = true;
        }
        self
    }

    /// What these routes refuse is noted, and scripts of public clients may read what they answer, after a preflight.
    #[must_use]
    pub fn of_api(self) -> Self {
        let paths: BTreeSet<String> = self.0.iter().map(|route| route.path.clone()).collect();
        let preflight = async || http::StatusCode::NO_CONTENT;
        let mut routes = paths.iter().fold(self, |routes, path| routes.options(path, preflight));
        for route in &mut routes.0 {
            route.is_of_api = true;
        }
        routes.read_by_scripts()
    }

    /// These and those.
    #[must_use]
    pub fn merge(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Every address on this listener, by path, below `base`.
    pub fn addresses(&self, listener: Listener, base: &str) -> Vec<Address> {
        let below = |path: &str| match path {
            // A nested root is the base itself.
            "/" if !base.is_empty() => base.to_owned(),
            path => format!("{base}{path}"),
        };
        let place =
            |route: &Route| Address { listener, method: route.method.clone(), path: below(&route.path) };
        let mut all: Vec<Address> = self.0.iter().map(place).collect();
        all.sort_by(|a, b| (&a.path, a.method.as_str()).cmp(&(&b.path, b.method.as_str())));
        all
    }

    /// The router of exactly these.
    pub fn router(self, site: &Site) -> Router<Site> {
        let mut paths: BTreeMap<String, Vec<Route>> = BTreeMap::new();
        for route in self.0 {
            paths.entry(route.path.clone()).or_default().push(route);
        }
        let add =
            |router: Router<Site>, (path, routes): (String, _)| router.route(&path, methods_of(routes, site));
        paths.into_iter().fold(Router::new(), add)
    }

    fn on<T: 'static>(
        mut self,
        filter: MethodFilter,
        method: Method,
        path: &str,
        handler: impl Handler<T, Site>,
    ) -> Self {
        let handler = on(filter, handler);
        self.0.push(Route {
            method,
            path: path.to_owned(),
            handler,
            read_by_scripts: false,
            is_of_api: false,
        });
        self
    }

    /// A method that another entry's handler answers.
    fn noted(mut self, method: Method, path: &str) -> Self {
        let handler = MethodRouter::new();
        self.0.push(Route {
            method,
            path: path.to_owned(),
            handler,
            read_by_scripts: false,
            is_of_api: false,
        });
        self
    }
}

/// What answers at one path: its methods, and a refusal of every other.
fn methods_of(routes: Vec<Route>, site: &Site) -> MethodRouter<Site> {
    let allowed: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
    let (allow, has_head) = (HeaderValue::from_str(&allowed.join(", ")).ok(), allowed.contains(&"HEAD"));
    let read_by_scripts = routes.iter().any(|route| route.read_by_scripts);
    let is_of_api = routes.iter().any(|route| route.is_of_api);
    let mut methods = routes.into_iter().fold(MethodRouter::new(), |all, route| all.merge(route.handler));
    if is_of_api {
        methods = methods.route_layer(from_fn_with_state(site.clone(), api::noted));
        methods = methods.route_layer(from_fn_with_state(site.clone(), api::limits_told));
    }
    if read_by_scripts {
        methods = methods.route_layer(from_fn_with_state(site.clone(), cors::for_public_clients));
    }
    let refuse = async move |uri: Uri, visit: Visit| -> Response {
        let mut refused = hosted::method_not_allowed(&uri, &visit);
        refused.headers_mut().extend(allow.map(|methods| (ALLOW, methods)));
        refused
    };
    // axum would answer HEAD by the handler of GET.
    let methods = if has_head { methods } else { methods.on(MethodFilter::HEAD, refuse.clone()) };
    methods.fallback(refuse)
}
