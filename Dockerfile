# One image for the web server, the worker, the timetable and the migrations; docker-compose.yml says who runs what.

FROM node:20-bookworm-slim AS pages
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements.lock ./
COPY script/_lock.py script/
# The lock holds the tools of development too; the image takes what a server needs, with the same hashes.
RUN python script/_lock.py > runtime.lock \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r runtime.lock

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --no-install-recommends -y ca-certificates fonts-dejavu-core gettext libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin sozialmonitor \
    && install -d -o sozialmonitor -m 700 /srv/files /srv/inbox
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SOZIALMONITOR_FILES=/srv/files SOZIALMONITOR_STATIC=/srv/static
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY --from=pages /build/node_modules node_modules
COPY . .
# A checkout made with a strict umask is readable for its owner only; here another user runs it.
# The three values are needed to start Django and go no further than these commands.
RUN chmod -R a+rX . \
    && for po in locale/*/LC_MESSAGES/*.po; do msgfmt --check-format -o "${po%.po}.mo" "$po" || exit 1; done \
    && SOZIALMONITOR_SECRET_KEY=build SOZIALMONITOR_DATABASE_URL=postgis:///none SOZIALMONITOR_REDIS_URL=redis://none \
       python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q .
USER sozialmonitor
EXPOSE 8000
