//! An application reads what the provider says about itself.

use anyhow::Context as _;
use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use http::Method;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};
use url::Url;

use crate::load::link::{Link, Template};
use crate::load::stage::Stage;
use crate::load::workloads::{Recipe, Workload};
use crate::provider::OPENID_CONFIGURATION;
use crate::target::Role;

pub(super) const DISCOVERY: Recipe = Recipe {
    name: "discovery",
    about: "the provider's metadata",
    role: Role::Service,
    open: |stage, _, _| std::future::ready(configuration(stage).map(|one| reading(one, 200))).boxed_local(),
};

pub(super) const JWKS: Recipe = Recipe {
    name: "jwks",
    about: "the provider's keys",
    role: Role::Service,
    open: |stage, _, _| {
        std::future::ready(stage.ground.get("jwks_uri").map(|one| reading(one, 200))).boxed_local()
    },
};

pub(super) const UNCHANGED: Recipe = Recipe {
    name: "discovery-unchanged",
    about: "the metadata for somebody who has them already (If-None-Match, 304)",
    role: Role::Service,
    open: |stage, _, link| unchanged(stage, link).boxed_local(),
};

pub(super) const GZIP: Recipe = Recipe {
    name: "discovery-gzip",
    about: "the metadata, compressed",
    role: Role::Service,
    open: |stage, _, link| gzip(stage, link).boxed_local(),
};

struct Reading {
    request: Template,
    status: u16,
}

async fn unchanged(stage: &Stage, link: &mut Link) -> anyhow::Result<Box<dyn Workload>> {
    let request = configuration(stage)?;
    let answer = link.fetch(&request).await?.expect(200)?;
    let etag = answer.headers.get(ETAG).context("the metadata have no ETag")?.to_str()?;
    Ok(reading(request.with(IF_NONE_MATCH, etag)?, 304))
}

async fn gzip(stage: &Stage, link: &mut Link) -> anyhow::Result<Box<dyn Workload>> {
    let request = configuration(stage)?.with(ACCEPT_ENCODING, "gzip")?;
    let answer = link.fetch(&request).await?.expect(200)?;
    let is_gzip = answer.headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding == "gzip");
    anyhow::ensure!(is_gzip, "the metadata are not compressed");
    Ok(reading(request, 200))
}

fn configuration(stage: &Stage) -> anyhow::Result<Template> {
    let issuer = &stage.ground.provider.issuer;
    let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
    Template::new(Method::GET, &Url::parse(&format!("{issuer}{OPENID_CONFIGURATION}"))?)
}

fn reading(request: Template, status: u16) -> Box<dyn Workload> {
    Box::new(Reading { request, status })
}

impl Workload for Reading {
    fn once<'a>(&'a mut self, link: &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<()>> {
        async move {
            let answer = link.fetch(&self.request).await?.expect(self.status)?;
            anyhow::ensure!(self.status == 304 || !answer.body.is_empty(), "the answer is empty");
            Ok(())
        }
        .boxed_local()
    }
}
