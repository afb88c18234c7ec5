# One image for every service of both kitchens: the same Node, the same packages; only the command differs.

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The lab's own tools stay out: its PostgreSQL is an optional package, and its own Node comes by an install script.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --ignore-scripts --no-progress

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# What is written to: a new volume takes over the owner of the folder on which it is mounted first.
RUN install -d -o node -g node /var/lib/bank /secrets/gateway /secrets/orders /secrets/stock /secrets/payments \
    /secrets/delivery /secrets/customers /secrets/bank /secrets/postgres /secrets/k6 /secrets/grafana
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
# Seldom changed things first: a change of the code costs one small layer.
COPY . .
USER node
