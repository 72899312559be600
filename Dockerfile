# One image for web, projector and commands. `docker run` of it alone is the demo: a private PostgreSQL inside.
FROM python:3.11-slim AS environment

COPY requirements.lock .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --no-deps --only-binary :all: -r requirements.lock

FROM python:3.11-slim

RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin izin \
    && install --directory --owner=izin --group=izin --mode=0700 /data
COPY --from=environment /opt/venv /opt/venv
COPY . /app
RUN /opt/venv/bin/python -m compileall -q /app

ENV PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 IZIN_DATA_DIR=/data
USER izin
WORKDIR /data
VOLUME /data
EXPOSE 8000

HEALTHCHECK --start-period=30s --interval=10s --timeout=5s \
    CMD ["/opt/venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]

ENTRYPOINT ["/opt/venv/bin/python", "-P", "-m"]
CMD ["api.serve", "--host", "0.0.0.0"]
