# The gateway: all that the internet reaches, through a proxy. Build from the repository's root:
#   docker build -f deploy/gateway.Dockerfile -t townclerk-gateway .
FROM python:3.13-slim-bookworm
WORKDIR /app
RUN useradd --system --uid 10001 townclerk && install -d -o townclerk var assistant

COPY requirements/gateway.txt requirements/gateway.txt
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements/gateway.txt

COPY pyproject.toml README.md ./
COPY requirements/gateway.in requirements/gateway.in
COPY bot bot
COPY connectors connectors
COPY actions actions
COPY components components
COPY language language
COPY network network
COPY protocol protocol
COPY domain domain
COPY demo demo
COPY council.toml taxonomy.tsv titles.tsv config.yml endpoints.yml credentials.yml ./
RUN pip install --no-cache-dir --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .

USER townclerk
ENV HOST=0.0.0.0 PORT=8000 LOG_JSON=true PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["townclerk", "serve"]
