# Signet in a container: the program, the C library and nothing else. No shell, no root, nothing to write but the data
# directory.
#
#   docker build --tag signet .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges --publish 127.0.0.1:8080:8080 \
#     --volume signet-data:/var/lib/signet --volume "$PWD/master.key:/run/secrets/master.key:ro" \
#     --env SIGNET__SERVER__ISSUER=https://id.example.com signet
#
# `docker run ... signet migrate` comes first, and user 65532 must be able to read the master key. Pin both images by digest
# where you build what you ship: docker buildx imagetools inspect NAME.

FROM docker.io/library/rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# The cache mounts need BuildKit, which is the default. They are of one build host: what is built does not depend on them.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --locked --profile dist --workspace \
    && install -D -m 0755 target/dist/signet /out/signet \
    && install -d -m 0700 /out/data

# The same Debian as above, without a shell, a package manager or anything else that an intruder could use.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/signet /usr/local/bin/signet
# A new named volume begins with this directory's owner and mode.
COPY --from=build --chown=65532:65532 /out/data /var/lib/signet
ENV SIGNET__SERVER__LISTEN=[::]:8080 \
    SIGNET__SERVER__DATA=/var/lib/signet \
    SIGNET__SEALING__MASTER_KEY_FILE=/run/secrets/master.key
USER 65532:65532
EXPOSE 8080
# No HEALTHCHECK: nothing inside could ask. Ask /readyz from outside, as Kubernetes and load balancers do.
ENTRYPOINT ["/usr/local/bin/signet"]
CMD ["serve"]
