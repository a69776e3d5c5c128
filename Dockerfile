# The service as an image: packages and build are made in one stage, and only what runs is taken into the next.
#
# Pin the base image by digest before a production build, and renew the pin when Debian or Node publish a security fix:
#   docker buildx imagetools inspect node:20-bookworm-slim --format '{{.Manifest.Digest}}'
#   docker build --build-arg BASE=node:20-bookworm-slim@sha256:… .
# Node 20 no longer gets fixes from its makers; the suite also passes on Node 24 (`.ci/run`): BASE=node:24-bookworm-slim.
ARG BASE=node:20-bookworm-slim

FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package needs its install script: native ones carry prebuilt binaries.
RUN npm ci --include=dev --ignore-scripts --no-progress
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-progress

FROM ${BASE}
ENV NODE_ENV=production \
    TZ=UTC \
    HOST=0.0.0.0 \
    PORT=3000 \
    ADMIN_PORT=3001 \
    DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/locales ./locales
COPY --from=build /app/reference ./reference
COPY --from=build /app/dist ./dist
# Database, keys and spool (in /spool where instances share /data). Nothing else is written: the root file system may be read-only.
RUN install --directory --owner=node --group=node --mode=0700 /data /spool
VOLUME /data
USER node
EXPOSE 3000
# `/livez` answers on the admin listener, which stays on the container's own loopback unless ADMIN_HOST says otherwise.
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ADMIN_PORT}/livez`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and needs no init: the service installs its own SIGTERM handler, which drains, and starts no child
# processes (its workers are threads), so that there is nothing to reap.
CMD ["node", "dist/src/main.js"]
