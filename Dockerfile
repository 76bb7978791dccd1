# syntax=docker/dockerfile:1

# Bun comes from package-lock.json, with its integrity hash, like every other dependency: the image
# runs the very Bun that the tests ran, and there is no second version to keep in step.
FROM node:22-bookworm-slim AS install
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

# The server runs TypeScript as it is. What only editors and type checkers read stays out, and so do
# the second copy of Bun and the platform package that it was taken from.
RUN install -D node_modules/bun/bin/bun.exe /out/bin/bun \
  && rm -rf node_modules/bun node_modules/@oven node_modules/.bin \
    node_modules/typescript node_modules/@typescript \
    node_modules/bun-types node_modules/@types node_modules/undici-types \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM debian:bookworm-slim
COPY --from=install /out/bin/ /usr/local/bin/
WORKDIR /app
COPY --from=install /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY client ./client
COPY migrations ./migrations
COPY scripts ./scripts
COPY src ./src

ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
# How many files can be synced at once (DURABILITY=full); Bun reads it when it starts.
ENV UV_THREADPOOL_SIZE=16
# What SQLite sorts outside memory belongs on the volume, not on a /tmp that may be memory. Bun's
# cache of transpiled files would want a home directory.
ENV SQLITE_TMPDIR=/data BUN_RUNTIME_TRANSPILER_CACHE_PATH=0

RUN groupadd --gid 10001 conclave \
  && useradd --uid 10001 --gid conclave --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin conclave \
  && install -d -o conclave -g conclave -m 0700 /data /backups
USER 10001:10001
VOLUME /data /backups
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["bun", "-e", "const { ok } = await fetch('http://127.0.0.1:' + process.env.PORT + '/health/live'); process.exit(ok ? 0 : 1)"]
CMD ["bun", "src/index.ts"]
