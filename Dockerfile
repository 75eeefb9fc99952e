# The assistant in one image: no build step, no development dependencies, not root, nothing to write but its store.
FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image has its Node already; the optional packages that bring one are for machines that have not.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY content ./content
COPY locales ./locales
COPY src ./src
RUN mkdir /data && chown node:node /data
ENV STORE=sqlite:/data/fingerpost.db
VOLUME /data
USER node
EXPOSE 3978
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3978}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts", "serve"]
