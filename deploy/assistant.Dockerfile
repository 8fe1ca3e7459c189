# The assistant: Rasa with its trained model, for a private network only. Build from the repository's root:
#   docker build -f deploy/assistant.Dockerfile -t townclerk-assistant .
# Training is part of the build, so that the image is the model and a rebuild is a new one.
FROM python:3.10-slim-bookworm
WORKDIR /app
RUN useradd --system --uid 10001 townclerk && install -d -o townclerk assistant

COPY requirements requirements
COPY scripts/install-assistant scripts/install-assistant
COPY components components
COPY language language
RUN PIP_NO_CACHE_DIR=1 scripts/install-assistant python3.10

COPY config.yml taxonomy.tsv ./
COPY domain domain
COPY data data
ENV PYTHONPATH=/app RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 OMP_NUM_THREADS=1
RUN .venv-assistant/bin/python -m components.train && cp models/*.tar.gz model.tar.gz

USER townclerk
EXPOSE 5005
# The two files are written by `townclerk assistant-files` (compose.yml), which knows the secrets; this image has none.
CMD [".venv-assistant/bin/python", "-m", "rasa", "run", "--model", "model.tar.gz", "--interface", "0.0.0.0", "--port", "5005", \
     "--endpoints", "assistant/endpoints.yml", "--credentials", "assistant/credentials.yml"]
